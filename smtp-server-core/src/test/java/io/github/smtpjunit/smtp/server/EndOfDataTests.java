package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing but CR LF dot CR LF ends the data (RFC 5321 section 4.1.1.4): SMTP smuggling as a table. */
class EndOfDataTests extends SmtpTestCase {

    /** Between two halves of one mail; a server that takes one of these for the end sees a second mail. */
    static Stream<String> noEnds() {
        return Stream.of(
                "\\n.\\n",
                "\\n.\\r\\n",
                "\\n.\\r",
                "\\r.\\r",
                "\\r.\\n",
                "\\r.\\r\\n",
                "\\r\\n.\\n",
                "\\r\\n.\\r",
                "\\r\\n.\\r\\r\\n",
                "\\r\\n.\\n\\r\\n",
                "\\r\\n.\\n\\n",
                "\\r\\r\\n.\\r\\r\\n",
                "\\r\\n.\\x00\\r\\n",
                "\\r\\n\\x00.\\r\\n",
                "\\x00\\r\\n.\\n",
                "\\n\\n.\\n\\n",
                "\\r\\n. \\r\\n",
                "\\r\\n .\\r\\n",
                "\\r\\n.\\t\\r\\n",
                "\\n\\r.\\n\\r",
                "\\r\\n..\\n",
                "\\r\\n.\\x0b\\r\\n",
                "\\r\\n.\\x85",
                "\\xe2\\x80\\xa8.\\xe2\\x80\\xa8",
                "\\r\\n..\\r\\n");
    }

    private static final String HIDDEN = "MAIL FROM:<evil@x>\r\nRCPT TO:<b@x>\r\nDATA\r\nhidden";

    private RawClient askedForContent(SmtpServer server) {
        return greeted(server)
                .send("MAIL FROM:<a@x>")
                .expect("250 *")
                .send("RCPT TO:<b@x>")
                .expect("250 *")
                .send("DATA")
                .expect("354 *");
    }

    /** What RFC 5321 section 4.5.2 makes of it: one leading dot of each line less. */
    private static String unstuffed(String content) {
        String inner = ("\r\n" + content).replace("\r\n.", "\r\n");
        return inner.substring(2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noEnds")
    void keptAsContent(String noEnd) {
        SmtpServer server = start(builder().keepBareNewlines());
        String content = "one" + Octets.unescape(noEnd) + HIDDEN + "\r\n";

        askedForContent(server).sendRaw(content + ".\r\n").expect("250 2.6.0 *").quit();
        askedForContent(server)
                .trickle(Octets.of(content + ".\r\n"))
                .expect("250 2.6.0 *")
                .quit();

        assertThat(received.contents()).containsExactly(unstuffed(content), unstuffed(content));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noEnds")
    void refusedWithTheWholeMail(String noEnd) {
        SmtpServer server = start(builder().refuseBareNewlines());
        String octets = Octets.unescape(noEnd);
        String content = "one" + octets + HIDDEN + "\r\n";
        boolean bare = octets.replace("\r\n", "").matches("(?s).*[\r\n].*");

        askedForContent(server)
                .sendRaw(content + ".\r\n")
                .expect(bare ? "554 5.6.0 Bare CR or LF in mail data" : "250 2.6.0 *")
                .send("NOOP")
                .expect("250 *")
                .quit();

        assertThat(received.mails()).hasSize(bare ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\\r\\n", ".", "..", "x", "x\\r\\n\\r\\n", "\\x00", "\\r\\n..", "\\n", "\\r", "x\\r"})
    void theDotIsFoundAtOnceAndTheContentIsExact(String text) {
        SmtpServer server = start(builder());
        String content = Octets.unescape(text);
        String line = content.isEmpty() || content.endsWith("\r\n") ? content : content + "\r\n";

        askedForContent(server)
                .sendRaw(line.replaceAll("(?<=^|\r\n)\\.", "..") + ".\r\n")
                .expect("250 *")
                .quit();

        assertThat(received.contents()).containsExactly(line);
    }

    @Test
    void everyOctetIsKept() {
        StringBuilder all = new StringBuilder();
        for (int first = 0; first < 256; first++) {
            all.append('x').append((char) first).append('y');
        }
        SmtpServer server = start(builder());

        askedForContent(server).sendRaw(all + "\r\n.\r\n").expect("250 *").quit();

        assertThat(received.contents()).containsExactly(all + "\r\n");
    }

    @Test
    void dotsAreUnstuffedWhereverTheInputIsSplit() {
        SmtpServer server = start(builder());
        String wire = ".\r.\n..\r\n..\r\n...\r\n\r\n.\n\r\n.x\r\n.\r\nNOOP\r\n";
        RawClient client = greeted(server);
        for (int split = 1; split < wire.length(); split++) {
            client.send("MAIL FROM:<a@x>")
                    .expect("250 *")
                    .send("RCPT TO:<b@x>")
                    .expect("250 *")
                    .send("DATA");
            client.expect("354 *").sendRaw(wire.substring(0, split));
            client.sendRaw(wire.substring(split)).expect("250 2.6.0 *").expect("250 2.0.0 OK");
        }

        assertThat(received.contents())
                .hasSize(wire.length() - 1)
                .containsOnly("\r.\n..\r\n.\r\n..\r\n\r\n\n\r\nx\r\n");
    }

    @Test
    void aLargeMailOverManyBuffersIsExact() {
        SmtpServer server = start(builder());
        StringBuilder content = new StringBuilder();
        for (int line = 0; content.length() < 2_000_000; line++) {
            content.append(".".repeat(line % 4)).append("x".repeat(line % 1500)).append("\r\n");
        }
        String stuffed = ("\r\n" + content).replace("\r\n.", "\r\n..").substring(2);

        askedForContent(server).sendRaw(stuffed + ".\r\n").expect("250 *").quit();

        assertThat(received.contents()).containsExactly(content.toString());
    }
}
