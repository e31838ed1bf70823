package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.RawClient;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Promise 2: tests in parallel, each with its own server. */
class ParallelTests {

    private static final int TESTS = 200;
    private static final int AT_ONCE = 4;

    @WithSmtpServer
    static class Sample {
        static final Map<Integer, Inbox> PORTS = new ConcurrentHashMap<>();
        static final CountDownLatch AT_WORK = new CountDownLatch(AT_ONCE);

        @RepeatedTest(TESTS)
        void seesItsOwnMailOnly(RepetitionInfo repetition, Inbox inbox) throws InterruptedException {
            Kit.note(Sample.class, inbox);
            int port = inbox.port();
            assertThat(PORTS.putIfAbsent(port, inbox) == null)
                    .as("port in use by this test only")
                    .isTrue();
            AT_WORK.countDown(); // the first ones meet, so some do run at once
            assertThat(AT_WORK.await(20, TimeUnit.SECONDS)).isTrue();
            String subject = "Mail " + repetition.getCurrentRepetition();
            RawClient.deliver(inbox, "Subject: " + subject + "\n\nHello\n");
            assertThat(inbox).singleMail().hasSubject(subject);
            PORTS.remove(port);
        }
    }

    @Test
    void twoHundredTestsAtOnce() {
        Set<Thread> before =
                Thread.getAllStackTraces().keySet(); // servers of application contexts that Spring keeps, too
        Kit.run(
                        Sample.class,
                        "junit.jupiter.execution.parallel.enabled",
                        "true",
                        "junit.jupiter.execution.parallel.mode.default",
                        "concurrent",
                        "junit.jupiter.execution.parallel.config.strategy",
                        "fixed",
                        "junit.jupiter.execution.parallel.config.fixed.parallelism",
                        Integer.toString(2 * AT_ONCE))
                .succeeded(TESTS)
                .withOwnServers(TESTS);

        await("no thread of a server is left").until(() -> noServerThreadBut(before));
    }

    private static boolean noServerThreadBut(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .noneMatch(thread -> thread.getName().startsWith("smtp-"));
    }
}
