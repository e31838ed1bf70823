package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.MailSpool.Claim;
import io.github.smtpjunit.relay.RecipientState.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to deliver one mail: the claim, and what its jobs have brought so far. Thread-safe: the jobs of a mail to several
 * destinations end in any order.
 */
final class MailAttempt {

    private final Claim claim;
    private final List<RecipientState> states;
    private final List<Integer> relayedToSilence = new ArrayList<>();
    private int openJobs;

    MailAttempt(Claim claim, int jobs) {
        this.claim = claim;
        this.states = new ArrayList<>(claim.mail().recipients());
        this.openJobs = jobs;
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
        for (int i = 0; i < result.states().size(); i++) {
            int place = job.places().get(i);
            states.set(place, result.states().get(i));
            if (result.toSilence() && result.states().get(i).status() == Status.DELIVERED) {
                relayedToSilence.add(place);
            }
        }
        return --openJobs == 0;
    }

    /** The places of those recipients whom a host has taken that knows nothing of delivery reports. */
    synchronized List<Integer> relayedToSilence() {
        return List.copyOf(relayedToSilence);
    }

    /** The mail as the jobs that have ended leave it. */
    synchronized QueuedMail state() {
        return claim.mail().withRecipients(states);
    }

    /**
     * Some recipients of the mail, who are served by one transaction.
     *
     * @param attempt the attempt it belongs to
     * @param places the places of the recipients in the envelope
     */
    record Job(MailAttempt attempt, List<Integer> places) {

        QueuedMail mail() {
            return attempt.mail();
        }

        /** What came of it, where each recipient has its own reply. */
        JobResult answered(List<RemoteReply> replies, String host, boolean toSilence) {
            return new JobResult(
                    replies.stream()
                            .map(reply -> new RecipientState(status(reply), reply.toString(), host))
                            .toList(),
                    toSilence,
                    IntStream.range(0, replies.size())
                            .filter(i -> isTooMany(replies.get(i)))
                            .mapToObj(places::get)
                            .toList());
        }

        /** RFC 5321 section 4.5.3.1.10; without an enhanced code it may be about room on the disk, which the next try shows. */
        private static boolean isTooMany(RemoteReply reply) {
            return reply.code() == 452
                    && reply.enhancedStatusCode()
                            .map(status -> status.subject() == 5 && status.detail() == 3)
                            .orElse(true);
        }

        /** The recipients to be tried again at once; null if there are none, or nobody got anywhere, so that it would not help. */
        @Nullable
        Job leftOver(JobResult result) {
            boolean isProgress = result.states().stream().anyMatch(state -> state.status() != Status.PENDING);
            return isProgress && !result.tooMany().isEmpty() ? new Job(attempt, result.tooMany()) : null;
        }

        Job without(Job more) {
            return new Job(
                    attempt,
                    places.stream()
                            .filter(place -> !more.places().contains(place))
                            .toList());
        }

        private static Status status(RemoteReply reply) {
            if (reply.isPermanent()) {
                return Status.FAILED;
            }
            return reply.isTransient() ? Status.PENDING : Status.DELIVERED;
        }

        /** What came of it, where nobody got as far as to a transaction. */
        JobResult unanswered(Status status, RemoteReply reply, String host) {
            return new JobResult(
                    Collections.nCopies(places.size(), new RecipientState(status, reply.toString(), host)),
                    false,
                    List.of());
        }
    }

    /**
     * What came of a job.
     *
     * @param states one for each of its places
     * @param toSilence whether the host that took it knows nothing of delivery reports (RFC 3461 section 5.2.2)
     * @param tooMany the places of those for whom there was no room in the transaction
     */
    record JobResult(List<RecipientState> states, boolean toSilence, List<Integer> tooMany) {

        /** What came of the rest of a job, if some are tried again at once. */
        JobResult without(Job job, Job more) {
            return new JobResult(
                    IntStream.range(0, states.size())
                            .filter(i -> !more.places().contains(job.places().get(i)))
                            .mapToObj(states::get)
                            .toList(),
                    toSilence,
                    List.of());
        }
    }
}
