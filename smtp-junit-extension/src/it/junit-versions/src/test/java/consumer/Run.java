package consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.smtpjunit.inbox.Inbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** One run of JUnit over a sample class, as build tools do it; one at a time. */
final class Run {

    /** One for all relays of the JVM, which ends by itself. */
    private static final String TIMER = "smtp-relay-time-limits";

    private static final Queue<Inbox> NOTED = new ConcurrentLinkedQueue<>();

    private final TestExecutionSummary summary;
    private final List<Inbox> inboxes;
    private final Path reports;

    private Run(TestExecutionSummary summary, List<Inbox> inboxes, Path reports) {
        this.summary = summary;
        this.inboxes = inboxes;
        this.reports = reports;
    }

    static Run of(Class<?> sample) {
        return of(sample, Map.of());
    }

    static Run of(Class<?> sample, Map<String, String> configuration) {
        NOTED.clear();
        Path reports = newDirectory();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(sample))
                .configurationParameter("junit.platform.reporting.output.dir", reports.toString())
                .configurationParameters(configuration)
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        return new Run(listener.getSummary(), List.copyOf(NOTED), reports);
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target", "samples")), "run");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Called by a sample's test. */
    static void note(Inbox inbox) {
        NOTED.add(inbox);
    }

    /** Demands that the given number of tests succeeded, nothing failed, and nothing is left. */
    Run succeeded(int tests) {
        assertThat(failures()).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(tests);
        return leftNothing();
    }

    /** Demands that no server is left, and no thread that does not end by itself now. */
    Run leftNothing() {
        assertThat(inboxes).isNotEmpty().noneMatch(inbox -> inbox.server().isRunning());
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("smtp-") && !thread.getName().equals(TIMER)) {
                assertThat(ends(thread)).as(thread.getName()).isTrue();
            }
        }
        return this;
    }

    private static boolean ends(Thread thread) {
        try {
            thread.join(10_000);
            return !thread.isAlive();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Run withServers(int count) {
        assertThat(inboxes.stream().distinct()).hasSize(count);
        return this;
    }

    /** What made tests and containers fail. */
    List<Throwable> failures() {
        return summary.getFailures().stream()
                .map(TestExecutionSummary.Failure::getException)
                .toList();
    }

    /** The names of the files that were published with failed tests. */
    List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(reports)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }
}
