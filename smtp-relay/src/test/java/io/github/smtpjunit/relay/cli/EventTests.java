package io.github.smtpjunit.relay.cli;

import static io.github.smtpjunit.smtp.server.FaultMatcher.recipient;
import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.relay.spool.FileSpool;
import io.github.smtpjunit.relay.spool.MailSpool.Draft;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that becomes of a mail in a relay is a line of the log, with the mail's id. */
class EventTests extends CommandTestCase {

    @AutoClose
    private final Inbox inbox = Inbox.start();

    private final Path spool;

    EventTests(@TempDir Path directory) {
        this.spool = directory.resolve("spool");
    }

    private Running serve(String... more) throws Exception {
        List<String> args = new ArrayList<>(List.of("serve", "--listen=127.0.0.1:0", "--hostname=relay.example.net"));
        args.add("--spool=" + spool);
        args.addAll(List.of(more));
        return start(args.toArray(String[]::new));
    }

    private String smartHost() {
        return "--smart-host=" + inbox.host() + ":" + inbox.port();
    }

    private static String send(Running serve, String to) throws IOException {
        try (Client client = serve.connect()) {
            client.say("250", "EHLO client.example.org");
            String reply = client.mail("shop@example.com", "Subject: x\r\n\r\nx\r\n", to)
                    .expect("250");
            return reply.substring("250 2.0.0 Queued as ".length()).strip();
        }
    }

    private static void awaitLine(Running serve, String pattern) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(serve.log()).containsPattern("(?m)^time=\\S+Z " + pattern + "$"));
    }

    @Test
    void whatAnOperatorChanges() throws Exception {
        inbox.on(RCPT).reply(Replies.MAILBOX_BUSY);
        Running serve = serve(smartHost());
        String id = send(serve, "ada@example.org");
        awaitLine(serve, "event=deferred id=" + id + " .*");
        String option = "--spool=" + spool;

        assertThat(run("queue", "hold", option, id).code()).isZero();
        awaitLine(serve, "event=held id=" + id);
        assertThat(run("queue", "release", option, "--all").code()).isZero();
        awaitLine(serve, "event=released id=" + id);
        assertThat(run("queue", "flush", option, id).code()).isZero();
        awaitLine(serve, "event=flushed id=" + id);
        awaitLine(serve, "event=deferred id=" + id + " .* attempt=2 .*");
        assertThat(run("queue", "delete", option, id).code()).isZero();
        awaitLine(serve, "event=deleted id=" + id);
        assertThat(run("queue", "delete", option, id).code()).isEqualTo(1);
        assertThat(serve.log().lines().filter(line -> line.contains("event=deleted")))
                .hasSize(1);
    }

    @Test
    void whoHasSentIt() throws Exception {
        Running serve = serve(smartHost(), "--user=ada:secret", "--allow-plain-auth");
        try (Client client = serve.connect()) {
            client.say("250", "EHLO client.example.org").say("235", "AUTH PLAIN AGFkYQBzZWNyZXQ=");
            client.mail("shop@example.com", "x\r\n", "bob@example.org").expect("250");
        }
        awaitLine(
                serve,
                "event=accepted id=\\S+ session=1 remote=127.0.0.1:\\d+ user=ada from=shop@example.com"
                        + " to=bob@example.org size=\\d+");
    }

    @Test
    void toWhichHostItWent() throws Exception {
        inbox.on(RCPT).reply(Replies.MAILBOX_BUSY);
        try (Inbox other = Inbox.start()) {
            Running serve = serve(smartHost(), "--route=example.com=127.0.0.1:" + other.port());
            String first = send(serve, "ada@example.org");
            String second = send(serve, "ada@example.com");
            awaitLine(
                    serve,
                    "event=deferred id=" + first + " to=ada@example.org attempt=1 host=\\S+\\[127.0.0.1]:"
                            + inbox.port() + " reply=.*");
            awaitLine(
                    serve,
                    "event=delivered id=" + second + " to=ada@example.com attempt=1 host=127.0.0.1\\[127.0.0.1]:"
                            + other.port() + " reply=.*");
            assertThat(run("queue", "list", "--spool=" + spool).out()).contains("[127.0.0.1]:" + inbox.port() + ")");
        }
    }

    @Test
    void thatAHostRests() throws Exception {
        String place;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            place = "127.0.0.1:" + closed.getLocalPort();
        }
        Running serve = serve("--smart-host=" + place);
        send(serve, "ada@example.org");
        awaitLine(
                serve,
                "event=resting host=127.0.0.1\\[127.0.0.1]" + place.substring("127.0.0.1".length())
                        + " for=300s reason=\"451 4.4.1 .*\"");
    }

    @Test
    void thatItHasExpiredAndWhatTheReportSays() throws Exception {
        inbox.on(RCPT).where(recipient("ada@example.org")).reply(Replies.MAILBOX_BUSY);
        Running serve = serve(smartHost(), "--expire=1s", "--retry-schedule=1s");
        String id = send(serve, "ada@example.org");
        awaitLine(serve, "event=expired id=" + id + " attempts=\\d+ age=\\d+s");
        awaitLine(serve, "event=failed id=" + id + " to=ada@example.org .* reply=\"45.*\"");
        assertThat(serve.log().lines().filter(line -> line.contains("id=" + id + " to=ada@example.org attempt=2 ")))
                .as("an attempt is one line, and counted once")
                .hasSize(1);
        awaitLine(serve, "event=reported id=" + id + " report=\\S+ action=failed to=shop@example.com");
        awaitLine(serve, "event=finished id=" + id);
    }

    @Test
    void whenADeferredMailIsTriedAgainAndHowLongADeliveryHasTakenAndHowItWasProtected() throws Exception {
        inbox.on(RCPT).where(recipient("later@example.org")).reply(Replies.MAILBOX_BUSY);
        try (Inbox secure = Inbox.start(SmtpServer.builder()
                .host("localhost")
                .tls(CertificateKit.shared().serverContext()))) {
            Running serve = serve(smartHost(), "--route=example.com=localhost:" + secure.port());
            Instant before = Instant.now();
            String later = send(serve, "later@example.org");
            awaitLine(
                    serve,
                    "event=deferred id=" + later
                            + " to=later@example.org attempt=1 host=\\S+ reply=\"450 4.2.1 .*\" next=[0-9T:-]+Z");
            String next = serve.log().replaceFirst("(?s).* next=(\\S+).*", "$1");
            assertThat(Instant.parse(next))
                    .isBetween(before.plusSeconds(240), Instant.now().plusSeconds(300));

            awaitLine(
                    serve,
                    "event=delivered id=" + send(serve, "ada@example.org")
                            + " .* reply=\"250 .*\" delay=\\d+\\.\\d+s tls=none");
            awaitLine(
                    serve,
                    "event=delivered id=" + send(serve, "ada@example.com")
                            + " .* reply=\"250 .*\" delay=\\d+\\.\\d+s tls=TLSv1.3");
        }
    }

    @Test
    void whatIsThereAtTheStart() throws Exception {
        String held = stored();
        assertThat(run("queue", "hold", "--spool=" + spool, held).code()).isZero();
        awaitLine(serve(smartHost()), "event=started spool=\\S+ mails=1 held=1");
    }

    private String stored() throws IOException {
        try (FileSpool files = FileSpool.open(spool);
                Draft draft = files.draft(Envelope.of("shop@example.com", "ada@example.org"), Instant.now())) {
            draft.content().write("x\r\n".getBytes(StandardCharsets.US_ASCII));
            return draft.commit().id();
        }
    }

    @Test
    void thatItsRecordIsSetAside() throws Exception {
        String damaged = stored();
        Path file = spool.resolve("queue").resolve(damaged + ".mail");
        Files.writeString(file, Files.readString(file).replace("ada@", "bob@"));

        Running serve = serve(smartHost());
        awaitLine(serve, "event=warning id=" + damaged + " message=\"The file .* it was moved to .*\"");
        assertThat(serve.log().lines().filter(line -> line.contains(damaged))).hasSize(1);
    }
}
