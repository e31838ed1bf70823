package io.github.smtpjunit.smtp.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.sasl.SaslStep.Challenge;
import io.github.smtpjunit.smtp.sasl.SaslStep.Failure;
import io.github.smtpjunit.smtp.sasl.SaslStep.Success;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of the RFCs, and messages that break their grammar. */
class SaslVectorTests {

    private static final SaslAuthenticator PENCIL =
            SaslAuthenticator.users(Map.of("user", "pencil", "tim", "tanstaaftanstaaf"));

    @ParameterizedTest
    @MethodSource
    void exampleOfRfc2195(String digest, boolean right) {
        SaslExchange exchange = new CramMd5Exchange(PENCIL, "<1896.697170952@postoffice.reston.mci.net>");

        assertThat(exchange.firstChallenge()).isEqualTo("<1896.697170952@postoffice.reston.mci.net>");
        assertThat(exchange.respond("tim " + digest))
                .isEqualTo(right ? new Success("tim", "tim") : SaslStep.refused("tim"));
    }

    static Stream<Arguments> exampleOfRfc2195() {
        return Stream.of(
                arguments("b913a602c7eda7a495b4e6e7334d3890", true),
                arguments("B913A602C7EDA7A495B4E6E7334D3890", true),
                arguments("b913a602c7eda7a495b4e6e7334d3891", false));
    }

    @Test
    void exampleOfRfc5802() {
        SaslExchange exchange = new ScramExchange(
                "SHA-1",
                PENCIL,
                ChannelBinding.NONE,
                "3rfcNHYJY1ZVvWVs7j",
                Base64.getDecoder().decode("QSXCR+Q6sek8bf92"));

        assertThat(exchange.respond("n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL"))
                .isEqualTo(new Challenge("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"));
        assertThat(exchange.respond(
                        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="))
                .isEqualTo(new Challenge("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="));
        assertThat(exchange.respond("")).isEqualTo(new Success("user", "user"));
    }

    @Test
    void exampleOfRfc7677() {
        SaslExchange exchange = new ScramExchange(
                "SHA-256",
                PENCIL,
                ChannelBinding.NONE,
                "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
                Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="));

        assertThat(exchange.respond("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"))
                .isEqualTo(new Challenge(
                        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0," + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"));
        assertThat(exchange.respond("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                        + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="))
                .isEqualTo(new Challenge("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n",
                "n,,",
                "n,,n=user",
                "n,,n=,r=abc",
                "n,,n=us=er,r=abc",
                "n,,n=user,r=",
                "n,,n=user,r=a b",
                "n,,m=ext,n=user,r=abc",
                "n,,r=abc,n=user",
                "x,,n=user,r=abc",
                "n,b=ada,n=user,r=abc",
                "p=tls-unique,,n=user,r=abc",
                "n,,n=us\ner,r=abc"
            })
    void malformedClientFirstMessage(String message) {
        assertThat(new ScramExchange("SHA-256", PENCIL, ChannelBinding.NONE).respond(message))
                .isEqualTo(SaslStep.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"c=eSws,r=abcXYZ,p=AAAA", "c=biws,r=abcXY,p=AAAA", "c=biws,r=abcXYZ", "c=biws,r=abcXYZ,p=A", "*"
            })
    void malformedClientFinalMessage(String message) {
        SaslExchange exchange = new ScramExchange("SHA-1", PENCIL, ChannelBinding.NONE, "XYZ", new byte[16]);

        assertThat(exchange.respond("n,,n=user,r=abc")).isInstanceOf(Challenge.class);
        assertThat(exchange.respond(message)).isEqualTo(SaslStep.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "nobody"})
    void wrongProofEndsTheSameForAKnownAndAnUnknownUser(String user) {
        SaslExchange exchange = new ScramExchange("SHA-1", PENCIL, ChannelBinding.NONE, "XYZ", new byte[16]);

        assertThat(exchange.respond("n,,n=" + user + ",r=abc"))
                .isEqualTo(new Challenge("r=abcXYZ,s=AAAAAAAAAAAAAAAAAAAAAA==,i=4096"));
        assertThat(exchange.respond("c=biws,r=abcXYZ,p=AAAA"))
                .isEqualTo(new Failure(Replies.CREDENTIALS_INVALID, user));
    }

    @Test
    void longMessagesAreParsedWithoutRecursion() {
        assertThat(new ScramExchange("SHA-1", PENCIL, ChannelBinding.NONE)
                        .respond("n,,n=" + "=2C".repeat(3_000) + ",r=abc"))
                .isEqualTo(SaslStep.MALFORMED);
        assertThat(new ScramExchange("SHA-1", PENCIL, ChannelBinding.NONE)
                        .respond("n,,n=" + "a".repeat(9_000) + ",r=abc"))
                .isEqualTo(SaslStep.MALFORMED);
    }

    @Test
    void saslPrepMapsAndNormalizes() {
        // RFC 4013 section 3
        assertThat(SaslPrep.prepare("I\u00ADX")).isEqualTo("IX");
        assertThat(SaslPrep.prepare("user")).isEqualTo("user");
        assertThat(SaslPrep.prepare("\u00AA")).isEqualTo("a");
        assertThat(SaslPrep.prepare("\u2168")).isEqualTo("IX");
        assertThat(SaslPrep.prepare("a\u00A0b")).isEqualTo("a b");
        assertThat(SaslPrep.prepare("se\u0301cret")).isEqualTo("s\u00E9cret");
    }

    @ParameterizedTest
    @EnumSource
    void whateverTheClientSaysEndsTheExchangeSoon(SaslMechanism mechanism) {
        Random random = new Random(4954);
        String[] pieces = {
            "n",
            "y",
            "p=x",
            ",",
            "a=",
            "n=",
            "user",
            "r=abc",
            "c=biws",
            "p=AAAA",
            "m=",
            "=2C",
            "\0",
            "\1",
            " ",
            "user=",
            "auth=Bearer ",
            "pencil",
            "0123456789abcdef0123456789abcdef",
            "\u00e9",
            "n,,n=user,r=abc",
            "\0user\0",
            "\1\1"
        };
        for (int i = 0; i < 2_000; i++) {
            SaslExchange exchange = SaslExchange.of(mechanism, PENCIL, "localhost", null);
            int steps = 0;
            SaslStep step;
            do {
                StringBuilder response = new StringBuilder();
                for (int length = random.nextInt(8); length > 0; length--) {
                    response.append(pieces[random.nextInt(pieces.length)]);
                }
                step = exchange.respond(response.toString());
                steps++;
            } while (step instanceof Challenge && steps < 10);
            assertThat(steps).isLessThanOrEqualTo(3);
        }
    }
}
