package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.smtpjunit.smtp.sasl.AuthInfo;
import io.github.smtpjunit.smtp.sasl.RawScramClient;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.sasl.SaslClientExchange;
import io.github.smtpjunit.smtp.sasl.SaslMechanism;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mechanism over the wire, as tables of what the client sends (before base64) and how it ends. */
class AuthMechanismTests extends AuthTestCase {

    private static final String XOAUTH2_ERROR = "{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"smtp\"}";
    private static final String OAUTHBEARER_ERROR = "{\"status\":\"invalid_token\"}";

    @ParameterizedTest
    @MethodSource
    void plain(String message, String reply) throws IOException {
        startClear(builder -> builder);

        assertThat(greeted().ask("AUTH PLAIN " + base64(message)))
                .as("with initial response")
                .isEqualTo(reply);
        Client client = greeted();
        assertThat(client.ask("auth plain")).isEqualTo("334 ");
        assertThat(client.respond(message)).as("without initial response").isEqualTo(reply);
    }

    static Stream<Arguments> plain() {
        return Stream.of(
                arguments("\0ada\0pass word", AUTHENTICATED),
                arguments("ada\0ada\0pass word", AUTHENTICATED),
                arguments("\0bob\0sécret", AUTHENTICATED),
                arguments("\0bob\0se\u0301cret", AUTHENTICATED),
                arguments("bob\0ada\0pass word", REFUSED),
                arguments("\0ada\0pass wor", REFUSED),
                arguments("\0ada\0pass word ", REFUSED),
                arguments("\0ada\0PASS WORD", REFUSED),
                arguments("\0ada\0", REFUSED),
                arguments("\0nobody\0", REFUSED),
                arguments("\0nobody\0pass word", REFUSED),
                arguments("\0Ada\0pass word", REFUSED),
                arguments("\0\0pass word", MALFORMED),
                arguments("ada\0pass word", MALFORMED),
                arguments("\0ada\0pass\0word", MALFORMED),
                arguments("\0a\r\nda\0pass word", MALFORMED),
                arguments("\0" + "a".repeat(256) + "\0x", MALFORMED),
                arguments("ada", MALFORMED));
    }

    @ParameterizedTest
    @CsvSource({"ada,pass word,235", "bob,sécret,235", "ada,sécret,535", "zoe,pass word,535", "ada,'',535"})
    void login(String user, String password, String code) throws IOException {
        startClear(builder -> builder);
        Client client = greeted();
        Client initial = greeted();

        assertThat(client.ask("AUTH LOGIN")).isEqualTo("334 VXNlcm5hbWU6");
        assertThat(client.respond(user)).isEqualTo("334 UGFzc3dvcmQ6");
        assertThat(client.respond(password)).startsWith(code);
        assertThat(initial.ask("AUTH LOGIN " + base64(user)))
                .as("with initial response")
                .isEqualTo("334 UGFzc3dvcmQ6");
        assertThat(initial.respond(password)).startsWith(code);
    }

    @Test
    void loginWithAnEmptyNameIsRefused() throws IOException {
        startClear(builder -> builder);

        assertThat(greeted().ask("AUTH LOGIN =")).startsWith("535 5.7.8 ");
    }

    @ParameterizedTest
    @CsvSource({"ada,pass word,235", "bob,sécret,235", "ada,pass,535", "zoe,pass word,535"})
    void cramMd5(String user, String password, String code) throws IOException {
        startClear(builder -> builder.hostname("mail.example"));
        Client client = greeted();

        String challenge = decoded(client.ask("AUTH CRAM-MD5"));
        assertThat(challenge).matches("<[!-;=?-~]{20,}@mail\\.example>");
        SaslClientExchange exchange = SaslClientExchange.of(SaslMechanism.CRAM_MD5, user, password, "localhost", 25);
        assertThat(client.respond(exchange.respond(challenge).orElseThrow())).startsWith(code);
    }

    @Test
    void cramMd5ChallengesNeverComeTwice() throws IOException {
        startClear(builder -> builder);

        assertThat(greeted().ask("AUTH CRAM-MD5")).isNotEqualTo(greeted().ask("AUTH CRAM-MD5"));
    }

    @ParameterizedTest
    @CsvSource({"ada", "ada xyz", "b913a602c7eda7a495b4e6e7334d3890", "' b913a602c7eda7a495b4e6e7334d3890'", "''"})
    void malformedCramMd5(String response) throws IOException {
        startClear(builder -> builder);
        Client client = greeted();

        client.ask("AUTH CRAM-MD5");
        assertThat(client.respond(response)).isEqualTo(MALFORMED);
    }

    @Test
    void cramMd5TakesNoInitialResponse() throws IOException {
        startClear(builder -> builder);

        assertThat(greeted().ask("AUTH CRAM-MD5 " + base64("ada x")))
                .isEqualTo("501 5.7.0 Mechanism takes no initial response");
    }

    @ParameterizedTest
    @CsvSource({
        "SHA-1,'n,,',ada,pass word,235",
        "SHA-256,'n,,',ada,pass word,235",
        "SHA-256,'y,,',ada,pass word,235",
        "SHA-256,'n,a=ada,',ada,pass word,235",
        "SHA-256,'n,a=,',ada,pass word,235",
        "SHA-256,'n,a=bob,',ada,pass word,535",
        "SHA-256,'n,,',bob,sécret,235",
        "SHA-1,'n,,',ada,wrong,535",
        "SHA-256,'n,,',ada,wrong,535",
        "SHA-256,'n,,',zoe,pass word,535"
    })
    void scram(String hash, String header, String user, String password, String code) throws IOException {
        startClear(builder -> builder);
        Client client = greeted();

        RawScramClient scram = new RawScramClient(hash, header, user, password);
        String serverFirst = decoded(client.ask("AUTH SCRAM-" + hash + " " + base64(scram.first())));
        String answer = client.respond(scram.last(serverFirst));
        if (answer.startsWith("334")) {
            assertThat(decoded(answer)).isEqualTo("v=" + scram.expectedVerifier());
            answer = client.ask("");
        }
        assertThat(answer).startsWith(code);
    }

    @Test
    void scramCanBeCancelledByAClientThatDoesNotTrustTheVerifier() throws IOException {
        startClear(builder -> builder);
        Client client = greeted();
        RawScramClient scram = new RawScramClient("SHA-256", "n,,", "ada", "pass word");

        assertThat(client.ask("AUTH SCRAM-SHA-256")).isEqualTo("334 ");
        String verifier = client.respond(scram.last(decoded(client.respond(scram.first()))));
        assertThat(verifier).startsWith("334 ");
        assertThat(client.ask("*")).isEqualTo("501 5.7.0 Authentication cancelled");
        assertThat(client.ask("AUTH PLAIN " + base64("\0ada\0pass word"))).isEqualTo(AUTHENTICATED);
    }

    @ParameterizedTest
    @MethodSource
    void bearer(String mechanism, String message, String error, String reply) throws IOException {
        startClear(builder -> builder);

        for (String answerToError : List.of("", base64("\1"), "*")) {
            Client client = greeted();
            String answer = client.ask("AUTH " + mechanism + " " + base64(message));
            if (!error.isEmpty()) {
                assertThat(decoded(answer)).isEqualTo(error);
                answer = client.ask(answerToError);
                reply = answerToError.equals("*") ? "501 5.7.0 Authentication cancelled" : reply;
            }
            assertThat(answer).isEqualTo(reply);
        }
    }

    static Stream<Arguments> bearer() {
        return Stream.of(
                arguments("XOAUTH2", "user=ada\1auth=Bearer pass word\1\1", "", MALFORMED),
                arguments("XOAUTH2", "user=ada\1auth=Bearer token\1\1", XOAUTH2_ERROR, REFUSED),
                arguments("XOAUTH2", "user=ada\1auth=Bearer \1\1", XOAUTH2_ERROR, REFUSED),
                arguments("XOAUTH2", "user=ada\1auth=Bearer token", "", MALFORMED),
                arguments("XOAUTH2", "user=ada\1\1", "", MALFORMED),
                arguments("XOAUTH2", "auth=Bearer token\1\1", "", MALFORMED),
                arguments("XOAUTH2", "user=a\nb\1auth=Bearer token\1\1", "", MALFORMED),
                arguments(
                        "OAUTHBEARER", "n,a=ada,\1host=h\1port=25\1auth=Bearer token\1\1", OAUTHBEARER_ERROR, REFUSED),
                arguments("OAUTHBEARER", "n,,\1auth=Bearer token\1\1", OAUTHBEARER_ERROR, REFUSED),
                arguments("OAUTHBEARER", "n,,\1host=h\1\1", "", MALFORMED),
                arguments("OAUTHBEARER", "auth=Bearer token\1\1", "", MALFORMED),
                arguments("OAUTHBEARER", "p=tls-unique,,\1auth=Bearer token\1\1", "", MALFORMED));
    }

    @ParameterizedTest
    @CsvSource({
        "XOAUTH2,'user=carol^auth=Bearer t0ken^^',carol",
        "XOAUTH2,'user=carol^auth=bearer t0ken^^',carol",
        "OAUTHBEARER,'n,a=carol,^host=h^port=25^auth=Bearer t0ken^^',carol",
        "OAUTHBEARER,'y,,^auth=Bearer t0ken^^',carol"
    })
    void rightToken(String mechanism, String message, String user) throws Exception {
        startClear(builder -> builder.authenticator(SaslAuthenticator.users(Map.of("carol", "t0ken"))));
        Client client = greeted();

        assertThat(client.ask("AUTH " + mechanism)).isEqualTo("334 ");
        assertThat(client.respond(message.replace('^', '\1'))).isEqualTo(AUTHENTICATED);
        client.ask("QUIT");
        assertThat(closedSession().info().authentication()).hasValue(new AuthInfo(user, mechanism));
    }

    @ParameterizedTest
    @MethodSource
    void acceptAny(String mechanism, List<String> responses, AuthInfo expected) throws Exception {
        startClear(builder -> builder.authenticator(SaslAuthenticator.acceptAny()));
        Client client = greeted();

        String answer = client.ask("AUTH " + mechanism);
        for (String response : responses) {
            assertThat(answer).startsWith("334 ");
            answer = client.respond(response);
        }
        assertThat(answer).isEqualTo(AUTHENTICATED);
        client.ask("QUIT");
        assertThat(closedSession().info().authentication()).hasValue(expected);
    }

    static Stream<Arguments> acceptAny() {
        String digest = "0123456789abcdef0123456789abcdef";
        return Stream.of(
                arguments("PLAIN", List.of("\0eve\0x"), unproved("eve", "PLAIN", "eve")),
                arguments("PLAIN", List.of("root\0eve\0"), unproved("eve", "PLAIN", "root")),
                arguments("LOGIN", List.of("eve", ""), unproved("eve", "LOGIN", "eve")),
                arguments("CRAM-MD5", List.of("eve " + digest), unproved("eve", "CRAM-MD5", "eve")),
                arguments("XOAUTH2", List.of("user=eve\1auth=Bearer x\1\1"), unproved("eve", "XOAUTH2", "eve")),
                arguments(
                        "OAUTHBEARER",
                        List.of("n,,\1auth=Bearer x\1\1"),
                        unproved("unnamed", "OAUTHBEARER", "unnamed")));
    }

    private static AuthInfo unproved(String user, String mechanism, String actingAs) {
        return new AuthInfo(user, mechanism, actingAs, false);
    }
}
