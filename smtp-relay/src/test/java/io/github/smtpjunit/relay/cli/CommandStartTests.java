package io.github.smtpjunit.relay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What a command makes at its start: what it needs then, and no more, since an operator waits for it. */
@Timeout(120)
class CommandStartTests {

    private static CommandLine commandLine(String... args) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, UTF_8);
        return RelayCommand.commandLine(new Terminal(nowhere, nowhere), args);
    }

    private static CommandLine subcommand(CommandLine command, String name) {
        return Objects.requireNonNull(command.getSubcommands().get(name));
    }

    @Test
    void onlyTheCommandThatIsCalledIsMade() {
        CommandLine queue = commandLine("queue", "list", "--json");
        assertThat(queue.getSubcommands()).containsOnlyKeys("queue");
        assertThat(subcommand(queue, "queue").getSubcommands()).containsOnlyKeys("list");
        assertThat(commandLine("serve").getSubcommands()).containsOnlyKeys("serve");
    }

    @ParameterizedTest
    @CsvSource({"''", "--help", "qeue", "@options"})
    void allCommandsAreMadeIfNoneIsCalled(String word) {
        CommandLine all = word.isEmpty() ? commandLine() : commandLine(word);
        assertThat(all.getSubcommands()).containsOnlyKeys("serve", "capture", "queue", "completion");
        assertThat(subcommand(all, "queue").getSubcommands())
                .containsOnlyKeys("list", "show", "flush", "hold", "release", "bounce", "delete");
    }

    @Test
    void aTlsContextIsMadeWhenItIsNeededAndOnce() throws Exception {
        SSLContext made = SSLContext.getDefault();
        AtomicInteger count = new AtomicInteger();
        LateTlsContext late = LateTlsContext.of(() -> {
            count.incrementAndGet();
            return made;
        });
        assertThat(count).hasValue(0);
        late.begin();
        late.begin();
        assertThat(late.getSocketFactory()).isNotNull();
        assertThat(late.getServerSocketFactory()).isNotNull();
        assertThat(count).hasValue(1);
    }

    @Test
    void aRelayToASmartHostPreparesNeitherDnsNorTheAuthoritiesThatJavaTrusts(@TempDir Path directory) throws Exception {
        Path classes = directory.resolve("classes");
        Process relay = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load=info:file=" + classes.getFileName() + "::filecount=0",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RelayCommand.class.getName(),
                        "serve",
                        "--no-starttls",
                        "--listen=127.0.0.1:0",
                        "--smart-host=127.0.0.1:25",
                        "--spool=" + directory.resolve("spool")))
                .directory(directory.toFile())
                .redirectError(directory.resolve("log").toFile())
                .start();
        try {
            assertThat(relay.inputReader(UTF_8).readLine()).startsWith("READY");
        } finally {
            relay.destroy();
            assertThat(relay.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        try (Stream<String> lines = Files.lines(classes)) {
            assertThat(lines.map(line -> line.replaceFirst("^.*\\] ", "").replaceFirst(" .*", "")))
                    .contains(RelayCommand.class.getName())
                    .doesNotContain("org.xbill.DNS.ResolverConfig", "sun.security.ssl.TrustStoreManager");
        }
    }
}
