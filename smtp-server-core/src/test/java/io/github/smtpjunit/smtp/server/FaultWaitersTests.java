package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits on purpose, who waits for that, and who is woken when. */
@Timeout(60)
class FaultWaitersTests {

    private static final long SHORT = Duration.ofMillis(20).toNanos();
    private static final long LONG = Duration.ofHours(1).toNanos();

    @SuppressWarnings("UnnecessaryLambda") // it leaves as the object that entered
    private static final BooleanSupplier GUEST = () -> false;

    private final FaultWaiters waiters = new FaultWaiters();

    /** Runs on a thread of its own, and returns when that waits. */
    private static <T> CompletableFuture<T> waiting(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(work.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        long start = System.nanoTime();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(System.nanoTime() - start)
                    .isLessThan(Duration.ofSeconds(15).toNanos());
            assertThat(result).isNotDone();
            Thread.onSpinWait();
        }
        return result;
    }

    private static <T> T result(CompletableFuture<T> waiting) throws Exception {
        return waiting.get(15, TimeUnit.SECONDS);
    }

    @Test
    void guestsAreCounted() throws Exception {
        assertThat(waiters.awaitWaiters(0, 0)).isTrue();
        assertThat(waiters.awaitWaiters(1, SHORT)).isFalse();
        waiters.enter(GUEST);
        assertThat(waiters.awaitWaiters(1, 0)).isTrue();
        assertThat(waiters.awaitWaiters(2, SHORT)).isFalse();
        waiters.leave(GUEST);
        assertThat(waiters.awaitWaiters(1, 0)).isFalse();
    }

    @Test
    void aGuestWhoseTimeIsOverIsNone() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        waiters.enter(over::get);
        assertThat(waiters.awaitWaiters(1, 0)).isTrue();
        over.set(true);
        assertThat(waiters.awaitWaiters(1, SHORT)).isFalse();
    }

    @Test
    void whoWaitsForGuestsIsWokenByTheLastOfThem() throws Exception {
        CompletableFuture<Boolean> two = waiting(() -> waiters.awaitWaiters(2, LONG));
        waiters.enter(GUEST);
        assertThat(two).isNotDone();
        waiters.enter(() -> false);
        assertThat(result(two)).isTrue();
    }

    @Test
    void aReleaseIsCountedAndWakes() throws Exception {
        long before = waiters.releases();
        CompletableFuture<Boolean> released = waiting(() -> {
            waiters.await(() -> waiters.releases() != before, LONG);
            return true;
        });
        waiters.release();
        assertThat(result(released)).isTrue();
        assertThat(waiters.releases()).isEqualTo(before + 1);
    }

    @Test
    void whoIsWokenLooksAgain() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Boolean> woken = waiting(() -> {
            waiters.await(over::get, LONG);
            return over.get();
        });
        waiters.wake();
        assertThat(woken).isNotDone();
        over.set(true);
        waiters.wake();
        assertThat(result(woken)).isTrue();
    }

    @Test
    void whatIsOverIsNotWaitedFor() {
        waiters.await(() -> true, LONG);
    }

    @Test
    void theTimeEndsTheWait() {
        long start = System.nanoTime();
        waiters.await(() -> false, SHORT);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT);
    }

    @Test
    void anInterruptEndsTheWaitAndIsKept() {
        Thread.currentThread().interrupt();
        waiters.await(() -> false, LONG);
        assertThat(Thread.interrupted())
                .as("the flag, cleared for what follows")
                .isTrue();
    }
}
