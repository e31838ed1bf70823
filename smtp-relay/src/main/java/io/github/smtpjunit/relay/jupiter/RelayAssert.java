package io.github.smtpjunit.relay.jupiter;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.github.smtpjunit.relay.SmtpRelay;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.smtp.server.ManualClock;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on a relay, which wait. Import {@link #assertThat(SmtpRelay)} statically, beside AssertJ's own:
 *
 * <pre>{@code
 * import static io.github.smtpjunit.relay.jupiter.RelayAssert.assertThat;
 * import static org.assertj.core.api.Assertions.assertThat;
 *
 * assertThat(relay).drainsWithin(Duration.ofSeconds(5));
 * }</pre>
 *
 * <p>They need AssertJ, which smtp-junit-extension brings.
 */
@SuppressWarnings("exports") // AssertJ is as the user has it
public final class RelayAssert extends AbstractAssert<RelayAssert, SmtpRelay> {

    private static final int SHOWN_MAILS = 20;

    private RelayAssert(SmtpRelay relay) {
        super(relay, RelayAssert.class);
    }

    /**
     * Begins assertions on a relay.
     *
     * @param relay the relay
     * @return the assertions
     */
    public static RelayAssert assertThat(SmtpRelay relay) {
        return new RelayAssert(requireNonNull(relay, "relay"));
    }

    /**
     * Waits until each mail has been delivered or given up, and the reports as well.
     *
     * <pre>{@code
     * relay.send(envelope, content);
     * // succeeds if the next hop accepts the mail
     * assertThat(relay).drainsWithin(Duration.ofSeconds(5));
     *
     * inbox.on(RCPT).reply(Replies.GREYLISTED);
     * relay.send(envelope, content);
     * // fails: the mail waits for its next attempt
     * assertThat(relay).drainsWithin(Duration.ofSeconds(5));
     * }</pre>
     *
     * @param limit how long at most
     * @return this
     * @throws AssertionError if mails are left then; the message lists them with the last reply to each recipient
     * @throws IllegalArgumentException if the time is negative
     * @throws IllegalStateException if the relay has failed or the thread is interrupted; at once, with the cause
     */
    public RelayAssert drainsWithin(Duration limit) {
        requireNonNull(limit, "limit");
        if (!actual.awaitDrained(limit)) {
            int left = actual.queue().size();
            throw failure(
                    "%nExpecting the queue of %s to be empty within %s, but it still holds %d %s:%n%sIf the relay has a"
                            + " ManualClock, the clock stands still: advance it, and use settlesWithin(..)",
                    actual, limit, left, left == 1 ? "mail" : "mails", queueTable());
        }
        return this;
    }

    /**
     * Waits until no attempt runs and no attempt is due. What is still in the queue then waits for the clock. With a
     * {@link ManualClock}, days of retries take no time.
     *
     * <pre>{@code
     * inbox.on(RCPT).reply(Replies.GREYLISTED);
     * relay.send(envelope, content);
     * // succeeds: the mail waits for the clock
     * assertThat(relay).settlesWithin(Duration.ofSeconds(5));
     *
     * inbox.on(RCPT).then(FaultAction.hang());
     * relay.send(envelope, content);
     * // fails: the attempt still runs
     * assertThat(relay).settlesWithin(Duration.ofSeconds(5));
     * }</pre>
     *
     * @param limit how long at most
     * @return this
     * @throws AssertionError if attempts still run then; the message lists the mails in the queue
     * @throws IllegalArgumentException if the time is negative
     * @throws IllegalStateException if the relay has failed or the thread is interrupted; at once, with the cause
     */
    public RelayAssert settlesWithin(Duration limit) {
        requireNonNull(limit, "limit");
        if (!actual.awaitSettled(limit)) {
            throw failure(
                    "%nExpecting the attempts of %s to end within %s, but attempts still run or are due:%n%s",
                    actual, limit, queueTable());
        }
        return this;
    }

    private String queueTable() {
        List<QueuedMail> queue = actual.queue();
        String more = queue.size() > SHOWN_MAILS ? "(and " + (queue.size() - SHOWN_MAILS) + " more)\n" : "";
        return queue.stream()
                .limit(SHOWN_MAILS)
                .map(mail -> mail.id() + " from <" + mail.envelope().from() + ">, attempt " + mail.attempts()
                        + ", next " + mail.nextAttempt() + recipients(mail) + "\n")
                .collect(joining("", "", more));
    }

    private static String recipients(QueuedMail mail) {
        int left = mail.pending().size() - SHOWN_MAILS;
        return mail.pending().stream()
                .limit(SHOWN_MAILS)
                .map(place -> "\n  to <"
                        + mail.envelope().recipients().get(place).path().address() + "> "
                        + mail.recipients().get(place).reply())
                .collect(joining("", "", left > 0 ? "\n  (and " + left + " more)" : ""));
    }
}
