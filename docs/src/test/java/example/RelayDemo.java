package example;

import static io.github.smtpjunit.relay.jupiter.RelayAssert.assertThat;
import static io.github.smtpjunit.smtp.server.FaultMatcher.recipient;
import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.relay.Delivery;
import io.github.smtpjunit.relay.SmtpRelay;
import io.github.smtpjunit.relay.jupiter.WithSmtpRelay;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.ManualClock;
import io.github.smtpjunit.smtp.server.SmtpConnection;
import io.github.smtpjunit.smtp.server.SmtpListener;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@WithSmtpServer
@WithSmtpRelay
class RelayDemo {

    // region five-lines
    @Test
    void goesThroughARealRelay(SmtpRelay relay, Inbox inbox) {
        Shop shop = new Shop(relay.host(), relay.port());

        shop.register("Ada", "ada@example.org");

        assertThat(inbox).singleMail().isTo("ada@example.org").hasHeader("Received");
    }
    // endregion

    // region retries
    @Test
    void arrivesAfterAnHourOfGreylisting(SmtpRelay relay, Inbox inbox, ManualClock clock) {
        inbox.on(RCPT).times(5).reply(Replies.GREYLISTED); // at 0, 5, 15, 35 and 75 minutes
        new Shop(relay.host(), relay.port()).register("Ada", "ada@example.org");

        while (!relay.queue().isEmpty()) {
            assertThat(relay).settlesWithin(Duration.ofSeconds(5)); // no attempt is running or due
            clock.advance(Duration.ofMinutes(5));
        }

        assertThat(inbox).singleMail().isTo("ada@example.org");
        assertThat(relay.deliveries())
                .extracting(Delivery::outcome)
                .startsWith(Delivery.Outcome.DEFERRED)
                .endsWith(Delivery.Outcome.DELIVERED);
    }
    // endregion

    // region bounce
    @Test
    void tellsTheSenderWhatCouldNotBeDelivered(SmtpRelay relay, Inbox inbox) {
        inbox.on(RCPT).where(recipient("ada@example.org")).reply(Replies.NO_SUCH_USER);
        new Shop(relay.host(), relay.port()).register("Ada", "ada@example.org");

        assertThat(inbox)
                .singleMail()
                .hasEnvelopeFrom("")
                .hasEnvelopeRecipients("shop@example.com")
                .hasTextContaining("ada@example.org");
    }
    // endregion

    @Test
    void sendsOnWhatAMainLoopReceives(Inbox inbox) throws IOException {
        // region bind
        SmtpListener listener = SmtpListener.bind("localhost", 0);
        SmtpRelay relay = SmtpRelay.builder()
                .withoutServer()
                .smartHost(inbox.host(), inbox.port())
                .start();
        // endregion
        try (listener;
                relay) {
            Thread loop = new Thread(() -> {
                try {
                    serve(listener, relay);
                } catch (IOException e) {
                    // the listener was closed
                }
            });
            loop.start();
            new Shop("localhost", listener.port()).register("Ada", "ada@example.org");
            assertThat(inbox).singleMail().isTo("ada@example.org");
            assertThat(relay).drainsWithin(Duration.ofSeconds(5));
        }
    }

    // region main-loop
    static void serve(SmtpListener listener, SmtpRelay relay) throws IOException {
        while (true) {
            SmtpConnection client = listener.accept(); // check the peer, refuse it, ...
            client.process().ifPresent(mail -> relay.send(mail.envelope(), mail.content()));
        }
    }
    // endregion
}
