package io.github.smtpjunit.inbox;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.mail.Scrubber;
import io.github.smtpjunit.mail.library.OptionalLibrary;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.FailedAttempt;
import io.github.smtpjunit.smtp.server.FaultRuleBuilder;
import io.github.smtpjunit.smtp.server.Faults;
import io.github.smtpjunit.smtp.server.MailHandler;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.Quiet;
import io.github.smtpjunit.smtp.server.ReceivedMail;
import io.github.smtpjunit.smtp.server.SessionListener;
import io.github.smtpjunit.smtp.server.SessionRecord;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import jakarta.mail.Session;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.assertj.core.annotation.CheckReturnValue;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * What a test's SMTP server has received: mails, sessions, and attempts that failed.
 *
 * <p>{@code assertThat(inbox)} of AssertJ gives {@link InboxAssert}, whose assertions wait for what is expected. The
 * plain accessors here return what is there now. Reading takes nothing away, and everything stays readable after
 * {@link #close()}.
 *
 * <p>{@link WithSmtpServer @WithSmtpServer} injects an inbox; {@link #start()} makes one elsewhere, for example in a
 * field with JUnit's {@code @AutoClose}. Thread-safe.
 */
public final class Inbox implements AssertProvider<InboxAssert>, AutoCloseable {

    static final Duration DEFAULT_ASSERTION_TIMEOUT = Duration.ofSeconds(5);

    /** How long a mail under way may take when the test is over: it can belong to no test any more. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private static final System.Logger LOG = System.getLogger(Inbox.class.getName());

    private final SmtpServer server;
    private final int port;
    private volatile Duration assertionTimeout;
    private final Duration grace;
    private final @Nullable Login login; // of session()
    private final StateChanges changes = new StateChanges(); // guards what follows
    private final List<CapturedMail> mails = new ArrayList<>();
    private final Map<Long, SessionRecord> sessions = new TreeMap<>(); // by id, the order in which they were accepted
    private final List<CapturedMail> stragglers = new ArrayList<>(); // mails of an earlier test that came in this one
    private TestBoundary boundary = TestBoundary.NONE;
    private int captured; // since the start; nothing counts back
    private int earlier; // mails that had arrived before the test began
    private int seen = -1; // how many mails the test saw when it last asked for them; negative if it has not
    private @Nullable CaptureWindow latestCapture; // whose block is over
    private volatile @Nullable LocalTime closedAt;
    private volatile @Nullable Class<?> testClass; // that it was made for
    private volatile List<Scrubber> scrubbers = List.of();
    private volatile @Nullable Snapshots snapshots; // other than configured

    private Inbox(SmtpServerBuilder builder, Duration assertionTimeout, @Nullable Login login) {
        this.assertionTimeout = checkedTimeout(assertionTimeout);
        this.login = login;
        this.grace = builder.shutdownGrace().orElse(GRACE);
        this.server = builder.copy()
                .shutdownGrace(grace)
                .wrapHandler(Keeper::new)
                .addSessionListener(new Watch())
                .start();
        this.port = server.port();
        ClosedPorts.opened(port);
    }

    /**
     * Starts a server of default configuration on a random loopback port, and its inbox.
     *
     * @return the inbox; close it
     */
    public static Inbox start() {
        return start(SmtpServer.builder());
    }

    /**
     * Starts a server, and its inbox.
     *
     * @param builder the server's configuration; a handler that is set in it is asked before a mail goes into the
     *     inbox, and what it refuses does not get there
     * @return the inbox; close it
     * @throws java.io.UncheckedIOException if the port is taken; the message names it
     */
    public static Inbox start(SmtpServerBuilder builder) {
        return start(builder, DEFAULT_ASSERTION_TIMEOUT);
    }

    /**
     * Starts a server, and its inbox.
     *
     * @param builder the server's configuration; a handler that is set in it is asked before a mail goes into the
     *     inbox, and what it refuses does not get there
     * @param assertionTimeout how long an assertion waits at most, unless it says another time by
     *     {@link InboxAssert#within(Duration)}; positive
     * @return the inbox; close it
     * @throws IllegalArgumentException if the time is not positive
     * @throws java.io.UncheckedIOException if the port is taken; the message names it
     */
    public static Inbox start(SmtpServerBuilder builder, Duration assertionTimeout) {
        return new Inbox(requireNonNull(builder, "builder"), assertionTimeout, null);
    }

    static Inbox start(SmtpServerBuilder builder, Duration assertionTimeout, Login login) {
        return new Inbox(builder, assertionTimeout, login);
    }

    static Duration checkedTimeout(Duration limit) {
        if (requireNonNull(limit, "limit").isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("The time to wait must be positive, not " + limit);
        }
        return Given.capped(limit);
    }

    /** Keeps what the handler behind it accepts, for one recipient at least. */
    private final class Keeper implements MailHandler {

        private final MailHandler handler;

        Keeper(MailHandler handler) {
            this.handler = handler;
        }

        @Override
        public Reply handle(ReceivedMail mail) throws IOException {
            ReceivedMail kept = mail.inMemory();
            Reply reply = handler.handle(kept);
            if (isPositive(reply)) {
                add(kept);
            }
            return reply;
        }

        @Override
        public List<Reply> handleEach(ReceivedMail mail) throws IOException {
            ReceivedMail kept = mail.inMemory();
            List<Reply> replies = handler.handleEach(kept);
            if (isComplete(replies, mail) && replies.stream().anyMatch(Keeper::isPositive)) {
                add(kept);
            }
            return replies;
        }

        /** What is not is answered by 451. */
        private static boolean isComplete(@Nullable List<Reply> replies, ReceivedMail mail) {
            return replies != null
                    && replies.size() == mail.envelope().recipients().size()
                    && replies.stream().allMatch(Objects::nonNull);
        }

        private static boolean isPositive(@Nullable Reply reply) {
            return reply != null && reply.isPositive();
        }
    }

    private void add(ReceivedMail mail) {
        changes.make(() -> {
            SessionRecord session =
                    Objects.requireNonNull(sessions.get(mail.session().id()), "opened before");
            if (boundary.isStraggler(mail.session())) {
                int number = stragglers.size();
                stragglers.add(new CapturedMail(number, number, mail, session, this));
                LOG.log(System.Logger.Level.WARNING, FailureReport.stragglers(boundary.earlierTest(), stragglers));
            } else {
                mails.add(new CapturedMail(mails.size(), captured++, mail, session, this));
            }
        });
    }

    /**
     * Begins anew for another test, as if the inbox had just been started. What an earlier test has left under way is
     * not the new one's: see {@link TestBoundary}.
     *
     * @param earlierTest the test before, as messages name it
     */
    void startOver(String earlierTest) {
        faults().clear();
        scrubbers = List.of();
        snapshots = null;
        changes.make(() -> {
            Set<Long> delivered =
                    mails.stream().map(mail -> mail.session().id()).collect(Collectors.toSet());
            boundary = TestBoundary.after(
                    earlierTest,
                    sessions.values(),
                    session -> session.mailCount() > 0
                            || delivered.contains(session.info().id()));
            mails.clear();
            seen = -1;
            stragglers.clear();
            sessions.values().removeIf(session -> session.ending().isPresent());
            earlier = 0;
            latestCapture = null;
        });
    }

    /** The mails of an earlier test that have arrived in this one, in words; empty if absent. */
    Optional<String> stragglers() {
        return changes.look(() -> stragglers.isEmpty()
                ? Optional.empty()
                : Optional.of(FailureReport.stragglers(boundary.earlierTest(), stragglers)));
    }

    /**
     * Waits until no client that has connected in this test is in the middle of something, for a while also for those
     * that may begin a mail.
     */
    void awaitEndOfMails(long deadline) {
        if (server.isRunning()) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            if (!awaitQuiet(left.compareTo(GRACE) < 0 ? left : GRACE).busy().isEmpty()) {
                awaitQuiet(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            }
        }
    }

    /** Sees the sessions come and change. */
    private final class Watch implements SessionListener {

        @Override
        public void opened(SessionRecord session) {
            changes.make(() -> sessions.put(session.info().id(), session));
        }

        @Override
        public void failed(SessionRecord session, FailedAttempt attempt) {
            changes.make(() -> {});
        }

        @Override
        public void closed(SessionRecord session) {
            changes.make(() -> {});
        }
    }

    /**
     * Returns the host that the code under test sends to.
     *
     * @return an address, {@code 127.0.0.1} by default
     * @throws IllegalStateException if the inbox is closed
     */
    public String host() {
        return server.host();
    }

    /**
     * Returns the port that the code under test sends to.
     *
     * @return the real port
     * @throws IllegalStateException if the inbox is closed
     */
    public int port() {
        return server.port();
    }

    /**
     * Returns the server behind the inbox.
     *
     * @return the running server
     */
    public SmtpServer server() {
        return server;
    }

    /**
     * Returns a jakarta.mail session that sends to this inbox. If the server offers TLS, the session sends over TLS
     * only, trusts {@link #certificates()} and no other authority, and checks that the certificate is the host's. If
     * {@link WithSmtpServer#users()} names users, it authenticates as the first one.
     *
     * @return a new session that shares nothing with others, its time-outs bounded
     * @throws IllegalStateException if the inbox is closed
     */
    @SuppressWarnings("exports") // the mail API is optional, so it is not passed on
    public Session session() {
        return OptionalLibrary.JAKARTA_MAIL
                .use("session()", () -> new SenderSession(host(), port(), server.tlsMode(), login))
                .session();
    }

    /**
     * Returns a jakarta.mail session as {@link #session()} does, that authenticates.
     *
     * @param user the name of the user
     * @param password the password, right or wrong
     * @return a new session
     * @throws IllegalStateException if the inbox is closed
     */
    @SuppressWarnings("exports") // the mail API is optional, so it is not passed on
    public Session session(String user, String password) {
        requireNonNull(user, "user");
        requireNonNull(password, "password");
        return OptionalLibrary.JAKARTA_MAIL
                .use(
                        "session(..)",
                        () -> new SenderSession(host(), port(), server.tlsMode(), new Login(user, password)))
                .session();
    }

    /**
     * Returns what clients need to trust the server: the kit that issues the certificate of
     * {@link WithSmtpServer#tls()}, and that {@link #session()} trusts. All inboxes of this JVM share it. For a server
     * of your own configuration take {@link CertificateKit#serverContext()} of it.
     *
     * @return {@link CertificateKit#shared()}
     */
    public CertificateKit certificates() {
        return CertificateKit.shared();
    }

    /**
     * Returns the mails that have arrived so far. It does not wait: for a sender on another thread use
     * {@link #awaitMails(int)}, or the assertions on the inbox.
     *
     * @return a copy that does not grow, in the order of arrival
     */
    public List<CapturedMail> mails() {
        return changes.look(() -> {
            seen = mails.size();
            return List.copyOf(mails);
        });
    }

    /** The mails so far, for what does not count as a look by the test. */
    List<CapturedMail> arrived() {
        return changes.look(() -> List.copyOf(mails));
    }

    /** How many mails the test has seen when it last asked for {@link #mails()}; empty if it has not. */
    OptionalInt seen() {
        return changes.look(() -> seen < 0 ? OptionalInt.empty() : OptionalInt.of(seen));
    }

    /**
     * Returns the sessions so far, open ones too, also those in which no mail came.
     *
     * @return a copy that does not grow, in the order in which clients connected; the records themselves grow while
     *     sessions last
     */
    public List<SessionRecord> sessions() {
        return changes.look(
                () -> sessions.values().stream().filter(boundary::isOfTest).toList());
    }

    /**
     * Returns what clients tried in vain so far: refused commands, failed handshakes, transactions broken off. One
     * failed try is one attempt, so a transaction that a client gives up because a command was refused is not a
     * separate attempt.
     *
     * @return a copy that does not grow, in the order in which they happened, also while the clock stands still; the
     *     first 1,000 of each session
     */
    public List<FailedAttempt> failedAttempts() {
        TestBoundary start = boundary();
        return sessions().stream()
                .flatMap(start::failedAttempts)
                .sorted(Comparator.comparing(FailedAttempt::order))
                .toList();
    }

    /**
     * Waits for a mail.
     *
     * @return the first mail, which may be there already
     * @throws AssertionError if none arrives in time; the message tells why, as far as the server knows
     */
    public CapturedMail awaitMail() {
        CapturedMail first = arrived(1).get(0);
        first.lookedAt();
        return first;
    }

    /**
     * Waits for a certain mail.
     *
     * @param wanted tells which mail
     * @return the first mail that fits, which may be there already
     * @throws AssertionError if none arrives in time; the message shows what did arrive
     */
    public CapturedMail awaitMail(Predicate<CapturedMail> wanted) {
        requireNonNull(wanted, "wanted");
        if (!await(arrived -> arrived.stream().anyMatch(wanted), assertionTimeout)) {
            throw new AssertionError(FailureReport.of(
                    this,
                    "Waited " + FailureReport.text(assertionTimeout) + " for a certain mail, but it did not arrive."));
        }
        CapturedMail found = arrived().stream().filter(wanted).findFirst().orElseThrow();
        found.lookedAt();
        return found;
    }

    /**
     * Waits for a number of mails.
     *
     * @param count how many, 1 or more
     * @return the mails that are there then, at least the given number
     * @throws AssertionError if fewer arrive in time; the message shows what did arrive
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public List<CapturedMail> awaitMails(int count) {
        Given.atLeast("count", count, 1);
        List<CapturedMail> arrived = arrived(count);
        arrived.forEach(CapturedMail::lookedAt);
        return arrived;
    }

    private List<CapturedMail> arrived(int count) {
        if (!await(arrived -> arrived.size() >= count, assertionTimeout)) {
            throw new AssertionError(FailureReport.of(
                    this,
                    "Waited " + FailureReport.text(assertionTimeout) + " for " + count
                            + (count == 1 ? " mail" : " mails") + ", but "
                            + arrived().size() + " arrived."));
        }
        return arrived();
    }

    /**
     * Waits until something holds of the mails; true at once if it does already, false at once if the inbox is closed.
     */
    boolean await(Predicate<List<CapturedMail>> condition, Duration limit) {
        return changes.await(() -> condition.test(arrived()), server.isRunning() ? limit : Duration.ZERO);
    }

    /** How often something failed, also where the record of a session does not hold all of it. */
    int failedAttemptCount() {
        return sessions().stream().mapToInt(boundary()::failedAttemptCount).sum();
    }

    private TestBoundary boundary() {
        return changes.look(() -> boundary);
    }

    /** What the records of sessions do not hold because they are bounded, one sentence each. */
    List<String> omissions() {
        return sessions().stream()
                .filter(session ->
                        session.failedAttemptCount() > session.failedAttempts().size())
                .map(session -> "The record of session " + session.info().id() + " is bounded: of "
                        + session.failedAttemptCount() + " failed attempts it holds the first "
                        + session.failedAttempts().size() + ".")
                .toList();
    }

    /**
     * Waits until no client is in the middle of something; one that is busy with a mail of an earlier test is not
     * reported.
     */
    Quiet awaitQuiet(Duration limit) {
        try {
            Quiet quiet = server.awaitQuiet(limit);
            Set<Long> straying = changes.look(() -> sessions.values().stream()
                    .filter(boundary::isStraying)
                    .map(session -> session.info().id())
                    .collect(Collectors.toSet()));
            return new Quiet(
                    quiet.idle(),
                    quiet.busy().stream()
                            .filter(client -> !straying.contains(client.session()))
                            .toList());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the clients to finish", e);
        }
    }

    Duration assertionTimeout() {
        return assertionTimeout;
    }

    void assertionTimeout(Duration limit) {
        assertionTimeout = checkedTimeout(limit);
    }

    /**
     * Runs a block, and looks only at its mails: those that arrive from its beginning on, until the next captured block
     * begins. So it does not matter whether they arrive while the block runs or, from a sender that takes longer, after
     * it.
     *
     * <pre>{@code
     * inbox.capture(() -> shop.order("tea")).singleMail().hasSubject("Your tea");
     * }</pre>
     *
     * @param block what is run, on the calling thread; what it throws goes on to the caller as it is, and need not be
     *     declared there
     * @return assertions on those mails
     * @throws AssertionError if the inbox is closed: no mail could arrive
     */
    @CheckReturnValue
    public InboxAssert capture(Block block) {
        requireNonNull(block, "block");
        if (closing().isPresent()) {
            throw new AssertionError(FailureReport.of(
                    this, "Cannot tell which mails the block sends: call this before the inbox is closed."));
        }
        InboxAssert assertions = new InboxAssert(this);
        assertions.narrow(MailFilter.ALL.and("of the block", capturing(block)));
        return assertions;
    }

    CaptureWindow capturing(Block block) {
        CaptureWindow capture = changes.look(() -> {
            if (latestCapture != null) {
                latestCapture.end(captured);
            }
            return new CaptureWindow(captured);
        });
        try {
            block.run();
        } catch (Exception e) {
            Inbox.<RuntimeException>rethrow(e);
        } finally {
            changes.look(() -> latestCapture = capture);
        }
        return capture;
    }

    /** The language wants checked exceptions declared; the JVM does not. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> void rethrow(Exception thrown) throws E {
        throw (E) thrown;
    }

    /** Some code of a test that may throw. */
    @FunctionalInterface
    public interface Block { // without a type of exception: Kotlin declares no exceptions, and could not infer it

        /**
         * Runs the code.
         *
         * @throws Exception whatever goes wrong
         */
        void run() throws Exception;
    }

    /**
     * Waits until no client is on its way to a mail, then takes the mails out. A client that is merely connected is let
     * be when the timeout is over.
     *
     * @return what had arrived, in order; the next mail has the number 0
     * @throws AssertionError if another mail may be on its way; the message names the clients, and no mail is
     *     taken out
     */
    public List<CapturedMail> drain() {
        Quiet quiet = awaitQuiet(assertionTimeout);
        if (!quiet.busy().isEmpty()) {
            throw new AssertionError(FailureReport.cannotTell(this, quiet.busy(), assertionTimeout));
        }
        List<CapturedMail> drained = new ArrayList<>();
        changes.make(() -> {
            drained.addAll(mails);
            mails.clear();
            earlier = 0;
        });
        return List.copyOf(drained);
    }

    /**
     * Forgets the mails and the attempts that failed, and the sessions that are over: for an inbox that several tests
     * use one after the other, in {@code @BeforeEach}. The next mail has the number 0.
     *
     * <p>A mail whose transaction (MAIL) has begun before is not counted when it arrives afterwards: it is logged as a
     * warning, and failure texts name it. A client that is merely connected is let be, so a mail that it sends
     * afterwards counts. A session that is open is forgotten until something happens in it, unless no client has done
     * anything in it yet. Fault rules stay.
     */
    public void clear() {
        changes.make(() -> {
            boundary = boundary.cleared(sessions.values());
            mails.clear();
            earlier = 0;
            stragglers.clear();
            sessions.values().removeIf(session -> session.ending().isPresent());
        });
    }

    /**
     * Sets what is scrubbed from every mail before it is compared with a snapshot by
     * {@link MailAssert#matchesSnapshot}, after the scrubbers that are given there.
     *
     * @param always the scrubbers, in this order; those set before are forgotten
     */
    public void scrub(Scrubber... always) {
        Given.exactly("always", always);
        scrubbers = List.of(always);
    }

    List<Scrubber> scrubbers() {
        return scrubbers;
    }

    /** A test begins; what has arrived so far is not its own. */
    void testBegins() {
        changes.look(() -> {
            seen = -1;
            earlier = mails.size();
            return earlier;
        });
    }

    /** How many of the mails had arrived before the test began. */
    int earlierMails() {
        return changes.look(() -> earlier);
    }

    /** The test that it was made for; empty if somebody else made it. */
    Optional<Class<?>> testClass() {
        return Optional.ofNullable(testClass);
    }

    void madeFor(Class<?> test) {
        testClass = test;
    }

    Snapshots snapshots() {
        Snapshots other = snapshots;
        return other == null ? Snapshots.configured() : other;
    }

    void snapshots(Snapshots other) {
        snapshots = other;
    }

    /**
     * Starts a rule by which the server fails on purpose, which is added by the call that says what happens. It ends
     * with the server, for a server of a test with the test.
     *
     * <pre>{@code
     * inbox.on(RCPT).where(recipient("ada@example.org")).times(2).reply(451, "4.7.1", "Greylisted, come back");
     * }</pre>
     *
     * @param phase where it applies
     * @return what completes the rule
     */
    @CheckReturnValue
    public FaultRuleBuilder on(Phase phase) {
        requireNonNull(phase, "phase");
        return faults().on(phase);
    }

    /**
     * Returns the rules by which the server fails on purpose.
     *
     * @return the server's rules, none at first
     */
    public Faults faults() {
        return server.faults();
    }

    /**
     * Asserts that each rule was hit: a test that passes without its fault proves nothing.
     *
     * @throws AssertionError if one was not; the message names it and shows what did arrive
     */
    public void verifyAllRulesUsed() {
        try {
            faults().verifyAllRulesUsed();
        } catch (AssertionError e) {
            throw new AssertionError(FailureReport.of(this, String.valueOf(e.getMessage())), e);
        }
    }

    /**
     * Returns the assertions on this inbox; {@code assertThat(inbox)} of AssertJ calls this.
     *
     * @return assertions that wait for what they expect
     */
    @Override
    public InboxAssert assertThat() {
        return new InboxAssert(this);
    }

    /**
     * Stops the server. What has been received stays readable, and an assertion that holds on it still passes; one that
     * does not hold fails at once. Mails under way get half a second to end, unless
     * {@link SmtpServerBuilder#shutdownGrace(Duration)} was set; a client that is cut off then is logged as a warning.
     * Has no effect on a closed inbox.
     */
    @Override
    public void close() {
        List<SessionRecord> busy =
                sessions().stream().filter(SessionRecord::isInTransaction).toList();
        long start = System.nanoTime();
        server.close();
        if (closedAt == null) {
            changes.end(() -> closedAt = LocalTime.now(ZoneId.systemDefault()));
            ClosedPorts.closed(port, testClass());
        }
        if (Duration.ofNanos(System.nanoTime() - start).compareTo(grace) >= 0) {
            busy.forEach(this::warnOf);
        }
    }

    /** How long the end waits for mails under way. */
    Duration grace() {
        return grace;
    }

    private void warnOf(SessionRecord session) {
        LOG.log(
                System.Logger.Level.WARNING,
                "The inbox" + testClass().map(test -> " of " + test.getName()).orElse("")
                        + " waited at its end for session " + session.info().id()
                        + ", which was in the middle of a mail. Let the test close its connection. The session:\n"
                        + FailureReport.indented(session.toString()));
    }

    /** That it is closed, and when it was, in words; empty while it runs. */
    Optional<String> closing() {
        LocalTime time = closedAt;
        if (time != null) {
            return Optional.of(
                    "The inbox is closed, since " + time.truncatedTo(ChronoUnit.MILLIS) + ": no more mail can arrive.");
        }
        return server.isRunning() ? Optional.empty() : Optional.of("The server is closed: no more mail can arrive.");
    }

    /** Returns a table of the mails that have arrived. */
    @Override
    public String toString() {
        return MailTable.of(arrived());
    }
}
