package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.MailAttempt.Job;
import io.github.smtpjunit.relay.MailAttempt.JobResult;
import io.github.smtpjunit.relay.client.RemoteReply;
import io.github.smtpjunit.relay.spool.MailSpool;
import io.github.smtpjunit.relay.spool.MailSpool.Claim;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.relay.spool.RecipientState.Status;
import io.github.smtpjunit.relay.spool.StaleClaimException;
import io.github.smtpjunit.smtp.usercode.OwnThreads;
import io.github.smtpjunit.smtp.usercode.UserCode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Works the queue off: one thread takes the mails that are due out of the spool and hands them to their
 * {@linkplain Destination destinations}; when the last of a mail's jobs has ended, {@link Conclusion} says what becomes
 * of it.
 */
final class QueueRunner {

    private static final int RECIPIENTS_PER_TRANSACTION = 50;
    private static final int BATCH = 100;
    private static final int RECIPIENTS_AT_ONCE = 10_000;
    private static final int MAX_CONCLUSIONS = 16;

    /** How often in a row the thread may meet an Error before it is taken for one that cannot go on. */
    private static final int MOST_ERRORS = 10;

    /**
     * The relay has the spool for itself, so no other node waits for a lease to end; a shared spool would need
     * renewals.
     */
    private static final Duration LEASE = Duration.ofDays(36_500);

    /** How long the thread sleeps at most, so that it sees the leaps of a clock that does not announce them. */
    private static final Duration LONGEST_NAP = Duration.ofMillis(250);

    private static final RemoteReply FAILED_HERE = RemoteReply.of(451, "4.3.0", "Local error in delivery");
    private static final Duration BETWEEN_LOOKS_AT_HELD = Duration.ofHours(1);
    private static final Duration AFTER_ABORT = Duration.ofSeconds(2);

    private final RelayConfig config;
    private final MailSpool spool;
    private final Outbound outbound;
    private final Conclusion conclusion;
    private final Consumer<Throwable> whenFailed;
    private final long longestNapNanos;
    private final Lanes lanes;
    private final OwnThreads concluding = new OwnThreads(() -> "smtp-relay-conclusion");
    private final ThreadPoolExecutor conclusions = new ThreadPoolExecutor(
            0,
            MAX_CONCLUSIONS,
            2,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> concluding.newThread(UserCode.onOwnThread(task)),
            new ThreadPoolExecutor.CallerRunsPolicy());
    private final Thread thread = new OwnThreads(() -> "smtp-relay-queue").newThread(UserCode.onOwnThread(this::run));

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition progress = lock.newCondition();
    private int attempts;
    private boolean woken;
    private boolean stopped;
    private Instant latest = Instant.MAX; // so that the first look finds the clock behind it
    private Instant nextLookAtHeld = Instant.MAX;
    private volatile @Nullable Throwable trouble;
    private volatile @Nullable Throwable failure;

    QueueRunner(RelayConfig config, Executor threads, DeliveryLog deliveries, Consumer<Throwable> whenFailed) {
        this(config, threads, deliveries, whenFailed, RECIPIENTS_AT_ONCE, LONGEST_NAP);
    }

    /**
     * Prepares the work.
     *
     * @param recipientsAtOnce how many recipients may be on their way
     * @param longestNap how long the thread sleeps at most
     */
    QueueRunner(
            RelayConfig config,
            Executor threads,
            DeliveryLog deliveries,
            Consumer<Throwable> whenFailed,
            int recipientsAtOnce,
            Duration longestNap) {
        this.longestNapNanos = longestNap.toNanos();
        this.lanes = new Lanes(recipientsAtOnce);
        this.config = config;
        this.whenFailed = whenFailed;
        this.spool = config.spool();
        this.outbound = new Outbound(config, threads, lanes, this::ended);
        this.conclusion = new Conclusion(config, deliveries);
    }

    void start() {
        spool.onWork(this::wake);
        spool.onFlush(outbound::endRests);
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

    /** The border of the queue's thread: it goes on after each exception, or the relay has failed. */
    private void run() {
        try {
            int errors = 0;
            while (!isStopped()) {
                Throwable problem = work();
                errors = problem instanceof Error ? errors + 1 : 0;
                if (problem != null && errors >= MOST_ERRORS) {
                    fail(problem);
                    return;
                }
                if (problem != null) {
                    sleep();
                }
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Takes what is due, or waits until something is. Returns what kept it from that, if anything did. */
    private @Nullable Throwable work() {
        try {
            if (takeDueMails() == 0) {
                sleep();
            }
            trouble = null;
            return null;
        } catch (Throwable e) {
            boolean isNews = trouble == null;
            trouble = e;
            if (isNews) {
                conclusion.problem("", "The relay cannot work on its queue for now", e);
            }
            return e;
        }
    }

    private void fail(Throwable cause) {
        failure = cause;
        whenFailed.accept(cause);
        wake();
        ListenerCalls.tell(config.listener(), who -> who.failed(cause));
    }

    /** What has ended the work for good; empty while it goes on. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** What keeps the relay from working on its queue. */
    Optional<String> problem() {
        Throwable problem = failure == null ? trouble : failure;
        return problem == null
                ? Optional.empty()
                : Optional.of("The relay " + (failure == null ? "cannot work on its queue for now: " : "has failed: ")
                        + problem);
    }

    private int takeDueMails() throws IOException {
        Instant now = config.clock().instant();
        if (now.isBefore(latest)) {
            spool.boundWaits(now, config.longestWait()); // the clock was ahead
            nextLookAtHeld = now;
        }
        latest = now;
        if (!now.isBefore(nextLookAtHeld)) {
            nextLookAtHeld = now.plus(BETWEEN_LOOKS_AT_HELD);
            spool.list().forEach(conclusion::reportDelayOfHeld);
        }
        resumePassedOver();
        // Counted before it is taken: in between, the mail would be neither in the queue nor on its way.
        begin(1);
        List<Claim> claims = List.of();
        try {
            int room = Math.min(BATCH, lanes.room());
            claims = room == 0 ? claims : spool.claim(now, LEASE, room, this::obstacle);
            begin(claims.size());
        } finally {
            finished();
        }
        claims.forEach(this::attempt);
        return claims.size();
    }

    /** Lets the spool look again at mails whose destinations have room by now. */
    private void resumePassedOver() {
        for (String lane : lanes.wantedWithRoom()) {
            if (spool.resume(lane, lanes.room()) == 0) {
                lanes.unwanted(lane);
            }
        }
    }

    /** What a mail that is due has to wait for. */
    private Optional<String> obstacle(QueuedMail mail) {
        try {
            Set<String> lanesOfMail = new LinkedHashSet<>();
            for (int place : tried(mail)) {
                lanesOfMail.add(outbound.lane(destination(mail, place)));
            }
            return lanes.obstacle(lanesOfMail);
        } catch (Throwable e) {
            return Optional.empty(); // the attempt will meet it too, and can report it
        }
    }

    /** The recipients that are to be tried; an empty list for a mail that an operator has given up. */
    private static List<Integer> tried(QueuedMail mail) {
        return mail.givenUp() ? List.of() : mail.pending();
    }

    private String destination(QueuedMail mail, int place) {
        return config.router()
                .destination(mail.envelope().recipients().get(place).path().mailbox());
    }

    /** The border of a mail: what goes wrong with it affects no other mail, and it is tried again. */
    private void attempt(Claim claim) {
        Map<Job, String> jobs = new LinkedHashMap<>();
        MailAttempt attempt;
        try {
            List<Part> parts = parts(claim.mail());
            Set<String> full = full(parts);
            Set<Integer> untried = new HashSet<>();
            parts.stream().filter(part -> full.contains(part.lane())).forEach(part -> untried.addAll(part.places()));
            List<Part> tried =
                    parts.stream().filter(part -> !full.contains(part.lane())).toList();
            attempt = new MailAttempt(claim, tried.size(), untried);
            for (Part part : tried) {
                jobs.put(new Job(attempt, new Lanes.Ticket(part.lane()), part.places()), part.destination());
            }
        } catch (Throwable e) {
            QueuedMail mail = claim.mail();
            conclusion.problem(mail.id(), "No attempt could be made for mail " + mail.id(), e);
            conclusion.postpone(claim, mail);
            finished();
            return;
        }
        if (jobs.isEmpty()) {
            conclude(attempt); // no recipient is left, as after a crash behind the last record
        }
        jobs.forEach(this::submit);
    }

    private void submit(Job job, String destination) {
        lanes.enter(job.lane(), job.places().size());
        try {
            outbound.submit(destination, job);
        } catch (Throwable e) {
            String id = job.mail().id();
            conclusion.problem(id, "Mail " + id + " cannot go to " + destination + " for now", e);
            ended(job, job.unanswered(Status.PENDING, FAILED_HERE));
        }
    }

    /** Recipients of a mail that go to one destination, as many as a transaction may have. */
    private record Part(String destination, String lane, List<Integer> places) {}

    private List<Part> parts(QueuedMail mail) {
        Map<String, List<Integer>> byDestination = new LinkedHashMap<>();
        for (int place : tried(mail)) {
            byDestination
                    .computeIfAbsent(destination(mail, place), name -> new ArrayList<>())
                    .add(place);
        }
        List<Part> parts = new ArrayList<>();
        byDestination.forEach((name, places) -> {
            for (int from = 0; from < places.size(); from += RECIPIENTS_PER_TRANSACTION) {
                int to = Math.min(places.size(), from + RECIPIENTS_PER_TRANSACTION);
                parts.add(new Part(name, outbound.lane(name), List.copyOf(places.subList(from, to))));
            }
        });
        return parts;
    }

    /**
     * The destinations that have enough to do; empty if all of them have, since the mail was claimed when one had room.
     */
    private Set<String> full(List<Part> parts) {
        Set<String> all = new HashSet<>();
        parts.forEach(part -> all.add(part.lane()));
        Set<String> full = new HashSet<>(all);
        full.removeIf(lanes::hasRoom);
        return full.size() < all.size() ? full : Set.of();
    }

    /** A job has ended, on the thread of its session. The border of what is to be done then: the attempt ends. */
    private void ended(Job job, @Nullable JobResult result) {
        MailAttempt attempt = job.attempt();
        try {
            if (result != null) {
                conclusion.tell(job, result);
            }
        } catch (Throwable e) {
            conclusion.problem(
                    attempt.mail().id(), "The outcome of mail " + attempt.mail().id() + " was not reported", e);
        }
        if (lanes.leave(job.lane(), job.places().size())) {
            wake();
        }
        if (result == null ? attempt.endUntried(job) : attempt.end(job, result)) {
            concludeBeside(attempt);
        } else {
            conclusion.checkpoint(attempt);
        }
    }

    /**
     * Concludes an attempt that leaves something to be kept on the disk on another thread: the session goes on with its
     * next mail, and those that are kept at about the same time share what they wait for.
     */
    private void concludeBeside(MailAttempt attempt) {
        if (attempt.state().pending().isEmpty()) {
            conclude(attempt);
            return;
        }
        try {
            conclusions.execute(() -> conclude(attempt));
        } catch (OutOfMemoryError e) {
            conclude(attempt); // the system has no thread left
        }
    }

    private void conclude(MailAttempt attempt) {
        try {
            conclusion.settle(attempt);
        } catch (StaleClaimException e) {
            // It was deleted meanwhile, by an operator
        } catch (Throwable e) {
            String id = attempt.mail().id();
            conclusion.problem(id, "Mail " + id + " stays in the queue as it was", e);
            conclusion.postpone(attempt.claim(), attempt.state());
        } finally {
            finished();
        }
    }

    /** Counts mails that are on their way from now on, and returns how many there are. */
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
            attempts--;
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void sleep() {
        lock.lock();
        try {
            long left = trouble == null ? Math.min(longestNapNanos, nanosUntilDue()) : longestNapNanos;
            while (!(woken && trouble == null) && !stopped && left > 0) {
                left = work.awaitNanos(left);
            }
            woken = false;
        } catch (InterruptedException e) {
            woken = false; // no caller has a reason to interrupt: it goes on
        } finally {
            lock.unlock();
        }
    }

    private long nanosUntilDue() {
        if (lanes.room() == 0) {
            return longestNapNanos; // whatever is due has to wait until a recipient leaves, which wakes the thread
        }
        Instant now = config.clock().instant();
        return spool.nextDue()
                .map(due -> Duration.between(now, due))
                .filter(wait -> wait.compareTo(Duration.ofSeconds(1)) < 0)
                .map(wait -> Math.max(0, wait.toNanos()))
                .orElse(longestNapNanos);
    }

    /** Waits until no mail is on its way or due; false if the time is up first. */
    boolean awaitSettled(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (attempts > 0 || lanes.areWanted() || isDue()) {
                if (left <= 0 || failure != null) {
                    return false;
                }
                long nap = Math.min(left, longestNapNanos);
                left -= nap - progress.awaitNanos(nap);
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
                if (left <= 0 || failure != null) {
                    return false;
                }
                progress.awaitNanos(Math.min(left, longestNapNanos)); // there is no signal for a mail that is deleted
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

    /**
     * Takes no further mail, lets running transactions end within a bound, and breaks off those that do not; false if
     * one hangs.
     */
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
        boolean isQuiet = outbound.awaitQuiet(grace);
        if (!isQuiet) {
            outbound.abort();
            isQuiet = outbound.awaitQuiet(AFTER_ABORT);
        }
        conclusions.shutdown();
        return concluding.awaitEnd(System.nanoTime() + AFTER_ABORT.toNanos()) && isQuiet;
    }
}
