package example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A loop that spins looks at the clock, so that it ends: a time-out of JUnit's interrupts a thread, and such a loop
 * does not notice.
 */
class SpinningLoopTests {

    private static final int LINES_OF_A_LOOP = 8;

    @Test
    void eachLooksAtTheClock() throws IOException {
        Path repository = GuideTests.docs().getParent();
        List<String> endless = new ArrayList<>();
        int files = 0;
        for (Path file : sources(repository)) {
            files++;
            endless(Files.readAllLines(file))
                    .forEach(line -> endless.add(repository.relativize(file) + ":" + line
                            + ": let the loop end when System.nanoTime() says so"));
        }

        assertThat(endless).isEmpty();
        assertThat(files).isGreaterThan(300);
    }

    private static List<Path> sources(Path repository) throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(repository)) {
            for (Path module : modules.toList()) {
                Path root = module.resolve("src");
                if (Files.isDirectory(root)) {
                    try (Stream<Path> files = Files.walk(root)) {
                        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                    }
                }
            }
        }
        return sources;
    }

    /** The numbers of the lines that spin without a look at the clock in the lines before. */
    private static List<Integer> endless(List<String> lines) {
        List<Integer> endless = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if ((line.startsWith("Thread.onSpinWait();") || line.startsWith("Thread.yield();"))
                    && lines.subList(Math.max(0, i - LINES_OF_A_LOOP), i).stream()
                            .noneMatch(before -> before.contains("nanoTime()"))) {
                endless.add(i + 1);
            }
        }
        return endless;
    }

    @Test
    void whatCountsAsEndless() {
        assertThat(endless(List.of("while (!done) {", "    Thread.onSpinWait();", "}")))
                .containsExactly(2);
        assertThat(endless(List.of("while (!done && System.nanoTime() < end) {", "    Thread.yield();", "}")))
                .isEmpty();
    }
}
