package io.github.smtpjunit.relay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The usual looks into the queue, which are run without picocli, and what is left to it. */
class PlainLookTests extends CommandTestCase {

    private static String[] words(String text, Path spool, String id) {
        return text.replace("SPOOL", spool.toString()).replace("ID", id).split(" ");
    }

    private static Outcome byPicocli(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        int code = RelayCommand.runByPicocli(terminal, Map.of(), args);
        return new Outcome(code, out.toString(UTF_8), err.toString(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "queue list --spool SPOOL",
                "queue list --spool=SPOOL",
                "queue list --json --spool=SPOOL",
                "queue list --spool=/nowhere --spool SPOOL --json --json",
                "queue list --spool=SPOOL/none",
                "queue list",
                "queue show --spool SPOOL ID",
                "queue show ID --spool=SPOOL --json",
                "queue show nonsense --spool SPOOL",
                "queue show ID"
            })
    void isWhatPicocliWouldShow(String text, @TempDir Path directory) throws Exception {
        Path spool = directory.resolve("spool");
        String id = QueueCommandTests.queued(spool, "bob@example.org");
        QueueCommandTests.queued(spool, "eve@example.org");
        String[] words = words(text, spool, id);

        assertThat(PlainLook.of(words)).isNotNull();
        assertThat(run(words)).isEqualTo(byPicocli(words));
    }

    @Test
    void aVariableCountsForALookToo(@TempDir Path directory) throws Exception {
        Path spool = directory.resolve("spool");
        QueueCommandTests.queued(spool, "bob@example.org");

        Outcome outcome = runWith(Map.of("SMTP_RELAY_SPOOL", spool.toString()), "queue", "list");
        assertThat(outcome.out()).contains("bob@example.org");
        assertThat(outcome.code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "queue",
                "serve --spool SPOOL",
                "@queue list",
                "queue list @options",
                "queue list --help",
                "queue list ID",
                "queue list --spool",
                "queue list --spool=",
                "queue list --spool=@options",
                "queue list --spool --json",
                "queue list --domain example.org",
                "queue list --jsn",
                "queue list --json=true",
                "queue show",
                "queue show ID ID",
                "queue show -- ID",
                "queue show @ID",
                "queue show --content ID",
                "queue hold ID"
            })
    void allElseIsLeftToPicocli(String text, @TempDir Path directory) {
        assertThat(PlainLook.of(words(text, directory, "EAWFPE4JY800"))).isNull();
    }
}
