package io.github.smtpjunit.jupiter;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxSupport;
import io.github.smtpjunit.inbox.RawClient;
import io.github.smtpjunit.smtp.server.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.mail.MailException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tests that share the server of a Spring context: whose mail is whose, and who waits for whom. The static classes are
 * samples.
 */
@Timeout(120)
class SpringTurnsTests extends SpringTestCase {

    // What an earlier test leaves

    /** Connections that live longer than the test that opens them. */
    private static final Queue<RawClient> CLIENTS = new ConcurrentLinkedQueue<>();

    private static RawClient kept(RawClient client) {
        CLIENTS.add(client);
        return client;
    }

    private static void closeClients() {
        CLIENTS.forEach(RawClient::close);
        CLIENTS.clear();
    }

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer(hostname = "stragglers.example", assertionTimeoutMillis = 300)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class Stragglers {

        @SuppressWarnings("NullAway.Init")
        static RawClient open;

        @SuppressWarnings("NullAway.Init")
        static RawClient silent;

        @SuppressWarnings("NullAway.Init")
        static RawClient pooled;

        @SuppressWarnings("NullAway.Init")
        static RawClient pooledAndOpen;

        @Test
        @Order(1)
        void leavesMuchUnderWay(Inbox inbox) {
            Kit.note(Stragglers.class, inbox);
            open = kept(RawClient.greeted(inbox)).say("MAIL FROM:<open@example.com>", 250);
            silent = kept(RawClient.greeted(inbox));
            pooled = kept(RawClient.greeted(inbox)).mail("pool@example.com", "ada@example.org", "Subject: First\n\n");
            pooled.say("VRFY", 501);
            pooledAndOpen = kept(RawClient.greeted(inbox))
                    .mail("pool@example.com", "ada@example.org", "Subject: First\n\n")
                    .say("MAIL FROM:<pool@example.com>", 250);
            assertThat(inbox).hasMailCountAtLeast(2);
            inbox.on(Phase.MAIL).times(100).reply(451, "4.7.1", "Later");
            inbox.faults().clear();
            inbox.on(Phase.VRFY).reply(451, "4.7.1", "Later");
        }

        @Test
        @Order(2)
        void doesNotCountIt(Inbox inbox) {
            assertThat(inbox.faults().rules()).isEmpty();
            assertThat(inbox.sessions()).isEmpty();
            assertThat(inbox.failedAttempts()).isEmpty();
            assertThat(inbox).hasNoMail();

            open.say("RCPT TO:<ada@example.org>", 250).data("Subject: Straggler\r\n\r\n".getBytes(US_ASCII));
            silent.mail("silent@example.com", "ada@example.org", "Subject: Silent straggler\n\n");
            pooledAndOpen
                    .say("RCPT TO:<ada@example.org>", 250)
                    .data("Subject: Pooled straggler\r\n\r\n".getBytes(US_ASCII));

            assertThat(inbox).hasNoMail().hasConnectionCount(0);
            assertThatThrownBy(() -> assertThat(inbox).singleMail())
                    .hasMessageContaining(
                            "3 mails have arrived in this test that Stragglers.leavesMuchUnderWay had left under way")
                    .hasMessageContaining("Straggler");
        }

        @Test
        @Order(3)
        void countsAPooledConnection(Inbox inbox) {
            pooled.mail("pool@example.com", "ada@example.org", "Subject: Second\n\n");
            assertThat(inbox).singleMail().hasSubject("Second");
            assertThat(inbox.sessions()).hasSize(1);
            assertThat(inbox.failedAttempts()).isEmpty();

            silent.mail("silent@example.com", "ada@example.org", "Subject: Third\n\n");
            open.mail("open@example.com", "ada@example.org", "Subject: Fourth\n\n");
            assertThat(inbox).hasMailCount(3);
            assertThat(inbox.toString()).contains("Second", "Fourth").doesNotContain("Straggler");
        }
    }

    @Test
    void aMailBelongsToTheTestInWhichItsTransactionBegan() {
        try {
            assertThat(Kit.run(Stragglers.class).failures()).isEmpty();
        } finally {
            closeClients();
        }
    }

    @SpringJUnitConfig(SendingAtItsStart.class)
    @WithSmtpServer(hostname = "start.example", assertionTimeoutMillis = 300)
    static class AfterAStartThatSends {
        @RepeatedTest(2)
        void hasNoMail(Inbox inbox) {
            assertThat(inbox).hasNoMail();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Application.class)
    static class SendingAtItsStart {
        @Autowired
        void start(JavaMailSender sender) {
            send(sender, "Started");
        }
    }

    @Test
    void aMailThatTheStartOfTheApplicationSendsIsOfNoTest() {
        assertThat(Kit.run(AfterAStartThatSends.class).failures()).isEmpty();
    }

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer(hostname = "strict.example", strict = true)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class Strict {
        @Test
        @Order(1)
        void looksAtNothing(Inbox inbox, @Autowired JavaMailSender sender) {
            send(sender, "Overlooked");
        }

        @Test
        @Order(2)
        void hasNothingLeft() {}
    }

    @Test
    void strictIsAMatterOfTheTest() {
        assertThat(Kit.run(Strict.class).failures()).singleElement().asString().contains("Overlooked");
    }

    @SmtpFault("rcpt=550 5.1.1 No such user")
    @SpringJUnitConfig(Application.class)
    @WithSmtpServer(hostname = "faults.example")
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class Faulty {
        @Test
        @Order(1)
        void isRefused(Inbox inbox, @Autowired JavaMailSender sender) {
            assertThatThrownBy(() -> send(sender, "Order")).hasStackTraceContaining("No such user");
            assertThat(inbox).hasNoMail();
        }

        @Test
        @Order(2)
        void hasItsOwnFaults(Inbox inbox) {
            assertThat(inbox.faults().rules()).hasSize(1);
        }
    }

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer(hostname = "faults.example")
    static class UnderEachFault {
        @SmtpFaultMatrix(expected = MailException.class, phases = Phase.RCPT)
        void losesNothing(Inbox inbox, @Autowired JavaMailSender sender) {
            assertThat(inbox.faults().rules()).hasSize(1);
            send(sender, "Order");
        }
    }

    @Test
    void faultsAreThoseOfTheTest() {
        assertThat(Kit.run(Faulty.class).failures()).isEmpty();
        assertThat(Kit.run(UnderEachFault.class).failures()).isEmpty();
    }

    // Turns

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer(hostname = "turns.example")
    static class InParallel {
        static final AtomicInteger RUNNING = new AtomicInteger();

        private static void sendAlone(Inbox inbox, JavaMailSender sender, String subject) {
            assertThat(RUNNING.incrementAndGet()).as("tests at a time").isEqualTo(1);
            send(sender, subject);
            assertThat(inbox).singleMail().hasSubject(subject);
            RUNNING.decrementAndGet();
        }

        @RepeatedTest(8)
        void one(Inbox inbox, @Autowired JavaMailSender sender) {
            sendAlone(inbox, sender, "one");
        }

        @RepeatedTest(8)
        void other(Inbox inbox, @Autowired JavaMailSender sender) {
            sendAlone(inbox, sender, "other");
        }

        @Nested
        class Inner {
            @RepeatedTest(8)
            void third(Inbox inbox, @Autowired JavaMailSender sender) {
                sendAlone(inbox, sender, "third");
            }
        }
    }

    @Test
    void testsThatShareAServerTakeTurns() {
        Kit run = Kit.run(
                InParallel.class,
                "junit.jupiter.execution.parallel.enabled",
                "true",
                "junit.jupiter.execution.parallel.mode.default",
                "concurrent",
                "junit.jupiter.execution.parallel.config.strategy",
                "fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism",
                "4");

        assertThat(run.failures()).isEmpty();
    }

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer(hostname = "slow.example", assertionTimeoutMillis = 100)
    @ExtendWith(Releasing.class)
    static class OneWaitsTooLong {

        @Test
        void one() throws InterruptedException {
            assertThat(Releasing.FAILED.await(30, TimeUnit.SECONDS)).isTrue();
        }

        @Test
        void other() throws InterruptedException {
            assertThat(Releasing.FAILED.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Lets the one test go on when the other one has failed. */
    static final class Releasing implements TestWatcher {
        static final CountDownLatch FAILED = new CountDownLatch(1);

        @Override
        public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
            FAILED.countDown();
        }
    }

    @Test
    void aTestThatWaitsTooLongSaysForWhom() {
        Kit run = Kit.run(
                OneWaitsTooLong.class,
                TestTurns.LIMIT_PARAMETER,
                "0.2",
                "junit.jupiter.execution.parallel.enabled",
                "true",
                "junit.jupiter.execution.parallel.mode.default",
                "concurrent",
                "junit.jupiter.execution.parallel.config.strategy",
                "fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism",
                "2");

        assertThat(run.failures())
                .singleElement()
                .asString()
                .matches(
                        "OneWaitsTooLong\\.(one waits for OneWaitsTooLong\\.other|other waits for OneWaitsTooLong\\.one),"
                                + " which uses the same SMTP server\\. It has waited 200 ms\\. .*");
    }

    @Test
    void theLimitIsANumberOfSeconds() {
        for (String wrong : List.of("soon", "0", "-1")) {
            assertThat(Kit.run(AfterAStartThatSends.class, TestTurns.LIMIT_PARAMETER, wrong)
                            .failures())
                    .isNotEmpty()
                    .allMatch(message -> message.equals("The configuration parameter smtpjunit.turn.seconds must be a"
                            + " positive number of seconds, not \"" + wrong + "\""));
        }
    }

    @Test
    void turnsAreTakenAfterOneAnother() {
        Turns turns = new Turns();
        turns.take("One.test", Duration.ofSeconds(1));

        assertThatIllegalStateException()
                .isThrownBy(() -> turns.take("Two.test", Duration.ofMillis(10)))
                .withMessageStartingWith("Two.test waits for One.test, which uses the same SMTP server.");
        turns.end();
        turns.take("Two.test", Duration.ofSeconds(1));
        turns.end();
    }

    // Senders on other threads

    /** What sends later, in its own ways. */
    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    @EnableScheduling
    @EnableTransactionManagement
    @Import(Application.class)
    static class Background {

        @Bean
        ThreadPoolTaskExecutor taskExecutor() {
            ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
            executor.setCorePoolSize(2);
            executor.initialize();
            executor.execute(() -> awaitForever()); // a loop that lasts as long as the application
            return executor;
        }

        @Bean
        ThreadPoolTaskScheduler taskScheduler() {
            return new ThreadPoolTaskScheduler();
        }

        @Bean(destroyMethod = "shutdownNow")
        ScheduledExecutorService later() {
            return Executors.newScheduledThreadPool(1);
        }

        @Bean
        PlatformTransactionManager transactions() {
            return new NoDatabase();
        }

        @Bean
        Shop shop(JavaMailSender sender) {
            return new Shop(sender);
        }

        private static void awaitForever() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Transactions of nothing. */
    private static final class NoDatabase extends AbstractPlatformTransactionManager {
        private static final long serialVersionUID = 1;

        @Override
        protected Object doGetTransaction() {
            return "nothing";
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {}

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}
    }

    /** An order that has been stored. */
    record Ordered(String what) {}

    /** The code under test. */
    static class Shop {
        private final JavaMailSender sender;
        private volatile String due = "";

        Shop(JavaMailSender sender) {
            this.sender = sender;
        }

        @Async("taskExecutor")
        public void sendLater(String subject) {
            send(sender, subject);
        }

        @Async("taskExecutor")
        @TransactionalEventListener
        public void afterCommit(Ordered order) {
            send(sender, order.what());
        }

        void plan(String subject) {
            due = subject;
        }

        @Scheduled(fixedDelay = 20)
        public void sendWhatIsDue() {
            if (!due.isEmpty()) {
                send(sender, due);
                due = "";
            }
        }
    }

    @SpringJUnitConfig(Background.class)
    @WithSmtpServer(hostname = "background.example")
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class InTheBackground {

        @Autowired
        Shop shop;

        @Test
        @Order(1)
        void doesNotWaitForItsMails() {
            for (int i = 0; i < 20; i++) {
                shop.sendLater("late");
            }
        }

        @Test
        @Order(2)
        void hasNoneOfThem(Inbox inbox) {
            assertThat(inbox).hasNoMail();
            assertThat(InboxSupport.failure(inbox, "Now.")).doesNotContain("left under way");
        }

        @Test
        @Order(3)
        void async(Inbox inbox) {
            Kit.note(InTheBackground.class, inbox);
            shop.sendLater("async");

            assertThat(inbox).singleMail().hasSubject("async");
        }

        @Test
        @Order(4)
        void transactionalEventListener(
                Inbox inbox,
                @Autowired PlatformTransactionManager transactions,
                @Autowired ApplicationEventPublisher publisher) {
            new TransactionTemplate(transactions).executeWithoutResult(status -> {
                publisher.publishEvent(new Ordered("committed"));
                assertThat(inbox).hasNoMail();
            });

            assertThat(inbox).singleMail().hasSubject("committed");
        }

        @Test
        @Order(5)
        void scheduled(Inbox inbox) {
            shop.plan("scheduled");

            assertThat(inbox).singleMail().hasSubject("scheduled");
        }

        @Test
        @Order(6)
        void doesNotWaitForWhatIsPlanned(@Autowired ScheduledExecutorService later) {
            ScheduledFuture<?> plan = later.schedule(() -> {}, 1, TimeUnit.HOURS);
            assertThat(plan.isDone()).isFalse();
        }
    }

    @Test
    void sendersOnOtherThreadsAreWaitedFor() {
        long start = System.nanoTime();

        assertThat(Kit.run(InTheBackground.class).failures()).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("a loop and a plan for later are not waited for")
                .isLessThan(Duration.ofSeconds(5 + 5));
    }
}
