package example;

import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.certificates.CertificateFiles;
import io.github.smtpjunit.inbox.CapturedMail;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.mail.lint.LintProfile;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.server.SessionInfo;
import io.github.smtpjunit.smtp.server.SmtpPolicy;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import io.github.smtpjunit.smtp.server.TlsMode;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The right side of the tables for users of other tools. */
class ComingFromDemo {

    // region mime
    @Test
    @WithSmtpServer
    void keepsWhatLooksAtTheMessage(Inbox inbox) throws MessagingException {
        new Shop(inbox.host(), inbox.port()).announce("Sale");

        MimeMessage message = inbox.awaitMail().mime();

        assertThat(message.getSubject()).isEqualTo("Sale");
        assertThat(message.getAllRecipients()).extracting(Address::toString).containsExactly("news@example.com");
    }
    // endregion

    // region without-extension
    static class WelcomeMailTest {

        private Inbox inbox;

        // @Before
        public void start() {
            inbox = Inbox.start();
        }

        // @After
        public void stop() {
            inbox.close();
        }

        // @Test
        public void greetsANewCustomer() {
            new Shop(inbox.host(), inbox.port()).register("Ada", "ada@example.org");

            assertThat(inbox).singleMail().hasSubject("Welcome, Ada");
        }
    }
    // endregion

    @Test
    void worksWithoutTheExtension() {
        WelcomeMailTest test = new WelcomeMailTest();
        test.start();
        try {
            test.greetsANewCustomer();
        } finally {
            test.stop();
        }
    }

    @Test
    @WithSmtpServer
    void readsAMail(Inbox inbox) {
        new Shop(inbox.host(), inbox.port()).register("Ada", "ada@example.org");

        assertThat(inbox).hasMailCount(1);
        assertThat(inbox).hasMailCountAtLeast(1);
        assertThat(inbox).mailsTo("ada@example.org").hasMailCount(1);
        assertThat(inbox)
                .filteredOn(mail -> mail.envelope().to().stream().anyMatch(to -> to.endsWith("@example.org")))
                .hasMailCount(1);
        CapturedMail mail = inbox.mails().get(0);
        assertThat(mail.envelope().from()).isEqualTo("shop@example.com");
        assertThat(mail.envelope().to()).containsExactly("ada@example.org");
        assertThat(mail.blindRecipients()).isEmpty();
        assertThat(mail.subject()).contains("Welcome, Ada");
        assertThat(mail.header("To")).contains("Ada <ada@example.org>");
        assertThat(mail.headers("To")).hasSize(1);
        assertThat(mail.text().orElseThrow()).contains("confirm your address");
        assertThat(mail.html().orElseThrow()).contains("Hello Ada");
        assertThat(mail.attachments().get(0).text()).isEqualTo("Pay in advance.\r\n");
        assertThat(mail.attachments().get(0).name()).contains("terms.txt");
        assertThat(mail.links()).contains("https://shop.example.com/confirm");
        assertThat(mail.receivedAt()).isBeforeOrEqualTo(Instant.now());
        assertThat(mail.rawText()).startsWith("Date: ").endsWith("--\r\n");
        assertThat(mail.raw()).hasSize(mail.rawText().length());
        assertThat(mail.lint(LintProfile.TRANSACTIONAL).toString()).isNotEmpty();
        assertThat(mail.mime()).isNotNull();
        assertThat(mail)
                .isFrom("shop@example.com")
                .isTo("ada@example.org")
                .source()
                .usesCrlfOnly();
        System.out.println(inbox);
        assertThat(inbox.drain()).hasSize(1);
        inbox.clear();
        assertThat(inbox).hasNoMail();
    }

    @Test
    @WithSmtpServer(users = "ada:secret", tls = TlsMode.STARTTLS)
    void signsInOverTls(Inbox inbox, Session session) throws MessagingException {
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom("shop@example.com");
        mail.setRecipient(MimeMessage.RecipientType.TO, new InternetAddress("ada@example.org"));
        mail.setText("Have a look");
        Transport.send(mail, "ada", "secret");

        assertThat(inbox).singleMail().transport().usedTls().authenticatedAs("ada");
        assertThat(inbox.session("ada", "secret")).isNotNull();
    }

    @Test
    @WithSmtpServer(tls = TlsMode.IMPLICIT)
    void isTrusted(Inbox inbox, @TempDir Path directory) throws IOException {
        Properties properties = inbox.certificates().implicitTlsMailProperties(inbox.host(), inbox.port());
        assertThat(properties.get("mail.smtp.ssl.socketFactory"))
                .isNotInstanceOf(String.class); // not by the name of a class
        CertificateFiles files = inbox.certificates().writeTo(directory);
        assertThat(files.trustStore()).isNotEmptyFile();
        assertThat(inbox.certificates().clientContext().getSocketFactory()).isNotNull();
    }

    @Test
    @WithSmtpServer
    void saysWhatTheSenderExpects(Inbox inbox) {
        inbox.on(RCPT).reply(550, "5.1.1", "No mailbox here by that name");

        assertThatThrownBy(() -> new Shop(inbox.host(), inbox.port()).register("Ada", "ada@example.org"))
                .hasStackTraceContaining("No mailbox here by that name");
    }

    @Test
    void isBuilt() {
        SmtpServerBuilder builder = SmtpServer.builder()
                .authenticator(SaslAuthenticator.users(Map.of("ada", "secret")))
                .allowAuthWithoutTls()
                .hostname("mx.example.org")
                .idleTimeout(Duration.ofSeconds(10))
                .maxMessageSize(10_000)
                .maxRecipients(10)
                .policy(new Choosy());
        try (Inbox inbox = Inbox.start(builder)) {
            Shop shop = new Shop(inbox.host(), inbox.port());
            assertThatThrownBy(() -> shop.register("Nobody", "nobody@example.org"))
                    .hasStackTraceContaining("550 5.1.1 No such user");
            assertThat(inbox).hasNoMail();
        }
        SmtpServer.builder().authenticator(SaslAuthenticator.acceptAny());
        SmtpServer.builder().requireTls();
        SmtpServer.builder().refuseBareNewlines();
    }

    /** Compiled, and not run: another program may have the port. */
    @WithSmtpServer(port = 3025)
    static class FixedPort {}

    static class Choosy implements SmtpPolicy {
        @Override
        public Optional<Reply> recipient(
                SessionInfo session, Envelope envelope, ForwardPath to, EsmtpParameters parameters) {
            return to.address().startsWith("nobody@") ? Optional.of(Replies.NO_SUCH_USER) : Optional.empty();
        }
    }
}
