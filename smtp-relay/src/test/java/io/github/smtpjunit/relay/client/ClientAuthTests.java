package io.github.smtpjunit.relay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.relay.TlsPolicy;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.sasl.SaslMechanism;
import io.github.smtpjunit.smtp.server.FaultAction;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who the relay is, how it proves that, and to whom it does not. */
class ClientAuthTests extends ClientTestCase {

    private static final String PASSWORD = "b\u00e4ttery=,st\u00e1ple";
    private static final SaslAuthenticator USERS =
            SaslAuthenticator.users(Map.of("r=el,\u00e4y", PASSWORD, "ada", "tok.en-1"));

    private SmtpServerBuilder authenticating(SaslMechanism... mechanisms) {
        return builder()
                .tls(CertificateKit.shared().serverContext())
                .authenticator(USERS)
                .allowAuthWithoutTls()
                .requireAuth()
                .mechanisms(mechanisms);
    }

    private static Credentials credentials(SaslMechanism mechanism) {
        return switch (mechanism) {
            case OAUTHBEARER, XOAUTH2 -> Credentials.bearerToken("ada", "tok.en-1");
            default -> Credentials.password("r=el,\u00e4y", PASSWORD);
        };
    }

    private SmtpClient open(SmtpServer server, TlsPolicy tls, Credentials credentials) throws NextHopException {
        return open(target(server), withCredentials(settings(tls), credentials));
    }

    @ParameterizedTest
    @EnumSource(value = SaslMechanism.class, mode = EnumSource.Mode.MATCH_NONE, names = ".*_PLUS")
    void authenticates(SaslMechanism mechanism) throws Exception {
        SmtpClient client = open(start(authenticating(mechanism)), TlsPolicy.REQUIRED, credentials(mechanism));

        assertThat(codes(send(client, ADA_TO_BOB, HELLO))).containsExactly(250);
        assertThat(mails.get(0).session().authentication())
                .hasValueSatisfying(auth -> assertThat(auth.mechanism()).isEqualTo(mechanism.registeredName()));
    }

    @ParameterizedTest
    @EnumSource(value = SaslMechanism.class, mode = EnumSource.Mode.MATCH_NONE, names = ".*_PLUS")
    void aWrongSecretDefersTheMailAndIsShownNowhere(SaslMechanism mechanism) {
        SmtpServer server = start(authenticating(mechanism));
        Credentials right = credentials(mechanism);
        Credentials wrong = new Credentials(right.user(), "wr0ng-secret", right.isToken());

        assertThatThrownBy(() -> open(server, TlsPolicy.REQUIRED, wrong))
                .isInstanceOf(NextHopException.class)
                .hasMessageStartingWith("454 4.7.0 The next hop does not authenticate the relay: 535 5.7.8 ")
                .hasMessageNotContaining("wr0ng");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SCRAM_SHA_256 | SCRAM_SHA_256,SCRAM_SHA_1,CRAM_MD5,PLAIN,LOGIN",
                "SCRAM_SHA_1   | SCRAM_SHA_1,CRAM_MD5,PLAIN,LOGIN",
                "CRAM_MD5      | CRAM_MD5,PLAIN,LOGIN",
                "PLAIN         | PLAIN,LOGIN",
            })
    void choosesTheStrongestMechanism(SaslMechanism best, String offered) throws Exception {
        SaslMechanism[] mechanisms = Arrays.stream(offered.split(",", -1))
                .map(SaslMechanism::valueOf)
                .toArray(SaslMechanism[]::new);
        SmtpClient client = open(start(authenticating(mechanisms)), TlsPolicy.REQUIRED, credentials(best));

        send(client, ADA_TO_BOB, HELLO);

        assertThat(mails.get(0).session().authentication().orElseThrow().mechanism())
                .isEqualTo(best.registeredName());
    }

    private static final String REMEDY =
            "454 4.7.5 The password is sent over verified TLS only; give the authority of the"
                    + " host's certificate by --smart-host-trust (--route-trust, or withTrust(..)): ";

    @ParameterizedTest
    @EnumSource(value = SaslMechanism.class, mode = EnumSource.Mode.MATCH_NONE, names = ".*_PLUS")
    void provesNothingInClearTextUnlessTlsWasRuledOut(SaslMechanism mechanism) throws Exception {
        SmtpServer server =
                start(builder().authenticator(USERS).allowAuthWithoutTls().mechanisms(mechanism));

        assertThatThrownBy(() -> open(server, TlsPolicy.OPPORTUNISTIC, credentials(mechanism)))
                .hasMessage(REMEDY + "The next hop offers no STARTTLS");
        assertThat(sessions)
                .singleElement()
                .satisfies(session ->
                        assertThat(session.transcript().clientLines()).noneMatch(line -> line.startsWith("AUTH")));
        assertThat(codes(send(open(server, TlsPolicy.NONE, credentials(mechanism)), ADA_TO_BOB, HELLO)))
                .containsExactly(250);
    }

    @ParameterizedTest
    @EnumSource(value = SaslMechanism.class, mode = EnumSource.Mode.MATCH_NONE, names = ".*_PLUS")
    void provesNothingToAHostThatHasNotProvedWhoItIs(SaslMechanism mechanism) throws Exception {
        for (ServerCertificate bad : new ServerCertificate[] {
            ServerCertificate.EXPIRED, ServerCertificate.WRONG_HOST, ServerCertificate.SELF_SIGNED
        }) {
            sessions.clear();
            SmtpServer server =
                    start(authenticating(mechanism).tls(CertificateKit.shared().serverContext(bad)));

            assertThatThrownBy(() -> open(server, TlsPolicy.OPPORTUNISTIC, credentials(mechanism)))
                    .as("certificate %s", bad)
                    .hasMessageStartingWith(REMEDY + "TLS handshake failed: ");
            assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
            assertThat(sessions).as("no second one, in clear text").hasSize(1);
        }
        SmtpServer good = start(authenticating(mechanism));
        assertThat(open(good, TlsPolicy.OPPORTUNISTIC, credentials(mechanism)).isVerified())
                .isTrue();
    }

    @Test
    void aFarewellThatSaysTheSecretBackIsMaskedToo() throws Exception {
        ScriptedPeer peer = peer(GREETED + """
            S: 250 AUTH PLAIN
            C: AUTH PLAIN AHVzZXIAcGVuY2ls
            S: 421 4.7.0 go away with AHVzZXIAcGVuY2ls
            """);

        assertThatThrownBy(() -> open(peer)).hasMessage("421 4.7.0 go away with ***");
    }

    @Test
    void aClientThatIsToAuthenticateSendsNothingWithout() {
        SmtpServer server = start(builder());

        assertThatThrownBy(() -> open(server, TlsPolicy.NONE, credentials(SaslMechanism.PLAIN)))
                .hasMessage("454 4.7.0 The next hop does not authenticate the relay: it offers no AUTH");
    }

    @Test
    void aLongTokenComesAfterTheCommand() throws Exception {
        String token = "t".repeat(2_000);
        SmtpServer server = start(
                authenticating(SaslMechanism.OAUTHBEARER).authenticator(SaslAuthenticator.users(Map.of("ada", token))));

        open(server, TlsPolicy.REQUIRED, Credentials.bearerToken("ada", token));

        assertThat(sessions.get(0).transcript().clientLines()).contains("AUTH OAUTHBEARER");
        assertThat(sessions.get(0).info().authentication()).isPresent();
    }

    @Test
    void aTransientRefusalIsPassedOn() {
        SmtpServer server = start(authenticating(SaslMechanism.PLAIN));
        server.faults().on(Phase.AUTH).reply(Replies.AUTH_UNAVAILABLE);

        assertThatThrownBy(() -> open(server, TlsPolicy.REQUIRED, credentials(SaslMechanism.PLAIN)))
                .hasMessageContaining(": 454 4.7.0 ");
    }

    // Dialogues

    private static final String GREETED = """
        S: 220 mx.example.org
        C: EHLO relay.example.net
        S: 250-mx.example.org
        """;

    private SmtpClient open(ScriptedPeer peer) throws NextHopException {
        return open(peer.target(), withCredentials(settings(TlsPolicy.NONE), Credentials.password("user", "pencil")));
    }

    @Test
    void loginAnswersWhateverThePromptsSay() throws Exception {
        ScriptedPeer peer = peer(GREETED + """
            S: 250 AUTH=LOGIN
            C: AUTH LOGIN
            S: 334 VXNlcm5hbWU6
            C: dXNlcg==
            S: 334
            C: cGVuY2ls
            S: 235 ok
            """);

        assertThat(open(peer).isUsable()).isTrue();
    }

    @Test
    void aPeerThatSaysTheSecretBackIsMasked() throws Exception {
        ScriptedPeer peer = peer(GREETED + """
            S: 250 AUTH PLAIN
            C: AUTH PLAIN AHVzZXIAcGVuY2ls
            S: 535 5.7.8 no: user, pencil, AHVzZXIAcGVuY2ls
            """);

        assertThatThrownBy(() -> open(peer)).hasMessageEndingWith(": 535 5.7.8 no: user, ***, ***");
    }

    @Test
    void cramMd5HasTheDigestOfTheRfc() throws Exception {
        ScriptedPeer peer = peer(GREETED + """
            S: 250 AUTH CRAM-MD5
            C: AUTH CRAM-MD5
            S: 334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+
            C: dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw
            S: 235 ok
            """);

        SmtpClient client = open(
                peer.target(),
                withCredentials(settings(TlsPolicy.NONE), Credentials.password("tim", "tanstaaftanstaaf"))); // RFC 2195

        assertThat(client.isUsable()).isTrue();
    }

    @Test
    void xoauth2AnswersAnErrorByAnEmptyLine() throws Exception {
        ScriptedPeer peer = peer(GREETED + """
            S: 250 AUTH XOAUTH2
            C: AUTH XOAUTH2 dXNlcj1hZGEBYXV0aD1CZWFyZXIgdG9rAQE=
            S: 334 eyJzdGF0dXMiOiI0MDEifQ==
            C~ \\r\\n
            S: 535 5.7.8 no
            """);

        assertThatThrownBy(() -> open(
                        peer.target(),
                        withCredentials(settings(TlsPolicy.NONE), Credentials.bearerToken("ada", "tok"))))
                .hasMessageEndingWith(": 535 5.7.8 no");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no base64!", "cj14", ""})
    void whatMakesNoSenseIsCancelled(String challenge) throws Exception {
        ScriptedPeer peer = peer(GREETED + """
            S: 250 AUTH CRAM-MD5
            C: AUTH CRAM-MD5
            S: 334 PDE4PQ==
            C: dXNlciAzMjc3NzBhMTIzMjI2OGU3Y2M1ZTEzZTYwNGM0YzkwYQ==
            S: 334 %s
            C: *
            S: 501 5.7.0 cancelled
            """.formatted(challenge));

        assertThatThrownBy(() -> open(peer)).hasMessageEndingWith(": 501 5.7.0 cancelled");
    }

    @Test
    void aServerThatAcceptsScramWithoutProofIsNotBelieved() {
        SmtpServer server = start(authenticating(SaslMechanism.SCRAM_SHA_256));
        server.faults().on(Phase.AUTH).then(FaultAction.raw("235 come in\r\n"));

        assertThatThrownBy(() -> open(server, TlsPolicy.REQUIRED, credentials(SaslMechanism.SCRAM_SHA_256)))
                .hasMessageEndingWith("it has not proved that it knows the password");
    }
}
