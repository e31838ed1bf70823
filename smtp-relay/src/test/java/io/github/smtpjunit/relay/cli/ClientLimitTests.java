package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.client.HostPort;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many connections the clients of the program may have. */
class ClientLimitTests extends CommandTestCase {

    private Running serve(String... more) throws Exception {
        String[] args = new String[more.length + 4];
        System.arraycopy(
                new String[] {"serve", "--listen=127.0.0.1:0", "--spool=memory", "--smart-host=127.0.0.1:9"},
                0,
                args,
                0,
                4);
        System.arraycopy(more, 0, args, 4, more.length);
        return start(args);
    }

    /** When all places are taken, the client that has been idle for longest has to go. */
    @Test
    void anIdleClientGivesWay() throws Exception {
        Running serve = serve("--max-connections=2");
        HostPort place = serve.places("smtp").get(0);
        try (Client idle = new Client(place);
                Client inAMail = new Client(place)) {
            idle.say("250", "EHLO idle");
            inAMail.say("250", "EHLO c", "MAIL FROM:<a@example.com>");
            try (Client third = new Client(place)) {
                third.say("250", "EHLO third");
                idle.expect("421 4.7.0");
                inAMail.say("250", "RCPT TO:<b@example.org>");
            }
        }
    }

    /** Loopback, which the tests come from, is exempt, unless others are trusted in its place. */
    @Test
    void theLimitOfOneClientDoesNotHoldForLoopbackAndThoseThatMayRelay() throws Exception {
        for (List<String> trusted : List.of(List.<String>of(), List.of("--allow-from=127.0.0.0/8"))) {
            Running serve = serve(Stream.concat(Stream.of("--max-connections-per-client=1"), trusted.stream())
                    .toArray(String[]::new));
            HostPort place = serve.places("smtp").get(0);
            try (Client first = new Client(place);
                    Client second = new Client(place)) {
                first.say("250", "EHLO first");
                second.say("250", "EHLO second");
            }
        }
    }

    /** A Subject of 2,000 lines: the mail is stored once, and its client gets 250. */
    @ParameterizedTest
    @ValueSource(strings = {"Subject", "From", "To", "Content-Type", "X-Other"})
    void aFieldOfManyLinesIsCaughtOnce(String field) throws Exception {
        Running capture = start("capture", "--listen=127.0.0.1:0", "--http=127.0.0.1:0");
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c")
                    .mail("a@example.com", field + ": a" + "\r\n b".repeat(2_000) + "\r\n\r\nx\r\n", "b@example.org")
                    .expect("250");
        }
        capture.stop();
        assertThat(capture.log()).containsOnlyOnce("event=accepted").doesNotContain("event=warning");
    }
}
