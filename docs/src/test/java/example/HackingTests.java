package example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** HACKING.md names classes, methods and tests that exist, and its arrows are true. */
class HackingTests {

    /** {@code SomeClass}, {@code a.package.SomeClass} or {@code SomeClass.someMethod}. */
    private static final Pattern NAME = Pattern.compile("`(?:[a-z]+\\.)*([A-Z]\\w+)(?:\\.([a-z]\\w+))?`");

    private static final List<String> MODULES = List.of(
            "smtp-server-core", "smtp-certificates", "smtp-mail", "smtp-junit-extension", "smtp-relay", "benchmarks");

    /** The sources by the name of their class; two classes of one name are joined. */
    private final Map<String, String> sources = new TreeMap<>();

    HackingTests() throws IOException {
        for (String module : MODULES) {
            try (Stream<Path> files =
                    Files.walk(GuideTests.docs().resolveSibling(module).resolve("src"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(this::read);
            }
        }
    }

    private void read(Path file) {
        try {
            String name = file.getFileName().toString().replace(".java", "");
            sources.merge(name, Files.readString(file), String::concat);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> cells() throws IOException {
        return Files.readString(GuideTests.docs().resolveSibling("HACKING.md"))
                .lines()
                .filter(line -> line.startsWith("| "))
                .flatMap(line -> Stream.of(line.split("\\|")))
                .toList();
    }

    private static List<MatchResult> names(String text) {
        return NAME.matcher(text).results().toList();
    }

    @Test
    void everyClassAndMethodExists() throws IOException {
        List<String> missing = new ArrayList<>();
        int checked = 0;
        for (String cell : cells()) {
            for (MatchResult name : names(cell)) {
                checked++;
                String source = sources.getOrDefault(name.group(1), "");
                if (source.isEmpty() || (name.group(2) != null && !source.contains(name.group(2) + "("))) {
                    missing.add(name.group());
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(checked).isGreaterThan(150);
    }

    /**
     * {@code A → B, C → D} and {@code A ← B}: of two neighbours, one of the left names each of the right, or the
     * reverse.
     */
    @Test
    void everyArrowIsTrue() throws IOException {
        List<String> wrong = new ArrayList<>();
        int checked = 0;
        for (String cell : cells()) {
            for (String way : cell.split(";", -1)) {
                String[] steps = way.split("(?=[→←])", -1);
                for (int i = 1; i < steps.length; i++) {
                    boolean forward = steps[i].startsWith("→");
                    for (MatchResult right : names(steps[i])) {
                        checked++;
                        boolean isTrue = names(steps[i - 1]).stream()
                                .anyMatch(left -> refers(left.group(1), right.group(1))
                                        || (!forward && refers(right.group(1), left.group(1))));
                        if (!isTrue) {
                            wrong.add(steps[i - 1].strip() + " " + steps[i].strip() + ": " + right.group());
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(checked).isGreaterThan(60);
    }

    private boolean refers(String from, String to) {
        return Pattern.compile("\\b" + to + "\\b")
                .matcher(sources.getOrDefault(from, ""))
                .find();
    }
}
