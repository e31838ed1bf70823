package shop

import io.github.smtpjunit.inbox.Inbox
import io.github.smtpjunit.jupiter.WithSmtpServer
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Nested
import org.junit.jupiter.api.Test

/** The inbox in each place where Kotlin can have it. */
@WithSmtpServer
class OrderMailTests(private val constructed: Inbox) {

    private lateinit var field: Inbox

    @Test
    fun `confirms an order`(inbox: Inbox) {
        OrderMails(inbox.host(), inbox.port()).confirm("ada@example.org")

        assertThat(inbox).singleMail().isTo("ada@example.org").hasSubject("Your order")
        assertThat(field as Any).isSameAs(inbox)
        assertThat(constructed as Any).isSameAs(inbox)
    }

    @Nested
    inner class WithoutAnOrder {

        @Test
        fun `sends nothing`() {
            assertThat(field).hasNoMail()
        }
    }
}
