package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.FaultCondition.ANYWHERE;
import static io.github.smtpjunit.smtp.server.FaultCondition.COMMANDS;
import static io.github.smtpjunit.smtp.server.FaultCondition.GREETED;
import static io.github.smtpjunit.smtp.server.FaultCondition.TRANSACTION;
import static io.github.smtpjunit.smtp.server.FaultCondition.WITHIN_TLS;
import static io.github.smtpjunit.smtp.server.FaultCondition.WITH_RECIPIENT;
import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.AddressPattern;
import io.github.smtpjunit.smtp.sasl.AuthInfo;
import io.github.smtpjunit.smtp.wildcards.Wildcards;
import java.util.EnumSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Tells whether a rule of {@link Faults} is about what happens now. The static methods make the usual ones.
 *
 * <p>Patterns of addresses are those of {@link AddressPattern}. In a name, {@code *} stands for any text and {@code ?}
 * for any one character; upper and lower case are the same.
 *
 * <p>A matcher is called on the threads of the connections. What it throws is logged, and taken for false.
 */
@FunctionalInterface
public interface FaultMatcher {

    /**
     * Looks at what happens.
     *
     * @param point where the session is, with the client's line
     * @return true if the rule is about this
     */
    boolean matches(FaultPoint point);

    /**
     * Narrows this matcher.
     *
     * @param other what must hold too
     * @return a matcher that holds if both do
     */
    default FaultMatcher and(FaultMatcher other) {
        requireNonNull(other, "other");
        requireNonNull(other, "other");
        return FaultCondition.of(this).and(other);
    }

    /**
     * Widens this matcher.
     *
     * @param other what may hold instead
     * @return a matcher that holds if one of them does
     */
    default FaultMatcher or(FaultMatcher other) {
        requireNonNull(other, "other");
        requireNonNull(other, "other");
        return FaultCondition.of(this).or(other);
    }

    /**
     * Turns this matcher round.
     *
     * @return a matcher that holds where this one does not
     */
    default FaultMatcher not() {
        return FaultCondition.of(this).not();
    }

    /**
     * Matches the sender of the envelope, from MAIL to the end of the data.
     *
     * @param pattern an {@link AddressPattern}, or {@code ""} for the null reverse-path
     * @return the matcher
     * @throws IllegalArgumentException if no address can be like that
     */
    static FaultMatcher sender(String pattern) {
        requireNonNull(pattern, "pattern");
        Predicate<String> wanted = pattern.isEmpty() ? String::isEmpty : AddressPattern.parse(pattern)::matches;
        return FaultCondition.of(
                "sender " + (pattern.isEmpty() ? "<>" : pattern),
                TRANSACTION,
                point -> point.sender().filter(wanted).isPresent());
    }

    /**
     * Matches a recipient of the envelope: at RCPT the one in the command, later any of those accepted.
     *
     * @param pattern an {@link AddressPattern}
     * @return the matcher
     * @throws IllegalArgumentException if no address can be like that
     */
    static FaultMatcher recipient(String pattern) {
        requireNonNull(pattern, "pattern");
        AddressPattern wanted = AddressPattern.parse(pattern);
        return FaultCondition.of(
                "recipient " + pattern,
                WITH_RECIPIENT,
                point -> point.recipients().stream().anyMatch(wanted::matches));
    }

    /**
     * Matches a recipient of the envelope by a regular expression.
     *
     * @param pattern looked for in the address without angle brackets
     * @return the matcher
     */
    static FaultMatcher recipient(Pattern pattern) {
        requireNonNull(pattern, "pattern");
        return FaultCondition.of(
                "recipient /" + pattern + "/",
                WITH_RECIPIENT,
                point -> point.recipients().stream().anyMatch(pattern.asPredicate()));
    }

    /**
     * Matches one RCPT command of each mail transaction.
     *
     * @param number 1 for the first; refused ones count
     * @return the matcher
     */
    static FaultMatcher nthRecipient(int number) {
        return FaultCondition.of(
                "recipient number " + positive(number),
                EnumSet.of(Phase.RCPT),
                point -> point.recipientNumber() == number);
    }

    /**
     * Matches the name that the client gives in EHLO or HELO.
     *
     * @param pattern a name, or a pattern with stars
     * @return the matcher
     * @throws IllegalArgumentException if no name can be like that
     */
    static FaultMatcher heloName(String pattern) {
        requireNonNull(pattern, "pattern");
        Wildcards wanted = FaultText.namePattern(pattern);
        return FaultCondition.of(
                "client " + pattern,
                GREETED,
                point -> point.heloName().filter(wanted::matches).isPresent());
    }

    /**
     * Matches the user who has authenticated. At AUTH the rule is asked when the user has proved who he is.
     *
     * @param pattern a name, or a pattern with stars
     * @return the matcher
     * @throws IllegalArgumentException if no name can be like that
     */
    static FaultMatcher user(String pattern) {
        requireNonNull(pattern, "pattern");
        Wildcards wanted = FaultText.namePattern(pattern);
        return new FaultCondition(
                "user " + pattern,
                GREETED,
                false,
                true,
                point -> point.session()
                        .authentication()
                        .map(AuthInfo::user)
                        .filter(wanted::matches)
                        .isPresent());
    }

    /**
     * Matches the AUTH mechanism that the client has chosen.
     *
     * @param name for example {@code PLAIN}, case-insensitive
     * @return the matcher
     * @throws IllegalArgumentException if no mechanism can be named like that
     */
    static FaultMatcher mechanism(String name) {
        requireNonNull(name, "name");
        FaultText.checkMechanism(name);
        return FaultCondition.of(
                "mechanism " + name,
                GREETED,
                point -> point.mechanism().filter(name::equalsIgnoreCase).isPresent());
    }

    /**
     * Matches one connection of the server's life.
     *
     * @param number 1 for the first
     * @return the matcher
     */
    static FaultMatcher connection(int number) {
        return FaultCondition.of(
                "connection " + positive(number),
                ANYWHERE,
                point -> point.session().id() == number);
    }

    /**
     * Matches one mail transaction of each session.
     *
     * @param number 1 for the first
     * @return the matcher
     */
    static FaultMatcher transaction(int number) {
        return FaultCondition.of(
                "transaction " + positive(number), TRANSACTION, point -> point.transactionNumber() == number);
    }

    /**
     * Matches while more clients are connected than this.
     *
     * @param number how many are no fault
     * @return the matcher
     */
    static FaultMatcher moreThanConnections(int number) {
        return FaultCondition.of(
                "more than " + positive(number) + " connections", ANYWHERE, point -> point.openConnections() > number);
    }

    /**
     * Matches sessions that are encrypted; not at {@link Phase#STARTTLS} and {@link Phase#TLS_HANDSHAKE}, where no
     * session is encrypted yet.
     *
     * @return the matcher
     */
    static FaultMatcher overTls() {
        return FaultCondition.of(
                "over TLS", WITHIN_TLS, point -> point.session().tls().isPresent());
    }

    /**
     * Matches sessions that are not encrypted.
     *
     * @return the matcher
     */
    static FaultMatcher inClearText() {
        return FaultCondition.of(
                "in clear text", ANYWHERE, point -> point.session().tls().isEmpty());
    }

    /**
     * Matches commands that the client has sent before it got the reply to the one before (RFC 2920). Those that it
     * writes at once come at once; what it writes bit by bit comes as the network has it.
     *
     * @return the matcher
     */
    static FaultMatcher pipelined() {
        return FaultCondition.of("pipelined", COMMANDS, FaultPoint::isPipelined);
    }

    /**
     * Matches a command line by a regular expression.
     *
     * @param pattern looked for in the line, secrets masked; verbs are case-insensitive
     * @return the matcher
     */
    static FaultMatcher command(Pattern pattern) {
        requireNonNull(pattern, "pattern");
        return FaultCondition.of(
                "command /" + pattern + "/",
                COMMANDS,
                point -> pattern.matcher(point.line()).find());
    }

    /**
     * Matches a mail at {@link Phase#END_OF_DATA}. While a rule with this is live, content is held in memory.
     *
     * @param condition asked with the content in memory
     * @return the matcher
     */
    static FaultMatcher message(Predicate<ReceivedMail> condition) {
        requireNonNull(condition, "condition");
        return new FaultCondition(
                "a certain message",
                EnumSet.of(Phase.END_OF_DATA),
                true,
                false,
                point -> point.mail().filter(condition).isPresent());
    }

    private static int positive(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("Counting starts with 1, so " + number + " can match nothing");
        }
        return number;
    }
}
