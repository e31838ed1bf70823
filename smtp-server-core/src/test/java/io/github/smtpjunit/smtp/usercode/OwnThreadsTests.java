package io.github.smtpjunit.smtp.usercode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OwnThreadsTests {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final OwnThreads threads = new OwnThreads(() -> "ours");

    @Test
    void theEndOfTheLastThreadIsAwaited() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> made = new ArrayList<>();
        for (int i = 0; i < 100; i++) { // enough for ended ones to be thrown out
            boolean isLast = i == 50;
            Thread thread = threads.newThread(() -> {
                try {
                    assertThat(!isLast || end.await(PATIENCE, TimeUnit.NANOSECONDS))
                            .isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            assertThat(thread.getName()).isEqualTo("ours");
            assertThat(thread.isDaemon()).isTrue();
            thread.start();
            made.add(thread);
            if (!isLast) {
                thread.join(TimeUnit.NANOSECONDS.toMillis(PATIENCE));
            }
        }
        assertThat(threads.awaitEnd(System.nanoTime() + 1)).isFalse();

        end.countDown();

        assertThat(threads.awaitEnd(System.nanoTime() + PATIENCE)).isTrue();
        assertThat(made).noneMatch(Thread::isAlive);
    }
}
