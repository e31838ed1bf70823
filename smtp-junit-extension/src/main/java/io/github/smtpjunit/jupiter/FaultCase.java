package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.smtp.server.FaultAction;
import io.github.smtpjunit.smtp.server.FaultRule;
import io.github.smtpjunit.smtp.server.FaultRuleBuilder;
import io.github.smtpjunit.smtp.server.Faults;
import io.github.smtpjunit.smtp.server.Phase;
import java.util.List;
import java.util.Set;

/**
 * The fault of one invocation of {@link SmtpFaultMatrix @SmtpFaultMatrix} or {@link TlsFaultMatrix @TlsFaultMatrix}: a
 * test can have it as a parameter. Immutable.
 */
public final class FaultCase {

    /** What else there is to know about a fault. */
    enum Trait {
        /** To try again is in vain. */
        PERMANENT,
        /** The mail is stored, but the client cannot know. */
        LOST_REPLY
    }

    private final Phase phase;
    private final String name;
    private final Set<Trait> traits;
    private final List<FaultAction> actions;

    private FaultCase(Phase phase, String name, Set<Trait> traits, List<FaultAction> actions) {
        this.phase = phase;
        this.name = name;
        this.traits = traits;
        this.actions = actions;
    }

    static FaultCase of(Phase phase, String name, FaultAction... actions) {
        return new FaultCase(phase, name, Set.of(), List.of(actions));
    }

    FaultCase with(Trait trait) {
        return new FaultCase(phase, name, Set.of(trait), actions);
    }

    /** Makes a new rule of it; for each time if times is the largest number. */
    FaultRule addTo(Faults faults, int times) {
        FaultRuleBuilder rule = faults.on(phase);
        return (times == Integer.MAX_VALUE ? rule : rule.times(times)).then(actions.toArray(FaultAction[]::new));
    }

    /**
     * Returns where in the session the server fails.
     *
     * @return the phase
     */
    public Phase phase() {
        return phase;
    }

    /**
     * Tells whether the server refuses for good, so that a client has to give up: by 5yz before the mail is accepted.
     *
     * @return true if trying again is in vain
     */
    public boolean isPermanent() {
        return traits.contains(Trait.PERMANENT);
    }

    /**
     * Tells whether the server stores the mail, and the client cannot know: one that tries again sends it a second
     * time, and can but give it the same Message-ID.
     *
     * @return true if the reply to the mail is lost
     */
    public boolean losesReply() {
        return traits.contains(Trait.LOST_REPLY);
    }

    /** Returns phase and fault, for example {@code RCPT: reset}. */
    @Override
    public String toString() {
        return phase + ": " + name;
    }
}
