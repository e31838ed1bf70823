package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.MailSpool.Claim;
import io.github.smtpjunit.relay.RecipientState.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * One attempt to deliver one mail: the claim, and what its jobs have brought so far. Thread-safe: the jobs of a mail to several
 * destinations end in any order.
 */
final class MailAttempt {

    private final Claim claim;
    private final List<RecipientState> states;
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
    synchronized boolean end(Job job, List<RecipientState> results) {
        for (int i = 0; i < results.size(); i++) {
            states.set(job.places().get(i), results.get(i));
        }
        return --openJobs == 0;
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
        List<RecipientState> results(List<RemoteReply> replies, String host) {
            return replies.stream()
                    .map(reply -> new RecipientState(status(reply), reply.toString(), host))
                    .toList();
        }

        private static Status status(RemoteReply reply) {
            if (reply.isPermanent()) {
                return Status.FAILED;
            }
            return reply.isTransient() ? Status.PENDING : Status.DELIVERED;
        }

        /** What came of it, where nobody got as far as to a transaction. */
        List<RecipientState> results(Status status, RemoteReply reply, String host) {
            return places.stream()
                    .map(place -> new RecipientState(status, reply.toString(), host))
                    .toList();
        }
    }
}
