package io.github.smtpjunit.relay.spool;

import static io.github.smtpjunit.relay.spool.MailSpoolContract.ENVELOPE;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.LEASE;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.NOON;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.read;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.store;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.relay.spool.MailSpool.Claim;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process stores mails, defers some and finishes others, and tells after each step; then it dies. Whatever it has
 * told is true in the directory that it leaves.
 */
@Timeout(120)
class SpoolCrashTests {

    private static final int SMALL = 3_000;
    private static final int LARGE = 150_000;

    /** A segment of the journal has room for five small mails. */
    private static final String SEGMENT = "-Dsmtp-relay.journal-segment=20000";

    private final Path temporary;

    SpoolCrashTests(@TempDir Path temporary) {
        this.temporary = temporary;
    }

    /** The process. Its argument is the directory; it works until it is killed. */
    static final class Worker {

        private Worker() {}

        public static void main(String[] args) throws IOException {
            FileSpool spool = FileSpool.open(Path.of(args[0]), new FileSpool.Options(1_000_000, 0));
            for (int i = 0; !System.out.checkError(); i++) { // it ends too if the test that reads is gone
                String id = store(spool, ENVELOPE, NOON, content(i)).id();
                tell("stored", id, i);
                if (i % 2 == 0) {
                    continue; // it stays
                }
                Claim claim = spool.claim(NOON, LEASE, 1_000).stream()
                        .filter(candidate -> candidate.mail().id().equals(id))
                        .findFirst()
                        .orElseThrow();
                tell("claimed", id, i);
                spool.defer(claim, claim.mail().withNextAttempt(NOON.plusSeconds(i)));
                tell("deferred", id, i);
                if (i % 4 == 1) {
                    Claim again = spool.claim(NOON.plusSeconds(i), LEASE, 1).get(0);
                    tell("finishing", again.mail().id(), i);
                    spool.done(again);
                    tell("finished", again.mail().id(), i);
                }
            }
        }

        private static void tell(String what, String id, int number) {
            System.out.println(what + " " + id + " " + number);
            System.out.flush();
        }
    }

    private static byte[] content(int number) {
        byte[] content = new byte[number % 5 == 4 ? LARGE : SMALL];
        Arrays.fill(content, (byte) ('a' + number % 26));
        byte[] line = ("mail " + number + "\r\n").getBytes(US_ASCII);
        System.arraycopy(line, 0, content, 0, line.length);
        return content;
    }

    private Process start(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                SEGMENT,
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(options));
        command.add(Worker.class.getName());
        command.add(temporary.resolve("spool").toString());
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void assertThatNothingIsLost(List<String> told) throws IOException {
        Map<String, Integer> numbers = new HashMap<>();
        Set<String> deferred = new HashSet<>();
        Set<String> finishing = new HashSet<>();
        Set<String> finished = new HashSet<>();
        for (String line : told) {
            List<String> words = Arrays.asList(line.split(" ", -1));
            String id = words.get(1);
            switch (words.get(0)) {
                case "stored" -> numbers.put(id, Integer.parseInt(words.get(2)));
                case "deferred" -> deferred.add(id);
                case "finishing" -> finishing.add(id);
                case "finished" -> finished.add(id);
                default -> {}
            }
        }
        Path queue = temporary.resolve("spool").resolve("queue");
        Map<String, QueuedMail> there = new HashMap<>();
        try (FileSpool spool = FileSpool.open(temporary.resolve("spool"), new FileSpool.Options(1_000_000, 0))) {
            assertThat(spool.problems()).allMatch(problem -> problem.contains("is half a mail"));
            List<String> found = spool.problems();
            for (QueuedMail mail : spool.list()) {
                there.put(mail.id(), mail);
                byte[] content = read(spool.content(mail.id()).orElseThrow());
                String firstLine =
                        new String(content, 0, 20, US_ASCII).lines().findFirst().orElseThrow();
                int number = Integer.parseInt(firstLine.substring("mail ".length()));
                assertThat(content).as("a mail is whole").isEqualTo(content(number));
                assertThat(numbers.getOrDefault(mail.id(), number)).isEqualTo(number);
            }
            assertThat(spool.claim(NOON.plusSeconds(1_000_000), LEASE, 1_000_000))
                    .hasSize(there.size());
            assertThat(spool.problems()).as("checksums").isEqualTo(found);
        }
        Set<String> owed = new HashSet<>(numbers.keySet());
        owed.removeAll(finishing);
        assertThat(there.keySet()).as("acknowledged and not finished").containsAll(owed);
        assertThat(finished).as("finished").noneMatch(there::containsKey);
        assertThat(there).as("whole, though not acknowledged").hasSizeLessThanOrEqualTo(owed.size() + 2);
        deferred.removeAll(finishing);
        for (String id : deferred) {
            assertThat(there.get(id))
                    .as(id)
                    .extracting(QueuedMail::nextAttempt)
                    .isEqualTo(NOON.plusSeconds(numbers.getOrDefault(id, -1)));
        }
        try (Stream<Path> files = Files.list(queue)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".state.tmp"));
        }
        assertThat(temporary.resolve("spool").resolve("corrupt")).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource
    void aCrashAtAnyStepLosesNothing(SpoolStep step) throws Exception {
        Process worker = start("-Dsmtp-relay.crash-at=" + step + ":7");
        List<String> told;
        try (BufferedReader out = worker.inputReader()) {
            told = out.lines().toList();
        }
        assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(worker.exitValue()).isEqualTo(CrashPoint.KILLED);
        assertThat(told).hasSizeGreaterThanOrEqualTo(7);
        assertThatNothingIsLost(told);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 75, 130})
    void aKillAtAnyMomentLosesNothing(int lines) throws Exception {
        Process worker = start();
        List<String> told = new ArrayList<>();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(worker.getInputStream(), US_ASCII))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                told.add(line);
                if (told.size() == lines) {
                    worker.destroyForcibly();
                }
            }
        } catch (IOException e) {
            // The stream may be closed along with the process; what was acknowledged before counts.
        }
        assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(told).hasSizeGreaterThanOrEqualTo(lines);
        if (!told.get(told.size() - 1).matches("[a-z]+ [0-9A-Z]{12} [0-9]+")) {
            told.remove(told.size() - 1); // cut off
        }
        assertThatNothingIsLost(told);
    }

    @Test
    void theDirectoryIsFreeOnceTheProcessIsDeadAndNotBefore() throws Exception {
        Process worker = start();
        try (BufferedReader out = worker.inputReader()) {
            assertThat(out.readLine()).startsWith("stored");
            assertThatThrownBy(() -> FileSpool.open(temporary.resolve("spool")))
                    .isInstanceOf(IOException.class)
                    .hasMessage("The spool " + temporary.resolve("spool") + " is in use by another process, pid "
                            + worker.pid());
            worker.destroyForcibly();
        }
        assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
        FileSpool.open(temporary.resolve("spool")).close();
    }

    @Test
    void withoutThePropertyThereIsNoCrashPoint() {
        assertThat(CrashPoint.parse(null)).isSameAs(CrashPoint.NONE);
        assertThat(CrashPoint.parse("")).isSameAs(CrashPoint.NONE);
    }

    @ParameterizedTest
    @CsvSource({"SOMEWHERE:1", "AFTER_FORCE:x"})
    void aPropertyThatNamesNoStepIsRefused(String property) {
        assertThatIllegalArgumentException().isThrownBy(() -> CrashPoint.parse(property));
    }
}
