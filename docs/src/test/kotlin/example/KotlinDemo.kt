package example

// region first-test
import io.github.smtpjunit.inbox.Inbox
import io.github.smtpjunit.jupiter.WithSmtpServer
import io.github.smtpjunit.smtp.server.FaultMatcher.recipient
import io.github.smtpjunit.smtp.server.Phase.RCPT
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test

@WithSmtpServer
class KotlinDemo(inbox: Inbox) {

    private val shop = Shop(inbox.host(), inbox.port())

    @Test
    fun `greets a new customer`(inbox: Inbox) {
        inbox.capture { shop.register("Ada", "ada@example.org") }
            .singleMail()
            .describedAs("welcome mail")
            .hasSubjectMatching("Welcome, A.*".toPattern())
            .extracting { it.attachments().size }
            .isEqualTo(1)

        assertThat(inbox)
            .anyMailSatisfies { it.isTo("ada@example.org").hasTextContaining("confirm your address") }
            .noMailMatches { it.envelope().to().isEmpty() }
            .receivesNothingWhile { assertThatThrownBy { shop.register("Eve", "nowhere") } }
    }

    @Test
    fun `tells what the server refuses`(inbox: Inbox) {
        inbox.on(RCPT).where(recipient("*@example.org")).once().reply(550, "5.1.1", "No such user")

        assertThatThrownBy { shop.register("Ada", "ada@example.org") }.hasStackTraceContaining("No such user")

        assertThat(inbox).hasNoMail().hasRejectedRecipients("ada@example.org")
    }
}
// endregion
