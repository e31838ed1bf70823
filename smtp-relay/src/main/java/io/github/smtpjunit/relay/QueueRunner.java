package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.MailAttempt.Job;
import io.github.smtpjunit.relay.MailAttempt.JobResult;
import io.github.smtpjunit.relay.MailSpool.Claim;
import io.github.smtpjunit.relay.RecipientState.Status;
import io.github.smtpjunit.smtp.Envelope.Recipient;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Works the queue off: one thread takes the mails that are due out of the spool and hands them to their {@linkplain Destination
 * destinations}; when the last of a mail's jobs has ended, {@link Conclusion} says what becomes of it.
 */
final class QueueRunner {

    private static final System.Logger LOGGER = System.getLogger("io.github.smtpjunit.relay");
    private static final int RECIPIENTS_PER_TRANSACTION = 50;
    private static final int BATCH = 100;
    private static final int MAX_ATTEMPTS_AT_ONCE = 10_000;

    /** The relay has the spool for itself, so nobody else waits for a lease to end; a shared one would want renewals. */
    private static final Duration LEASE = Duration.ofDays(36_500);

    /** How long the thread sleeps at most, so that a clock that tells nobody of its leaps is heard all the same. */
    private static final long LONGEST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final Duration AFTER_ABORT = Duration.ofSeconds(2);

    private final RelayConfig config;
    private final MailSpool spool;
    private final Outbound outbound;
    private final Conclusion conclusion;
    private final Thread thread = new Thread(this::run, "smtp-relay-queue");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition progress = lock.newCondition();
    private long requestsServedAt = System.nanoTime() - LONGEST_NAP_NANOS;
    private int attempts;
    private boolean woken;
    private boolean stopped;

    QueueRunner(RelayConfig config, Executor threads, DeliveryLog deliveries) {
        this.config = config;
        this.spool = config.spool();
        this.outbound = new Outbound(config, threads, this::ended);
        this.conclusion = new Conclusion(config, deliveries);
        thread.setDaemon(true);
    }

    void start() {
        spool.onWork(this::wake);
        thread.start();
    }

    /** Looks again whether something is due. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            work.signalAll();
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (!isStopped()) {
                if (takeDueMails() == 0) {
                    serveRequests();
                    sleep();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int takeDueMails() {
        try {
            int room = Math.min(BATCH, MAX_ATTEMPTS_AT_ONCE - begin(0));
            // Counted before it is taken: in between, the mail would be neither in the queue nor on its way.
            begin(1);
            List<Claim> claims = List.of();
            try {
                claims = room <= 0 ? claims : spool.claim(config.clock().instant(), LEASE, room);
                begin(claims.size());
            } finally {
                finished();
            }
            claims.forEach(this::attempt);
            return claims.size();
        } catch (Throwable e) { // without this thread nothing would ever be delivered
            LOGGER.log(Level.ERROR, "The queue cannot be worked off for now", e);
            return 0;
        }
    }

    /** Does what an operator asks for from another process; to look for it at each mail would cost too much. */
    private void serveRequests() {
        long now = System.nanoTime();
        if (spool instanceof FileSpool files && now - requestsServedAt >= LONGEST_NAP_NANOS) {
            requestsServedAt = now;
            try {
                files.serveRequests(config.clock().instant(), config.listener());
            } catch (Throwable e) {
                LOGGER.log(Level.WARNING, "Requests to the queue cannot be served for now", e);
            }
        }
    }

    private void attempt(Claim claim) {
        List<Map.Entry<String, List<Integer>>> parts;
        try {
            parts = parts(claim.mail());
        } catch (Throwable e) { // the other mails do not wait for it
            fail(claim, e);
            return;
        }
        MailAttempt attempt = new MailAttempt(claim, parts.size());
        if (parts.isEmpty()) {
            conclude(attempt);
        }
        parts.forEach(part -> outbound.submit(part.getKey(), new Job(attempt, part.getValue())));
    }

    private void fail(Claim claim, Throwable failure) {
        String id = claim.mail().id();
        conclusion.problem(id, "No destination can be found for mail " + id, failure);
        Job all = new Job(new MailAttempt(claim, 1), claim.mail().pending());
        RemoteReply problem = RemoteReply.of(451, "4.3.0", "Local error in routing: " + failure);
        ended(all, all.unanswered(Status.PENDING, problem));
    }

    private List<Map.Entry<String, List<Integer>>> parts(QueuedMail mail) {
        Map<String, List<Integer>> byDestination = new LinkedHashMap<>();
        for (int place : mail.pending()) {
            Recipient recipient = mail.envelope().recipients().get(place);
            byDestination
                    .computeIfAbsent(
                            config.router().destination(recipient.path().mailbox()), name -> new ArrayList<>())
                    .add(place);
        }
        List<Map.Entry<String, List<Integer>>> parts = new ArrayList<>();
        byDestination.forEach((name, places) -> {
            for (int from = 0; from < places.size(); from += RECIPIENTS_PER_TRANSACTION) {
                int to = Math.min(places.size(), from + RECIPIENTS_PER_TRANSACTION);
                parts.add(Map.entry(name, List.copyOf(places.subList(from, to))));
            }
        });
        return parts;
    }

    /** A job has ended, on the thread of its session. */
    private void ended(Job job, JobResult result) {
        MailAttempt attempt = job.attempt();
        try {
            conclusion.tell(job, result.states());
        } finally {
            if (attempt.end(job, result)) {
                conclude(attempt);
            } else {
                conclusion.checkpoint(attempt);
            }
        }
    }

    private void conclude(MailAttempt attempt) {
        try {
            conclusion.draw(attempt);
        } catch (StaleClaimException e) {
            // It was deleted meanwhile, and who did that knows
        } catch (Throwable e) {
            String id = attempt.mail().id();
            conclusion.problem(id, "Mail " + id + " stays in the queue as it was", e);
        } finally {
            finished();
        }
    }

    /** Counts mails that are on their way from now on, and tells how many there are. */
    private int begin(int count) {
        lock.lock();
        try {
            attempts += count;
            return attempts;
        } finally {
            lock.unlock();
        }
    }

    private void finished() {
        lock.lock();
        try {
            if (attempts-- == MAX_ATTEMPTS_AT_ONCE) {
                woken = true;
                work.signalAll();
            }
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void sleep() throws InterruptedException {
        lock.lock();
        try {
            long left = Math.min(LONGEST_NAP_NANOS, nanosUntilDue());
            while (!woken && !stopped && left > 0) {
                left = work.awaitNanos(left);
            }
            woken = false;
        } finally {
            lock.unlock();
        }
    }

    private long nanosUntilDue() {
        Instant now = config.clock().instant();
        return spool.nextDue()
                .map(due -> Duration.between(now, due))
                .filter(wait -> wait.compareTo(Duration.ofSeconds(1)) < 0)
                .map(wait -> Math.max(0, wait.toNanos()))
                .orElse(LONGEST_NAP_NANOS);
    }

    /** Waits until no mail is on its way and none is due; false if the time is up first. */
    boolean awaitSettled(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (attempts > 0 || isDue()) {
                if (left <= 0) {
                    return false;
                }
                left = progress.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no mail is left; false if the time is up first. */
    boolean awaitEmpty(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long end = System.nanoTime() + nanos;
            while (attempts > 0 || spool.size() > 0) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                progress.awaitNanos(Math.min(left, LONGEST_NAP_NANOS)); // nobody tells of a mail that is deleted
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isDue() {
        Instant now = config.clock().instant();
        return spool.nextDue().filter(due -> !due.isAfter(now)).isPresent();
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no further mail, lets running transactions end within a bound, and breaks off those that do not; false if one hangs. */
    boolean stop(Duration grace) throws InterruptedException {
        lock.lock();
        try {
            stopped = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        thread.join();
        outbound.stop();
        if (outbound.awaitQuiet(grace)) {
            return true;
        }
        outbound.abort();
        return outbound.awaitQuiet(AFTER_ABORT);
    }
}
