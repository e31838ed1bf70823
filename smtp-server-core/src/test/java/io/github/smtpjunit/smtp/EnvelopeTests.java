package io.github.smtpjunit.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.Envelope.Body;
import io.github.smtpjunit.smtp.Envelope.DeliverBy;
import io.github.smtpjunit.smtp.Envelope.DeliverBy.Mode;
import io.github.smtpjunit.smtp.Envelope.Notify;
import io.github.smtpjunit.smtp.Envelope.Recipient;
import io.github.smtpjunit.smtp.Envelope.Return;
import io.github.smtpjunit.smtp.EsmtpParameters.Parameter;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the parameters of an envelope mean. */
class EnvelopeTests {

    private static EsmtpParameters parameters(String... texts) {
        return new EsmtpParameters(Arrays.stream(texts)
                .map(text -> text.split("=", 2))
                .map(parts -> new Parameter(parts[0], parts.length > 1 ? parts[1] : null))
                .toList());
    }

    private static Envelope with(String... texts) {
        return new Envelope(ReversePath.NULL, parameters(texts), List.of());
    }

    @Test
    void hasDefaultsWithoutParameters() {
        Envelope envelope = Envelope.of("", "ada@example.org");

        assertThat(envelope.from()).isEmpty();
        assertThat(envelope.to()).containsExactly("ada@example.org");
        assertThat(envelope.body()).isEqualTo(Body.SEVEN_BIT);
        assertThat(envelope.declaredSize()).isEmpty();
        assertThat(envelope.isSmtpUtf8()).isFalse();
        assertThat(envelope.requiresTls()).isFalse();
        assertThat(envelope.envelopeId()).isEmpty();
        assertThat(envelope.returnContent()).isEmpty();
        assertThat(envelope.deliverBy()).isEmpty();
        assertThat(envelope.priority()).isEmpty();
        assertThat(envelope.holdFor()).isEmpty();
        assertThat(envelope.holdUntil()).isEmpty();
        assertThat(envelope.recipients().get(0).notification()).isEmpty();
        assertThat(envelope.recipients().get(0).originalRecipient()).isEmpty();
    }

    @Test
    void readsTheParametersOfMail() {
        Envelope envelope = with(
                "size=0123",
                "BODY=8bitmime",
                "SMTPUTF8",
                "REQUIRETLS",
                "ENVID=a+2Bb+20c",
                "RET=hdrs",
                "BY=-60;NT",
                "MT-PRIORITY=-4",
                "HOLDFOR=90",
                "HOLDUNTIL=2030-01-01T01:00:00+01:00");

        assertThat(envelope.declaredSize()).hasValue(123);
        assertThat(envelope.body()).isEqualTo(Body.EIGHT_BIT_MIME);
        assertThat(envelope.isSmtpUtf8()).isTrue();
        assertThat(envelope.requiresTls()).isTrue();
        assertThat(envelope.envelopeId()).contains("a+b c");
        assertThat(envelope.returnContent()).contains(Return.HEADERS);
        assertThat(envelope.deliverBy()).contains(new DeliverBy(-60, Mode.NOTIFY, true));
        assertThat(envelope.priority()).hasValue(-4);
        assertThat(envelope.holdFor()).contains(Duration.ofSeconds(90));
        assertThat(envelope.holdUntil()).contains(Instant.parse("2030-01-01T00:00:00Z"));
        assertThat(with("BODY=BINARYMIME").body()).isEqualTo(Body.BINARY_MIME);
        assertThat(with("SIZE=99999999999999999999").declaredSize()).hasValue(Long.MAX_VALUE);
        assertThat(with("BY=5;R").deliverBy()).contains(new DeliverBy(5, Mode.RETURN, false));
    }

    @Test
    void readsTheParametersOfRcpt() {
        Recipient recipient = new Recipient(
                ForwardPath.parse("<ada@example.org>"),
                parameters("NOTIFY=success,DELAY", "ORCPT=rfc822;a+2Bb@example.org"));

        assertThat(recipient.notification()).containsExactlyInAnyOrder(Notify.SUCCESS, Notify.DELAY);
        assertThat(recipient.originalRecipient()).contains("rfc822;a+b@example.org");
    }
}
