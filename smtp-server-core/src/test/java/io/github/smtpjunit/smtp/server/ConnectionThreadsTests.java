package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

@Timeout(60)
class ConnectionThreadsTests {

    private static final int FIRST = ConnectionThreads.FIRST_VIRTUAL;
    private static final int MOST = ConnectionThreads.MOST_PLATFORM;

    private final ConnectionThreads threads = new ConnectionThreads();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<String> names = new CopyOnWriteArrayList<>();

    /** The given number of tasks, all at work at the same time. */
    private void begin(int tasks) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(tasks);
        for (int i = 0; i < tasks; i++) {
            threads.execute(() -> {
                names.add(Thread.currentThread().getName());
                begun.countDown();
                awaitTheEnd();
            });
        }
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private void awaitTheEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long platformThreads() {
        return names.stream().filter("smtp-connection"::equals).count();
    }

    @AfterEach
    void shutDown() {
        end.countDown();
        assertThat(threads.shutDown()).isTrue();
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "there are no virtual threads")
    void theFirstAreVirtualTheNextAreNotAndTheRestIs() throws Exception {
        begin(FIRST);
        assertThat(platformThreads()).isZero();
        begin(MOST);
        assertThat(platformThreads()).isEqualTo(MOST);
        begin(50);
        assertThat(platformThreads()).isEqualTo(MOST);
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20, disabledReason = "there are virtual threads")
    void allArePlatformThreadsWhereThereIsNothingElse() throws Exception {
        begin(FIRST + MOST + 50);
        assertThat(platformThreads()).isEqualTo(FIRST + MOST + 50);
    }

    @Test
    void afterTheEndNoneBegins() throws Exception {
        begin(FIRST + 1);
        end.countDown();
        assertThat(threads.awaitEnd(Duration.ofSeconds(30))).isTrue();
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> threads.execute(() -> {}));
        }
    }

    @Test
    void theWaitForTheEndIsBounded() throws Exception {
        begin(FIRST + 1);
        assertThat(threads.awaitEnd(Duration.ofMillis(10))).isFalse();
    }
}
