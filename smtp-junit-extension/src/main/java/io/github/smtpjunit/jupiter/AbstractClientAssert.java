package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.SessionRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Assertions on what the clients of an inbox did: how often they connected, what they tried in vain, how they tried again, and whether
 * they said in clear text what they must not.
 *
 * @param <S> the type of the assertion object
 */
public abstract class AbstractClientAssert<S extends AbstractClientAssert<S>> extends AbstractInboxAssert<S> {

    AbstractClientAssert(Inbox actual, Class<?> selfType) {
        super(actual, selfType);
    }

    // Connections, and what was refused

    /**
     * Asserts how often clients have connected, once no client is in the middle of a dialogue.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).hasConnectionCount(1);
     * // fails
     * assertThat(inbox).hasConnectionCount(3);
     * }</pre>
     *
     * @param count how often, 0 or more
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public S hasConnectionCount(int count) {
        Given.atLeast("count", count, 0);
        return requireCount(
                "connection",
                count,
                () -> actual.sessions().size(),
                () -> FailureReport.connections(actual.sessions()));
    }

    /**
     * Asserts how often something was refused or broken off, once no client is in the middle of a dialogue. One failed try counts once;
     * {@link Inbox#failedAttempts()} lists them.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).hasFailedAttemptCount(1);
     * // fails
     * assertThat(inbox).hasFailedAttemptCount(0);
     * }</pre>
     *
     * @param count how often, 0 or more
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public S hasFailedAttemptCount(int count) {
        Given.atLeast("count", count, 0);
        return requireCount("failed attempt", count, actual::failedAttemptCount, () -> "");
    }

    private S requireCount(String what, int count, IntSupplier found, Supplier<String> details) {
        if (actual.await(unused -> found.getAsInt() >= count, patience())) {
            settle();
        }
        int there = found.getAsInt();
        if (there != count) {
            fail(bounded("Expecting " + count + " " + what + (count == 1 ? "" : "s") + " within "
                    + FailureReport.text(patience()) + ", but found " + there + "."
                    + (there == 0 ? "" : details.get())));
        }
        return myself;
    }

    /** Says too what is not known, because the record is bounded. */
    private String bounded(String headline) {
        List<String> omissions = actual.omissions();
        return omissions.isEmpty() ? headline : headline + "\n" + String.join("\n", omissions);
    }

    /**
     * Asserts that exactly these recipients were refused, once no client is in the middle of a dialogue.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).hasRejectedRecipients("nobody@example.org");
     * // fails
     * assertThat(inbox).hasRejectedRecipients("ada@example.org");
     * }</pre>
     *
     * @param addresses all of them, in any order; their domains are compared case-insensitively
     * @return this assertion object
     * @throws AssertionError if others were refused, or one of these was not; the message tells what is there instead. Also if that cannot
     *     be known, since the record of a session holds its first 1,000 failed attempts
     * @throws IllegalArgumentException if one is no address alone
     */
    public S hasRejectedRecipients(String... addresses) {
        Given.exactly("addresses", addresses).forEach(Addresses::alone);
        List<String> wanted = Arrays.stream(addresses)
                .map(Addresses::normalized)
                .distinct()
                .sorted()
                .toList();
        if (actual.await(unused -> rejectedRecipients().equals(wanted), patience())) {
            settle();
        }
        List<String> found = rejectedRecipients();
        if (!found.equals(wanted)) {
            fail(bounded(Texts.expectingExactly("refused recipients", wanted, found)));
        } else if (!actual.omissions().isEmpty()) {
            fail(bounded("Cannot tell whether other recipients were refused."));
        }
        return myself;
    }

    private List<String> rejectedRecipients() {
        return actual.failedAttempts().stream()
                .filter(attempt ->
                        attempt.phase() == Phase.RCPT && attempt.reply().isPresent())
                .flatMap(attempt -> attempt.recipient().stream())
                .map(Addresses::normalized)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Asserts that something is refused with a reply code; other things may be refused with others.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).wasRejectedWith(550);
     * // fails
     * assertThat(inbox).wasRejectedWith(421);
     * }</pre>
     *
     * @param code a reply code of three digits
     * @return this assertion object
     * @throws AssertionError if it is not in time; the message lists what was refused
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public S wasRejectedWith(int code) {
        Given.number("code", code, 400, 599);
        if (!actual.await(unused -> refusals().contains(code), patience())) {
            fail(bounded(Texts.expectingOneOf("codes of refusals", Integer.toString(code), refusals())));
        }
        return myself;
    }

    private List<Integer> refusals() {
        return actual.failedAttempts().stream()
                .flatMap(attempt -> attempt.reply().stream())
                .map(Reply::code)
                .toList();
    }

    /**
     * Asserts that something was refused for the time being (4xx) or broken off by a rule of {@link Inbox#on}, and that the client tried
     * again after each time, but not before a pause. The next mail transaction that the same sender begins after that counts as the next
     * try; what comes after is known also while a {@link io.github.smtpjunit.smtp.server.ManualClock} stands still.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).retriedAfter(Duration.ofMillis(100));
     * // fails
     * assertThat(inbox).retriedAfter(Duration.ofDays(1));
     * }</pre>
     *
     * @param pause the shortest time that is fine
     * @return this assertion object
     * @throws AssertionError if nothing was refused so, if the client does not try again in time, or if it did too early; the message tells which
     * @throws IllegalArgumentException if the time is negative
     */
    public S retriedAfter(Duration pause) {
        Given.notNegative("pause", pause);
        actual.await(unused -> Retries.allTriedAgain(Retries.of(actual)), patience());
        List<Retries.Retry> retries = Retries.of(actual);
        if (retries.isEmpty()
                || !retries.stream().allMatch(retry -> retry.isAfter(pause))
                || !actual.omissions().isEmpty()) {
            fail(bounded("Expecting a temporary refusal, and a new try after " + FailureReport.text(pause)
                    + " or more, but found:\n" + Texts.items(retries)));
        }
        return myself;
    }

    /**
     * Asserts that the client tried again the given number of times, each time after its own pause or a longer one: that it was refused for the
     * time being (4xx), or broken off by a rule of {@link Inbox#on}, as often as there are pauses, and tried again each time. The time
     * is that of the server's clock; with a {@link io.github.smtpjunit.smtp.server.ManualClock} no time needs to pass.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).retriedWithBackoff(Duration.ofMinutes(1), Duration.ofMinutes(5));
     * // fails
     * assertThat(inbox).retriedWithBackoff(Duration.ofDays(1));
     * }</pre>
     *
     * @param pauses the shortest time that is fine before each new try, in order
     * @return this assertion object
     * @throws AssertionError if it was another number of times, if the client does not try again in time, or if it did too early; the
     *     message lists all tries
     * @throws IllegalArgumentException if the list is empty, or the time is negative
     */
    public S retriedWithBackoff(Duration... pauses) {
        Given.some("pauses", pauses).forEach(pause -> Given.notNegative("pauses", pause));
        actual.await(
                unused -> Retries.of(actual).size() >= pauses.length && Retries.allTriedAgain(Retries.of(actual)),
                patience());
        List<Retries.Retry> retries = Retries.of(actual);
        boolean holds = retries.size() == pauses.length && actual.omissions().isEmpty();
        for (int i = 0; holds && i < pauses.length; i++) {
            holds = retries.get(i).isAfter(pauses[i]);
        }
        if (!holds) {
            List<String> wanted = Arrays.stream(pauses).map(FailureReport::text).toList();
            fail(bounded("Expecting new tries after " + String.join(", ", wanted) + " or more, but found:\n"
                    + Texts.items(retries)));
        }
        return myself;
    }

    // Clear text

    /**
     * Asserts that a listener could not learn a password or a token in any session so far: mechanisms that hand it over, such as
     * PLAIN and LOGIN, were used over TLS only (RFC 4954 section 4). One that the server does not know may hand it over too.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).neverSentCredentialsInClear();
     * // fails
     * assertThat(inboxWithoutTls).neverSentCredentialsInClear();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if they were used in clear text; the message tells which, in which session
     */
    public S neverSentCredentialsInClear() {
        return requireNothingInClear("no credentials in clear text", SessionRecord::credentialsInClear);
    }

    /**
     * Asserts that no client has authenticated or started a mail in clear text in any session so far. One that demands TLS does
     * neither, whatever becomes of STARTTLS (RFC 8314 section 5.1).
     *
     * <pre>{@code
     * // passes
     * inbox.on(EHLO).then(hide("STARTTLS"));
     * assertThatThrownBy(() -> shop.register("ada@example.org"));
     * assertThat(inbox).neverFellBackToClearText();
     * // fails
     * assertThat(inboxWithoutTls).neverFellBackToClearText();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if one has; the message tells by which commands, in which session
     */
    public S neverFellBackToClearText() {
        return requireNothingInClear("no client to go on in clear text", SessionRecord::mailInClear);
    }

    private S requireNothingInClear(String what, Function<SessionRecord, List<String>> finder) {
        settle();
        List<String> found = new ArrayList<>();
        for (SessionRecord session : actual.sessions()) {
            finder.apply(session)
                    .forEach(line -> found.add("session " + session.info().id() + ": " + line));
        }
        if (!found.isEmpty()) {
            fail("Expecting " + what + ", but this was sent before TLS:\n" + Texts.items(found));
        }
        return myself;
    }
}
