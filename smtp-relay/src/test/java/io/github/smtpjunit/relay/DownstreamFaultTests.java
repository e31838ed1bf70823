package io.github.smtpjunit.relay;

import static io.github.smtpjunit.relay.jupiter.RelayAssert.assertThat;
import static io.github.smtpjunit.smtp.server.FaultAction.bareLineFeed;
import static io.github.smtpjunit.smtp.server.FaultAction.binary;
import static io.github.smtpjunit.smtp.server.FaultAction.challenge;
import static io.github.smtpjunit.smtp.server.FaultAction.close;
import static io.github.smtpjunit.smtp.server.FaultAction.closeAfterBody;
import static io.github.smtpjunit.smtp.server.FaultAction.closeAfterReply;
import static io.github.smtpjunit.smtp.server.FaultAction.closeWithoutNotify;
import static io.github.smtpjunit.smtp.server.FaultAction.cutAfter;
import static io.github.smtpjunit.smtp.server.FaultAction.delay;
import static io.github.smtpjunit.smtp.server.FaultAction.drip;
import static io.github.smtpjunit.smtp.server.FaultAction.fragment;
import static io.github.smtpjunit.smtp.server.FaultAction.halfClose;
import static io.github.smtpjunit.smtp.server.FaultAction.hang;
import static io.github.smtpjunit.smtp.server.FaultAction.jitter;
import static io.github.smtpjunit.smtp.server.FaultAction.lose;
import static io.github.smtpjunit.smtp.server.FaultAction.mixedCodes;
import static io.github.smtpjunit.smtp.server.FaultAction.overlong;
import static io.github.smtpjunit.smtp.server.FaultAction.raw;
import static io.github.smtpjunit.smtp.server.FaultAction.reply;
import static io.github.smtpjunit.smtp.server.FaultAction.replyAndClose;
import static io.github.smtpjunit.smtp.server.FaultAction.reset;
import static io.github.smtpjunit.smtp.server.FaultAction.resetAfterBody;
import static io.github.smtpjunit.smtp.server.FaultAction.slowRead;
import static io.github.smtpjunit.smtp.server.FaultAction.storeAndClose;
import static io.github.smtpjunit.smtp.server.FaultAction.throttle;
import static io.github.smtpjunit.smtp.server.FaultAction.truncate;
import static io.github.smtpjunit.smtp.server.FaultAction.twice;
import static io.github.smtpjunit.smtp.server.FaultAction.twoReplies;
import static io.github.smtpjunit.smtp.server.FaultAction.unterminated;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.relay.Delivery.Outcome;
import io.github.smtpjunit.relay.client.Credentials;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.server.EhloFault;
import io.github.smtpjunit.smtp.server.FaultAction;
import io.github.smtpjunit.smtp.server.FaultRule;
import io.github.smtpjunit.smtp.server.FaultRuleBuilder;
import io.github.smtpjunit.smtp.server.ManualClock;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import io.github.smtpjunit.smtp.server.TlsFault;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A next hop that fails, at each point of a session, in each way that the server core knows, once and always. The mail
 * arrives, or its sender gets a report; and never both, unless the next hop has taken the mail and kept its reply to
 * itself. The rows run side by side, since most of them wait.
 */
class DownstreamFaultTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);
    private static final Duration FOR_A_FAULT = Duration.ofSeconds(3); // and enough for a report, under load too
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(24);
    private static final Credentials SECRET = Credentials.password("relay", "secret");
    private static final CertificateKit CERTIFICATES = CertificateKit.shared();
    private static final String LINES = "Subject: x\r\n\r\n" + "Hello, this is one line of many\r\n".repeat(40);
    private static final int HANDSHAKE_FAILURE = 40; // RFC 8446 section 6.2

    private static final List<Phase> COMMANDS =
            List.of(Phase.CONNECT, Phase.EHLO, Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.BDAT, Phase.END_OF_DATA);
    private static final List<Phase> SECURITY = List.of(Phase.STARTTLS, Phase.AUTH);
    private static final List<Phase> AFTERWARDS = List.of(Phase.QUIT, Phase.IDLE);

    @AfterAll
    static void endThreads() {
        THREADS.shutdownNow();
    }

    /**
     * A fault.
     *
     * @param tls what the relay wants of a next hop that offers TLS, NONE for one that does not
     * @param slow whether the relay must run into a time-out
     */
    private record Fault(Phase phase, List<FaultAction> actions, TlsPolicy tls, boolean slow) {

        static Fault of(Phase phase, FaultAction... actions) {
            boolean slow = Stream.of(actions)
                    .anyMatch(action -> action.toString()
                            .matches("hang|raw \"\"|raw \"\\d+-.*|drip 1 .*|read 1 .*|stay in clear text"));
            boolean secure = phase == Phase.STARTTLS || phase == Phase.TLS_HANDSHAKE;
            return new Fault(phase, List.of(actions), secure ? TlsPolicy.REQUIRED : TlsPolicy.NONE, slow);
        }

        Fault with(TlsPolicy use) {
            return new Fault(phase, actions, use, slow);
        }

        /**
         * Whether the next hop can have the mail though the relay does not know: at its end, what is no refusal stores
         * it.
         */
        boolean storesInSilence() {
            return phase == Phase.END_OF_DATA || phase == Phase.BDAT;
        }
    }

    private static Reply positive(Phase phase) {
        return switch (phase) {
            case CONNECT, STARTTLS -> Reply.of(220, "mx.example.org");
            case DATA -> Reply.of(354, "Go ahead");
            case AUTH -> Reply.of(235, "Fine");
            case QUIT -> Reply.of(221, "Bye");
            case IDLE -> Replies.SERVICE_UNAVAILABLE;
            default -> Reply.of(250, "Fine");
        };
    }

    /** What can happen in place of each reply, or to it. */
    private static Stream<FaultAction> inPlaceOfAReply(Phase phase) {
        int code = positive(phase).code();
        Stream<FaultAction> any = Stream.of(
                replyAndClose(Replies.SERVICE_UNAVAILABLE),
                raw("garbage\0\u00ff\r\n"),
                raw(""),
                unterminated(code),
                mixedCodes(code, 550),
                mixedCodes(550, code),
                bareLineFeed(code),
                overlong(code, 5_000),
                overlong(code, 70_000),
                binary(code),
                twoReplies(positive(phase), positive(phase)),
                twoReplies(positive(phase), Replies.NO_SUCH_USER),
                delay(Duration.ofMillis(5)),
                jitter(Duration.ofMillis(5), 1),
                hang(),
                drip(1, Duration.ofMillis(400)),
                drip(8, Duration.ofMillis(1)),
                fragment(),
                throttle(64, Duration.ofMillis(1)),
                close(),
                reset(),
                closeWithoutNotify(),
                halfClose(),
                closeAfterReply(),
                cutAfter(0),
                cutAfter(2));
        return phase == Phase.IDLE
                ? any
                : Stream.concat(
                        Stream.of(
                                reply(451, "4.3.0", "Try again later"),
                                reply(452, "4.5.3", "Too much"),
                                reply(554, "5.3.0", "Do not try again"),
                                reply(Replies.SERVICE_UNAVAILABLE)),
                        any);
    }

    private static Stream<Fault> ofContent() {
        return Stream.of(
                Fault.of(Phase.BODY, closeAfterBody(0)),
                Fault.of(Phase.BODY, closeAfterBody(100)),
                Fault.of(Phase.BODY, resetAfterBody(0)),
                Fault.of(Phase.BODY, resetAfterBody(100)),
                Fault.of(Phase.BODY, slowRead(500, Duration.ofMillis(1))),
                Fault.of(Phase.BODY, slowRead(1, Duration.ofMillis(100))),
                Fault.of(Phase.BODY, delay(Duration.ofMillis(5))),
                Fault.of(Phase.BODY, hang()),
                Fault.of(Phase.END_OF_DATA, storeAndClose()),
                Fault.of(Phase.END_OF_DATA, lose()),
                Fault.of(Phase.END_OF_DATA, twice()),
                Fault.of(Phase.END_OF_DATA, truncate(10)));
    }

    private static Stream<Fault> ofEhlo() {
        return Stream.of(
                        reply(Replies.COMMAND_UNKNOWN),
                        EhloFault.hide("PIPELINING"),
                        EhloFault.hide("SIZE", "8BITMIME", "CHUNKING", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES"),
                        EhloFault.say("SIZE", "SIZE 10"),
                        EhloFault.say("SIZE", "SIZE 99999999999999999999"),
                        EhloFault.say("LIMITS", "LIMITS MAILMAX=1 RCPTMAX=1"),
                        EhloFault.say("LIMITS", "LIMITS MAILMAX=0 RCPTMAX=0"),
                        EhloFault.add(Stream.generate(() -> "X-MORE").limit(100).toArray(String[]::new)),
                        EhloFault.add(
                                Stream.generate(() -> "X-MORE").limit(20_000).toArray(String[]::new)))
                .map(action -> Fault.of(Phase.EHLO, action));
    }

    private static Stream<Fault> ofTls() {
        List<Fault> faults = new ArrayList<>();
        for (FaultAction action : List.of(
                close(),
                reset(),
                closeWithoutNotify(),
                halfClose(),
                hang(),
                delay(Duration.ofMillis(5)),
                raw("garbage\0\u00ff\r\n"),
                raw("500 5.5.2 Command not recognized\r\n"),
                TlsFault.alert(HANDSHAKE_FAILURE),
                TlsFault.stayInClearText(),
                TlsFault.onlyProtocols("TLSv1", "TLSv1.1"),
                TlsFault.onlyProtocols("TLSv1.2"))) {
            faults.add(Fault.of(Phase.TLS_HANDSHAKE, action));
        }
        for (ServerCertificate certificate : ServerCertificate.values()) {
            faults.add(Fault.of(Phase.TLS_HANDSHAKE, TlsFault.present(CERTIFICATES.serverContext(certificate))));
        }
        faults.add(Fault.of(Phase.STARTTLS, TlsFault.inject(Reply.of(250, "Fine"))));
        faults.add(Fault.of(Phase.EHLO, EhloFault.hide("STARTTLS")).with(TlsPolicy.REQUIRED));
        FaultAction implicit = TlsFault.implicitTls(CERTIFICATES.serverContext(ServerCertificate.GOOD));
        faults.add(new Fault(Phase.CONNECT, List.of(implicit), TlsPolicy.REQUIRED, true));
        return faults.stream();
    }

    private static Stream<Fault> ofAuth() {
        return Stream.of(
                Fault.of(Phase.AUTH, challenge("bm90aGluZw==")),
                Fault.of(Phase.AUTH, reply(535, "5.7.8", "No")),
                Fault.of(Phase.EHLO, EhloFault.hide("AUTH")),
                Fault.of(Phase.EHLO, EhloFault.say("AUTH", "AUTH NOTHING-KNOWN")));
    }

    private static Stream<Fault> faults() {
        Stream<Fault> replies = Stream.of(COMMANDS, SECURITY, AFTERWARDS)
                .flatMap(List::stream)
                .flatMap(phase -> inPlaceOfAReply(phase).map(action -> Fault.of(phase, action)));
        Stream<Fault> tls = Stream.concat(
                ofTls().flatMap(fault -> Stream.of(fault, fault.with(TlsPolicy.OPPORTUNISTIC))),
                inPlaceOfAReply(Phase.STARTTLS)
                        .map(action -> Fault.of(Phase.STARTTLS, action).with(TlsPolicy.OPPORTUNISTIC)));
        return Stream.of(replies, ofContent(), ofEhlo(), tls, ofAuth()).flatMap(faults -> faults);
    }

    // The rows

    private record Row(Fault fault, boolean always, CompletableFuture<Account> account) {

        static Row play(Fault fault, boolean always) {
            return new Row(
                    fault,
                    always,
                    CompletableFuture.supplyAsync(() -> DownstreamFaultTests.play(fault, always), THREADS));
        }

        @Override
        public String toString() {
            return (always ? "always " : "once ")
                    + fault.phase()
                    + (fault.tls() == TlsPolicy.NONE ? " " : " with TLS " + fault.tls() + " ")
                    + fault.actions();
        }
    }

    private static List<Row> rows() {
        return faults().flatMap(fault -> Stream.of(false, true).map(always -> Row.play(fault, always)))
                .toList();
    }

    /**
     * What has come of a mail.
     *
     * @param arrived how often the next hop has handed it on
     * @param reports how many the sender has got
     * @param left how many mails are left in the queue
     * @param deliveries the delivery log
     */
    private record Account(int arrived, int reports, int left, List<Delivery> deliveries) {

        boolean isToldAsDelivered() {
            return deliveries.stream()
                    .anyMatch(delivery -> delivery.outcome() == Outcome.DELIVERED
                            && delivery.recipient().equals("ada@example.org"));
        }
    }

    private static Account play(Fault fault, boolean always) {
        AtomicInteger arrived = new AtomicInteger();
        AtomicInteger reports = new AtomicInteger();
        ManualClock clock = ManualClock.atNow();
        try (SmtpServer nextHop = server(fault, arrived);
                SmtpServer sender = server(fault, reports);
                SmtpRelay relay = relay(fault, clock, nextHop, sender)) {
            FaultRuleBuilder rule = FaultRule.on(fault.phase());
            nextHop.faults()
                    .add((always ? rule : rule.once()).then(fault.actions().toArray(FaultAction[]::new)));
            // BDAT is for a last line without an end
            String content = fault.phase() == Phase.BDAT ? LINES + "end" : LINES;
            relay.send(Envelope.of("shop@example.com", "ada@example.org"), content.getBytes(US_ASCII));
            assertThat(relay).settlesWithin(PATIENCE);
            for (int i = 0; i < 3 && !relay.queue().isEmpty(); i++) {
                clock.advance(Duration.ofMinutes(20));
                assertThat(relay).settlesWithin(PATIENCE);
            }
            return new Account(arrived.get(), reports.get(), relay.queue().size(), relay.deliveries());
        }
    }

    /** Counts what comes in; that of the sender is as secure as the next hop, and does not fail. */
    private static SmtpServer server(Fault fault, AtomicInteger arrived) {
        SmtpServerBuilder builder = SmtpServer.builder()
                .host("localhost")
                .shutdownGrace(Duration.ofMillis(10))
                .handler(mail -> {
                    mail.content().transferTo(OutputStream.nullOutputStream());
                    arrived.incrementAndGet();
                    return Replies.MAIL_ACCEPTED;
                });
        if (fault.tls() != TlsPolicy.NONE) {
            builder.tls(CERTIFICATES.serverContext(ServerCertificate.GOOD));
        }
        if (needsAuth(fault)) {
            builder.authenticator(SaslAuthenticator.users(Map.of("relay", "secret")))
                    .allowAuthWithoutTls();
        }
        return builder.start();
    }

    private static boolean needsAuth(Fault fault) {
        return fault.phase() == Phase.AUTH
                || fault.actions().stream().anyMatch(action -> action.toString().contains("AUTH"));
    }

    private static SmtpRelay relay(Fault fault, ManualClock clock, SmtpServer nextHop, SmtpServer sender) {
        Duration limit = fault.slow() ? FOR_A_FAULT : LONG_ENOUGH;
        SmtpRelayBuilder builder = SmtpRelay.builder()
                .withoutServer()
                .clock(clock)
                .retrySchedule(RetrySchedule.parse("20m"))
                .expireAfter(Duration.ofMinutes(20))
                .timeouts(limit, limit, limit, limit)
                .shutdownGrace(Duration.ofMillis(10))
                .tls(fault.tls())
                .trust(CERTIFICATES.clientContext())
                .route("example.org", needsAuth(fault) ? hop(nextHop).with(SECRET) : hop(nextHop))
                .route("example.com", needsAuth(fault) ? hop(sender).with(SECRET) : hop(sender));
        return builder.start();
    }

    private static NextHop hop(SmtpServer server) {
        return NextHop.at("localhost", server.port());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theMailArrivesOrItsSenderIsTold(Row row) throws Exception {
        Account account = row.account().get(3 * PATIENCE.toSeconds(), TimeUnit.SECONDS);

        assertThat(account.left()).as("left in the queue: %s", account).isZero();
        assertThat(account.reports()).as("reports: %s", account).isLessThanOrEqualTo(1);
        if (row.fault().actions().toString().equals("[lose]")) {
            assertThat(account.isToldAsDelivered()).isTrue();
            return;
        }
        assertThat(account.arrived() + account.reports())
                .as("silence: %s", account)
                .isPositive();
        if (account.reports() == 0) {
            assertThat(account.isToldAsDelivered()).as("%s", account).isTrue();
        }
        if (!row.fault().storesInSilence()) {
            assertThat(account.arrived() + account.reports())
                    .as("both: %s", account)
                    .isEqualTo(1);
        } else {
            assertThat(account.arrived()).as("%s", account).isLessThanOrEqualTo(2);
        }
    }
}
