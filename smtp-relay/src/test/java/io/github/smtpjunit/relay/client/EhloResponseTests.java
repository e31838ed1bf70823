package io.github.smtpjunit.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is understood of an offer. */
class EhloResponseTests {

    private static EhloResponse offer(String... lines) {
        List<String> all = new ArrayList<>(List.of("mx.example.org"));
        all.addAll(List.of(lines));
        return EhloResponse.parse(all);
    }

    @Test
    void knowsKeywordsInAnyCase() {
        EhloResponse offer = offer("pipelining", "8bitmime", "", " SIZE  ", "X-y z");

        assertThat(offer.offers("PIPELINING")).isTrue();
        assertThat(offer.offers("8BITMIME")).isTrue();
        assertThat(offer.offers("X-Y")).isTrue();
        assertThat(offer.offers("CHUNKING")).isFalse();
    }

    @Test
    void theFirstLineOffersNothing() {
        assertThat(EhloResponse.parse(List.of("PIPELINING")).offers("PIPELINING"))
                .isFalse();
    }

    @Test
    void joinsTheOldAndTheNewFormOfAuth() {
        assertThat(offer("AUTH plain LOGIN", "AUTH=LOGIN CRAM-MD5").mechanisms())
                .contains("PLAIN", "LOGIN", "CRAM-MD5");
    }

    @ParameterizedTest
    @CsvSource({
        "SIZE, 9223372036854775807",
        "SIZE 0, 9223372036854775807",
        "SIZE 1000, 1000",
        "SIZE -1, 9223372036854775807",
        "SIZE many, 9223372036854775807",
        "SIZE 99999999999999999999, 9223372036854775807",
        "HELP, 9223372036854775807",
    })
    void knowsTheLargestMail(String line, long octets) {
        assertThat(offer(line).maxSize()).isEqualTo(octets);
    }

    @ParameterizedTest
    @CsvSource({
        "LIMITS RCPTMAX=20 MAILMAX=5, 20, 5",
        "LIMITS mailmax=5, 2147483647, 5",
        "LIMITS RCPTMAX=0 XRCPTMAX=3, 2147483647, 2147483647",
        "LIMITS RCPTMAX=99999999999, 2147483647, 2147483647",
        "LIMITS, 2147483647, 2147483647",
        "HELP, 2147483647, 2147483647",
    })
    void knowsTheLimits(String line, int recipients, int mails) {
        assertThat(offer(line).maxRecipients()).isEqualTo(recipients);
        assertThat(offer(line).maxMails()).isEqualTo(mails);
    }
}
