package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.smtpjunit.relay.catcher.CaptureStep;
import io.github.smtpjunit.relay.client.HostPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code capture} is killed at each step of storing a mail; the next one on the same directory leaves nothing but whole
 * pairs.
 */
@Timeout(120)
class CaptureCrashTests extends CommandTestCase {

    private static final String LARGE = "x".repeat(990) + "\r\n";

    private final Path mails;

    CaptureCrashTests(@TempDir Path directory) {
        this.mails = directory.resolve("mails");
    }

    private Process capture(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(options));
        command.addAll(
                List.of(RelayCommand.class.getName(), "capture", "--listen=127.0.0.1:0", "--directory=" + mails));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(mails)) {
            return files.map(file -> String.valueOf(file.getFileName())).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Client connect(BufferedReader out) throws IOException {
        return new Client(HostPort.parseListening(out.readLine().replaceFirst("READY smtp=(\\S+).*", "$1")));
    }

    /** Stores a mail, and is killed at a step of storing the next one. */
    private void killed(CaptureStep step) throws Exception {
        Process process = capture("-Dsmtp-relay.capture.crash-at=" + step);
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
                Client client = connect(out)) {
            client.say("250", "EHLO c");
            client.mail("a@example.org", LARGE.repeat(40), "b@example.org");
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(CaptureStep.KILLED);
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AFTER_ENVELOPE_RENAME")
    void nothingIsLeftOfAMailThatWasNotAnswered(CaptureStep step) throws Exception {
        Files.createDirectories(mails);
        Files.writeString(mails.resolve("000003.eml"), "not ours: somebody has removed its half");
        killed(step);
        if (step != CaptureStep.AFTER_CONTENT_RENAME) {
            assertThat(names())
                    .as("under a name that is shown")
                    .filteredOn(name -> !name.startsWith("."))
                    .containsExactly("000003.eml");
        }
        Running next = start("capture", "--listen=127.0.0.1:0", "--directory=" + mails);
        await().atMost(PATIENCE) // an empty file may be one that its process is about to lock, for some moments
                .untilAsserted(() -> assertThat(names()).containsExactly("000003.eml"));
        try (Client client = next.connect()) {
            client.say("250", "EHLO c")
                    .mail("a@example.org", "x\r\n", "b@example.org")
                    .expect("250");
        }
        assertThat(names()).containsExactly("000003.eml", "000004.eml", "000004.json");
    }

    @Test
    void aPairThatIsWholeStaysSinceNobodyKnowsWhetherItsClientWasAnswered() throws Exception {
        killed(CaptureStep.AFTER_ENVELOPE_RENAME);
        assertThat(names()).containsExactly("000001.eml", "000001.json");
        start("capture", "--listen=127.0.0.1:0", "--directory=" + mails);
        assertThat(names()).containsExactly("000001.eml", "000001.json");
        assertThat(mails.resolve("000001.eml")).hasSize(40L * LARGE.length());
    }

    @Test
    void whatAnotherProcessIsWritingIsLeftAlone() throws Exception {
        Process process = capture();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
                Client client = connect(out)) {
            client.say("250", "EHLO c", "MAIL FROM:<a@example.org>", "RCPT TO:<b@example.org>");
            client.send("DATA").expect("354");
            client.write(LARGE.repeat(40).getBytes(StandardCharsets.US_ASCII));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(names()).anyMatch(name -> name.startsWith(".incoming-")));
            start("capture", "--listen=127.0.0.1:0", "--directory=" + mails);
            client.send(".").expect("250");
            assertThat(names()).containsExactly("000001.eml", "000001.json");
        } finally {
            process.destroyForcibly();
        }
    }
}
