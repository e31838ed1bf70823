package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.inbox.MeaningRows.assertReceived;
import static io.github.smtpjunit.inbox.MeaningRows.encoded;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Any octets are kept and read, and links found. */
@WithSmtpServer
class CapturedMailTests {

    @Test
    void garbageIsKeptAndNothingIsThrown(Inbox inbox) {
        Random random = new Random(4711);
        String[] words = {
            "Content-Type: ", "multipart/mixed", "text/plain", "; boundary=", "x", "\r\n", "\r\n", "--x", "--", "\0",
                    "=?",
            "utf-8", "?B?", "?=", "Content-Disposition: ", "attachment; filename*=", "''", "%", "From: ", "<", ">", "@",
            ",", ":", ";", "(", "\"", "\\", "Subject: ", "Content-Transfer-Encoding: ", "base64", "quoted-printable",
                    "é",
            "message/rfc822", "To: ", "charset=", " ", "\t"
        };
        try (RawClient client = RawClient.greeted(inbox)) {
            for (int i = 0; i < 400; i++) {
                StringBuilder text = new StringBuilder();
                int length = random.nextInt(60);
                for (int word = 0; word < length; word++) {
                    text.append(words[random.nextInt(words.length)]);
                }
                byte[] content = text.append("\r\n").toString().getBytes(i % 2 == 0 ? UTF_8 : ISO_8859_1);
                client.say("MAIL FROM:<shop@example.com>", 250)
                        .say("RCPT TO:<ada@example.org>", 250)
                        .data(content);
                CapturedMail mail = inbox.mails().get(i);
                assertThat(mail.raw()).isEqualTo(content);
                readAll(mail);
            }
        }
    }

    private static void readAll(CapturedMail mail) {
        Stream.of("Subject", "To", "Cc", "Content-Type").forEach(mail::headers);
        assertThat(mail.from()).isNotNull();
        assertThat(mail.to()).isNotNull();
        assertThat(mail.blindRecipients()).isNotNull();
        assertThat(mail.text()).isNotNull();
        assertThat(mail.links()).isNotNull();
        assertThat(mail.attachments())
                .allSatisfy(file -> assertThat(file.size()).isEqualTo(file.bytes().length));
        assertThat(mail.inlineParts()).isNotNull();
        assertThat(mail.problems()).isNotNull();
        assertThat(mail.toString()).isNotEmpty();
    }

    @Test
    void binaryOctetsAreKept(Inbox inbox) {
        byte[] content = new byte[5_000];
        new Random(4711).nextBytes(content);
        content[4_998] = '\r';
        content[4_999] = '\n';

        assertReceived(inbox, content, CapturedMailTests::readAll);
    }

    // Links

    @Test
    void linksAreTheAnchorsOfTheHtml(Inbox inbox) {
        assertReceived(
                inbox,
                encoded(
                        "Content-Type: text/html\n\n<a href='https://a.example/?x=1&amp;y=2'>one</a> <a name=x>no</a>"
                                + " <A HREF=\"mailto:ada@example.org\">two</A> https://text.example/\n",
                        UTF_8),
                mail -> assertThat(mail.links())
                        .containsExactly("https://a.example/?x=1&y=2", "mailto:ada@example.org"));
    }

    @Test
    void linksOfAPlainMailAreTheWebAddressesInItsText(Inbox inbox) {
        assertReceived(
                inbox,
                encoded("\nSee https://a.example/x?y=1, (http://b.example/) or <https://c.example>.\n", UTF_8),
                mail -> assertThat(mail.links())
                        .containsExactly("https://a.example/x?y=1", "http://b.example/", "https://c.example"));
    }
}
