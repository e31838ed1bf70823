package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.server.SessionRecord.Ending;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Transcripts, attempts, and how sessions end. */
class SessionRecordTests extends SmtpTestCase {

    private final CountDownLatch closed = new CountDownLatch(1);

    private SmtpServerBuilder watched() {
        return builder().addSessionListener(new SessionListener() {
            @Override
            public void opened(SessionRecord session) {
                throw new IllegalStateException("thrown on purpose");
            }

            @Override
            public void closed(SessionRecord session) {
                closed.countDown();
            }
        });
    }

    private SessionRecord ended() throws InterruptedException {
        assertThat(closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return sessions.get(0);
    }

    @Test
    void aTranscriptHasBothSidesAndTheSizeOfTheContent() throws Exception {
        greeted(start(watched())).sendMail("a@x", "b@x", "Secret words\r\n").quit();

        SessionRecord session = ended();
        Transcript transcript = session.transcript();
        assertThat(transcript.clientLines())
                .containsExactly("EHLO client.example.org", "MAIL FROM:<a@x>", "RCPT TO:<b@x>", "DATA", "QUIT");
        assertThat(transcript.serverLines())
                .startsWith("220 mx.example.org ESMTP ready", "250-mx.example.org")
                .endsWith("250 2.6.0 Mail accepted", "221 2.0.0 Bye");
        assertThat(transcript.toString())
                .contains("C: DATA", "S: 354 ", "-- (14 octets of content)")
                .doesNotContain("Secret");
        assertThat(transcript.omitted()).isZero();
        assertThat(session.failedAttempts()).isEmpty();
        assertThat(session.mailCount()).isEqualTo(1);
        assertThat(session.ending()).contains(Ending.QUIT);
        assertThat(session.info().heloName()).contains("client.example.org");
    }

    @Test
    void aListenerHearsEachLineWhenItIsSaidAndBeyondTheBoundOfTheTranscript() {
        List<String> heard = new CopyOnWriteArrayList<>();
        SmtpServer server = start(builder().maxTranscriptLines(1).addSessionListener(new SessionListener() {
            @Override
            public void said(SessionRecord session, Transcript.Line line) {
                heard.add(session.info().id() + " " + line);
            }
        }));
        greeted(server).send("NOOP \u001b[31m").expect("500 *").send("NOOP").expect("250 *");
        assertThat(heard)
                .startsWith("1 S: 220 mx.example.org ESMTP ready", "1 C: EHLO client.example.org")
                .contains("1 C: NOOP \\x1b[31m")
                .endsWith("1 C: NOOP", "1 S: 250 2.0.0 OK");
    }

    @Test
    void aTranscriptTellsWhoDidNotWait() throws Exception {
        RawClient client = greeted(start(watched()));
        client.send("NOOP\r\nNOOP").expect("250 *").expect("250 *");
        client.send("NOOP").expect("250 *").quit();

        assertThat(ended().transcript().lines())
                .filteredOn(line -> line.text().equals("NOOP"))
                .extracting(Transcript.Line::pipelined)
                .containsExactly(false, true, false);
        assertThat(ended().transcript().toString()).containsOnlyOnce("C: NOOP  (pipelined)\n");
    }

    @Test
    void theFactsAreThoseOfNow() {
        SmtpServer server = start(watched());
        greeted(server).send("MAIL FROM:<a@x>").expect("250 *");
        assertThat(sessions.get(0).info().heloName()).contains("client.example.org");
        assertThat(sessions.get(0).info().transactionNumber()).isEqualTo(1);
        assertThat(sessions.get(0).ending()).isEmpty();
    }

    @Test
    void whatWasRefusedIsAnAttempt() throws Exception {
        RawClient client = greeted(start(watched().maxErrors(100)));
        client.send("MAIL FROM:<a@x>").expect("250 *");
        client.send("RCPT TO:<b>").expect("501 *");
        client.send("NOOP \u001b[31m\u0000").expect("500 *");
        client.send("NOOP " + "x".repeat(10_000)).expect("500 *");
        client.send("VRFY " + "x".repeat(2_000)).expect("252 *").quit();

        SessionRecord session = ended();
        assertThat(session.failedAttempts()).hasSize(3);
        assertThat(session.failedAttemptCount()).isEqualTo(3);
        FailedAttempt first = session.failedAttempts().get(0);
        assertThat(first.phase()).isEqualTo(Phase.RCPT);
        assertThat(first.line()).isEqualTo("RCPT TO:<b>");
        assertThat(first.reply().orElseThrow().code()).isEqualTo(501);
        assertThat(first.envelope().orElseThrow().from()).isEqualTo("a@x");
        assertThat(first).hasToString("RCPT \"RCPT TO:<b>\": 501 5.1.3 Bad address: missing @ and domain");
        assertThat(session.failedAttempts().get(1).line()).isEqualTo("NOOP \\x1b[31m\\x00");
        assertThat(session.failedAttempts().get(2).line()).hasSizeLessThan(600);
        assertThat(session.transcript().clientLines())
                .contains("NOOP \\x1b[31m\\x00")
                .allMatch(line -> line.length() < 600);
    }

    @Test
    void aTransactionThatWasBrokenOffIsAnAttempt() throws Exception {
        greeted(start(watched()))
                .send("MAIL FROM:<a@x>")
                .expect("250 *")
                .send("RCPT TO:<b@x>")
                .expect("250 *")
                .send("DATA")
                .expect("354 *")
                .sendRaw("half")
                .close();

        SessionRecord session = ended();
        assertThat(session.ending()).contains(Ending.CLIENT_GONE);
        assertThat(session.failedAttempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.reason()).isEqualTo("the client closed the connection");
            assertThat(attempt.envelope().orElseThrow().to()).containsExactly("b@x");
        });
        assertThat(session.transcript().toString())
                .contains("(4 octets of content)", "(the client closed the connection)");
    }

    @Test
    void aTranscriptIsBounded() throws Exception {
        RawClient client = greeted(start(watched()));
        client.sendRaw("NOOP\r\n".repeat(2_000));
        for (int i = 0; i < 2_000; i++) {
            client.expect("250 *");
        }
        client.quit();

        Transcript transcript = ended().transcript();
        assertThat(transcript.lines()).hasSize(1_000);
        assertThat(transcript.omitted()).isGreaterThan(3_000);
        assertThat(transcript.serverLines().get(0)).startsWith("220 ");
        assertThat(transcript.lines().get(999).text()).as("how it ended").startsWith("221 ");
        assertThat(transcript.toString().lines().toList().get(500))
                .isEqualTo("(" + transcript.omitted() + " lines are not kept)");
    }

    @Test
    void theNumberOfAttemptsIsBounded() throws Exception {
        RawClient client = greeted(start(watched().maxErrors(2_000)));
        client.sendRaw("DATA\r\n".repeat(1_500));
        for (int i = 0; i < 1_500; i++) {
            client.expect("503 *");
        }
        client.quit();

        assertThat(ended().failedAttempts()).hasSize(1_000);
    }

    @Test
    void attemptsThatAreNotKeptAreCountedAndTold() throws Exception {
        AtomicInteger told = new AtomicInteger();
        SessionListener listener = new SessionListener() {
            @Override
            public void failed(SessionRecord session, FailedAttempt attempt) {
                told.incrementAndGet();
            }
        };
        greeted(start(watched().maxKeptFailedAttempts(0).addSessionListener(listener)))
                .send("DATA")
                .expect("503 *")
                .quit();

        assertThat(ended().failedAttempts()).isEmpty();
        assertThat(ended().failedAttemptCount()).isEqualTo(1);
        assertThat(told).hasValue(1);
    }

    @Test
    void whatCouldForgeALineOrSteerATerminalIsEscaped() throws Exception {
        RawClient client = connect(start(watched())).expect("220 *");
        client.send("EHLO a\u2028b\u202ec\u200dd").skip();
        client.send("FOO\tb\u2029\u2066").expect("500 *").quit();

        SessionRecord session = ended();
        assertThat(session.info().heloName()).as("the evidence itself").contains("a\u2028b\u202ec\u200dd");
        assertThat(session.transcript().clientLines())
                .containsExactly("EHLO a\\u2028b\\u202ec\\u200dd", "FOO\\x09b\\u2029\\u2066", "QUIT");
        assertThat(session.info().toString()).contains(" (a\\u2028b\\u202ec\\u200dd) ");
        assertThat(session.failedAttempts())
                .singleElement()
                .hasToString("UNKNOWN \"FOO\\x09b\\u2029\\u2066\": 500 5.5.2 Command not recognized");
    }

    @Test
    void theBoundOfATranscriptCanBeSet() throws Exception {
        greeted(start(watched().maxTranscriptLines(2))).quit();

        Transcript transcript = ended().transcript();
        assertThat(transcript.lines())
                .extracting(Transcript.Line::text)
                .containsExactly("220 mx.example.org ESMTP ready", "221 2.0.0 Bye");
        assertThat(transcript.omitted()).isGreaterThan(2);
    }

    @Test
    void noLineOfATranscriptIsKeptIfSoConfigured() throws Exception {
        greeted(start(watched().maxTranscriptLines(0))).quit();

        Transcript transcript = ended().transcript();
        assertThat(transcript.lines()).isEmpty();
        assertThat(transcript.omitted()).isGreaterThan(2);
    }

    @Test
    void anIdleSessionTimesOut() throws Exception {
        connect(start(watched().idleTimeout(Duration.ofMillis(100))))
                .expect("220 *")
                .expect("421 *")
                .expectEnd();
        assertThat(ended().ending()).contains(Ending.TIMED_OUT);
        assertThat(ended().toString()).contains("ended: TIMED_OUT", "S: 421 4.4.2 Idle for too long");
    }

    @Test
    void aRefusedSessionAndAStoppedOne() throws Exception {
        SmtpServer server = start(watched().maxErrors(0));
        connect(server).expect("220 *").send("FOO").expect("421 *").expectEnd();
        assertThat(ended().ending()).contains(Ending.REFUSED);
        connect(server).expect("220 *");
        server.close();
        assertThat(sessions.get(1).ending()).contains(Ending.STOPPED);
    }
}
