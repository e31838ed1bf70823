package consumer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.MailSoftAssertions;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.io.IOException;
import java.net.Socket;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No mail API is on the class path: the mail comes from another sender. */
@WithSmtpServer
class WithoutMailApiTests {

    @BeforeEach
    void aMailIsSent(Inbox inbox) throws IOException {
        try (Socket socket = new Socket(inbox.host(), inbox.port())) {
            socket.getOutputStream().write("""
                EHLO localhost
                MAIL FROM:<shop@example.com>
                RCPT TO:<ada@example.org>
                DATA
                From: Shop <shop@example.com>
                To: ada@example.org
                Subject: Welcome
                Date: %s
                Message-ID: <1@example.com>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8

                Hello Ada, see https://shop.example.com/confirm
                .
                QUIT
                """.formatted(RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)))
                    .replace("\n", "\r\n")
                    .getBytes(US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }

    @Test
    void thereIsNoMailApi() {
        assertThat(getClass().getClassLoader().getResource("jakarta/mail/Session.class"))
                .isNull();
    }

    @Test
    void assertionsSoftAssertionsAndLintWork(Inbox inbox) {
        assertThat(inbox)
                .singleMail()
                .isFrom("shop@example.com")
                .isTo("ada@example.org")
                .hasSubject("Welcome")
                .hasLink("https://shop.example.com/confirm")
                .passesLint();
        MailSoftAssertions.assertMailSoftly(
                softly -> softly.assertThat(inbox).singleMail().hasTextContaining("Hello Ada"));
    }

    @Test
    void whatNeedsItNamesIt(Inbox inbox) {
        assertThatIllegalStateException()
                .isThrownBy(() -> inbox.session())
                .withMessageContaining("add the dependency org.eclipse.angus:jakarta.mail to your tests");
        assertThatIllegalStateException()
                .isThrownBy(() -> inbox.awaitMail().mime())
                .withMessageContaining("add the dependency org.eclipse.angus:jakarta.mail to your tests");
    }
}
