package io.github.smtpjunit.relay;

import static io.github.smtpjunit.relay.jupiter.RelayAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.relay.Delivery.Outcome;
import io.github.smtpjunit.relay.client.ClientTestCase;
import io.github.smtpjunit.relay.client.Credentials;
import io.github.smtpjunit.relay.client.HostAddress;
import io.github.smtpjunit.relay.client.SmtpClient;
import io.github.smtpjunit.relay.spool.MailSpool;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.relay.spool.RecipientState;
import io.github.smtpjunit.smtp.EnhancedStatusCode;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.SessionRecord;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each next hop has its own TLS policy and its own credentials. */
class NextHopTests extends RelayTestCase {

    private static final CertificateKit CERTIFICATES = CertificateKit.shared();
    private static final Credentials ADA = Credentials.password("ada", "battery-staple");
    private static final Credentials BOB = Credentials.password("bob", "correct-horse");
    private static final Envelope TO_BOB = Envelope.of("shop@example.com", "bob@example.net");

    /** It takes AUTH from all who come, and offers it without TLS too. */
    private static SmtpServerBuilder server(ServerCertificate certificate) {
        return SmtpServer.builder()
                .host("localhost")
                .tls(CERTIFICATES.serverContext(certificate))
                .authenticator(SaslAuthenticator.users(Map.of("ada", "battery-staple", "bob", "correct-horse")))
                .allowAuthWithoutTls();
    }

    private static NextHop hop(Inbox inbox) {
        return NextHop.at("localhost", inbox.port());
    }

    private static List<String> users(Inbox inbox) {
        return inbox.mails().stream()
                .map(mail ->
                        mail.session().authentication().map(who -> who.user()).orElse("nobody"))
                .toList();
    }

    private static String dialogue(Inbox inbox) {
        StringBuilder all = new StringBuilder();
        for (SessionRecord session : inbox.sessions()) {
            all.append(session.transcript());
        }
        return all.toString();
    }

    @Test
    void aRouteHasNeitherTheSmartHostsSecretNorItsTlsPolicy() {
        try (Inbox smart = Inbox.start(server(ServerCertificate.GOOD));
                Inbox plain = Inbox.start();
                Inbox stranger = Inbox.start(server(ServerCertificate.EXPIRED));
                SmtpRelay relay = relay().smartHost(hop(smart)
                                .withTls(TlsPolicy.REQUIRED)
                                .withTrust(CERTIFICATES.clientContext())
                                .with(ADA))
                        .route("example.net", NextHop.at(plain.host(), plain.port()))
                        .route("example.com", hop(stranger))
                        .start()) {
            relay.send(TO_ADA, MAIL);
            relay.send(TO_BOB, MAIL);
            relay.send(Envelope.of("", "eve@example.com"), MAIL);
            assertThat(relay).settlesWithin(PATIENCE);

            assertThat(users(smart)).containsExactly("ada");
            assertThat(users(plain)).containsExactly("nobody");
            assertThat(users(stranger)).containsExactly("nobody");
            assertThat(dialogue(plain) + dialogue(stranger)).doesNotContain("C: AUTH");
        }
    }

    @Test
    void theBuildersCredentialsAreForItsSmartHostsOnly() {
        try (Inbox smart = Inbox.start(server(ServerCertificate.GOOD));
                Inbox route = Inbox.start(server(ServerCertificate.GOOD));
                SmtpRelay relay = relay().smartHost("localhost", smart.port())
                        .route("example.net", "localhost", route.port())
                        .tls(TlsPolicy.REQUIRED)
                        .trust(CERTIFICATES.clientContext())
                        .credentials(ADA.user(), ADA.secret())
                        .start()) {
            relay.send(TO_ADA, MAIL);
            relay.send(TO_BOB, MAIL);
            assertThat(relay).settlesWithin(PATIENCE);

            assertThat(users(smart)).containsExactly("ada");
            assertThat(users(route)).containsExactly("nobody");
        }
    }

    @Test
    void aNextHopThatIsTriedInPlaceOfTheSmartHostHasItsOwnSecretOrNone() {
        try (Inbox down = Inbox.start();
                Inbox second = Inbox.start(server(ServerCertificate.GOOD));
                SmtpRelay relay = relay().smartHost(down.host(), down.port())
                        .smartHost(hop(second))
                        .tls(TlsPolicy.NONE)
                        .credentials(ADA.user(), ADA.secret())
                        .start()) {
            relay.send(TO_ADA, MAIL); // the first one knows no AUTH
            assertThat(relay).settlesWithin(PATIENCE);

            assertThat(users(second)).containsExactly("nobody");
            assertThat(down).hasNoMail();
        }
    }

    @Test
    void eachRouteHasItsOwn() {
        try (Inbox one = Inbox.start(server(ServerCertificate.GOOD));
                Inbox other = Inbox.start(server(ServerCertificate.GOOD).implicitTls());
                SmtpRelay relay = relay().trust(CERTIFICATES.clientContext())
                        .route("example.org", hop(one).withTls(TlsPolicy.NONE).with(ADA))
                        .route(
                                "example.net",
                                hop(other).withTls(TlsPolicy.IMPLICIT).with(BOB))
                        .start()) {
            relay.send(TO_ADA, MAIL);
            relay.send(TO_BOB, MAIL);
            assertThat(relay).settlesWithin(PATIENCE);

            assertThat(users(one)).containsExactly("ada");
            assertThat(one.mails().get(0).session().tls()).isEmpty();
            assertThat(users(other)).containsExactly("bob");
            assertThat(other.mails().get(0).session().tls()).isPresent();
        }
    }

    @Test
    void oneHostWithAndWithoutASecretSharesNoSession() {
        try (Inbox host = Inbox.start(server(ServerCertificate.GOOD));
                SmtpRelay relay = relay().smartHost(
                                hop(host).withTls(TlsPolicy.NONE).with(ADA))
                        .route("example.net", hop(host).withTls(TlsPolicy.NONE))
                        .route("example.com", hop(host).withTls(TlsPolicy.NONE).with(BOB))
                        .start()) {
            for (int i = 0; i < 2; i++) {
                relay.send(TO_ADA, MAIL);
                relay.send(TO_BOB, MAIL);
                relay.send(Envelope.of("", "eve@example.com"), MAIL);
                assertThat(relay).settlesWithin(PATIENCE);
            }
            assertThat(host.mails())
                    .extracting(mail -> mail.envelope().to().get(0) + " by "
                            + mail.session()
                                    .authentication()
                                    .map(who -> who.user())
                                    .orElse("nobody"))
                    .containsOnly("ada@example.org by ada", "bob@example.net by nobody", "eve@example.com by bob");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ServerCertificate.class,
            names = {"EXPIRED", "WRONG_HOST", "SELF_SIGNED", "UNKNOWN_CA"})
    void withoutAVerifiedHostTheMailWaitsAndTheReplyNamesTheRemedy(ServerCertificate certificate) {
        try (Inbox smart = Inbox.start(server(certificate));
                SmtpRelay relay = relay().smartHost(hop(smart)
                                .withTrust(CERTIFICATES.clientContext())
                                .with(ADA))
                        .start()) {
            relay.send(TO_ADA, MAIL);
            assertThat(relay).settlesWithin(PATIENCE);

            assertThat(smart).hasNoMail();
            assertThat(dialogue(smart)).doesNotContain("C: AUTH").doesNotContain("C: MAIL");
            assertThat(relay.deliveries())
                    .singleElement()
                    .returns(Outcome.DEFERRED, Delivery::outcome)
                    .satisfies(delivery -> assertThat(delivery.reply())
                            .startsWith("454 4.7.5 localhost[127.0.0.1]:" + smart.port())
                            .contains("--smart-host-trust")
                            .doesNotContain("staple"));
        }
    }

    @ParameterizedTest
    @CsvSource({"MAIL", "RCPT", "DATA"})
    void aLoginThatItWantsIsTheOperatorsToGiveAndLosesNoMail(Phase phase) {
        Reply wanted = Reply.of(530, new EnhancedStatusCode(5, 7, 0), "Must issue a STARTTLS command first");
        inbox.on(phase).times(1).reply(wanted);
        try (SmtpRelay relay = relayToInbox().start()) {
            relay.send(TO_ADA, MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            assertThat(relay.deliveries())
                    .singleElement()
                    .returns(Outcome.DEFERRED, Delivery::outcome)
                    .returns("530 5.7.0 Must issue a STARTTLS command first", Delivery::reply);
            clock.advance(Duration.ofMinutes(5));
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(inbox).singleMail().hasEnvelopeRecipients("ada@example.org");
        }
    }

    @Test
    void aMailThatExpiresForWantOfALoginIsReportedByTheHostsWords() {
        inbox.on(Phase.MAIL).times(1).reply(Replies.AUTH_FIRST);
        try (SmtpRelay relay = relayToInbox().expireAfter(Duration.ofHours(1)).start()) {
            relay.send(TO_ADA, MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            inbox.on(Phase.MAIL).times(1).reply(Replies.AUTH_FIRST);
            clock.advance(Duration.ofHours(2));
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(text(inbox.awaitMail().raw()))
                    .contains("Action: failed", "Status: 5.7.0", "Diagnostic-Code: smtp; 530 5.7.0 ");
        }
    }

    @Test
    void toAHostThatTheOperatorHasNotNamedTheSameReplyIsARefusal() throws Exception {
        inbox.on(Phase.MAIL).reply(Replies.AUTH_FIRST);
        Route.Target target = new Route.Target(
                new HostAddress("localhost", inbox.server().addresses().get(0).getAddress(), inbox.port()));
        try (SmtpClient client = SmtpClient.open(target.host(), ClientTestCase.settings(TlsPolicy.NONE))) {
            QueuedMail mail = QueuedMail.accepted("M1", TO_ADA, clock.instant(), 5, false, clock.instant());
            MailAttempt attempt = new MailAttempt(new MailSpool.Claim(mail, 1), 1, Set.of());
            JobAnswers answers =
                    new JobAnswers(new MailAttempt.Job(attempt, new Lanes.Ticket("example.org"), List.of(0)));
            answers.add(client.send(TO_ADA, answers.open(), ClientTestCase.content("x\r\n")), client, target);

            assertThat(answers.isComplete()).isTrue();
            assertThat(answers.result().states())
                    .extracting(RecipientState::status)
                    .containsExactly(RecipientState.Status.FAILED);
        }
    }

    @Test
    void credentialsForNoHostAreAMistake() {
        SmtpRelayBuilder builder = relay().route("example.org", "localhost", 25).credentials(ADA.user(), ADA.secret());

        assertThatIllegalStateException()
                .isThrownBy(builder::start)
                .withMessage(
                        "credentials(..) are for smartHost(host, port), and no smart host is set: give another next hop its"
                                + " own by NextHop.withCredentials(..)");
    }

    @Test
    void showsNoSecret() {
        assertThat(NextHop.at("2001:db8::1", 25).with(ADA)).hasToString("[2001:db8::1]:25");
        assertThat(NextHop.at("MX.Example.org", 25)).hasToString("mx.example.org:25");
    }

    @ParameterizedTest
    @CsvSource({"mx.example.org, 0", "mx.example.org, 65536", "'', 25", "a b, 25"})
    void refusesWhatIsNoPlace(String host, int port) {
        assertThatIllegalArgumentException().isThrownBy(() -> NextHop.at(host, port));
    }
}
