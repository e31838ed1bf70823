package shop

import io.github.smtpjunit.inbox.Inbox
import io.github.smtpjunit.jupiter.WithSmtpServer
import io.github.smtpjunit.jupiter.WithSmtpServer.Scope.CLASS
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test

/** One server for the class, in its companion. */
@WithSmtpServer(scope = CLASS)
class ClassServerTests {

    @BeforeEach
    fun forget(inbox: Inbox) {
        inbox.clear()
    }

    @Test
    fun `confirms to Ada`() {
        mails.confirm("ada@example.org")

        assertThat(inbox).singleMail().isTo("ada@example.org")
    }

    @Test
    fun `confirms to Bob`() {
        mails.confirm("bob@example.org")

        assertThat(inbox).singleMail().isTo("bob@example.org")
    }

    companion object {

        private lateinit var inbox: Inbox
        private lateinit var mails: OrderMails

        @JvmStatic
        @BeforeAll
        fun open(given: Inbox) {
            assertThat(inbox as Any).isSameAs(given)
            mails = OrderMails(inbox.host(), inbox.port())
        }
    }
}
