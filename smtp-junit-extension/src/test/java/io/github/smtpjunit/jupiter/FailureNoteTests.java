package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.smtpjunit.inbox.CapturedMail;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/**
 * Whatever way an inbox is made, the failure of its test tells where its mails are, and stays the failure that it was.
 */
class FailureNoteTests {

    private final Path directory;
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    FailureNoteTests(@TempDir Path directory) {
        this.directory = directory;
    }

    private List<Path> run(Class<?> sample) throws IOException {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(sample))
                .configurationParameter("smtpjunit.album", "never")
                .configurationParameter("junit.platform.reporting.output.dir", directory.toString())
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .build();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                result.getThrowable().ifPresent(failures::add);
            }
        });
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".eml"))
                    .map(Path::getParent)
                    .toList();
        }
    }

    private static void send(Inbox inbox) {
        RawClient.deliver(inbox, "Subject: Hello\n\nHello\n");
    }

    @WithSmtpServer
    static class ByAnnotation {
        @Test
        void fails(Inbox inbox) {
            send(inbox);
            fail("on purpose");
        }
    }

    static class ByExtension {
        @RegisterExtension
        final SmtpServerExtension smtp = SmtpServerExtension.create();

        @Test
        void fails() {
            send(smtp.inbox());
            fail("on purpose");
        }
    }

    static class ByStaticExtension {
        @RegisterExtension
        static final SmtpServerExtension SMTP = SmtpServerExtension.create();

        @Test
        void fails() {
            send(SMTP.inbox());
            fail("on purpose");
        }
    }

    @SpringJUnitConfig(SpringTestCase.Application.class)
    @WithSmtpServer(hostname = "notes.example")
    static class WithSpring {
        @Test
        void fails(Inbox inbox) {
            send(inbox);
            fail("on purpose");
        }
    }

    @WithSmtpServer(scope = WithSmtpServer.Scope.JVM, hostname = "notes.example")
    static class ForTheJvm {
        @Test
        void fails(Inbox inbox) {
            send(inbox);
            fail("on purpose");
        }
    }

    static class InAField {
        @AutoClose
        private final Inbox inbox = Inbox.start();

        @Test
        void fails() {
            send(inbox);
            fail("on purpose");
        }
    }

    static class InAStaticField {
        @AutoClose
        private static final Inbox INBOX = Inbox.start();

        @Test
        void fails() {
            send(INBOX);
        }

        @AfterEach
        void failsLate() {
            fail("on purpose");
        }
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                ByAnnotation.class,
                ByExtension.class,
                ByStaticExtension.class,
                WithSpring.class,
                ForTheJvm.class,
                InAField.class,
                InAStaticField.class
            })
    void itNamesTheDirectoryOfTheMails(Class<?> sample) throws IOException {
        List<Path> directories = run(sample);

        assertThat(directories).hasSize(1);
        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat(failure).hasMessage("on purpose");
            assertThat(failure.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .containsExactly("The mails and the dialogues of the test are on the page "
                            + directories.get(0).resolve("index.html").toUri());
        });
    }

    @WithSmtpServer(strict = true)
    static class Strict {
        @Test
        void leavesAMail(Inbox inbox) {
            send(inbox);
        }
    }

    @Test
    void whatStrictFindsAtTheEndLeavesItsMailsToo() throws IOException {
        List<Path> directories = run(Strict.class);

        assertThat(directories).hasSize(1);
        assertThat(failures.get(0).getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("The mails and the dialogues of the test are on the page "
                        + directories.get(0).resolve("index.html").toUri());
    }

    static class Passing {
        @AutoClose
        private final Inbox inbox = Inbox.start();

        @Test
        void passes() {
            send(inbox);
        }
    }

    @Test
    void aTestThatPassesLeavesNothing() throws IOException {
        assertThat(run(Passing.class)).isEmpty();
        assertThat(failures).isEmpty();
    }

    @WithSmtpServer
    static class LooksTooEarly {
        @Test
        void beforeTheMailIsThere(Inbox inbox) {
            List<CapturedMail> early = inbox.mails();
            send(inbox);
            assertThat(early).hasSize(1);
        }

        @Test
        void withoutAMail(Inbox inbox) {
            assertThat(inbox.mails()).hasSize(1);
        }

        @Test
        @SuppressWarnings("ResultOfMethodCallIgnored")
        void atTheFirst(Inbox inbox) {
            inbox.mails().get(0);
        }
    }

    @Test
    void aTestThatLooksTooEarlyIsTold() throws IOException {
        run(LooksTooEarly.class);

        String remedy = "It does not wait. For a sender on another thread use assertThat(inbox).singleMail(),"
                + " hasMailCount(..) or inbox.awaitMails(..), which wait.";
        assertThat(failures)
                .flatExtracting(failure -> List.of(failure.getSuppressed()))
                .extracting(Throwable::getMessage)
                .filteredOn(note -> note.startsWith("inbox.mails()"))
                .containsExactlyInAnyOrder(
                        "inbox.mails() had 0 mails when the test called it, and 1 mail arrived after that. " + remedy,
                        "inbox.mails() had 0 mails when the test called it. " + remedy,
                        "inbox.mails() had 0 mails when the test called it. " + remedy);
    }

    @WithSmtpServer
    static class LooksInTime {
        @Test
        void atAll(Inbox inbox) {
            send(inbox);
            assertThat(inbox.mails()).hasSize(2);
        }

        @Test
        void byAnAssertionThatWaits(Inbox inbox) {
            assertThat(inbox.mails()).isEmpty();
            assertThat(inbox).within(Duration.ofMillis(1)).hasMailCount(1);
        }

        @Test
        void byAnAssertionThatWaitsAlone(Inbox inbox) {
            assertThat(inbox).within(Duration.ofMillis(1)).hasMailCount(1);
            fail("not reached");
        }
    }

    @Test
    void aTestThatLooksInTimeIsNot() throws IOException {
        run(LooksInTime.class);

        assertThat(failures)
                .hasSize(3)
                .flatExtracting(failure -> List.of(failure.getSuppressed()))
                .extracting(Throwable::getMessage)
                .noneMatch(note -> note.startsWith("inbox.mails()"));
    }
}
