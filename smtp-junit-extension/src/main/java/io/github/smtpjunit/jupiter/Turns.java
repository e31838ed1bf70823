package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.InboxSupport;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets the tests that share a server use it one after another. A turn is bound to no thread: JUnit may end a test on
 * another one. Thread-safe.
 */
final class Turns {

    private static final System.Logger LOG = System.getLogger(Turns.class.getName());
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private @Nullable String holder;
    private long count; // of the turns so far

    /**
     * Waits for a turn and takes it.
     *
     * @param who the test or class, as messages name it
     * @param limit how long to wait at most for one other test to end
     * @throws IllegalStateException if that test does not end in time; the message names it
     */
    void take(String who, Duration limit) {
        lock.lock();
        try {
            long seen = count;
            long start = System.nanoTime();
            boolean told = false;
            while (holder != null) {
                if (seen != count) { // another test has its turn: there is progress
                    seen = count;
                    start = System.nanoTime();
                }
                long waited = System.nanoTime() - start;
                if (waited >= limit.toNanos()) {
                    throw new IllegalStateException(
                            waitingFor(who, holder) + " It has waited " + InboxSupport.inWords(limit)
                                    + ". Find out why that test does not end, give one of the classes a server of its own, for"
                                    + " example by another name, or allow more time by the configuration parameter "
                                    + TestTurns.LIMIT_PARAMETER + ".");
                }
                if (waited >= TELL_NANOS && !told) {
                    told = true;
                    LOG.log(System.Logger.Level.INFO, waitingFor(who, holder));
                }
                ended.awaitNanos(Math.min(limit.toNanos() - waited, TELL_NANOS));
            }
            holder = who;
            count++;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted: " + waitingFor(who, String.valueOf(holder)), e);
        } finally {
            lock.unlock();
        }
    }

    private static String waitingFor(String who, String holder) {
        return who + " waits for " + holder + ", which uses the same SMTP server.";
    }

    /** Ends the turn that was taken last. */
    void end() {
        lock.lock();
        try {
            holder = null;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
