package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.ServerConfig.USER_CODE;
import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.given.Given;
import io.github.smtpjunit.smtp.usercode.UserCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a server does wrong on purpose: the rules by which it fails.
 *
 * <pre>{@code
 * faults.on(RCPT).where(recipient("ada@example.org")).times(2).reply(451, "4.7.1", "Greylisted, come back");
 * faults.on(END_OF_DATA).once().then(storeAndClose());
 * }</pre>
 *
 * <p>Rules are asked in the order in which they were added, and the first that matches and is still live wins; one
 * whose schedule lets the client pass leaves it to those after it. Where none applies, the server behaves normally. A
 * command is looked at only if it may come now, so a RCPT after a MAIL that was refused is no hit. Each hit stands in
 * the transcript, and in the {@link FailedAttempt} that it makes of the command.
 *
 * <p>A server has its own, {@link SmtpServer#faults()}, or that of {@link SmtpServerBuilder#faults(Faults)}. Rules can
 * be added while it runs. Without rules this costs nothing. Thread-safe.
 */
public final class Faults {

    private volatile List<FaultRule> rules = List.of();
    private final List<FaultRuleBuilder> unfinished = new ArrayList<>(); // guarded by this
    private final FaultWaiters waiters = new FaultWaiters();
    private final AtomicInteger openConnections = new AtomicInteger();

    /** Makes a set of rules that is empty. */
    public Faults() {}

    /**
     * Starts a rule. It is added behind the others by the call that says what happens.
     *
     * @param phase where it applies
     * @return what completes the rule; until then there is no rule
     */
    @CheckReturnValue
    public synchronized FaultRuleBuilder on(Phase phase) {
        requireNonNull(phase, "phase");
        FaultRuleBuilder begun = new FaultRuleBuilder(phase, this::finish, this::giveUp);
        unfinished.add(begun);
        return begun;
    }

    private synchronized void finish(FaultRuleBuilder begun, FaultRule rule) {
        giveUp(begun);
        add(rule);
    }

    private synchronized void giveUp(FaultRuleBuilder begun) {
        unfinished.removeIf(other -> other == begun);
    }

    /**
     * Adds rules behind the others.
     *
     * @param more for example those of {@link FaultRule#parse(String)}
     * @throws IllegalArgumentException if a rule is here already
     */
    public void add(FaultRule... more) {
        add(Given.each("more", more));
    }

    /**
     * Adds rules behind the others.
     *
     * @param more the rules, in order
     * @throws IllegalArgumentException if a rule is here already
     */
    public synchronized void add(List<FaultRule> more) {
        Given.each("more", more);
        List<FaultRule> all = new ArrayList<>(rules);
        for (FaultRule rule : more) {
            if (all.contains(rule)) {
                throw new IllegalArgumentException("This rule is here already, make another: " + rule);
            }
            all.add(rule);
        }
        rules = List.copyOf(all);
    }

    /**
     * Takes a rule away. Has no effect on one that is not here.
     *
     * @param rule the rule
     */
    public synchronized void remove(FaultRule rule) {
        requireNonNull(rule, "rule");
        rules = rules.stream().filter(other -> other != rule).toList();
    }

    /** Takes all rules away, and {@linkplain #release() releases} who waits. */
    public void clear() {
        synchronized (this) {
            rules = List.of();
            unfinished.clear();
        }
        release();
    }

    /** Lets all clients go on that a rule holds up now: what is left of the delay does not count. */
    public void release() {
        waiters.release();
    }

    /**
     * Waits until clients are held up by rules, so that a test can then advance its {@link ManualClock}, release them,
     * or look how the code under test bears it.
     *
     * @param clients how many, 1 or more
     * @param timeout how long to wait at most
     * @return true if at least that many are held up, false if the time is up
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalArgumentException if the number is not positive, or the time is negative
     */
    @CheckReturnValue
    public boolean awaitHeldUp(int clients, Duration timeout) throws InterruptedException {
        requireNonNull(timeout, "timeout");
        if (clients < 1) {
            throw new IllegalArgumentException("The number of clients must be 1 or more, not " + clients);
        }
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("The timeout must be 0 or more, not " + timeout);
        }
        return waiters.awaitWaiters(clients, Spans.nanos(timeout));
    }

    /**
     * Returns the rules.
     *
     * @return a copy that does not grow, in order
     */
    public List<FaultRule> rules() {
        return rules;
    }

    /**
     * Returns the rules that were never hit.
     *
     * @return a copy that does not grow, in order
     */
    public List<FaultRule> unusedRules() {
        return rules.stream().filter(rule -> !rule.isUsed()).toList();
    }

    /**
     * Fails if a rule was never hit, since a test that passes without its fault proves nothing; likewise if one was
     * begun by {@link #on(Phase)} and never says what happens, which is no rule. One is not missed if a call on it has
     * thrown, since that has said it.
     *
     * @throws AssertionError if there is such a rule; the message names all
     */
    public void verifyAllRulesUsed() {
        List<String> problems = new ArrayList<>();
        List<FaultRule> unused = unusedRules();
        if (!unused.isEmpty()) {
            problems.add("Of " + rules.size() + (rules.size() == 1 ? " rule, " : " rules, ") + unused.size()
                    + (unused.size() == 1 ? " was" : " were") + " never hit:\n" + lines(unused));
        }
        List<FaultRuleBuilder> begun = unfinishedRules();
        if (!begun.isEmpty()) {
            problems.add((begun.size() == 1 ? "A rule is" : begun.size() + " rules are")
                    + " not finished, and so never hit: say what happens by reply(...) or then(...):\n" + lines(begun));
        }
        if (!problems.isEmpty()) {
            throw new AssertionError(String.join("\n", problems));
        }
    }

    private synchronized List<FaultRuleBuilder> unfinishedRules() {
        return List.copyOf(unfinished);
    }

    private static String lines(List<?> rules) {
        return rules.stream().map(rule -> "  " + rule).collect(Collectors.joining("\n"));
    }

    // For the connections

    boolean isEmpty() {
        return rules.isEmpty();
    }

    boolean haveLive(Predicate<FaultRule> kind) {
        return rules.stream().anyMatch(rule -> kind.test(rule) && isLive(rule));
    }

    private static boolean isLive(FaultRule rule) {
        // one that fails does so again when it is asked, and is logged then
        return UserCode.call(() -> !rule.isSpent(), failure -> true);
    }

    FaultWaiters waiters() {
        return waiters;
    }

    AtomicInteger openConnections() {
        return openConnections;
    }

    /**
     * A rule that applies, and what to do.
     *
     * @param rule the rule
     * @param plan what to do
     * @param point where
     */
    record Hit(FaultRule rule, FaultPlan plan, FaultPoint point) {}

    /** Asks the rules of some kind; null if none applies. */
    @Nullable
    Hit meet(FaultPoint point, Predicate<FaultRule> kind) {
        for (FaultRule rule : rules) {
            FaultPlan plan = kind.test(rule) ? ask(rule, point) : null;
            if (plan != null) {
                return new Hit(rule, plan, point);
            }
        }
        return null;
    }

    private static @Nullable FaultPlan ask(FaultRule rule, FaultPoint point) {
        return UserCode.call(() -> Optional.ofNullable(rule.plan(point)), failure -> {
                    USER_CODE.log(() -> "A rule failed in " + point.session() + ": " + rule, failure);
                    return Optional.<FaultPlan>empty();
                })
                .orElse(null);
    }

    /** Returns the rules, one a line. */
    @Override
    public String toString() {
        return rules.isEmpty()
                ? "(no rules)"
                : rules.stream().map(FaultRule::toString).collect(Collectors.joining("\n"));
    }
}
