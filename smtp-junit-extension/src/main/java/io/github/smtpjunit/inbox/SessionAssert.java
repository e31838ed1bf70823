package io.github.smtpjunit.inbox;

import io.github.smtpjunit.smtp.server.Quiet;
import io.github.smtpjunit.smtp.server.SessionRecord;
import io.github.smtpjunit.smtp.server.SessionRecord.Ending;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;

/**
 * Assertions on the session in which a mail came, got by {@link AbstractMailAssert#session()}. It may go on after the
 * mail, so these wait, as assertions on an inbox do.
 */
public final class SessionAssert extends AbstractMailDetailAssert<SessionAssert, SessionRecord> {

    private final Inbox inbox;

    SessionAssert(SessionRecord actual, AbstractMailAssert<?> mail, Inbox inbox) {
        super(actual, SessionAssert.class, mail);
        this.inbox = inbox;
    }

    @Override
    SessionAssert require(boolean holds, Supplier<String> message) {
        return super.require(
                holds,
                () -> message.get() + "\n\nThe dialogue of session "
                        + actual.info().id() + ":\n"
                        + FailureReport.indented(FailureReport.dialogue(actual.transcript())));
    }

    /** Waits until something holds of the session. */
    private boolean await(Predicate<SessionRecord> condition) {
        return inbox.await(unused -> condition.test(actual), inbox.assertionTimeout());
    }

    /**
     * Goes on to the commands that the client has sent so far.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).session().commands().containsSequence("MAIL", "RCPT", "DATA");
     * // fails
     * assertThat(mail).session().commands().contains("STARTTLS");
     * }</pre>
     *
     * @return AssertJ's assertions on the verbs in upper case, in the order in which they came; of lines that are no
     *     command, the first word, {@code ***} if it may be secret
     * @throws AssertionError if there are more than 10,000, so that not all are known
     */
    public ListAssert<String> commands() {
        List<String> verbs = actual.commands();
        int count = actual.commandCount();
        require(
                verbs.size() == count,
                () -> "Cannot tell all commands: the record of the session is bounded, of " + count
                        + " commands it holds the first " + verbs.size() + ".");
        return FailureMode.goOn(
                info,
                Assertions.assertThat(verbs),
                "commands of session " + actual.info().id());
    }

    /**
     * Asserts that the client ends the session by QUIT, as RFC 5321 section 4.1.1.10 demands.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).session().endedWithQuit();
     * // fails
     * assertThat(mailOfARudeClient).session().endedWithQuit();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not, or not in time; the message tells how the session ended
     */
    public SessionAssert endedWithQuit() {
        await(session -> session.ending().isPresent());
        return require(
                actual.ending().equals(Optional.of(Ending.QUIT)),
                () -> "Expecting the client to end the session by QUIT, but: " + FailureReport.state(actual) + ".");
    }

    /**
     * Asserts how many mails came in the session, once no more are on their way.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).session().hasMailCount(2);
     * // fails
     * assertThat(mail).session().hasMailCount(0);
     * }</pre>
     *
     * @param count how many, 0 or more
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public SessionAssert hasMailCount(int count) {
        Given.atLeast("count", count, 0);
        await(session -> session.mailCount() >= count);
        List<Quiet.Client> busy = inbox.awaitQuiet(inbox.assertionTimeout()).busy().stream()
                .filter(client -> client.session() == actual.info().id())
                .toList();
        require(busy.isEmpty(), () -> FailureReport.cannotTell(busy, inbox.assertionTimeout()));
        return require(
                actual.mailCount() == count,
                () -> "Expecting " + AbstractInboxAssert.counted(count) + " in the session, but found "
                        + actual.mailCount() + ".");
    }

    /**
     * Asserts that the client used the connection for several mails.
     *
     * <pre>{@code
     * // passes
     * assertThat(firstMail).session().wasReused();
     * // fails
     * assertThat(onlyMail).session().wasReused();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it sends no second mail in time
     */
    public SessionAssert wasReused() {
        return require(
                await(session -> session.mailCount() > 1),
                () -> "Expecting the client to send several mails over one connection, but it sent "
                        + AbstractInboxAssert.counted(actual.mailCount()) + ".");
    }

    /**
     * Asserts that the client sent commands without waiting for the reply to the one before (RFC 2920).
     *
     * <pre>{@code
     * // passes
     * assertThat(mailOfAFastClient).session().usedPipelining();
     * // fails
     * assertThat(mailOfAPatientClient).session().usedPipelining();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it always waited; the message shows the dialogue, in which such commands are marked
     */
    public SessionAssert usedPipelining() {
        return require(
                actual.usedPipelining(),
                () -> "Expecting the client to send commands without waiting for replies, but it waited for each.");
    }

    /**
     * Asserts that a listener on the connection could not learn a password or a token: mechanisms that hand it over,
     * such as PLAIN and LOGIN, were used over TLS only (RFC 4954 section 4). One that the server does not know may hand
     * it over too.
     *
     * <pre>{@code
     * // passes
     * assertThat(mailOverTls).session().neverSentCredentialsInClear();
     * // fails
     * assertThat(mailInClear).session().neverSentCredentialsInClear();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if they were used in clear text; the message tells which
     */
    public SessionAssert neverSentCredentialsInClear() {
        List<String> inClear = actual.credentialsInClear();
        return require(
                inClear.isEmpty(),
                () -> "Expecting no credentials in clear text, but the client sent before TLS:\n"
                        + Texts.items(inClear));
    }

    /**
     * Asserts that the client neither authenticated nor started a mail before TLS.
     *
     * <pre>{@code
     * // passes
     * assertThat(mailOverTls).session().neverFellBackToClearText();
     * // fails
     * assertThat(mailInClear).session().neverFellBackToClearText();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it did; the message tells by which commands
     */
    public SessionAssert neverFellBackToClearText() {
        List<String> inClear = actual.mailInClear();
        return require(
                inClear.isEmpty(),
                () -> "Expecting the client not to go on in clear text, but it sent before TLS:\n"
                        + Texts.items(inClear));
    }
}
