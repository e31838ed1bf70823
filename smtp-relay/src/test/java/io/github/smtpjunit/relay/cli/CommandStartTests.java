package io.github.smtpjunit.relay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.relay.SmtpRelay;
import io.github.smtpjunit.relay.catcher.CatcherSite;
import io.github.smtpjunit.relay.catcher.Webhook;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.junit.jupiter.params.provider.ValueSource;
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
        assertThat(all.getSubcommands()).containsOnlyKeys("serve", "capture", "queue", "health", "album", "completion");
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
        Process relay = start(
                directory,
                "serve",
                "--no-starttls",
                "--listen=127.0.0.1:0",
                "--smart-host=127.0.0.1:25",
                "--spool=" + directory.resolve("spool"));
        try {
            assertThat(relay.inputReader(UTF_8).readLine()).startsWith("READY");
        } finally {
            relay.destroy();
            assertThat(relay.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(classes(directory))
                .contains(RelayCommand.class.getName())
                .doesNotContain("org.xbill.DNS.ResolverConfig", "sun.security.ssl.TrustStoreManager");
    }

    /** The page is loaded only if it is served, and what reads mails only if one is shown. */
    @ParameterizedTest
    @ValueSource(strings = {"--no-starttls", "--http=127.0.0.1:0"})
    void aCatcherLoadsNoMoreThanItMust(String option, @TempDir Path directory) throws Exception {
        Process capture = start(directory, "capture", "--listen=127.0.0.1:0", option);
        try {
            assertThat(capture.inputReader(UTF_8).readLine()).startsWith("READY");
        } finally {
            capture.destroy();
            assertThat(capture.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        List<String> classes = classes(directory);
        assertThat(classes)
                .contains(RelayCommand.class.getName())
                .doesNotContain(ParsedMail.class.getName(), Webhook.class.getName(), SmtpRelay.class.getName());
        List<String> ofThePage = List.of(HttpServer.class.getName(), CatcherSite.class.getName());
        if (option.startsWith("--http")) {
            assertThat(classes).containsAll(ofThePage);
        } else {
            assertThat(classes).doesNotContainAnyElementsOf(ofThePage);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "show ID", "list --json", "show --json ID"})
    void aLookIntoTheQueueLoadsNoPicocli(String look, @TempDir Path directory) throws Exception {
        Path spool = directory.resolve("spool");
        String id = QueueCommandTests.queued(spool, "bob@example.org");
        List<String> words = new ArrayList<>(List.of("queue", "--spool=" + spool));
        words.addAll(1, List.of(look.replace("ID", id).split(" ")));
        Process process = start(directory, words.toArray(String[]::new));
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            assertThat(lines.lines()).anyMatch(line -> line.contains("bob@example.org"));
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(classes(directory)).contains(QueueLook.class.getName()).doesNotContain("picocli.CommandLine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "flush"})
    void aCommandThatFindsNoMemorySaysSo(String verb, @TempDir Path directory) throws Exception {
        Path spool = directory.resolve("spool");
        QueueCommandTests.queued(spool, "a@b.test,".repeat(200_000).split(","));
        Process process = start(directory, "-Xmx16m", "queue", verb, "--spool", spool.toString());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(directory.resolve("log"))
                .content()
                .contains("smtp-relay: java.lang.OutOfMemoryError: Java heap space\n");
    }

    /** Starts the program, which notes the classes that it loads. */
    private static Process start(Path directory, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load=info:file=classes::filecount=0",
                "-cp",
                System.getProperty("java.class.path")));
        Stream.of(args).filter(word -> word.startsWith("-X")).forEach(command::add);
        command.add(RelayCommand.class.getName());
        Stream.of(args).filter(word -> !word.startsWith("-X")).forEach(command::add);
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(directory.resolve("log").toFile())
                .start();
    }

    private static List<String> classes(Path directory) throws IOException {
        try (Stream<String> lines = Files.lines(directory.resolve("classes"))) {
            return lines.map(line -> line.replaceFirst("^.*\\] ", "").replaceFirst(" .*", ""))
                    .toList();
        }
    }
}
