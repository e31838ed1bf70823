package io.github.smtpjunit.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.server.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;

/** An inbox, a clock that stands still, and the beginning of a relay to the inbox. */
abstract class RelayTestCase {

    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final byte[] MAIL = "Subject: Hello\r\n\r\nHello, Ada\r\n".getBytes(US_ASCII);
    static final Envelope TO_ADA = Envelope.of("shop@example.com", "ada@example.org");

    @AutoClose
    final Inbox inbox = Inbox.start();

    final ManualClock clock = ManualClock.at(Instant.parse("2026-11-22T12:00:00Z"));

    SmtpRelayBuilder relay() {
        return SmtpRelay.builder().hostname("relay.example.net").clock(clock);
    }

    SmtpRelayBuilder relayToInbox() {
        return relay().smartHost(inbox.host(), inbox.port());
    }

    static String text(byte[] octets) {
        return new String(octets, US_ASCII);
    }
}
