package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.smtpjunit.inbox.Inbox;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** One run of JUnit over a sample class: how its tests ended, and the inboxes that they noted. */
public final class Kit {

    private static final Map<Class<?>, Queue<Inbox>> NOTED = new ConcurrentHashMap<>();

    private final EngineExecutionResults results;
    private final List<Inbox> inboxes;

    private Kit(EngineExecutionResults results, List<Inbox> inboxes) {
        this.results = results;
        this.inboxes = inboxes;
    }

    /** Runs a class; the configuration is for JUnit, a key and a value in turn. */
    public static Kit run(Class<?> sample, String... configuration) {
        return run(List.of(sample), configuration);
    }

    /** Runs classes in one run. */
    public static Kit run(List<Class<?>> samples, String... configuration) {
        samples.forEach(sample -> NOTED.put(sample, new ConcurrentLinkedQueue<>()));
        EngineTestKit.Builder kit =
                EngineTestKit.engine("junit-jupiter").configurationParameter("smtpjunit.album", "never");
        samples.forEach(sample -> kit.selectors(selectClass(sample)));
        for (int i = 0; i < configuration.length; i += 2) {
            kit.configurationParameter(configuration[i], configuration[i + 1]);
        }
        EngineExecutionResults results = kit.execute();
        return new Kit(
                results,
                samples.stream()
                        .flatMap(sample -> NOTED.getOrDefault(sample, new ConcurrentLinkedQueue<>()).stream())
                        .toList());
    }

    /** Called by a sample's test. */
    public static void note(Class<?> sample, Inbox inbox) {
        NOTED.getOrDefault(sample, new ConcurrentLinkedQueue<>()).add(inbox);
    }

    /** What was noted, in that order, repetitions included. */
    public List<Inbox> inboxes() {
        return inboxes;
    }

    /**
     * All is well: the given number of tests succeeded, none failed, no container either, and every inbox is closed.
     */
    public Kit succeeded(int tests) {
        assertThat(failures()).isEmpty();
        return ran(tests).allClosed();
    }

    private Kit ran(int tests) {
        Events events = results.testEvents();
        assertThat(events.started().count()).as("tests started").isEqualTo(tests);
        assertThat(events.succeeded().count()).as("tests succeeded").isEqualTo(tests);
        return this;
    }

    public Kit allClosed() {
        assertThat(inboxes).isNotEmpty().noneMatch(inbox -> inbox.server().isRunning());
        return this;
    }

    /** Each of the noted inboxes is another one. */
    public Kit withOwnServers(int servers) {
        assertThat(inboxes).hasSize(servers).doesNotHaveDuplicates();
        return this;
    }

    /** All of the noted inboxes are the same one. */
    public Kit withOneServer() {
        assertThat(inboxes.stream().distinct()).hasSize(1);
        return this;
    }

    /** The messages of what failed, tests and containers. */
    public List<String> failures() {
        return results.allEvents().failed().list().stream().map(Kit::message).toList();
    }

    /** The messages of what failed, and of the causes. */
    public List<String> causes() {
        return results.allEvents().failed().list().stream()
                .flatMap(event -> event.getRequiredPayload(TestExecutionResult.class).getThrowable().stream())
                .flatMap(failure -> Stream.iterate(failure, Objects::nonNull, Throwable::getCause))
                .map(failure -> String.valueOf(failure.getMessage()))
                .toList();
    }

    /** What we have noted with the failures of tests. */
    public List<String> notes() {
        return results.testEvents().failed().list().stream()
                .flatMap(event -> event.getRequiredPayload(TestExecutionResult.class).getThrowable().stream())
                .flatMap(failure -> Stream.of(failure.getSuppressed()))
                .filter(FailureNote.class::isInstance)
                .map(note -> String.valueOf(note.getMessage()))
                .toList();
    }

    /** The names of the tests, as reports show them. */
    public List<String> names() {
        return results.testEvents().started().list().stream()
                .map(event -> event.getTestDescriptor().getDisplayName())
                .toList();
    }

    private static String message(Event event) {
        return event.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .map(failure -> String.valueOf(failure.getMessage()))
                .orElse("");
    }
}
