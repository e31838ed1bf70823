package io.github.smtpjunit.jupiter;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.net.ConnectException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * A sender that keeps the host and port of its first use for as long as the JVM lives, as
 * {@code Session.getDefaultInstance} does.
 */
class KeptPortTests {

    /** Old code with such a session; one for each test here, in place of that of the JVM. */
    private static final AtomicReference<@Nullable Session> DEFAULT_INSTANCE = new AtomicReference<>();

    private static void send(Inbox inbox, String subject) throws MessagingException {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", inbox.host());
        properties.setProperty("mail.smtp.port", Integer.toString(inbox.port()));
        properties.setProperty("mail.smtp.localhost", "localhost");
        DEFAULT_INSTANCE.compareAndSet(null, Session.getInstance(properties));
        MimeMessage message = new MimeMessage(DEFAULT_INSTANCE.get());
        message.setFrom("shop@example.com");
        message.setRecipients(Message.RecipientType.TO, "ada@example.org");
        message.setSubject(subject);
        message.setText("Hello");
        Transport.send(message);
    }

    @WithSmtpServer
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class WithAServerForEachTest {

        @Test
        @Order(1)
        void first(Inbox inbox) throws MessagingException {
            send(inbox, "one");
            assertThat(inbox).singleMail().hasSubject("one");
        }

        @Test
        @Order(2)
        void second(Inbox inbox) throws MessagingException {
            send(inbox, "two");
        }
    }

    @Test
    void theFailureNamesThePortAndTheRemedy() {
        DEFAULT_INSTANCE.set(null);

        Kit kit = Kit.run(WithAServerForEachTest.class);

        int port = Integer.parseInt(requireNonNull(DEFAULT_INSTANCE.get()).getProperty("mail.smtp.port"));
        assertThat(kit.failures())
                .singleElement()
                .asString()
                .startsWith("Couldn't connect to host, port: 127.0.0.1, " + port);
        assertThat(kit.notes())
                .containsExactly("Port " + port + " was that of an inbox of " + WithAServerForEachTest.class.getName()
                        + " that is closed. The sender has kept the port from an earlier test, for example in"
                        + " Session.getDefaultInstance(..), which returns the session of its first call to the whole JVM. Make a"
                        + " new sender for each test, or let all tests use one server, each with an inbox that begins empty:"
                        + " @WithSmtpServer(scope = Scope.JVM).");
    }

    /** Another sender, whose exception holds the others. */
    @WithSmtpServer
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class WithSpring {

        private static final JavaMailSenderImpl SENDER = new JavaMailSenderImpl();

        @Test
        @Order(1)
        void first(Inbox inbox) {
            SENDER.setHost(inbox.host());
            SENDER.setPort(inbox.port());
        }

        @Test
        @Order(2)
        void second(Inbox inbox) {
            SimpleMailMessage message = new SimpleMailMessage();
            message.setFrom("shop@example.com");
            message.setTo("ada@example.org");
            SENDER.send(message);
        }
    }

    @Test
    void theFailureMayBeDeepInTheCauses() {
        assertThat(Kit.run(WithSpring.class).notes())
                .singleElement()
                .asString()
                .startsWith("Port " + WithSpring.SENDER.getPort() + " was that of an inbox of ");
    }

    @WithSmtpServer
    static class WithOtherFailures {

        @Test
        void ofAPortThatWasNeverOurs() throws ConnectException {
            throw new ConnectException("Connection refused: localhost:1");
        }

        @Test
        void ofTheRunningServer(Inbox inbox) throws ConnectException {
            throw new ConnectException("Connection refused: localhost:" + inbox.port());
        }

        @Test
        void ofSomethingElse() {
            Inbox closed = Inbox.start();
            int port = closed.port();
            closed.close();
            throw new IllegalStateException("No order " + port);
        }
    }

    @Test
    void otherFailuresAreLeftAlone() {
        Kit kit = Kit.run(WithOtherFailures.class);

        assertThat(kit.failures()).hasSize(3);
        assertThat(kit.notes()).isEmpty();
    }

    @WithSmtpServer(scope = WithSmtpServer.Scope.JVM, hostname = "jvm.example")
    static class OneServer {

        @Test
        void first(Inbox inbox) throws MessagingException {
            Kit.note(OneServer.class, inbox);
            assertThat(inbox).hasNoMail();
            send(inbox, "one");
            assertThat(inbox).singleMail().hasSubject("one");
        }

        @Test
        void second(Inbox inbox) throws MessagingException {
            first(inbox);
        }
    }

    /** Of another class, with an equal annotation; the field keeps its value. */
    @WithSmtpServer(scope = WithSmtpServer.Scope.JVM, hostname = "jvm.example")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class TheSameServer {

        @SuppressWarnings("NullAway.Init") // set by the extension
        private Inbox inbox;

        @Test
        void first() throws MessagingException {
            Kit.note(OneServer.class, inbox);
            assertThat(inbox).hasNoMail();
            send(inbox, "one");
            assertThat(inbox).singleMail().hasSubject("one");
        }

        @Test
        void second() throws MessagingException {
            first();
        }
    }

    @Test
    void oneServerForTheJvmHasAnInboxForEachTest() {
        DEFAULT_INSTANCE.set(null);

        Kit.run(List.of(OneServer.class, TheSameServer.class)).succeeded(4).withOneServer();
    }

    @Test
    void testsThatRunInParallelTakeTurnsAtIt() {
        DEFAULT_INSTANCE.set(null);

        Kit.run(
                        List.of(OneServer.class, TheSameServer.class),
                        "junit.jupiter.execution.parallel.enabled",
                        "true",
                        "junit.jupiter.execution.parallel.mode.default",
                        "concurrent")
                .succeeded(4)
                .withOneServer();
    }

    @WithSmtpServer(scope = WithSmtpServer.Scope.JVM, hostname = "clock.example")
    @WithManualClock
    static class WithAClock {

        @Test
        void test(Inbox inbox) {}
    }

    @Test
    void aServerThatOutlivesATestHasNoClockOfTheTest() {
        assertThat(Kit.run(WithAClock.class).failures())
                .containsExactly("@WithManualClock on " + WithAClock.class
                        + ": the server of all tests lives longer than a test and its clock. Leave the scope JVM out, or the"
                        + " clock.");
    }
}
