package io.github.smtpjunit.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Envelope.Recipient;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.ReversePath;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Behind a lenient server, the relay sends on what has become standard, and no address that has not. */
@Timeout(60)
class StrangePathTests extends RelayTestCase {

    @ParameterizedTest
    @CsvSource({"ilo.@x,b@y,5.1.7", "root,b@y,5.1.7", "postmaster,b@y,5.1.7", "a@x,b..c@y,5.1.3", "a@x,b@y_z,5.1.3"})
    void aStrangeAddressIsRefusedAndNotKept(String from, String to, String status) throws Exception {
        try (SmtpRelay relay = relayToInbox().server(SmtpServerBuilder::lenient).start();
                TestClient client = new TestClient(relay.server(), "")) {
            client.say("HELO");
            assertThat(client.say("MAIL FROM:" + from)).startsWith("250");
            assertThat(client.say("RCPT TO:" + to)).startsWith("250");
            client.say("DATA");
            assertThat(client.say("Subject: x\r\n\r\nx\r\n.")).startsWith("553 " + status);
            assertThat(relay.queue()).isEmpty();
        }
    }

    @Test
    void anAddressThatOnlyWasWrittenStrangelyIsSentOn() throws Exception {
        try (SmtpRelay relay = relayToInbox().server(SmtpServerBuilder::lenient).start();
                TestClient client = new TestClient(relay.server(), "")) {
            client.say("HELO");
            client.say("MAIL FROM:scan@example.org");
            client.say("RCPT TO:Ada <ada@example.org>");
            client.say("DATA");
            assertThat(client.say("Subject: x\r\n\r\nx\r\n.")).startsWith("250");
            assertThat(relay.awaitDrained(PATIENCE)).isTrue();
        }
        assertThat(inbox.mails()).singleElement().satisfies(mail -> {
            assertThat(mail.envelope().from()).isEqualTo("scan@example.org");
            assertThat(mail.envelope().to()).containsExactly("ada@example.org");
        });
    }

    @Test
    void aProgramThatHandsOneOverIsTold() {
        Envelope strange = new Envelope(
                ReversePath.NULL,
                EsmtpParameters.NONE,
                List.of(new Recipient(ForwardPath.parseLeniently("<a.@x>"), EsmtpParameters.NONE)));
        try (SmtpRelay relay = relayToInbox().start()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> relay.send(strange, MAIL))
                    .withMessageContaining("a local-part with a dot too many");
        }
    }
}
