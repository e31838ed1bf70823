package io.github.smtpjunit.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.time.Duration;

/** A program that embeds a relay, and has nothing of what the command line needs. It prints what the next hop got. */
final class EmbeddedRelay {

    private EmbeddedRelay() {}

    public static void main(String[] args) {
        try (SmtpServer nextHop = SmtpServer.builder()
                        .handler(mail -> {
                            System.out.println("to "
                                    + mail.envelope().recipients().get(0).path().address());
                            return Replies.MAIL_ACCEPTED;
                        })
                        .start();
                SmtpRelay relay = SmtpRelay.builder()
                        .smartHost(nextHop.host(), nextHop.port())
                        .start()) {
            relay.send(
                    Envelope.of("shop@example.com", "ada@example.org"),
                    "Subject: hello\r\n\r\nHi\r\n".getBytes(US_ASCII));
            System.out.println("drained " + relay.awaitDrained(Duration.ofSeconds(30)));
        }
    }
}
