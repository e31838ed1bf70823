package io.github.smtpjunit.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Whatever a mail says, it forges no line of a report, steers no terminal, and nothing that it names is fetched. */
@WithSmtpServer(assertionTimeoutMillis = 50)
class HostileMailTests {

    /** Escape sequences of seven and of eight bits, a line feed, a line separator, a mark of direction. */
    private static final String BAD = "x\u001b[31m\u009b2J\nFORGED\u2028\u202ey";

    private static String word(String text) {
        return "=?utf-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)) + "?=";
    }

    private static String percent(String text) {
        StringBuilder encoded = new StringBuilder("utf-8''");
        for (byte octet : text.getBytes(UTF_8)) {
            encoded.append(String.format("%%%02X", octet));
        }
        return encoded.toString();
    }

    private static byte[] hostileMail() {
        return RawClient.crlf("""
                        From: %1$s <shop@example.com>
                        To: bob@example.org
                        Subject: %1$s
                        Message-ID: <\u009b2J\u202e@example.com>
                        X-Note: %1$s
                        Content-Type: multipart/mixed; boundary=b

                        --b
                        Content-Type: text/plain; charset="x\u001b[31m\u009b"

                        %2$s
                        --b
                        Content-Type: text/html; charset=utf-8
                        Content-Transfer-Encoding: 8bit

                        <p>%2$s</p><a href="https://example.com/\u001b[31m\u202e">\u001b[31m\u202e</a>
                        --b
                        Content-Type: application/x\u009b2J\u202e
                        Content-ID: <\u001b[31m\u009b2J>
                        Content-Disposition: attachment; filename*=%3$s

                        file
                        --b
                        Content-Type: a/\u001b[31m;;"

                        broken
                        --b--
                        """.formatted(word(BAD), BAD, percent(BAD))).getBytes(UTF_8);
    }

    @TestFactory
    Stream<DynamicTest> nothingThatCannotBeSeenIsInAReport(Inbox inbox) {
        RawClient.deliver(inbox, hostileMail());
        CapturedMail mail = inbox.awaitMail();
        List<Consumer<MailAssert>> assertions = List.of(
                it -> it.hasSubject("Welcome"),
                it -> it.hasSubjectContaining("Welcome"),
                it -> it.isFrom("eve@example.org"),
                it -> it.isFromName("Eve"),
                it -> it.hasHeader("X-Note", "note"),
                it -> it.hasHeader("Message-ID", "note"),
                it -> it.hasText("Hello"),
                it -> it.hasTextContaining("Hello"),
                it -> it.hasHtmlContaining("Hello"),
                it -> it.hasLink("https://example.org/"),
                it -> it.linksHaveHost("example.org"),
                it -> it.hasAttachment("a.txt"),
                it -> it.hasNoAttachments(),
                it -> it.parts().hasPartTree("mixed(plain,html)"),
                it -> it.parts().hasPartTree("multipart/mixed(text/plain,text/html)"));
        Stream<DynamicTest> failures = assertions.stream()
                .map(assertion -> safe(
                        "assertion " + assertions.indexOf(assertion),
                        message(() -> assertion.accept(mail.assertThat()))));
        Stream<DynamicTest> texts = Stream.of(
                safe("the mail", mail.toString()),
                safe("the inbox", inbox.toString()),
                safe("the attachments", mail.attachments().toString()),
                safe("the problems", mail.problems().toString()),
                safe("no mail", message(() -> inbox.assertThat().hasNoMail())),
                safe(
                        "a mail that satisfies",
                        message(() -> inbox.assertThat().anyMailSatisfies(it -> it.hasSubject("Welcome")))));
        return Stream.concat(failures, texts);
    }

    /** It is compared without recursion, and in a text that does not grow with the square of its depth. */
    @Test
    void aDocumentMayBeAsDeepAsItLikes() throws InterruptedException {
        String deep = "<b>".repeat(20_000) + "tea";
        List<String> canonical = new CopyOnWriteArrayList<>();
        Thread thread = new Thread(null, () -> canonical.add(Html.canonical(deep)), "small-stack", 128 * 1024);
        thread.start();
        thread.join();

        assertThat(canonical)
                .singleElement(STRING)
                .hasSizeLessThan(200 * 20_000)
                .contains("(510) <b>") // jsoup puts what is deeper side by side
                .endsWith("(511) tea");
        assertThat(Html.canonical("<b>".repeat(60) + "tea")).isNotEqualTo(Html.canonical("<b>".repeat(61) + "tea"));
    }

    private static String message(ThrowingCallable assertion) {
        return String.valueOf(assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(assertion)
                .actual()
                .getMessage());
    }

    private static DynamicTest safe(String name, String report) {
        return DynamicTest.dynamicTest(name, () -> {
            assertThat(report).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\n\t]]");
            if (name.startsWith("the ")) { // failures quote texts of several lines
                assertThat(report.lines().map(String::strip)).noneMatch(line -> line.startsWith("FORGED"));
            }
        });
    }

    /** What takes time by the square of the header's size does not end in time here. */
    @Test
    @Timeout(60)
    void aHugeHeaderIsReadInTime(Inbox inbox) {
        RawClient.deliver(
                inbox,
                "Subject: " + "=?utf-8?Q?a?= ".repeat(40_000) + "\n"
                        + IntStream.range(0, 30_000)
                                .mapToObj(i -> "X-" + i + ": y\n")
                                .collect(Collectors.joining())
                        + "\nx\n");
        CapturedMail mail = inbox.awaitMail();

        assertThat(mail.subject()).contains("a".repeat(40_000));
        mail.assertThat().hasHeader("X-29999", "y").source().showsNoInjection();
        message(() -> mail.assertThat().passesLint());
    }

    @Test
    void nothingIsFetchedThatAMailNames(Inbox inbox) throws IOException {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket web = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread acceptor = new Thread(() -> count(web, connections), "web");
            acceptor.setDaemon(true);
            acceptor.start();
            String url = "http://127.0.0.1:" + web.getLocalPort();
            RawClient.deliver(inbox, RawClient.crlf("""
                            From: shop@example.com
                            Subject: x
                            List-Unsubscribe: <%1$s/unsubscribe>
                            Content-Type: multipart/mixed; boundary=b

                            --b
                            Content-Type: message/external-body; access-type=URL; URL="%1$s/body"

                            Content-Type: text/plain

                            --b
                            Content-Type: text/html
                            Content-Location: %1$s/location

                            <!DOCTYPE html SYSTEM "%1$s/dtd"><base href="%1$s/"><link rel="stylesheet" href="%1$s/css">
                            <script src="%1$s/script"></script><img src="%1$s/image"><a href="%1$s/link">link</a>
                            <iframe src="%1$s/frame"></iframe>
                            --b--
                            """.formatted(url)).getBytes(UTF_8));

            CapturedMail mail = inbox.awaitMail();
            assertThat(mail.links()).contains(url + "/link");
            assertThat(mail.html()).isPresent();
            assertThat(mail.attachments()).isNotEmpty();
            assertThat(mail.assertThat().hasLink(url + "/link")).isNotNull();
            message(() -> mail.assertThat().allLinksUseHttps());

            assertThat(connections).as("connections to %s", url).hasValue(0);
        }
    }

    /** Counts clients before it sends them away, so that a client that has waited for an answer has been counted. */
    private static void count(ServerSocket web, AtomicInteger connections) {
        try {
            while (true) {
                Socket client = web.accept();
                connections.incrementAndGet();
                client.close();
            }
        } catch (IOException e) {
            // the test is over
        }
    }
}
