package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.MailSpool.Claim;
import io.github.smtpjunit.relay.RecipientState.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

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
                    toSilence);
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
                    Collections.nCopies(places.size(), new RecipientState(status, reply.toString(), host)), false);
        }
    }

    /**
     * What came of a job.
     *
     * @param states one for each of its places
     * @param toSilence whether the host that took it knows nothing of delivery reports (RFC 3461 section 5.2.2)
     */
    record JobResult(List<RecipientState> states, boolean toSilence) {}
}
