package io.github.smtpjunit.smtp.server;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule of {@link Faults}: where, when, how often and what. It counts its hits, so each rule belongs to one
 * {@code Faults}. Thread-safe.
 */
public final class FaultRule {

    private final Phase phase;
    private final FaultCondition matcher;
    private final FaultSchedule schedule;
    private final List<FaultPlan> plans;
    private final String text;
    private int hits;

    FaultRule(Phase phase, FaultCondition matcher, FaultSchedule schedule, List<FaultPlan> plans, String actions) {
        this.phase = phase;
        this.matcher = matcher;
        this.schedule = schedule;
        this.plans = plans;
        this.text = words(phase, matcher, schedule) + ": " + actions;
    }

    /** Where, when and how often. */
    static String words(Phase phase, FaultCondition matcher, FaultSchedule schedule) {
        return phase
                + List.of(matcher.toString(), schedule.toString()).stream()
                        .filter(words -> !words.isEmpty())
                        .reduce("", (all, words) -> all + ", " + words);
    }

    /**
     * Starts a rule that is to be {@linkplain Faults#add(FaultRule...) added} later; {@link Faults#on(Phase)} adds it
     * at once.
     *
     * @param phase where it applies
     * @return what completes the rule
     */
    @CheckReturnValue
    public static FaultRuleBuilder on(Phase phase) {
        requireNonNull(phase, "phase");
        return new FaultRuleBuilder(phase, (begun, rule) -> {}, begun -> {});
    }

    /**
     * Reads a rule from {@code PHASE[:PATTERN] [HOW OFTEN]=WHAT}.
     *
     * <pre>
     * rcpt:defer@*=451 4.2.0 Try later
     * rcpt:ada@example.org 2 times=451 4.7.1 Greylisted
     * end-of-data after 1 once=store-and-close
     * ehlo=hide STARTTLS
     * </pre>
     *
     * <p>The phase is the name of a {@link Phase}, case-insensitive, with {@code -} or {@code _}. The pattern is that
     * of {@link FaultMatcher}: of the name at {@code ehlo}, of the user at {@code auth}, of the sender at {@code mail},
     * of a recipient at {@code rcpt}, {@code data}, {@code bdat} and {@code end-of-data}. How often is {@code once},
     * {@code 2 times}, {@code after 3}, or both. What happens is a reply, where a 421 closes the connection, or
     * {@code close}, {@code reset}, {@code half-close}, {@code close-after-reply}, {@code hang},
     * {@code store-and-close}, {@code lose}, {@code twice}, {@code hide KEYWORD}, as {@link FaultAction} and
     * {@link EhloFault} have them.
     *
     * @param text the rule
     * @return the rule, not added yet
     * @throws IllegalArgumentException if it is of another form, or can never match; the message names the remedy
     */
    @CheckReturnValue
    public static FaultRule parse(String text) {
        requireNonNull(text, "text");
        return FaultText.parse(text);
    }

    /**
     * Returns where this applies.
     *
     * @return the phase
     */
    public Phase phase() {
        return phase;
    }

    /**
     * Returns how often this was hit.
     *
     * @return the number so far
     */
    public synchronized int hits() {
        return hits;
    }

    /**
     * Tells whether this was ever hit.
     *
     * @return true from the first hit on
     */
    public boolean isUsed() {
        return hits() > 0;
    }

    boolean needsUser() {
        return matcher.needsUser();
    }

    synchronized boolean isSpent() {
        return schedule.isSpent();
    }

    /** What to do here, null if this rule is not for it, or not now. */
    @Nullable
    FaultPlan plan(FaultPoint point) {
        return phase == point.phase() && matcher.matches(point) ? scheduled(point) : null;
    }

    private synchronized @Nullable FaultPlan scheduled(FaultPoint point) {
        return schedule.take(point) ? plans.get(Math.min(hits++, plans.size() - 1)) : null;
    }

    /** Returns the rule in words. */
    @Override
    public String toString() {
        return text;
    }
}
