package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the tests of other languages against a catcher, where those languages are installed. */
class OtherLanguageTests extends CommandTestCase {

    private static final Path HERE = Path.of("src/it").toAbsolutePath();

    private final Path directory;

    OtherLanguageTests(@TempDir Path directory) {
        this.directory = directory;
    }

    private Running catcher;

    @BeforeEach
    void startACatcher() throws Exception {
        catcher = start("capture", "--listen=127.0.0.1:0", "--http=127.0.0.1:0");
    }

    @Test
    void node() throws Exception {
        requires("node", "--version");
        run("node", List.of("node", "--test", "catcher.test.mjs"));
    }

    @Test
    void theClientOfMailpit() throws Exception {
        requires("node", "--version");
        assumeTrue(
                Files.exists(HERE.resolve("node/node_modules/mailpit-api")),
                "Skipped: mailpit-api is not installed; run 'npm install --no-package-lock' in smtp-relay/src/it/node");
        run("node", List.of("node", "--test", "mailpit.test.mjs"));
    }

    @Test
    void python() throws Exception {
        requires("python3", "--version");
        run("python", List.of("python3", "-B", "-m", "unittest", "-v", "test_catcher"));
    }

    @Test
    void theGuideShowsWhatIsRun() throws Exception {
        Matcher block = Pattern.compile("(?s)```(js|python)\n(.*?)\n```")
                .matcher(Files.readString(Path.of("../docs/relay-for-development.md")));
        int count = 0;
        for (; block.find(); count++) {
            String source = Files.readString(
                    HERE.resolve(block.group(1).equals("js") ? "node/catcher.test.mjs" : "python/test_catcher.py"));
            for (String piece : block.group(2).split("\n\n\n", -1)) {
                assertThat(source).contains(piece);
            }
        }
        assertThat(count).isEqualTo(2);
    }

    private static void requires(String... command) throws Exception {
        boolean isThere;
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            isThere = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            isThere = false;
        }
        assumeTrue(isThere, "Skipped: " + command[0] + " is not installed here");
    }

    private void run(String folder, List<String> command) throws Exception {
        File output = directory.resolve("output.txt").toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(HERE.resolve(folder).toFile())
                .redirectErrorStream(true)
                .redirectOutput(output);
        builder.environment()
                .putAll(Map.of(
                        "CATCHER_HTTP",
                        "http://" + catcher.places("http").get(0),
                        "CATCHER_SMTP",
                        catcher.places("smtp").get(0).toString()));
        Process process = builder.start();
        boolean hasEnded = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        String said = Files.readString(output.toPath());
        assertThat(hasEnded).as(said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said).doesNotContain("# tests 0", "Ran 0 tests");
    }
}
