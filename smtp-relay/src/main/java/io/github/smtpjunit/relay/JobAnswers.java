package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.MailAttempt.Job;
import io.github.smtpjunit.relay.MailAttempt.JobResult;
import io.github.smtpjunit.relay.MailAttempt.RecipientResult;
import io.github.smtpjunit.relay.Route.Target;
import io.github.smtpjunit.relay.client.HostAddress;
import io.github.smtpjunit.relay.client.RemoteReply;
import io.github.smtpjunit.relay.client.SmtpClient;
import io.github.smtpjunit.relay.client.TransactionResult;
import io.github.smtpjunit.relay.spool.RecipientState;
import io.github.smtpjunit.relay.spool.RecipientState.Status;
import io.github.smtpjunit.smtp.Envelope.Recipient;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the hosts of a destination say about the recipients of a job, one host after the other. A reply once read stands
 * for its recipient; the next host is asked only for those about which no host has said anything.
 */
final class JobAnswers {

    private static final int LOGIN_REQUIRED = 530; // RFC 4954 section 6; RFC 3207 section 4: STARTTLS first

    private final Job job;
    private final @Nullable RecipientResult[] results; // the last that is known
    private List<Integer> open;

    JobAnswers(Job job) {
        this.job = job;
        this.results = new @Nullable RecipientResult[job.places().size()];
        this.open = IntStream.range(0, results.length).boxed().toList();
    }

    /** Whether each recipient has the answer of a host. */
    boolean isComplete() {
        return open.isEmpty();
    }

    /** Whether a host has said something about a recipient. */
    boolean isBegun() {
        return open.size() < results.length;
    }

    /** The recipients about which no host has said anything. */
    List<Recipient> open() {
        List<Recipient> all = job.mail().envelope().recipients();
        return open.stream().map(i -> all.get(job.places().get(i))).toList();
    }

    /** A transaction for the open recipients has ended. */
    void add(TransactionResult result, SmtpClient client, Target host) {
        List<Integer> undecided = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            RemoteReply reply = result.replies().get(i);
            Status status = status(reply, host);
            boolean delivered = status == Status.DELIVERED;
            results[open.get(i)] = new RecipientResult(
                    state(status, reply, host.host()),
                    isTooMany(reply),
                    !delivered && result.ofContent().contains(i),
                    delivered && !client.offers("DSN"),
                    client.tlsProtocol().orElse(""));
            if (result.undecided().contains(i)) {
                undecided.add(open.get(i));
            }
        }
        open = undecided;
    }

    /** A login that a host named by the operator wants is the operator's to mend, and no reason to give the mail up. */
    private static Status status(RemoteReply reply, Target host) {
        if (reply.isTransient() || (reply.code() == LOGIN_REQUIRED && host.isNamedByOperator())) {
            return Status.PENDING;
        }
        return reply.isPermanent() ? Status.FAILED : Status.DELIVERED;
    }

    /**
     * RFC 5321 section 4.5.3.1.10; without an enhanced code it may be about room on the disk, which the next try shows.
     */
    private static boolean isTooMany(RemoteReply reply) {
        return reply.code() == 452
                && reply.enhancedStatusCode()
                        .map(status -> status.subject() == 5 && status.detail() == 3)
                        .orElse(true);
    }

    /** The open recipients cannot be asked for at a host. */
    void fail(Status status, RemoteReply problem, HostAddress host) {
        open.forEach(i -> results[i] = result(state(status, problem, host)));
    }

    /** There is no host to ask. */
    void fail(Status status, RemoteReply problem) {
        open.forEach(i -> results[i] = result(new RecipientState(status, problem.toString(), "")));
    }

    /** A host is left out since it rests; what another one has said goes before that. */
    void skip(RemoteReply reason, HostAddress host) {
        RemoteReply problem = RemoteReply.of(451, "4.4.1", "Not tried, since it rests: " + reason);
        open.stream()
                .filter(i -> results[i] == null)
                .forEach(i -> results[i] = result(state(Status.PENDING, problem, host)));
    }

    /** The host stands beside its own words, and within those that the relay finds about it. */
    private static RecipientState state(Status status, RemoteReply reply, HostAddress host) {
        return new RecipientState(status, reply.about(host).toString(), reply.said() ? host.toString() : "");
    }

    private static RecipientResult result(RecipientState state) {
        return new RecipientResult(state, false, false, false, "");
    }

    /** What came of the job. */
    JobResult result() {
        List<RecipientResult> all = new ArrayList<>(results.length);
        for (RecipientResult result : results) {
            all.add(Objects.requireNonNull(result, "a route has a host"));
        }
        return new JobResult(all);
    }
}
