package io.github.smtpjunit.relay;

import static io.github.smtpjunit.relay.jupiter.RelayAssert.assertThat;
import static io.github.smtpjunit.smtp.server.FaultMatcher.recipient;
import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.relay.Delivery.Outcome;
import io.github.smtpjunit.relay.client.ClientTestCase;
import io.github.smtpjunit.relay.spool.MailSpool;
import io.github.smtpjunit.relay.spool.MailSpoolContract;
import io.github.smtpjunit.relay.spool.MemorySpool;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.smtp.EnhancedStatusCode;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ReversePath;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.server.FaultAction;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.SessionInfo;
import io.github.smtpjunit.smtp.server.SmtpPolicy;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A report can always be delivered: refused for what it quotes, it goes again with less of it, and at last it is held.
 */
class ReportDeliveryTests extends RelayTestCase {

    private static final String WHOLE = "Content-Type: message/rfc822\r\n";
    private static final String HEADER = "Content-Type: text/rfc822-headers\r\n";
    private static final Reply SPAM = Reply.of(554, new EnhancedStatusCode(5, 7, 1), "It looks like spam");

    private final List<String> reports = new CopyOnWriteArrayList<>();
    private final List<Envelope> envelopes = new CopyOnWriteArrayList<>();
    private final List<String> problems = new CopyOnWriteArrayList<>();

    @BeforeEach
    void nobodyIsThere() {
        inbox.on(RCPT).where(recipient("nobody@example.org")).reply(Replies.NO_SUCH_USER);
    }

    /** The way back to the sender, which does not take some contents. */
    private SmtpServer wayBack(SmtpServerBuilder builder, Predicate<String> refused, Reply refusal) {
        return builder.handler(mail -> {
                    String content = new String(mail.content().readAllBytes(), ISO_8859_1);
                    if (refused.test(content)) {
                        return refusal;
                    }
                    reports.add(content);
                    envelopes.add(mail.envelope());
                    return Replies.MAIL_ACCEPTED;
                })
                .start();
    }

    private SmtpServer wayBack(Predicate<String> refused) {
        return wayBack(SmtpServer.builder(), refused, SPAM);
    }

    private SmtpRelayBuilder relayBackTo(SmtpServer wayBack) {
        return relayToInbox()
                .route("example.com", wayBack.host(), wayBack.port())
                .listener(new RelayListener() {
                    @Override
                    public void problem(String mailId, String message, @Nullable Throwable cause) {
                        problems.add(message);
                    }
                });
    }

    private String reportOn(SmtpServer wayBack, String content) {
        return reportOn(wayBack, Envelope.of("shop@example.com", "nobody@example.org"), content);
    }

    private String reportOn(SmtpServer wayBack, Envelope envelope, String content) {
        try (wayBack;
                SmtpRelay relay = relayBackTo(wayBack).start()) {
            relay.send(envelope, content.getBytes(ISO_8859_1));
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(problems).isEmpty();
            assertThat(reports).hasSize(1);
            return reports.get(0);
        }
    }

    private static void assertIsPlain(String report) {
        assertThat(report.lines()).allMatch(line -> line.length() <= 78 || line.startsWith("Diagnostic-Code: "));
        assertThat(report.chars()).allMatch(c -> c < 0x80);
        assertThat(report.replace("\r\n", "")).doesNotContain("\r", "\n");
    }

    @Test
    void linesThatAreTooLongForTheWayBack() {
        String report = reportOn(
                wayBack(content -> content.lines().anyMatch(line -> line.length() > 998)),
                "Subject: Long\r\nX-Long: " + "y".repeat(2_000) + "\r\n\r\n" + "z".repeat(3_000) + "\r\n");

        assertIsPlain(report);
        assertThat(report)
                .contains("Final-Recipient: rfc822; nobody@example.org", "Diagnostic-Code: smtp; 550 5.1.1 ")
                .contains(HEADER + "Content-Transfer-Encoding: quoted-printable\r\n\r\nReceived: ")
                .contains("Subject: Long\r\n", ", and then the header of your mail.\r\n")
                .doesNotContain("zzz", WHOLE);
    }

    @Test
    void aMailThatIsTooLargeForTheWayBack() {
        String report = reportOn(
                wayBack(SmtpServer.builder().maxMessageSize(4_000), content -> false, SPAM),
                "Subject: Large\r\n\r\n" + "Hello again\r\n".repeat(1_000));

        assertIsPlain(report);
        assertThat(report).contains(HEADER, "Subject: Large\r\n").doesNotContain("Hello again");
    }

    /**
     * Each host says it with a code of its own, for the mailbox (RFC 3463 section 3.3) or for all mail (section 3.4).
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "552 5.2.3 For you",
                "550 5.2.3 For the recipient",
                "523 5.2.3 For you",
                "554 5.3.4 For us",
                "552 At all"
            })
    void aMailThatIsTooLargeByItsDeclaredSize(String refusal) {
        for (Phase phase : List.of(Phase.MAIL, Phase.RCPT)) {
            reports.clear();
            SmtpServer wayBack = wayBack(content -> false);
            wayBack.faults().on(phase).times(1).reply(reply(refusal));
            assertThat(reportOn(wayBack, "Subject: Large\r\n\r\nHello again\r\n"))
                    .as("at %s", phase)
                    .contains(HEADER, "Subject: Large\r\n")
                    .doesNotContain("Hello again");
        }
    }

    private static Reply reply(String words) {
        String[] parts = words.split(" ", 3);
        int code = Integer.parseInt(parts[0]);
        return parts[1].contains(".")
                ? Reply.of(code, EnhancedStatusCode.parse(parts[1]), parts[2])
                : Reply.of(code, words.substring(4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "555 5.5.4 Unsupported option",
                "555 No such option",
                "504 5.5.4 Not implemented",
                "501 5.5.4 Syntax"
            })
    void aParameterOfItsContentThatTheWayBackDoesNotTake(String refusal) {
        SmtpServer wayBack = wayBack(
                SmtpServer.builder().policy(new SmtpPolicy() {
                    @Override
                    public Optional<Reply> mail(SessionInfo session, ReversePath from, EsmtpParameters parameters) {
                        return parameters.value("BODY").map(body -> reply(refusal));
                    }
                }),
                content -> false,
                SPAM);
        assertIsPlain(reportOn(wayBack, "Subject: Eight bits\r\n\r\nGr\u00fc\u00dfe\r\n"));
    }

    @Test
    void aHeaderThatIsTooLargeForTheWayBackToo() {
        String report = reportOn(
                wayBack(SmtpServer.builder().maxMessageSize(4_000), content -> false, SPAM),
                "Subject: Large\r\nX: " + "y".repeat(5_000) + "\r\n\r\nHello again\r\n");

        assertIsPlain(report);
        assertThat(report)
                .contains("Final-Recipient: rfc822; nobody@example.org", "Status: 5.1.1", "follows.\r\n")
                .doesNotContain(HEADER, WHOLE, "Subject: Large", "Hello again");
    }

    @Test
    void aDotThatWouldEndTheMailWhereThereIsNoChunking() {
        String report = reportOn(
                wayBack(
                        SmtpServer.builder().without(ServiceExtension.CHUNKING).refuseBareNewlines(),
                        content -> false,
                        SPAM),
                "Subject: Dot\r\n\r\none\n.\ntwo\r\n");

        assertIsPlain(report);
        assertThat(report).contains(HEADER, "Subject: Dot\r\n").doesNotContain("two");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "message/rfc822      | text/rfc822-headers | message/rfc822",
                "Subject: Hello      | follows.            | rfc822-headers",
                "Dear Ada            | text/rfc822-headers | message/rfc822",
            })
    void whateverTheWayBackDoesNotLike(String refused, String contains, String missing) {
        String report = reportOn(wayBack(content -> content.contains(refused)), "Subject: Hello\r\n\r\nDear Ada\r\n");

        assertIsPlain(report);
        assertThat(report)
                .contains(contains, "Diagnostic-Code: smtp; 550 5.1.1 ")
                .doesNotContain(missing, "\r\n" + missing);
    }

    @Test
    void theRefusalMayComeWithinTheContentAndBeTheLastWord() {
        SmtpServer wayBack = wayBack(content -> false);
        wayBack.faults().on(Phase.END_OF_DATA).times(1).then(FaultAction.replyAndClose(SPAM));
        assertThat(reportOn(wayBack, "Subject: Hello\r\n\r\nDear Ada\r\n")).contains(HEADER);
    }

    @ParameterizedTest
    @ValueSource(ints = {452, 552})
    void aWayBackThatNeverTakesTheContentIsGivenLessOfItWhenTheReportExpires(int code) {
        SmtpServer wayBack = wayBack(
                SmtpServer.builder(),
                content -> content.contains(WHOLE),
                Reply.of(code, new EnhancedStatusCode(code / 100, 3, 4), "Too large"));
        try (wayBack;
                SmtpRelay relay =
                        relayBackTo(wayBack).expireAfter(Duration.ofHours(1)).start()) {
            relay.send(Envelope.of("shop@example.com", "nobody@example.org"), MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            clock.advance(Duration.ofHours(2));
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(reports).singleElement().asString().contains(HEADER);
        }
    }

    @Test
    void whatIsRefusedWithNothingOfTheMailInItIsHeldAndAnOperatorIsTold() {
        AtomicBoolean strict = new AtomicBoolean(true);
        try (SmtpServer wayBack = wayBack(content -> strict.get());
                SmtpRelay relay = relayBackTo(wayBack).start()) {
            relay.send(Envelope.of("shop@example.com", "nobody@example.org"), MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            String id = relay.queue().get(0).id();
            assertThat(relay.queue()).singleElement().matches(QueuedMail::held);
            assertThat(problems)
                    .containsExactly("The report " + id
                            + " is put on hold: it quotes nothing of the mail, and is still refused: 554 5.7.1 It looks like spam; release it when"
                            + " that has changed, or delete it");
            assertThat(relay.deliveries())
                    .filteredOn(delivery -> delivery.recipient().equals("shop@example.com"))
                    .extracting(Delivery::outcome, Delivery::reply)
                    .as("whole, header, nothing")
                    .containsOnly(tuple(Outcome.FAILED, "554 5.7.1 It looks like spam"))
                    .hasSize(3);

            strict.set(false);
            release(relay, id);
            assertThat(reports).singleElement().asString().doesNotContain("Subject: Hello");
        }
    }

    private void release(SmtpRelay relay, String id) {
        try {
            relay.spool().hold(id, false);
            relay.spool().flush(id, clock.instant());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(relay).drainsWithin(PATIENCE);
    }

    @Test
    void aSenderWhoIsNotThereIsNoReasonToTryAgain() {
        try (SmtpServer wayBack = wayBack(content -> false);
                SmtpRelay relay = relayBackTo(wayBack).start()) {
            wayBack.faults().on(RCPT).reply(Replies.NO_SUCH_USER);
            relay.send(Envelope.of("shop@example.com", "nobody@example.org"), MAIL);
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(reports).isEmpty();
            assertThat(problems)
                    .singleElement()
                    .asString()
                    .endsWith(" has no sender who could get a report on: 550 5.1.1 No such user");
        }
    }

    @Test
    void aStrangersReportIsNotChanged() {
        try (SmtpServer wayBack = wayBack(content -> true);
                SmtpRelay relay = relayBackTo(wayBack).start()) {
            relay.send(Envelope.of("", "shop@example.com"), MAIL);
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(reports).isEmpty();
            assertThat(problems)
                    .singleElement()
                    .asString()
                    .contains(" has no sender who could get a report on: 554 5.7.1 ");
        }
    }

    // The end of means

    /** Room for a thousand that wait for an operator, and no more. */
    @Test
    void aThousandReportsAreHeldAndTheNextOneEndsWithItsWarning() throws Exception {
        MemorySpool spool = new MemorySpool(5_000);
        for (int i = 0; i < 999; i++) {
            MailSpoolContract.store(spool, Envelope.of("", "held@example.com"), clock.instant(), MAIL);
        }
        for (QueuedMail mail : spool.list()) {
            spool.hold(mail.id(), true);
        }
        try (SmtpServer wayBack = wayBack(content -> true);
                SmtpRelay relay = relayBackTo(wayBack).spool(spool).start()) {
            for (int held : new int[] {1_000, 1_000}) {
                relay.send(Envelope.of("shop@example.com", "nobody@example.org"), MAIL);
                assertThat(relay).settlesWithin(PATIENCE);
                assertThat(relay.queue().stream().filter(QueuedMail::held)).hasSize(held);
            }
            assertThat(problems).hasSize(2);
            assertThat(problems.get(0)).contains(" is put on hold: ");
            assertThat(problems.get(1)).contains(" has no sender who could get a report on: 554 5.7.1 ");
        }
    }

    @Test
    void aReportThatCannotBeReadForNowIsTriedAgainRatherThanLost() {
        AtomicBoolean broken = new AtomicBoolean();
        AtomicBoolean first = new AtomicBoolean(true);
        MailSpool spool = unreadable(new MemorySpool(), broken);
        try (SmtpServer wayBack = wayBack(content -> {
                    broken.set(first.getAndSet(false));
                    return content.contains(WHOLE);
                });
                SmtpRelay relay = relayBackTo(wayBack).spool(spool).start()) {
            relay.send(Envelope.of("shop@example.com", "nobody@example.org"), MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            assertThat(problems).singleElement().asString().matches("The report \\S+ cannot be made smaller for now");
            assertThat(relay.queue()).hasSize(1).noneMatch(QueuedMail::held);

            broken.set(false);
            clock.advance(Duration.ofMinutes(5));
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(reports).singleElement().asString().contains(HEADER);
        }
    }

    // REQUIRETLS (RFC 8689 section 5)

    private static final CertificateKit CERTIFICATES = CertificateKit.shared();

    private static SmtpServerBuilder secure(ServerCertificate certificate) {
        return SmtpServer.builder().host("localhost").tls(CERTIFICATES.serverContext(certificate));
    }

    private void sendSecret(SmtpServer wayBack) {
        try (wayBack;
                SmtpRelay relay = relay().route("example.org", inbox.host(), inbox.port())
                        .route("example.com", "localhost", wayBack.port())
                        .trust(CERTIFICATES.clientContext())
                        .start()) {
            relay.send(
                    ClientTestCase.envelope("shop@example.com", "RET=FULL REQUIRETLS", "", "nobody@example.org"), MAIL);
            assertThat(relay).drainsWithin(PATIENCE);
        }
    }

    @Test
    void theReportOnAMailThatMustNotLeaveTlsIsItsHeaderAndKeepsToThat() {
        sendSecret(wayBack(secure(ServerCertificate.GOOD), content -> false, SPAM));

        assertThat(reports)
                .singleElement()
                .asString()
                .contains(HEADER, "Subject: Hello")
                .doesNotContain("Hello, Ada");
        assertThat(envelopes).singleElement().matches(Envelope::requiresTls);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "EXPIRED", "WRONG_HOST", "SELF_SIGNED", "hidden"})
    void whereTheWayBackCannotKeepThatTheReportIsRedacted(String tls) {
        SmtpServerBuilder builder = switch (tls) {
            case "none" -> SmtpServer.builder().host("localhost");
            case "hidden" -> secure(ServerCertificate.GOOD).without(ServiceExtension.REQUIRETLS);
            default -> secure(ServerCertificate.valueOf(tls));
        };
        sendSecret(wayBack(builder, content -> false, SPAM));

        assertThat(reports)
                .singleElement()
                .asString()
                .contains("Final-Recipient: rfc822; nobody@example.org", "Status: 5.7.30", "follows.\r\n")
                .doesNotContain("Subject: Hello", "rfc822-headers", "Received:");
        assertThat(envelopes).singleElement().matches(envelope -> !envelope.requiresTls());
    }

    @Test
    void aReportThatIsRefusedForItsHeaderKeepsToTlsAsLongAsAHeaderIsInIt() {
        sendSecret(wayBack(secure(ServerCertificate.GOOD), content -> content.contains("Subject: Hello"), SPAM));

        assertThat(reports).singleElement().asString().doesNotContain("Subject: Hello", "rfc822-headers");
    }

    @Test
    void aStrangersReportThatMustNotLeaveTlsWaitsForIt() {
        try (SmtpServer wayBack = wayBack(secure(ServerCertificate.EXPIRED), content -> false, SPAM);
                SmtpRelay relay = relay().route("example.com", "localhost", wayBack.port())
                        .trust(CERTIFICATES.clientContext())
                        .start()) {
            relay.send(ClientTestCase.envelope("", "REQUIRETLS", "", "shop@example.com"), MAIL);
            assertThat(relay).settlesWithin(PATIENCE);

            assertThat(relay.queue()).hasSize(1);
            assertThat(reports).isEmpty();
        }
    }

    /** A spool whose claimed contents cannot be read for a while. */
    private static MailSpool unreadable(MemorySpool disk, AtomicBoolean broken) {
        return (MailSpool) Proxy.newProxyInstance(
                MailSpool.class.getClassLoader(), new Class<?>[] {MailSpool.class}, (proxy, method, arguments) -> {
                    if (broken.get()
                            && method.getName().equals("content")
                            && method.getParameterTypes()[0] == MailSpool.Claim.class) {
                        throw new IOException("Input/output error");
                    }
                    try {
                        return method.invoke(disk, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
