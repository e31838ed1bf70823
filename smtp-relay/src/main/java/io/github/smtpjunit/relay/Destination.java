package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.MailAttempt.Job;
import io.github.smtpjunit.relay.MailAttempt.JobResult;
import io.github.smtpjunit.relay.Route.Target;
import io.github.smtpjunit.relay.client.ClientSettings;
import io.github.smtpjunit.relay.client.MailContent;
import io.github.smtpjunit.relay.client.NextHopException;
import io.github.smtpjunit.relay.client.RemoteReply;
import io.github.smtpjunit.relay.client.SmtpClient;
import io.github.smtpjunit.relay.client.TransactionResult;
import io.github.smtpjunit.relay.spool.RecipientState.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of one destination and the sessions that work on them. A session is one thread and one connection, which is
 * kept for further jobs; how many there may be grows with success and shrinks with failure.
 */
final class Destination {

    private static final int MAILS_PER_SESSION = 100;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int TURN = 10; // mails of one destination, while others wait for the host

    /** How soon a session that has nothing to do sees that others wait for its place. */
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final RemoteReply NO_ROOM = RemoteReply.of(451, "4.4.5", "Its limit of connections is reached");
    private static final RemoteReply FAILED_HERE = RemoteReply.of(451, "4.3.0", "Local error in delivery");
    private static final RemoteReply NO_TLS =
            RemoteReply.of(550, "5.7.30", "The mail must not leave verified TLS, and the next hop offers no TLS");

    /**
     * Where a job goes, and how.
     *
     * @param name the destination by the router's word
     * @param requiresTls whether mail there must not leave verified TLS (RFC 8689), so that it has sessions of its own
     */
    record Key(String name, boolean requiresTls) {}

    private final Key key;
    private final RelayConfig config;
    private final SessionSlots slots;
    private final KnownHosts hosts;
    private final BiConsumer<Job, @Nullable JobResult> whenEnded;
    private final Consumer<Destination> whenClosed;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition jobAdded = lock.newCondition();
    private final Deque<Job> waiting = new ArrayDeque<>();
    private final Set<Session> sessions = new HashSet<>();
    private int idle;
    private boolean inLine; // for room at a host: no session is of use before
    private boolean closed;

    /**
     * Makes a destination without jobs.
     *
     * @param slots the places for its sessions
     * @param hosts what is known of the hosts that it leads to
     * @param whenEnded gets each job that has ended, with no result if nothing was done, so that it was no attempt
     * @param whenClosed is notified when nothing is left to do, and another destination has to be made for further jobs
     */
    Destination(
            Key key,
            RelayConfig config,
            SessionSlots slots,
            KnownHosts hosts,
            BiConsumer<Job, @Nullable JobResult> whenEnded,
            Consumer<Destination> whenClosed) {
        this.key = key;
        this.config = config;
        this.slots = slots;
        this.hosts = hosts;
        this.whenEnded = whenEnded;
        this.whenClosed = whenClosed;
    }

    /**
     * Takes a job, and starts a session for it where one is missing and allowed. False if this has closed: ask for a
     * new one.
     */
    boolean add(Job job) {
        Session missing;
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            waiting.add(job);
            missing = missingSession(null);
            if (missing == null) {
                jobAdded.signal();
            }
        } catch (Throwable e) {
            waiting.remove(job);
            throw e;
        } finally {
            lock.unlock();
        }
        start(missing);
        return true;
    }

    /** There may be room for a session now, after there was no room before. */
    void startSession() {
        Session missing;
        lock.lock();
        try {
            missing = missingSession(null);
        } finally {
            lock.unlock();
        }
        start(missing);
    }

    /** It has waited in line for a host, and has room there now for one connection. False if it has no use for it. */
    boolean hasEntered(HostLimit host) {
        Session missing;
        lock.lock();
        try {
            inLine = false;
            missing = missingSession(host);
        } finally {
            lock.unlock();
        }
        return start(missing);
    }

    /**
     * Makes a session if jobs wait for one, and it may be; it is to be started once the lock is free. The lock is held.
     */
    private @Nullable Session missingSession(@Nullable HostLimit entered) {
        if (closed
                || inLine
                || waiting.size() <= idle
                || sessions.size() >= config.concurrency()
                || !slots.take(this, sessions.isEmpty())) {
            return null;
        }
        Session session = new Session(entered);
        sessions.add(session);
        return session;
    }

    /** Starts a session; where there is no thread for the only one, the jobs are given up. No lock is held. */
    private boolean start(@Nullable Session session) {
        if (session == null) {
            return false;
        }
        if (slots.execute(session)) {
            return true;
        }
        List<Job> lost = List.of();
        lock.lock();
        try {
            sessions.remove(session);
            if (sessions.isEmpty()) {
                lost = List.copyOf(waiting);
                waiting.clear();
                closeIfDone();
            }
        } finally {
            lock.unlock();
        }
        RemoteReply problem = RemoteReply.of(451, "4.3.2", "No thread for a session with " + key.name());
        lost.forEach(job -> whenEnded.accept(job, job.unanswered(Status.PENDING, problem)));
        return false;
    }

    /** The lock is held. */
    private void closeIfDone() {
        if (sessions.isEmpty() && waiting.isEmpty()) {
            closed = true;
            whenClosed.accept(this);
        }
    }

    /** Gives up the jobs that wait, breaks off connections that are being opened, and lets running transactions end. */
    void stop() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            jobAdded.signalAll();
            sessions.forEach(Session::abortOpening);
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

    /**
     * The next job; null if no job has come for so long that the session should end, or if there are too many sessions.
     */
    private @Nullable Job next(Session session) {
        Session missing;
        Job job;
        lock.lock();
        try {
            awaitJob(session);
            boolean surplus = sessions.size() > 1 && (session.isSurplus() || slots.isWanted());
            surplus |= session.hasHadItsTurn() && slots.isWanted();
            job = surplus ? null : waiting.poll();
            if (job == null) {
                jobAdded.signal(); // to another session, if there is a job
                remove(session);
                return null;
            }
            missing = missingSession(null); // success may have made room for one
        } finally {
            lock.unlock();
        }
        start(missing);
        return job;
    }

    private void awaitJob(Session session) {
        idle++;
        try {
            long left = session.patience();
            while (waiting.isEmpty() && !closed && left > 0 && !session.isWantedElsewhere()) {
                long slice = Math.min(left, SLICE_NANOS);
                left -= slice - jobAdded.awaitNanos(slice);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            idle--;
        }
    }

    /** Takes a job back for which there is no room at a host; the session ends. */
    private void putBack(Session session, Job job) {
        lock.lock();
        try {
            if (!closed) {
                waiting.addFirst(job);
                inLine = true;
            }
            remove(session);
        } finally {
            lock.unlock();
        }
    }

    private void remove(Session session) {
        lock.lock();
        try {
            sessions.remove(session);
            closeIfDone();
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
        ClientSettings common = config.clientSettings();
        ClientSettings its = target.hop() == null ? common : target.hop().settings(common);
        return key.requiresTls() && its.tls() == TlsPolicy.OPPORTUNISTIC ? its.withTls(TlsPolicy.REQUIRED) : its;
    }

    @Override
    public String toString() {
        return key.name();
    }

    /** One thread with one connection, which serves one job after the other. */
    private final class Session implements Runnable {

        private volatile @Nullable SmtpClient client;
        private @Nullable Target peer; // of the client
        private @Nullable Thread opening; // guarded by the lock
        private @Nullable HostLimit host; // where it has room for its connection
        private @Nullable HostLimit awaited; // where there was no room
        private @Nullable Job inHand;
        private int served;
        private int mails; // on this connection
        private long usedAt;

        Session(@Nullable HostLimit host) {
            this.host = host;
        }

        @Override
        public void run() {
            try {
                Job job;
                while (awaited == null && (job = next(this)) != null) {
                    serve(job);
                    if (!hasWaiting()) {
                        endTransaction();
                    }
                }
                hangUp();
            } catch (Throwable e) {
                ListenerCalls.problem(config.listener(), "", "A session with " + key.name() + " has failed", e);
            } finally {
                end();
            }
        }

        /**
         * Cleans up after all that can happen: no connection and no job is left behind, and jobs that wait get another
         * session.
         */
        private void end() {
            abort();
            leaveHost();
            Job lost = inHand;
            if (lost != null) {
                whenEnded.accept(lost, lost.unanswered(Status.PENDING, FAILED_HERE));
            }
            remove(this);
            HostLimit full = awaited;
            if (full != null) {
                full.await(Destination.this);
            }
            startSession();
        }

        /** How long it waits for another job. */
        long patience() {
            return client == null ? 0 : IDLE_NANOS;
        }

        /** Whether it has served for long enough to leave its place to a destination that has no place. */
        boolean hasHadItsTurn() {
            return served >= MAILS_PER_SESSION;
        }

        boolean isSurplus() {
            HostLimit taken = host;
            return taken != null && taken.isExceeded();
        }

        boolean isWantedElsewhere() {
            HostLimit taken = host;
            return slots.isWanted() || (taken != null && taken.isWantedByOthers(Destination.this));
        }

        /**
         * Recipients for whom the peer had no room in a transaction get the next one at once: RFC 5321 section
         * 4.5.3.1.10.
         */
        private void serve(Job job) {
            served++;
            Job left = job;
            while (left != null) {
                inHand = left;
                JobResult result = attempt(left);
                if (result == null) {
                    inHand = null;
                    if (awaited != null) {
                        putBack(this, left);
                    } else {
                        whenEnded.accept(left, null); // enough wait for it already
                    }
                    return;
                }
                Job more = isClosed() ? null : left.leftOver(result);
                inHand = null; // what is notified from here on handles its own failures
                if (more == null) {
                    whenEnded.accept(left, result);
                } else {
                    left.attempt().addJob();
                    whenEnded.accept(left.without(more), result.without(left, more));
                }
                left = more;
            }
        }

        /**
         * The border: each failure becomes a result of the mail, and takes nothing back that a host has said. Null if
         * there is no room at a host.
         */
        private @Nullable JobResult attempt(Job job) {
            JobAnswers answers = new JobAnswers(job);
            try {
                return deliver(job, answers);
            } catch (IllegalArgumentException e) {
                // No command can express this mail, and that will not change
                hangUp();
                ListenerCalls.problem(
                        config.listener(), job.mail().id(), "Mail " + job.mail().id() + " cannot be delivered", e);
                RemoteReply problem =
                        RemoteReply.of(554, "5.6.0", "The message cannot be expressed in SMTP: " + e.getMessage());
                answers.fail(Status.FAILED, problem);
                return answers.result();
            } catch (Throwable e) {
                abort();
                leaveHost();
                ListenerCalls.problem(
                        config.listener(),
                        job.mail().id(),
                        "Delivery of mail " + job.mail().id() + " failed",
                        e);
                answers.fail(Status.PENDING, FAILED_HERE);
                return answers.result();
            }
        }

        /**
         * Tries the connection at hand, then each host of the route, until each recipient has an answer. Null if there
         * is no room at a host, and no host has answered.
         */
        private @Nullable JobResult deliver(Job job, JobAnswers answers) {
            if (isReusable()) {
                send(job, answers);
                if (answers.isComplete()) {
                    return answers.result();
                }
            }
            if (client != null) {
                hangUp();
            }
            Route route = config.router().route(key.name());
            if (route instanceof Route.None none) {
                answers.fail(none.reason().isPermanent() ? Status.FAILED : Status.PENDING, none.reason());
                return answers.result();
            }
            Route.Hosts found = (Route.Hosts) route;
            hosts.learn(key.name(), found);
            boolean noneHasTls = true;
            Target last = null;
            HostLimit busy = null;
            for (Target target : found.targets()) {
                RemoteReply whyItRests = hosts.resting(target.host()).orElse(null);
                if (whyItRests != null) {
                    noneHasTls = false;
                    answers.skip(whyItRests, target.host());
                    continue;
                }
                HostLimit limit = hosts.limit(target.host());
                if (!enter(limit)) {
                    answers.fail(Status.PENDING, NO_ROOM, target.host());
                    busy = limit;
                    break; // a host that is less preferred is not for when there is much to do
                }
                last = target;
                try {
                    client = open(target);
                    peer = target;
                    limit.opened();
                } catch (NextHopException e) {
                    if (isClosed() && !answers.isBegun()) {
                        return null; // it was broken off, which says nothing about the host
                    }
                    answers.fail(Status.PENDING, e.reply(), target.host());
                    noneHasTls &= e.isForLackOfTls();
                    host = null;
                    boolean othersWork = limit.refused();
                    boolean hasClosed = !e.isAfterGreeting() || e.reply().isFarewell();
                    if (hasClosed && othersWork) {
                        busy = limit; // it has connections enough, and is well
                    } else if (hasClosed) {
                        hosts.rest(target.host(), e.reply());
                    }
                    continue;
                }
                if (send(job, answers)) {
                    busy = limit;
                }
                if (answers.isComplete()) {
                    return answers.result();
                }
                noneHasTls = false;
                hangUp();
            }
            if (key.requiresTls() && noneHasTls && last != null && busy == null) {
                answers.fail(Status.FAILED, NO_TLS, last.host()); // RFC 8689 section 4.2.1
            }
            if (busy == null || answers.isBegun()) {
                return answers.result();
            }
            awaited = hosts.mayWait(job, found) ? busy : null;
            return null;
        }

        /** Opens a connection, unless this has closed or does so meanwhile. */
        private SmtpClient open(Target target) throws NextHopException {
            ClientSettings its = settings(target);
            setOpening(Thread.currentThread());
            try {
                return SmtpClient.open(target.host(), its);
            } finally {
                setOpening(null);
            }
        }

        private void setOpening(@Nullable Thread thread) {
            lock.lock();
            try {
                opening = thread;
                if (thread == null && closed) {
                    Thread.interrupted(); // it was for the connection
                } else if (closed) {
                    abortOpening();
                }
            } finally {
                lock.unlock();
            }
        }

        /** An interrupt closes the connection, wherever its opening has got to. The lock is held. */
        void abortOpening() {
            Thread thread = opening;
            if (thread != null) {
                thread.interrupt();
            }
        }

        private boolean enter(HostLimit limit) {
            if (host == limit) {
                return true;
            }
            leaveHost();
            if (!limit.enter()) {
                return false;
            }
            host = limit;
            return true;
        }

        private boolean isReusable() {
            SmtpClient connected = client;
            if (connected == null || mails >= MAILS_PER_SESSION || isSurplus()) {
                return false;
            }
            if (mails >= TURN && Objects.requireNonNull(host).isWantedByOthers(Destination.this)) {
                return false;
            }
            // To look whether the peer is still there is worth its cost only if it has had the time to go
            boolean isFresh = System.nanoTime() - usedAt < FRESH_NANOS;
            return isFresh || connected.isStillOpen();
        }

        /**
         * One transaction for the recipients without an answer.
         *
         * @return whether the host has closed a further connection, and others work
         */
        private boolean send(Job job, JobAnswers answers) {
            SmtpClient connected = client;
            if (connected == null) {
                return false;
            }
            mails++;
            TransactionResult result = connected.send(job.mail().envelope(), answers.open(), new SpooledContent(job));
            usedAt = System.nanoTime();
            answers.add(result, connected, Objects.requireNonNull(peer));
            // A connection that is lost later on may just have had the last mail that the peer wanted on it
            boolean isNew = mails == 1;
            HostLimit limit = Objects.requireNonNull(host);
            boolean isOneTooMany = isNew && result.farewell().isPresent() && limit.hasOthers();
            if (isNew && !isOneTooMany) {
                result.farewell().ifPresent(reply -> hosts.rest(connected.target(), reply));
            }
            if (!result.nextHostMayBeTried() && result.farewell().isEmpty()) {
                limit.succeeded();
            } else if (isNew || !result.nextHostMayBeTried()) {
                limit.failed();
            }
            if (!connected.isUsable()) {
                hangUp();
            }
            return isOneTooMany;
        }

        private void endTransaction() {
            SmtpClient connected = client;
            if (connected != null) {
                connected.endTransaction();
            }
        }

        private void hangUp() {
            SmtpClient connected = client;
            if (connected != null) {
                connected.close();
            }
            leaveHost();
        }

        /** Forgets the connection, which is closed, and gives the room at the host to the next in line. */
        private void leaveHost() {
            HostLimit left = host;
            boolean wasOpen = client != null;
            client = null;
            host = null;
            mails = 0;
            if (left != null && wasOpen) {
                left.leave();
            } else if (left != null) {
                left.giveBack();
            }
        }

        /** Breaks the connection; called by other threads too. */
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
            return config.spool().content(job.attempt().claim());
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
