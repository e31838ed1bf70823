package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Whatever way an inbox is made, the failure of its test tells where its mails are, and stays the failure that it was. */
class FailureNoteTests {

    private final Path directory;
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    FailureNoteTests(@TempDir Path directory) {
        this.directory = directory;
    }

    private List<Path> run(Class<?> sample) throws IOException {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(sample))
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
                    .containsExactly("The mails and the dialogues of the test are in " + directories.get(0));
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
                .containsExactly("The mails and the dialogues of the test are in " + directories.get(0));
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
}
