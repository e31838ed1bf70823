package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.sasl.SaslMechanism;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings that cannot work are refused at the start, with a way out. */
class AuthBuilderTests extends AuthTestCase {

    @ParameterizedTest
    @MethodSource
    void namesTheRemedy(UnaryOperator<SmtpServerBuilder> settings, String remedy) {
        assertThatIllegalArgumentException().isThrownBy(() -> start(settings)).withMessageContaining(remedy);
    }

    static Stream<Arguments> namesTheRemedy() {
        SaslAuthenticator lambda = (user, password) -> true;
        return Stream.of(
                refused(builder -> builder.authenticator(USERS), "set tls(SSLContext), or allowAuthWithoutTls()"),
                refused(SmtpServerBuilder::requireAuth, "set authenticator(SaslAuthenticator)"),
                refused(builder -> builder.mechanisms(SaslMechanism.PLAIN), "set authenticator(SaslAuthenticator)"),
                refused(builder -> clear(builder).requireAuth().without(ServiceExtension.AUTH), "do not switch it off"),
                refused(builder -> clear(builder).mechanisms(), "leave it away"),
                refused(
                        builder -> clear(builder).authenticator(lambda).mechanisms(SaslMechanism.CRAM_MD5),
                        "CRAM-MD5: leave it out of mechanisms(...), or name it in SaslAuthenticator.mechanisms()"),
                refused(
                        builder -> clear(builder)
                                .authenticator(SaslAuthenticator.acceptAny())
                                .mechanisms(SaslMechanism.SCRAM_SHA_1),
                        "does not support SCRAM-SHA-1"),
                refused(builder -> clear(builder).authenticator(new Mute()), "supports no mechanism"),
                refused(builder -> clear(builder).maxAuthAttempts(0), "maxAuthAttempts must be positive"));
    }

    private static Arguments refused(UnaryOperator<SmtpServerBuilder> settings, String remedy) {
        return arguments(settings, remedy);
    }

    private static SmtpServerBuilder clear(SmtpServerBuilder builder) {
        return builder.authenticator(USERS).allowAuthWithoutTls();
    }

    private static final class Mute implements SaslAuthenticator {

        @Override
        public boolean checkPassword(String user, String password) {
            return false;
        }

        @Override
        public Set<SaslMechanism> mechanisms() {
            return Set.of();
        }
    }

    @Test
    void aCopyKeepsTheSettings() throws IOException {
        start(builder -> clear(builder)
                .requireAuth()
                .maxAuthAttempts(1)
                .mechanisms(SaslMechanism.LOGIN)
                .copy());
        Client client = connect();

        assertThat(client.ask("EHLO c")).contains("-AUTH LOGIN\n");
        assertThat(client.ask("MAIL FROM:<a@b.c>")).startsWith("530");
        assertThat(client.ask("AUTH LOGIN =")).startsWith("535");
        assertThat(client.ask("AUTH LOGIN =")).startsWith("421");
    }

    @Test
    void usersNeedNames() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SaslAuthenticator.users(Map.of("", "x")))
                .withMessageContaining("use acceptAny()");
    }
}
