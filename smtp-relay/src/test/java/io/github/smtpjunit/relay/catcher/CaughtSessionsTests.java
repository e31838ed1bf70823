package io.github.smtpjunit.relay.catcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.server.SessionListener;
import io.github.smtpjunit.smtp.server.SessionRecord;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CaughtSessionsTests extends CatcherTestCase {

    private static final long MEGABYTE = 1024 * 1024;

    private final BlockingQueue<SessionRecord> over = new LinkedBlockingQueue<>();
    private int said;

    /** Runs sessions one after the other, so that their order is known. */
    private void run(SmtpServer server, int count, String dialogue) throws Exception {
        for (int i = 0; i < count; i++) {
            try (Socket socket = new Socket(server.host(), server.port())) {
                socket.setSoTimeout((int) PATIENCE.toMillis());
                socket.getOutputStream().write(dialogue.getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readAllBytes();
            }
            said++;
            assertThat(over.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
        }
    }

    private SmtpServer server(CaughtSessions sessions) {
        SessionListener last = new SessionListener() {
            @Override
            public void closed(SessionRecord session) {
                over.add(session);
            }
        };
        return closing(SmtpServer.builder()
                .addSessionListener(sessions)
                .addSessionListener(last)
                .start());
    }

    private static long text(SessionRecord session) {
        return session.transcript().lines().stream()
                .mapToLong(line -> line.text().length())
                .sum();
    }

    @Test
    void theyAreBoundedInOctets() throws Exception {
        CaughtSessions sessions = new CaughtSessions(MEGABYTE);
        SmtpServer server = server(sessions);
        run(server, 150, "EHLO c\r\n" + ("NOOP " + "x".repeat(450) + "\r\n").repeat(40) + "QUIT\r\n");
        List<SessionRecord> kept = sessions.list();
        long octets = kept.stream().mapToLong(CaughtSessionsTests::text).sum();
        assertThat(octets).isBetween(MEGABYTE / 5, MEGABYTE); // and it does not drop much more than it must
        assertThat(kept).hasSizeLessThan(said);
        assertThat(sessions.find(kept.get(0).info().id())).as("the latest").isPresent();
    }

    @Test
    void theyAreBoundedInNumber() throws Exception {
        CaughtSessions sessions = new CaughtSessions(100 * MEGABYTE);
        SmtpServer server = server(sessions);
        run(server, 510, "QUIT\r\n");
        assertThat(sessions.list()).hasSize(500);
    }

    /** A run of many mails does not hide why the one did not arrive. */
    @Test
    void thoseThatFailedStayLonger() throws Exception {
        CaughtSessions sessions = new CaughtSessions(MEGABYTE);
        SmtpServer server = server(sessions);
        run(server, 1, "EHLO c\r\nMAIL FROM:<no address>\r\nQUIT\r\n");
        SessionRecord failed = sessions.list().get(0);
        run(server, 300, "EHLO c\r\n" + ("NOOP " + "x".repeat(450) + "\r\n").repeat(5) + "QUIT\r\n");
        assertThat(sessions.list()).hasSizeLessThan(said).contains(failed);
    }

    /** Failures alone do not push out all others: the mails that come now have a dialogue too. */
    @Test
    void someInWhichNothingFailedStayToo() throws Exception {
        CaughtSessions sessions = new CaughtSessions(MEGABYTE);
        SmtpServer server = server(sessions);
        run(server, 60, "QUIT\r\n");
        run(server, 600, "EHLO c\r\nMAIL FROM:<no address>\r\nQUIT\r\n");
        assertThat(sessions.list().stream().filter(session -> session.failedAttemptCount() == 0))
                .hasSizeBetween(1, 60);
        assertThat(sessions.list()).hasSizeLessThanOrEqualTo(500);
    }
}
