package io.github.smtpjunit.smtp.server;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** When a rule that matches is hit. Set up by {@link FaultRuleBuilder}, then asked by one thread at a time. */
final class FaultSchedule {

    private final List<String> words = new ArrayList<>();
    private int skipped = -1;
    private int every = -1;
    private int limit = -1;
    private @Nullable BooleanSupplier over;
    private @Nullable Predicate<FaultPoint> gate; // rate limit, greylisting or chance; not two of them
    private int met;
    private int taken;

    void after(int count) {
        require(count >= 0, "after(n) needs zero or more, not " + count);
        require(skipped < 0, "it has after(...) twice: keep one");
        skipped = count;
        words.add("after " + count);
    }

    void everyNth(int count) {
        require(count >= 1, "everyNth(n) needs 1 or more, not " + count);
        require(every < 0, "it has everyNth(...) twice: keep one");
        every = count;
        words.add("every " + count + ".");
    }

    void times(int count) {
        require(
                count >= 1,
                "times(n) needs 1 or more, not " + count + ": leave the rule away if it is never to be hit");
        require(limit < 0, "it says twice how often it is hit: keep one of once(), times(...), replies(...)");
        limit = count;
        words.add(count == 1 ? "once" : count + " times");
    }

    void until(BooleanSupplier condition) {
        require(over == null, "it has until(...) twice: keep one");
        over = condition;
        words.add("until a condition");
    }

    void probability(double p, long seed) {
        require(p > 0 && p <= 1, "probability(p, seed) needs more than 0 and at most 1, not " + p);
        Random random = new Random(seed);
        gate("with probability " + p + ", seed " + seed, point -> random.nextDouble() < p);
    }

    void rateLimit(int count, Duration per) {
        require(count >= 0 && isPositive(per), "rateLimit(n, per) needs zero or more, and a positive time");
        Deque<Instant> passed = new ArrayDeque<>();
        gate("beyond " + count + " per " + per, point -> {
            Instant start = Spans.before(point.at(), per);
            while (!passed.isEmpty() && !passed.peekFirst().isAfter(start)) {
                passed.removeFirst();
            }
            if (passed.size() >= count) {
                return true;
            }
            passed.addLast(point.at());
            return false;
        });
    }

    void greylisting(Duration delay) {
        require(isPositive(delay), "greylisting(delay) needs a positive time");
        Map<List<Object>, Instant> firstSeen = new HashMap<>();
        gate("greylisting for " + delay, point -> {
            List<Object> triplet = List.of(
                    point.session().remoteAddress().getAddress(), point.sender().orElse(""), point.recipients());
            Instant first = firstSeen.computeIfAbsent(triplet, unused -> point.at());
            return point.at().isBefore(Spans.after(first, delay));
        });
    }

    private void gate(String text, Predicate<FaultPoint> condition) {
        require(
                gate == null,
                "it has two of rateLimit(...), greylisting(...) and probability(...): make a rule of each");
        gate = condition;
        words.add(text);
    }

    private static boolean isPositive(Duration time) {
        return !time.isNegative() && !time.isZero();
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException("This rule cannot work: " + problem);
        }
    }

    boolean isSpent() {
        return (limit >= 0 && taken >= limit) || (over != null && over.getAsBoolean());
    }

    /** Counts what comes by, and tells whether this rule is for it. */
    boolean take(FaultPoint point) {
        if (isSpent()) {
            return false;
        }
        met++;
        int counted = met - Math.max(skipped, 0);
        boolean takes = counted > 0 && counted % Math.max(every, 1) == 0 && (gate == null || gate.test(point));
        taken += takes ? 1 : 0;
        return takes;
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
