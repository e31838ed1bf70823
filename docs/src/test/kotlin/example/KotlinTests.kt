package example

import io.github.smtpjunit.inbox.AbstractInboxAssert
import io.github.smtpjunit.inbox.AbstractMailAssert
import io.github.smtpjunit.inbox.CapturedMail
import io.github.smtpjunit.jupiter.FaultCase
import io.github.smtpjunit.inbox.Inbox
import io.github.smtpjunit.inbox.InboxAssert
import io.github.smtpjunit.mail.lint.LintProfile
import io.github.smtpjunit.inbox.MailSoftAssertions
import io.github.smtpjunit.inbox.MailSoftAssertions.assertMailSoftly
import io.github.smtpjunit.mail.Scrubber
import io.github.smtpjunit.jupiter.ServerName
import io.github.smtpjunit.jupiter.SmtpFault
import io.github.smtpjunit.jupiter.SmtpFaultMatrix
import io.github.smtpjunit.jupiter.SmtpServerExtension
import io.github.smtpjunit.jupiter.WithSmtpServer
import io.github.smtpjunit.smtp.server.FaultAction.storeAndClose
import io.github.smtpjunit.smtp.server.FaultMatcher.recipient
import io.github.smtpjunit.smtp.server.Phase
import io.github.smtpjunit.smtp.server.Phase.END_OF_DATA
import io.github.smtpjunit.smtp.server.Phase.RCPT
import io.github.smtpjunit.smtp.server.SmtpServer
import io.github.smtpjunit.smtp.server.TlsMode
import jakarta.mail.Session
import java.io.IOException
import java.net.URI
import java.time.Duration
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.assertj.core.api.BDDAssertions.then
import org.assertj.core.api.ThrowingConsumer
import org.junit.jupiter.api.Nested
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.extension.RegisterExtension

/** Kotlin calls the API directly: no wrapper, no type argument, no cast, no `!!`; warnings of its compiler are errors. */
@WithSmtpServer
class KotlinTests {

    private val confirm = "https://shop.example.com/confirm"

    private fun shop(inbox: Inbox) = Shop(inbox.host(), inbox.port())

    private fun welcome(inbox: Inbox, name: String = "Ada") = shop(inbox).register(name, "${name.lowercase()}@example.org")

    // Parameters

    @Test
    fun `all parameters are injected`(inbox: Inbox, thatInbox: InboxAssert, server: SmtpServer, session: Session) {
        assertThat(server).isSameAs(inbox.server())
        assertThat(session.getProperty("mail.smtp.port")).isEqualTo(inbox.port().toString())
        thatInbox.hasNoMail()
    }

    @Nested
    @WithSmtpServer(name = "one")
    @WithSmtpServer(name = "two", tls = TlsMode.STARTTLS, users = ["ada:secret"])
    inner class SeveralServers {

        @Test
        fun `are identified by their names`(@ServerName("one") one: Inbox, @ServerName("two") two: Inbox) {
            welcome(one)

            assertThat(one).hasMailCount(1)
            assertThat(two).hasNoMail()
        }
    }

    // Waiting

    @Test
    fun `assertions wait`(inbox: Inbox) {
        shop(inbox).registerLater("Ada", "ada@example.org")

        assertThat(inbox).within(Duration.ofSeconds(20)).singleMail().hasSubject("Welcome, Ada")
        assertThat(inbox.awaitMail { it.number() == 0 }).isTo("ada@example.org")
        assertThat(inbox.awaitMails(1)).hasSize(1).first().extracting(CapturedMail::number).isEqualTo(0)
        then(inbox).hasMailCount(1)
    }

    @Test
    fun `blocks have their own mails, and throw what they throw`(inbox: Inbox) {
        inbox.capture { welcome(inbox) }.singleMail().isTo("ada@example.org")
        inbox.capture { welcome(inbox, "Bob") }.singleMail().isTo("bob@example.org")

        assertThat(inbox).receivesNothingWhile { shop(inbox) }.hasMailCount(2)
        assertThatExceptionOfType(IOException::class.java).isThrownBy { inbox.capture { throw IOException("mine") } }
    }

    // Lambdas

    @Test
    fun `requirements and predicates are lambdas`(inbox: Inbox) {
        welcome(inbox)
        welcome(inbox, "Bob")

        assertThat(inbox)
            .anyMailSatisfies { it.isTo("ada@example.org").hasSubject("Welcome, Ada") }
            .anyMailMatches { it.subject().orElse("").endsWith("Bob") }
            .allMailsSatisfy { it.isFrom("shop@example.com") }
            .allMailsMatch { mail -> mail.attachments().isNotEmpty() }
            .noMailSatisfies { it.isTo("eve@example.org") }
            .noMailMatches { it.envelope().to().isEmpty() }
            .hasMailsInOrder({ it.hasSubject("Welcome, Ada") }, { it.hasSubject("Welcome, Bob") })
            .hasMailsInAnyOrder({ it.isTo("bob@example.org") }, { it.isTo("ada@example.org") })
        assertThat(inbox).filteredOn { it.number() == 1 }.singleMail().isTo("bob@example.org")
        assertThat(inbox).filteredOnSubjectContainingPattern("B.b$".toPattern()).hasMailCount(1)
        assertThat(inbox).matching("to:ada has:attachment").hasMailCount(1)
    }

    @Test
    fun `AssertJ's own ways are there`(inbox: Inbox) {
        welcome(inbox)
        val mail: CapturedMail = inbox.awaitMail()

        assertThat(mail)
            .describedAs("the %s mail", "first")
            .`as`("the first mail")
            .matches { it.number() == 0 }
            .satisfies(ThrowingConsumer { assertThat(it.attachments()).hasSize(1) })
            .satisfies({ assertThat(it.attachments()).hasSize(1) })
        assertThat(mail).extracting { it.subject() }.isEqualTo(mail.subject())
        assertThat(mail).extracting(CapturedMail::number).isEqualTo(0)
        assertThat(mail).extracting { it.attachments().getOrNull(1)?.contentType() }.isNull()
        assertThat(inbox.mails()).extracting<String> { it.rawText() }.hasSize(1)
    }

    @Test
    fun `soft assertions collect`(inbox: Inbox) {
        welcome(inbox)

        assertThatExceptionOfType(AssertionError::class.java)
            .isThrownBy {
                assertMailSoftly { softly ->
                    softly.assertThat(inbox).singleMail().isTo("bob@example.org").hasSubject("Welcome, Bob")
                    softly.assertThat(inbox.mails()[0]).hasNoAttachments()
                    softly.assertThat(inbox.port()).isPositive()
                }
            }
            .withMessageContaining("Multiple Failures (3 failures)")
        with(MailSoftAssertions()) {
            assertThat(inbox).hasMailCount(1)
            assertAll()
        }
    }

    // Assertions of one's own

    // region own-assertions
    class ShopMailAssert(actual: CapturedMail) : AbstractMailAssert<ShopMailAssert>(actual, ShopMailAssert::class.java) {

        fun welcomes(name: String): ShopMailAssert = isFrom("shop@example.com").hasSubject("Welcome, $name")

        fun hasAtMostWords(limit: Int): ShopMailAssert {
            val words = actual.text().orElse("").trim().split(Regex("\\s+")).size
            if (words > limit) failWithMessage("Expecting a text of at most %d words, but it has %d", limit, words)
            return this
        }
    }
    // endregion

    class ShopInboxAssert(actual: Inbox) : AbstractInboxAssert<ShopInboxAssert>(actual, ShopInboxAssert::class.java) {

        override fun newInboxAssert(inbox: Inbox) = ShopInboxAssert(inbox)

        fun welcomed(vararg addresses: String): ShopInboxAssert =
            filteredOnSubjectContaining("Welcome").recipientsAre(*addresses)
    }

    @Test
    fun `own assertions are classes`(inbox: Inbox) {
        welcome(inbox)
        welcome(inbox, "Bob")

        assertThat(inbox).firstMail(::ShopMailAssert).welcomes("Ada").hasAttachmentCount(1).welcomes("Ada")
        assertThatExceptionOfType(AssertionError::class.java)
            .isThrownBy { assertThat(inbox).firstMail(::ShopMailAssert).hasAtMostWords(20).hasAtMostWords(3) }
            .withMessageContaining("Expecting a text of at most 3 words, but it has 7")
        assertThat(inbox).mail(1, ::ShopMailAssert).transport().usedNoTls().returnToMail().welcomes("Bob")
        ShopInboxAssert(inbox).welcomed("ada@example.org", "bob@example.org").lastMail(::ShopMailAssert).welcomes("Bob")
    }

    // Navigation

    @Test
    fun `ways go on to parts, addresses, links and the session`(inbox: Inbox) {
        welcome(inbox)

        val mail = assertThat(inbox).singleMail()
        mail.from().hasName("The Shop").isInDomain("example.com")
        mail.html().select("a").hasCount(1).hasAttribute("href", confirm)
        mail.attachment("terms.txt").hasTextContaining("Pay in advance.").hasBytes("Pay in advance.\r\n".toByteArray())
        mail.session().endedWithQuit().commands().hasSizeGreaterThan(4)
        mail.linkWithText("confirm").isEqualTo(confirm)
        val link: URI = mail.extractLink("confirm$".toPattern())
        assertThat(link.host).isEqualTo("shop.example.com")
        mail.hasEnvelopeRecipients("ada@example.org").hasHeaderMatching("Subject", "W.*".toPattern())
    }

    @Test
    fun `ways go into archives`(inbox: Inbox) {
        shop(inbox).sendOrder("ada@example.org", "article,count\r\ntea,2\r\n")

        assertThat(inbox).singleMail().attachment("order.zip").asZip().entry("order.csv").asCsv().hasRow("tea", "2")
    }

    // Reading: all our types declare their nullability

    @Test
    fun `mails are read without a question mark`(inbox: Inbox) {
        welcome(inbox)
        val mail = inbox.awaitMail()

        val subject: String = mail.subject().orElse("")
        val size: Int = mail.attachments().sumOf { it.size() }
        val name: String? = mail.attachments()[0].name().orElse(null)
        val sender: String = mail.envelope().from()
        val helo: String? = mail.session().heloName().orElse(null)
        val tls: Boolean = mail.session().tls().isPresent

        assertThat("$subject, $size, $name, $sender, $helo, $tls")
            .isEqualTo("Welcome, Ada, 17, terms.txt, shop@example.com, shop.example.com, false")
        assertThat(mail.lint(LintProfile.TRANSACTIONAL).findings().map { it.ruleId() }).doesNotContain("format.nul")
    }

    // Faults

    @Test
    fun `faults are rules`(inbox: Inbox) {
        var open = false
        inbox.on(RCPT).where(recipient("*@example.org").and(recipient("ada@*"))).once().reply(451, "4.7.1", "Later")
        inbox.on(Phase.MAIL).until { open }.reply(450, "4.2.0", "Not", "yet")
        inbox.on(END_OF_DATA).times(1).then(storeAndClose())

        assertThatThrownBy { welcome(inbox) }.hasStackTraceContaining("450-4.2.0 Not")
        open = true
        assertThatThrownBy { welcome(inbox) }.hasStackTraceContaining("451 4.7.1 Later")
        assertThatThrownBy { welcome(inbox) }.isInstanceOf(IllegalStateException::class.java)

        assertThat(inbox).hasMailCount(1).hasFailedAttemptCount(3)
        inbox.verifyAllRulesUsed()
    }

    @Test
    @SmtpFault("rcpt once=550 5.1.1 Nobody")
    @SmtpFault("rcpt once=451 4.7.1 Later")
    fun `faults are annotations`(inbox: Inbox) {
        repeat(2) { assertThatThrownBy { welcome(inbox) }.isInstanceOf(IllegalStateException::class.java) }

        assertThat(inbox).hasNoMail().wasRejectedWith(550).wasRejectedWith(451)
    }

    @SmtpFaultMatrix(expected = [IllegalStateException::class], phases = [RCPT], silenceMillis = 50)
    fun `faults are a matrix`(fault: FaultCase, inbox: Inbox) {
        assertThat(fault.phase()).isEqualTo(RCPT)
        welcome(inbox)
    }

    // Without annotations

    @Test
    fun `an inbox may be closed by use`() {
        Inbox.start().use { inbox ->
            welcome(inbox)
            assertThat(inbox).hasMailCount(1)
        }
    }
}

/** The extension as a field, which has to be one of Java. */
class KotlinExtensionTests {

    @Test
    fun `an extension may be a field`(inbox: Inbox) {
        inbox.scrub(Scrubber.uuids())

        assertThat(inbox).isEmpty()
    }

    companion object {
        @JvmField
        @RegisterExtension
        val SERVER: SmtpServerExtension = SmtpServerExtension.create().within(Duration.ofSeconds(20))
    }
}
