package io.github.smtpjunit.mail.lint;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** An entry in the catalogue of {@link MailLint}: what a rule looks for, why, and how grave it is. Immutable. */
public final class LintRule {

    private final String id;
    private final String description;
    private final String source;
    private final Map<LintProfile, LintSeverity> severities;
    private final Check check;

    private LintRule(
            String id, String description, String source, Map<LintProfile, LintSeverity> severities, Check check) {
        this.id = id;
        this.description = description;
        this.source = source;
        this.severities = severities;
        this.check = check;
    }

    /** Looks at a mail and reports what it finds. */
    @FunctionalInterface
    interface Check {
        void look(LintedMail mail, Sink sink);
    }

    /** Takes what a rule finds. */
    @FunctionalInterface
    interface Sink {
        void report(String where, String message);
    }

    /** A rule of a standard, for all profiles. */
    static LintRule standard(LintSeverity severity, String id, String description, String source, Check check) {
        return practical(severity, id, description, source, check).in(LintProfile.STRICT_RFC, severity);
    }

    /** A rule of experience, which no standard tells. */
    static LintRule practical(LintSeverity severity, String id, String description, String source, Check check) {
        return new LintRule(id, description, source, new EnumMap<>(LintProfile.class), check)
                .in(LintProfile.TRANSACTIONAL, severity)
                .in(LintProfile.BULK, severity);
    }

    /** The same with another severity in a profile. */
    LintRule in(LintProfile profile, LintSeverity severity) {
        Map<LintProfile, LintSeverity> changed = new EnumMap<>(LintProfile.class);
        changed.putAll(severities);
        changed.put(profile, severity);
        return new LintRule(id, description, source, changed, check);
    }

    /** The same, but not in a profile. */
    LintRule notIn(LintProfile profile) {
        Map<LintProfile, LintSeverity> changed = new EnumMap<>(LintProfile.class);
        changed.putAll(severities);
        changed.remove(profile);
        return new LintRule(id, description, source, changed, check);
    }

    void look(LintedMail mail, Sink sink) {
        check.look(mail, sink);
    }

    /**
     * Returns the stable name of the rule.
     *
     * @return words joined by dots, the first one the subject, for example {@code link.localhost}
     */
    public String id() {
        return id;
    }

    /**
     * Returns what the rule finds, and why that is bad.
     *
     * @return one sentence
     */
    public String description() {
        return description;
    }

    /**
     * Returns where the rule comes from.
     *
     * @return a section of a standard, a rule of another program, or a provider's demand
     */
    public String source() {
        return source;
    }

    /**
     * Returns how grave a finding is.
     *
     * @param profile what the mail is measured by
     * @return empty if the rule does not belong to the profile
     */
    public Optional<LintSeverity> severity(LintProfile profile) {
        requireNonNull(profile, "profile");
        return Optional.ofNullable(severities.get(profile));
    }

    /** Returns the id. */
    @Override
    public String toString() {
        return id;
    }
}
