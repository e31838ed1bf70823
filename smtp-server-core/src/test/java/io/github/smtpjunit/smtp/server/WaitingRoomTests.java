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
class WaitingRoomTests {

    private static final long SHORT = Duration.ofMillis(20).toNanos();
    private static final long LONG = Duration.ofHours(1).toNanos();

    @SuppressWarnings("UnnecessaryLambda") // it leaves as the object that entered
    private static final BooleanSupplier GUEST = () -> false;

    private final WaitingRoom room = new WaitingRoom();

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
        assertThat(room.awaitGuests(0, 0)).isTrue();
        assertThat(room.awaitGuests(1, SHORT)).isFalse();
        room.enter(GUEST);
        assertThat(room.awaitGuests(1, 0)).isTrue();
        assertThat(room.awaitGuests(2, SHORT)).isFalse();
        room.leave(GUEST);
        assertThat(room.awaitGuests(1, 0)).isFalse();
    }

    @Test
    void aGuestWhoseTimeIsOverIsNone() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        room.enter(over::get);
        assertThat(room.awaitGuests(1, 0)).isTrue();
        over.set(true);
        assertThat(room.awaitGuests(1, SHORT)).isFalse();
    }

    @Test
    void whoWaitsForGuestsIsWokenByTheLastOfThem() throws Exception {
        CompletableFuture<Boolean> two = waiting(() -> room.awaitGuests(2, LONG));
        room.enter(GUEST);
        assertThat(two).isNotDone();
        room.enter(() -> false);
        assertThat(result(two)).isTrue();
    }

    @Test
    void aReleaseIsCountedAndWakes() throws Exception {
        long before = room.releases();
        CompletableFuture<Boolean> released = waiting(() -> {
            room.await(() -> room.releases() != before, LONG);
            return true;
        });
        room.release();
        assertThat(result(released)).isTrue();
        assertThat(room.releases()).isEqualTo(before + 1);
    }

    @Test
    void whoIsWokenLooksAgain() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Boolean> woken = waiting(() -> {
            room.await(over::get, LONG);
            return over.get();
        });
        room.wake();
        assertThat(woken).isNotDone();
        over.set(true);
        room.wake();
        assertThat(result(woken)).isTrue();
    }

    @Test
    void whatIsOverIsNotWaitedFor() {
        room.await(() -> true, LONG);
    }

    @Test
    void theTimeEndsTheWait() {
        long start = System.nanoTime();
        room.await(() -> false, SHORT);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT);
    }

    @Test
    void anInterruptEndsTheWaitAndIsKept() {
        Thread.currentThread().interrupt();
        room.await(() -> false, LONG);
        assertThat(Thread.interrupted())
                .as("the flag, cleared for what follows")
                .isTrue();
    }
}
