package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.MailAttempt.Job;
import io.github.smtpjunit.relay.MailAttempt.JobResult;
import io.github.smtpjunit.relay.RecipientState.Status;
import io.github.smtpjunit.relay.Route.Target;
import io.github.smtpjunit.smtp.Envelope;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
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
    private static final int SESSIONS_AT_FIRST = 5;

    private final String name;
    private final Outbound outbound;
    private final int maxSessions;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition jobAdded = lock.newCondition();
    private final Deque<Job> waiting = new ArrayDeque<>();
    private final Set<Session> sessions = new HashSet<>();
    private double allowed;
    private int idle;
    private boolean closed;

    Destination(String name, Outbound outbound, int maxSessions) {
        this.name = name;
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
            if (waiting.size() > idle && sessions.size() < (int) allowed) {
                Session session = new Session();
                sessions.add(session);
                outbound.execute(session);
            } else {
                jobAdded.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
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
                    outbound.forget(name, this);
                }
                return null;
            }
            return job;
        } finally {
            lock.unlock();
        }
    }

    /** One thread with one connection, which serves one job after the other. */
    private final class Session implements Runnable {

        private volatile @Nullable SmtpClient client;
        private int mails;

        @Override
        public void run() {
            try {
                Job job;
                while ((job = next(this, client == null ? 0 : IDLE_NANOS)) != null) {
                    serve(job);
                }
            } finally {
                hangUp();
            }
        }

        private void serve(Job job) {
            JobResult result;
            try {
                result = deliver(job);
            } catch (RuntimeException e) {
                hangUp();
                outbound.log("Delivery of mail " + job.mail().id() + " failed", e);
                RemoteReply problem = RemoteReply.of(451, "4.3.0", "Local error in delivery: " + e);
                result = job.unanswered(Status.PENDING, problem, "");
            }
            outbound.ended(job, result);
        }

        /** Tries the connection at hand, then each host of the route, until one has answered for the whole transaction. */
        private JobResult deliver(Job job) {
            if (isReusable()) {
                JobResult result = send(job);
                if (result != null) {
                    return result;
                }
            }
            hangUp();
            Route route = outbound.router().route(name);
            if (route instanceof Route.None none) {
                Status status = none.reason().isPermanent() ? Status.FAILED : Status.PENDING;
                return job.unanswered(status, none.reason(), "");
            }
            RemoteReply problem = RemoteReply.of(451, "4.4.1", "No host of " + name + " answers");
            String host = "";
            for (Target target : ((Route.Hosts) route).targets()) {
                if (outbound.isResting(target)) {
                    continue;
                }
                host = target.host();
                try {
                    client = SmtpClient.open(target, outbound.settings());
                } catch (NextHopException e) {
                    problem = e.reply();
                    outbound.rest(target);
                    feedback(false);
                    continue;
                }
                JobResult result = send(job);
                if (result != null) {
                    return result;
                }
                problem = RemoteReply.of(451, "4.4.2", "Connection lost during the transaction");
                hangUp();
            }
            return job.unanswered(Status.PENDING, problem, host);
        }

        private boolean isReusable() {
            SmtpClient connected = client;
            return connected != null && mails < MAILS_PER_SESSION && connected.isStillOpen();
        }

        /** One transaction; null if it was lost before the end of the data, so that another host may be tried. */
        private @Nullable JobResult send(Job job) {
            SmtpClient connected = client;
            if (connected == null) {
                return null;
            }
            mails++;
            Envelope envelope = job.mail().envelope();
            List<Envelope.Recipient> recipients =
                    job.places().stream().map(envelope.recipients()::get).toList();
            TransactionResult result = connected.send(envelope, recipients, new SpooledContent(job));
            feedback(!result.nextHostMayBeTried());
            if (result.nextHostMayBeTried()) {
                return null;
            }
            boolean toSilence = !connected.offers("DSN");
            if (!connected.isUsable()) {
                hangUp();
            }
            return job.answered(result.replies(), connected.target().host(), toSilence);
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
