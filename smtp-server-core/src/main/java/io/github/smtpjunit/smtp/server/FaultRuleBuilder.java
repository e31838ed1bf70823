package io.github.smtpjunit.smtp.server;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.EnhancedStatusCode;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.given.Given;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Completes a rule of {@link Faults}: conditions first, then how often, then what happens, which makes the rule.
 *
 * <p>Without conditions it is about everything in its phase, without a schedule it is always hit. A rule that could
 * never be hit is refused, with the remedy. Without a call that says what happens there is no rule;
 * {@link Faults#verifyAllRulesUsed()} names such a beginning. Not thread-safe.
 */
public final class FaultRuleBuilder {

    private final Phase phase;
    private final BiConsumer<FaultRuleBuilder, FaultRule> made;
    private final Consumer<FaultRuleBuilder> refused;
    private final FaultSchedule schedule = new FaultSchedule();
    private FaultCondition matcher = FaultCondition.ALL;
    private boolean done;

    /**
     * Begins a rule.
     *
     * @param made is given the rule when it is complete
     * @param refused is called when a call throws: the exception says that there is no rule
     */
    FaultRuleBuilder(Phase phase, BiConsumer<FaultRuleBuilder, FaultRule> made, Consumer<FaultRuleBuilder> refused) {
        this.phase = phase;
        this.made = made;
        this.refused = refused;
    }

    // When

    /**
     * Narrows the rule. Several conditions must all hold.
     *
     * @param condition for example {@link FaultMatcher#recipient(String)}
     * @return this builder
     * @throws IllegalArgumentException if the condition can never hold in the phase
     */
    @CheckReturnValue
    public FaultRuleBuilder where(FaultMatcher condition) {
        return checked(() -> {
            requireNonNull(condition, "condition");
            FaultCondition added = FaultCondition.of(condition);
            added.checkAt(phase);
            matcher = (FaultCondition) matcher.and(added);
            return this;
        });
    }

    // How often

    /**
     * Hits the first time only.
     *
     * @return this builder
     */
    @CheckReturnValue
    public FaultRuleBuilder once() {
        return times(1);
    }

    /**
     * Hits a number of times, and never again.
     *
     * @param count 1 or more
     * @return this builder
     */
    @CheckReturnValue
    public FaultRuleBuilder times(int count) {
        return checked(() -> {
            schedule.times(count);
            return this;
        });
    }

    /**
     * Lets the first ones pass.
     *
     * @param count how many
     * @return this builder
     */
    @CheckReturnValue
    public FaultRuleBuilder after(int count) {
        return checked(() -> {
            schedule.after(count);
            return this;
        });
    }

    /**
     * Hits every nth time; after {@link #after(int)} it counts from there.
     *
     * @param count 3 hits the third, the sixth and so on
     * @return this builder
     */
    @CheckReturnValue
    public FaultRuleBuilder everyNth(int count) {
        return checked(() -> {
            schedule.everyNth(count);
            return this;
        });
    }

    /**
     * Hits until a latch is at zero, and never again.
     *
     * @param latch counted down by the test
     * @return this builder
     */
    @CheckReturnValue
    public FaultRuleBuilder until(CountDownLatch latch) {
        return checked(() -> {
            requireNonNull(latch, "latch");
            return until(() -> latch.getCount() == 0);
        });
    }

    /**
     * Hits until something holds.
     *
     * @param condition asked each time, on the threads of the connections
     * @return this builder
     */
    @CheckReturnValue
    public FaultRuleBuilder until(BooleanSupplier condition) {
        return checked(() -> {
            requireNonNull(condition, "condition");
            schedule.until(condition);
            return this;
        });
    }

    /**
     * Hits by chance, the same way each time the test runs with one client at a time: the seed is yours, and shows in
     * the rule.
     *
     * @param p more than 0, at most 1
     * @param seed where the sequence of {@link java.util.Random} starts
     * @return this builder
     */
    @CheckReturnValue
    public FaultRuleBuilder probability(double p, long seed) {
        return checked(() -> {
            schedule.probability(p, seed);
            return this;
        });
    }

    /**
     * Lets the given number pass in each span of time by the server's clock, and hits the others.
     *
     * @param count how many pass
     * @param per the time that slides along
     * @return this builder
     */
    @CheckReturnValue
    public FaultRuleBuilder rateLimit(int count, Duration per) {
        return checked(() -> {
            requireNonNull(per, "per");
            schedule.rateLimit(count, per);
            return this;
        });
    }

    /**
     * Hits a client, sender and recipient that are new, and again until the delay is over by the server's clock; from
     * then on they pass (RFC 6647 section 2.1). At {@link Phase#RCPT} only.
     *
     * @param delay a positive time
     * @return this builder
     */
    @CheckReturnValue
    public FaultRuleBuilder greylisting(Duration delay) {
        return checked(() -> {
            requireNonNull(delay, "delay");
            if (phase != Phase.RCPT) {
                throw new IllegalArgumentException(
                        "greylisting(...) needs the client, the sender and one recipient: use it at RCPT, not "
                                + phase);
            }
            schedule.greylisting(delay);
            return this;
        });
    }

    // What

    /**
     * Replies otherwise, which completes the rule.
     *
     * @param reply one that the phase can carry, for example of {@link io.github.smtpjunit.smtp.Replies}
     * @return the rule
     * @throws IllegalArgumentException if the phase cannot carry the reply
     */
    public FaultRule reply(Reply reply) {
        return checked(() -> {
            requireNonNull(reply, "reply");
            return then(FaultAction.reply(reply));
        });
    }

    /**
     * Replies otherwise, which completes the rule.
     *
     * @param code the reply code, for example 451
     * @param enhanced the enhanced status code, for example {@code 4.7.1}
     * @param lines the text
     * @return the rule
     * @throws IllegalArgumentException if that is no reply, or one that the phase cannot carry
     */
    public FaultRule reply(int code, String enhanced, String... lines) {
        return checked(() -> {
            requireNonNull(enhanced, "enhanced");
            Given.each("lines", lines);
            return reply(Reply.of(code, EnhancedStatusCode.parse(enhanced), lines));
        });
    }

    /**
     * Replies otherwise, each time with the next one, and normally after the last, which completes the rule.
     *
     * @param replies one or more that the phase can carry
     * @return the rule
     * @throws IllegalArgumentException if the phase cannot carry a reply, or the rule says otherwise how often it is
     *     hit
     */
    public FaultRule replies(Reply... replies) {
        return checked(() -> {
            Given.each("replies", replies);
            schedule.times(replies.length);
            return make(
                    Arrays.stream(replies)
                            .map(reply -> FaultAction.plan(phase, List.of(FaultAction.reply(reply))))
                            .toList(),
                    Arrays.stream(replies).map(String::valueOf).collect(Collectors.joining(", then ")));
        });
    }

    /**
     * Does something, which completes the rule.
     *
     * @param actions what happens, in order
     * @return the rule
     * @throws IllegalArgumentException if the phase cannot carry an action, or two contradict each other
     */
    public FaultRule then(FaultAction... actions) {
        return checked(() -> {
            Given.each("actions", actions);
            FaultPlan.require(actions.length > 0, "does nothing: give then(...) an action");
            String words = Arrays.stream(actions).map(String::valueOf).collect(Collectors.joining(", "));
            return make(List.of(FaultAction.plan(phase, List.of(actions))), words);
        });
    }

    private <T> T checked(Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            refused.accept(this);
            throw e;
        }
    }

    private FaultRule make(List<FaultPlan> plans, String words) {
        if (done) {
            throw new IllegalStateException("This rule is made already: start another by on(" + phase + ")");
        }
        matcher.checkAt(phase);
        FaultPlan.require(
                !matcher.needsUser() || phase != Phase.AUTH || plans.stream().noneMatch(plan -> plan.challenge != null),
                "asks on for a user who is known only when the exchange is over: leave user(...) away");
        done = true;
        FaultRule rule = new FaultRule(phase, matcher, schedule, plans, words.replace('\n', '|'));
        made.accept(this, rule);
        return rule;
    }

    /** Returns the rule in words, as far as it is specified. */
    @Override
    public String toString() {
        return FaultRule.words(phase, matcher, schedule);
    }
}
