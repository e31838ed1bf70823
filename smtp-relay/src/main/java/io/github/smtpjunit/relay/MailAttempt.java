package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.client.RemoteReply;
import io.github.smtpjunit.relay.spool.MailSpool.Claim;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.relay.spool.RecipientState;
import io.github.smtpjunit.relay.spool.RecipientState.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to deliver one mail: the claim, and what its jobs have brought so far. Thread-safe: the jobs of a mail to
 * several destinations end in any order.
 */
final class MailAttempt {

    private final Claim claim;
    private final List<RecipientState> states;
    private final Set<Integer> relayedWithoutDsn = new TreeSet<>();
    private final Set<Integer> ofContent = new HashSet<>();
    private final Set<Integer> untried;
    private int openJobs;

    /**
     * Begins an attempt.
     *
     * @param claim the claim
     * @param jobs how many jobs it has
     * @param untried the places of recipients that belong to no job: their destination has enough to do
     */
    MailAttempt(Claim claim, int jobs, Set<Integer> untried) {
        this.claim = claim;
        this.states = new ArrayList<>(claim.mail().recipients());
        this.openJobs = jobs;
        this.untried = new HashSet<>(untried);
    }

    /** A job is to be done in two parts. */
    synchronized void addJob() {
        openJobs++;
    }

    Claim claim() {
        return claim;
    }

    QueuedMail mail() {
        return claim.mail();
    }

    /** A job has ended; true if it was the last one. */
    synchronized boolean end(Job job, JobResult result) {
        for (int i = 0; i < result.recipients().size(); i++) {
            int place = job.places().get(i);
            RecipientResult recipient = result.recipients().get(i);
            states.set(place, recipient.state());
            if (recipient.ofContent()) {
                ofContent.add(place);
            }
            if (recipient.withoutDsn()) {
                relayedWithoutDsn.add(place);
            }
        }
        return --openJobs == 0;
    }

    /** The places of the recipients that were accepted by a host without DSN (RFC 3461). */
    synchronized List<Integer> relayedWithoutDsn() {
        return List.copyOf(relayedWithoutDsn);
    }

    /** Whether a recipient's result is about what is in the mail, and not about the recipient. */
    synchronized boolean isOfContent(int place) {
        return ofContent.contains(place);
    }

    /** A job has ended for which nothing was done: its host has enough to do. True if it was the last one. */
    synchronized boolean endUntried(Job job) {
        untried.addAll(job.places());
        return --openJobs == 0;
    }

    /** Whether nothing was done for a recipient. */
    synchronized boolean isUntried(int place) {
        return untried.contains(place);
    }

    /** Whether nothing was done for any recipient. */
    synchronized boolean isUntouched() {
        List<Integer> pending = mail().pending();
        return !pending.isEmpty() && untried.containsAll(pending);
    }

    /** Whether a mail, as this attempt leaves it, waits for nothing but that its destinations have less to do. */
    synchronized boolean isOnlyUntried(QueuedMail left) {
        return untried.containsAll(left.pending());
    }

    /** The mail as the jobs that have ended leave it. */
    synchronized QueuedMail state() {
        return claim.mail().withRecipients(states);
    }

    /**
     * Some recipients of the mail, which are served by one transaction.
     *
     * @param attempt the attempt it belongs to
     * @param lane by what it is counted
     * @param places the places of the recipients in the envelope
     */
    record Job(MailAttempt attempt, Lanes.Ticket lane, List<Integer> places) {

        QueuedMail mail() {
            return attempt.mail();
        }

        /**
         * The recipients to be tried again at once; null if there is no such recipient, or no recipient was accepted,
         * so that another try would not help.
         */
        @Nullable
        Job leftOver(JobResult result) {
            boolean isProgress = result.states().stream().anyMatch(state -> state.status() != Status.PENDING);
            List<Integer> tooMany = IntStream.range(0, places.size())
                    .filter(i -> result.recipients().get(i).tooMany())
                    .mapToObj(places::get)
                    .toList();
            return isProgress && !tooMany.isEmpty() ? new Job(attempt, lane, tooMany) : null;
        }

        Job without(Job more) {
            return new Job(
                    attempt,
                    lane,
                    places.stream()
                            .filter(place -> !more.places().contains(place))
                            .toList());
        }

        /** The result where no transaction was begun. */
        JobResult unanswered(Status status, RemoteReply reply) {
            JobAnswers answers = new JobAnswers(this);
            answers.fail(status, reply);
            return answers.result();
        }
    }

    /**
     * What came of a job.
     *
     * @param recipients one for each of its places
     */
    record JobResult(List<RecipientResult> recipients) {

        JobResult {
            recipients = List.copyOf(recipients);
        }

        List<RecipientState> states() {
            return recipients.stream().map(RecipientResult::state).toList();
        }

        /** What came of the rest of a job, if some are tried again at once. */
        JobResult without(Job job, Job more) {
            return new JobResult(IntStream.range(0, recipients.size())
                    .filter(i -> !more.places().contains(job.places().get(i)))
                    .mapToObj(recipients::get)
                    .toList());
        }
    }

    /**
     * What came of a job for one recipient.
     *
     * @param state how far its delivery has come
     * @param tooMany whether there was no room for it in the transaction
     * @param ofContent whether its state is about what is in the mail
     * @param withoutDsn whether it was accepted by a host without DSN (RFC 3461 section 5.2.2)
     * @param tls the version of TLS by which the mail went, empty for clear text or if it went nowhere
     */
    record RecipientResult(RecipientState state, boolean tooMany, boolean ofContent, boolean withoutDsn, String tls) {}
}
