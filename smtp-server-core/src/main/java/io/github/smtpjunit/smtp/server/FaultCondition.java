package io.github.smtpjunit.smtp.server;

import static java.util.Objects.requireNonNull;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A matcher that knows where it makes sense.
 *
 * @param text how it shows in a rule
 * @param phases where it can match at all
 * @param needsMail whether it looks into the content
 * @param needsUser whether it looks at who has authenticated
 * @param condition what it asks
 */
record FaultCondition(
        String text, Set<Phase> phases, boolean needsMail, boolean needsUser, Predicate<FaultPoint> condition)
        implements FaultMatcher {

    static final Set<Phase> ANYWHERE = EnumSet.allOf(Phase.class);
    static final Set<Phase> COMMANDS = EnumSet.complementOf(
            EnumSet.of(Phase.CONNECT, Phase.TLS_HANDSHAKE, Phase.BODY, Phase.END_OF_DATA, Phase.IDLE));
    static final Set<Phase> TRANSACTION =
            EnumSet.of(Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.BDAT, Phase.BODY, Phase.END_OF_DATA);
    static final Set<Phase> WITH_RECIPIENT =
            EnumSet.of(Phase.RCPT, Phase.DATA, Phase.BDAT, Phase.BODY, Phase.END_OF_DATA);
    static final Set<Phase> WITHIN_TLS = EnumSet.complementOf(EnumSet.of(Phase.STARTTLS, Phase.TLS_HANDSHAKE));
    static final Set<Phase> GREETED = EnumSet.complementOf(EnumSet.of(Phase.CONNECT));

    static final FaultCondition ALL = of("", ANYWHERE, point -> true);

    static FaultCondition of(String text, Set<Phase> phases, Predicate<FaultPoint> condition) {
        return new FaultCondition(text, phases, false, false, condition);
    }

    static FaultCondition of(FaultMatcher matcher) {
        return matcher instanceof FaultCondition described ? described : of("a condition", ANYWHERE, matcher::matches);
    }

    @Override
    public boolean matches(FaultPoint point) {
        return condition.test(point);
    }

    @Override
    public FaultMatcher and(FaultMatcher other) {
        requireNonNull(other, "other");
        FaultCondition that = of(other);
        Set<Phase> both = EnumSet.noneOf(Phase.class);
        phases.stream().filter(that.phases::contains).forEach(both::add);
        String words = text.isEmpty() ? that.text : text + " and " + that.text;
        return combined(words, both, that, condition.and(that.condition));
    }

    @Override
    public FaultMatcher or(FaultMatcher other) {
        requireNonNull(other, "other");
        FaultCondition that = of(other);
        Set<Phase> either = EnumSet.copyOf(phases);
        either.addAll(that.phases);
        return combined("(" + text + " or " + that.text + ")", either, that, condition.or(that.condition));
    }

    @Override
    public FaultMatcher not() {
        Set<Phase> where = phases.equals(WITHIN_TLS) ? ANYWHERE : phases; // in clear text it always holds
        return new FaultCondition("not " + text, where, needsMail, needsUser, condition.negate());
    }

    private FaultCondition combined(
            String words, Set<Phase> where, FaultCondition that, Predicate<FaultPoint> together) {
        return new FaultCondition(words, where, needsMail || that.needsMail, needsUser || that.needsUser, together);
    }

    /** Refuses a place where this can never match. */
    void checkAt(Phase phase) {
        if (!phases.contains(phase)) {
            throw new IllegalArgumentException("The condition \"" + text + "\" can never hold at " + phase
                    + (phases.isEmpty() ? ", nor anywhere else" : ": use it at " + FaultReplies.list(phases)));
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
