package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.MailAttempt.Job;
import io.github.smtpjunit.relay.MailAttempt.JobResult;
import io.github.smtpjunit.relay.RecipientState.Status;
import io.github.smtpjunit.relay.Route.Target;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of one destination and the sessions that work on them. A session is one thread and one connection, which is kept for
 * further jobs; how many there may be grows with success and shrinks with failure.
 */
final class Destination {

    private static final int MAILS_PER_SESSION = 100;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int SESSIONS_AT_FIRST = 5;

    private static final RemoteReply NO_TLS =
            RemoteReply.of(550, "5.7.30", "The mail must not leave verified TLS, and the next hop offers none");

    /**
     * Where a job goes, and how.
     *
     * @param name the destination by the router's word
     * @param requiresTls whether mail there must not leave verified TLS (RFC 8689), so that it has sessions of its own
     */
    record Key(String name, boolean requiresTls) {}

    private final Key key;
    private final Outbound outbound;
    private final int maxSessions;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition jobAdded = lock.newCondition();
    private final Deque<Job> waiting = new ArrayDeque<>();
    private final Set<Session> sessions = new HashSet<>();
    private double allowed;
    private int idle;
    private boolean closed;

    Destination(Key key, Outbound outbound, int maxSessions) {
        this.key = key;
        this.outbound = outbound;
        this.maxSessions = maxSessions;
        this.allowed = Math.min(SESSIONS_AT_FIRST, maxSessions);
    }

    /** Takes a job, and starts a session for it where one is missing and allowed. False if this has closed: ask for a new one. */
    boolean add(Job job) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            waiting.add(job);
            if (!startedForWaiting()) {
                jobAdded.signal();
            }
            if (!sessions.isEmpty()) {
                return true;
            }
            waiting.clear();
            closed = true;
            outbound.forget(key, this);
        } finally {
            lock.unlock();
        }
        RemoteReply problem = RemoteReply.of(451, "4.3.2", "No thread for a session with " + key.name());
        outbound.ended(job, job.unanswered(Status.PENDING, problem));
        return true;
    }

    /** Starts a session if jobs wait for one, and it may be. The lock is held. */
    private boolean startedForWaiting() {
        if (closed || waiting.size() <= idle || sessions.size() >= (int) allowed) {
            return false;
        }
        Session session = new Session();
        sessions.add(session);
        if (!outbound.execute(session)) {
            sessions.remove(session);
            return false;
        }
        return true;
    }

    /** Gives up the jobs that wait, and lets running transactions end. */
    void stop() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            jobAdded.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Breaks off running transactions. */
    void abort() {
        lock.lock();
        try {
            sessions.forEach(Session::abort);
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Positive feedback lets one more session in for each round of successes, negative takes one away. */
    private void feedback(boolean success) {
        lock.lock();
        try {
            allowed = success ? Math.min(maxSessions, allowed + 1 / allowed) : Math.max(1, allowed - 1);
        } finally {
            lock.unlock();
        }
    }

    /** The next job; null if there is none for so long that the session had better end. */
    private @Nullable Job next(Session session, long patienceNanos) {
        lock.lock();
        try {
            long left = patienceNanos;
            idle++;
            try {
                while (waiting.isEmpty() && !closed && left > 0) {
                    left = jobAdded.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                idle--;
            }
            Job job = waiting.poll();
            if (job == null || (sessions.size() > (int) allowed && sessions.size() > 1)) {
                if (job != null) {
                    waiting.addFirst(job);
                    jobAdded.signal();
                }
                sessions.remove(session);
                closed |= sessions.isEmpty();
                if (sessions.isEmpty()) {
                    outbound.forget(key, this);
                }
                return null;
            }
            startedForWaiting(); // success may have made room for one
            return job;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasWaiting() {
        lock.lock();
        try {
            return !waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private ClientSettings settings(Target target) {
        ClientSettings common = outbound.settings();
        ClientSettings its = target.hop() == null ? common : common.at(target.hop());
        return key.requiresTls() && its.tls() == TlsUse.OPPORTUNISTIC ? its.withTls(TlsUse.REQUIRED) : its;
    }

    /** One thread with one connection, which serves one job after the other. */
    private final class Session implements Runnable {

        private volatile @Nullable SmtpClient client;
        private int mails;
        private long usedAt;

        @Override
        public void run() {
            try {
                Job job;
                while ((job = next(this, client == null ? 0 : IDLE_NANOS)) != null) {
                    serve(job);
                    if (!hasWaiting()) {
                        endTransaction();
                    }
                }
            } finally {
                hangUp();
            }
        }

        /** Recipients for whom the peer had no room in a transaction get the next one at once: RFC 5321 section 4.5.3.1.10. */
        private void serve(Job job) {
            Job left = job;
            while (left != null) {
                JobResult result = attempt(left);
                Job more = isClosed() ? null : left.leftOver(result);
                if (more == null) {
                    outbound.ended(left, result);
                } else {
                    left.attempt().addJob();
                    outbound.ended(left.without(more), result.without(left, more));
                }
                left = more;
            }
        }

        private JobResult attempt(Job job) {
            try {
                return deliver(job);
            } catch (IllegalArgumentException e) {
                // It is the mail that no command can be made of, and none will be tomorrow
                hangUp();
                outbound.problem(job.mail().id(), "Mail " + job.mail().id() + " cannot be delivered", e);
                RemoteReply problem = RemoteReply.of(554, "5.6.0", "The mail fits into no SMTP: " + e.getMessage());
                return job.unanswered(Status.FAILED, problem);
            } catch (Throwable e) { // the other jobs of the session go on
                hangUp();
                outbound.problem(
                        job.mail().id(), "Delivery of mail " + job.mail().id() + " failed", e);
                RemoteReply problem = RemoteReply.of(451, "4.3.0", "Local error in delivery: " + e);
                return job.unanswered(Status.PENDING, problem);
            }
        }

        /** Tries the connection at hand, then each host of the route, until each recipient has an answer. */
        private JobResult deliver(Job job) {
            JobAnswers answers = new JobAnswers(job);
            if (isReusable()) {
                send(job, answers);
                if (answers.isComplete()) {
                    return answers.result();
                }
            }
            hangUp();
            Route route = outbound.router().route(key.name());
            if (route instanceof Route.None none) {
                answers.fail(none.reason().isPermanent() ? Status.FAILED : Status.PENDING, none.reason());
                return answers.result();
            }
            boolean noneHasTls = true;
            Target last = null;
            for (Target target : ((Route.Hosts) route).targets()) {
                RemoteReply whyItRests = outbound.resting(target).orElse(null);
                if (whyItRests != null) {
                    noneHasTls = false;
                    answers.skip(whyItRests, target);
                    continue;
                }
                last = target;
                try {
                    client = SmtpClient.open(target, settings(target));
                } catch (NextHopException e) {
                    answers.fail(Status.PENDING, e.reply(), target);
                    noneHasTls &= e.isForLackOfTls();
                    if (!e.isAfterGreeting() || e.reply().isFarewell()) {
                        outbound.rest(target, e.reply());
                    }
                    feedback(false);
                    continue;
                }
                send(job, answers);
                if (answers.isComplete()) {
                    return answers.result();
                }
                noneHasTls = false;
                hangUp();
            }
            if (key.requiresTls() && noneHasTls && last != null) {
                answers.fail(Status.FAILED, NO_TLS, last); // RFC 8689 section 4.2.1
            }
            return answers.result();
        }

        private boolean isReusable() {
            SmtpClient connected = client;
            if (connected == null || mails >= MAILS_PER_SESSION) {
                return false;
            }
            // To look whether the peer is still there is worth its cost only if it has had the time to go
            boolean isFresh = System.nanoTime() - usedAt < FRESH_NANOS;
            return isFresh || connected.isStillOpen();
        }

        /** One transaction for the recipients without an answer. */
        private void send(Job job, JobAnswers answers) {
            SmtpClient connected = client;
            if (connected == null) {
                return;
            }
            mails++;
            TransactionResult result = connected.send(job.mail().envelope(), answers.open(), new SpooledContent(job));
            usedAt = System.nanoTime();
            answers.add(result, connected);
            // A connection that is lost later on may just have had the last mail that the peer wanted on it
            boolean isNew = mails == 1;
            if (isNew) {
                result.farewell().ifPresent(reply -> outbound.rest(connected.target(), reply));
            }
            if (isNew || !result.nextHostMayBeTried()) {
                feedback(!result.nextHostMayBeTried() && result.farewell().isEmpty());
            }
            if (!connected.isUsable()) {
                hangUp();
            }
        }

        private void endTransaction() {
            SmtpClient connected = client;
            if (connected != null) {
                connected.endTransaction();
            }
        }

        private void hangUp() {
            SmtpClient connected = client;
            client = null;
            mails = 0;
            if (connected != null) {
                connected.close();
            }
        }

        void abort() {
            SmtpClient connected = client;
            if (connected != null) {
                connected.abort();
            }
        }
    }

    /** The content of a claimed mail, straight from the spool. */
    private final class SpooledContent implements MailContent {

        private final Job job;

        SpooledContent(Job job) {
            this.job = job;
        }

        @Override
        public InputStream open() throws IOException {
            return outbound.content(job.attempt().claim());
        }

        @Override
        public long size() {
            return job.mail().size();
        }

        @Override
        public boolean eightBit() {
            return job.mail().eightBit();
        }
    }
}
