package io.github.smtpjunit.smtp.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against the server, and SCRAM with the example of RFC 7677 section 3. */
class SaslClientExchangeTests {

    private static final String USER = "a=d,a\u00e9";
    private static final SaslAuthenticator USERS =
            SaslAuthenticator.users(Map.of(USER, "p=a,b", "ren\u00e9", "p\u00e9"));

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = ".*_PLUS")
    void theServerUnderstandsTheClient(SaslMechanism mechanism) {
        assertThat(exchange(mechanism, USER, "p=a,b")).isEqualTo(new SaslStep.Success(USER, USER));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.MATCH_NONE,
            names = {".*_PLUS", ".*BEARER", "XOAUTH2"})
    void aPasswordMayBeTypedInEitherUnicodeForm(SaslMechanism mechanism) {
        assertThat(exchange(mechanism, "ren\u00e9", "pe\u0301")).isInstanceOf(SaslStep.Success.class);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = ".*_PLUS")
    void aWrongSecretIsRefused(SaslMechanism mechanism) {
        assertThat(exchange(mechanism, USER, "wrong")).isEqualTo(SaslStep.refused(USER));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = ".*_PLUS")
    void aMechanismThatBindsToTheChannelIsRefusedWithTheRemedy(SaslMechanism mechanism) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SaslClientExchange.of(mechanism, USER, "secret", "localhost", 25))
                .withMessageContaining(": use " + mechanism.registeredName().replace("-PLUS", "") + " instead");
    }

    /** Runs both sides against each other, and returns how the server ends it. */
    private static SaslStep exchange(SaslMechanism mechanism, String user, String secret) {
        SaslExchange server = SaslExchange.of(mechanism, USERS, "localhost", null);
        SaslClientExchange client = SaslClientExchange.of(mechanism, user, secret, "localhost", 25);
        SaslStep step = client.initialResponse()
                .map(server::respond)
                .orElseGet(() -> new SaslStep.Challenge(server.firstChallenge()));
        while (step instanceof SaslStep.Challenge challenge) {
            Optional<String> response = client.respond(challenge.text());
            assertThat(response).as("the answer to " + challenge.text()).isPresent();
            step = server.respond(response.orElseThrow());
        }
        if (step instanceof SaslStep.Success) {
            assertThat(client.isSatisfied()).isTrue();
        }
        return step;
    }

    private static ScramClient scram() {
        return new ScramClient("SHA-256", "user", "pencil", "rOprNGfwEbeRWgbNEkqO");
    }

    private static final String SERVER_FIRST =
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    @Test
    void scramSaysWhatTheRfcSays() {
        ScramClient scram = scram();

        assertThat(scram.initialResponse()).contains("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        assertThat(scram.respond(SERVER_FIRST))
                .contains("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                        + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        assertThat(scram.isSatisfied()).isFalse();
        assertThat(scram.respond("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="))
                .contains("");
        assertThat(scram.isSatisfied()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", // no nonce of the server's
                "r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1",
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2000000",
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999999",
                "r=rOprNGfwEbeRWgbNEkqOx,s=W,i=4096",
                "m=x,r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "e=unknown-user",
                "",
            })
    void scramGivesUpOnAServerThat(String says) {
        assertThat(scram().respond(says)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", "v=", "e=invalid-proof", ""})
    void scramBelievesOnlyAServerThatKnowsThePassword(String says) {
        ScramClient scram = scram();
        scram.respond(SERVER_FIRST);

        assertThat(scram.respond(says)).isEmpty();
        assertThat(scram.isSatisfied()).isFalse();
    }
}
