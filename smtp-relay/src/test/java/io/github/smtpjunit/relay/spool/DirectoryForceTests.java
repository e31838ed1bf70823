package io.github.smtpjunit.relay.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Those who force a directory together share what comes of it, a failure too: the force after it may succeed though
 * names are lost.
 */
@Timeout(60)
class DirectoryForceTests {

    private final LossyDisk disk = new LossyDisk();
    private final Path directory = new LossyFileSystem(disk).getPath("/");
    private final DirectoryForce force = new DirectoryForce(directory);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();

    @AfterEach
    void end() throws IOException {
        threads.shutdownNow();
        force.close();
    }

    /** The second force fails: it is the one that two wait for who came while the first was running. */
    private void disk() {
        int call = calls.incrementAndGet();
        if (call == 1) {
            begun.countDown();
            try {
                goOn.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else if (call == 2) {
            throw new UncheckedIOException(new IOException("Input/output error"));
        }
    }

    private Future<Boolean> forced() {
        Callable<Boolean> work = () -> {
            force.force();
            return true;
        };
        return threads.submit(work);
    }

    @Test
    void whoWaitsForAForceThatFailsIsToldSo() throws Exception {
        disk.onChange(this::disk);
        Future<Boolean> first = forced();
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        Future<Boolean> second = forced();
        Future<Boolean> third = forced();
        await().atMost(Duration.ofSeconds(30)).until(() -> force.asked() == 3);
        goOn.countDown();

        assertThat(first.get(30, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> second.get(30, TimeUnit.SECONDS)).isNotNull();
        assertThatThrownBy(() -> third.get(30, TimeUnit.SECONDS)).isNotNull();
        assertThat(calls).hasValue(2);
        assertThat(forced().get(30, TimeUnit.SECONDS))
                .as("who comes afterwards")
                .isTrue();
    }
}
