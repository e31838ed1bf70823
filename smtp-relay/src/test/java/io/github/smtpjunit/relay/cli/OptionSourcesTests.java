package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options by the environment and in a file: each option of each command, which counts most, and what is said of
 * mistakes.
 */
class OptionSourcesTests extends CommandTestCase {

    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

    private final Path directory;

    OptionSourcesTests(@TempDir Path directory) {
        this.directory = directory;
    }

    private static CommandLine whole() {
        return RelayCommand.commandLine(new Terminal(NOWHERE, NOWHERE));
    }

    private static CommandLine subcommand(CommandLine root, List<String> words) {
        CommandLine found = root;
        for (String word : words) {
            found = Objects.requireNonNull(found.getSubcommands().get(word), word);
        }
        return found;
    }

    /** What the options of a command come to. */
    private static Map<String, String> outcome(Map<String, String> environment, String... args) {
        CommandLine root = whole();
        OptionSources sources = new OptionSources(environment, OptionSourcesTests::whole);
        CommandLine.ParseResult result = root.parseArgs(sources.addTo(root, OptionOrder.commandLineLast(root, args)));
        while (result.hasSubcommand()) {
            result = result.subcommand();
        }
        Map<String, String> outcome = new LinkedHashMap<>();
        result.commandSpec().options().stream()
                .filter(option -> !option.longestName().equals("--config"))
                .forEach(option -> outcome.put(option.longestName(), words(option.getValue())));
        return outcome;
    }

    private static String words(Object value) {
        return value instanceof Collection<?> many
                ? many.stream().map(OptionSourcesTests::words).toList().toString()
                : String.valueOf(value);
    }

    private Path config(String... lines) throws Exception {
        return Files.write(directory.resolve("relay.conf"), List.of(lines));
    }

    private static String variable(String option) {
        return "SMTP_RELAY_" + option.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Each option of each command, in the environment and in a file, is what it is on the command line. */
    @TestFactory
    Stream<DynamicTest> eachOption() {
        return Stream.of("serve", "capture", "queue list", "queue hold", "album", "health")
                .flatMap(command ->
                        subcommand(whole(), List.of(command.split(" ", -1))).getCommandSpec().options().stream()
                                .filter(OptionSources::isSettable)
                                .filter(option -> !option.longestName().equals("--config"))
                                .map(option -> DynamicTest.dynamicTest(
                                        command + " " + option.longestName(), () -> eachOption(command, option))));
    }

    private void eachOption(String command, OptionSpec option) throws Exception {
        String name = option.longestName();
        boolean flag = option.arity().max() == 0;
        List<String> values = flag ? List.of("true") : RepeatedOptionTests.values(option);
        List<String> given = option.isMultiValue() ? values : values.subList(0, 1);
        List<String> args = new ArrayList<>(List.of(command.split(" ", -1)));
        List<String> more = command.equals("album") ? List.of("one") : List.of();
        List<String> required = command.equals("album") && !name.equals("--into") ? List.of("--into=x") : List.of();
        args.addAll(required);

        List<String> typed = new ArrayList<>(args);
        given.forEach(value -> typed.add(flag ? name : name + "=" + value));
        typed.addAll(more);
        args.addAll(more);
        Map<String, String> expected = outcome(Map.of(), typed.toArray(String[]::new));

        Map<String, String> environment = Map.of(variable(name), String.join("\n", given));
        assertThat(outcome(environment, args.toArray(String[]::new))).isEqualTo(expected);

        Path file = config(
                given.stream().map(value -> name.substring(2) + " = " + value).toArray(String[]::new));
        args.add(args.size() - more.size(), "--config=" + file);
        assertThat(outcome(Map.of(), args.toArray(String[]::new))).isEqualTo(expected);
    }

    @Test
    void theCommandLineCountsMostThenTheEnvironmentThenTheFile() throws Exception {
        Path file = config("max-recipients = 1", "max-connections = 1", "idle-timeout = 1", "verbose", "user = file:x");
        Map<String, String> environment = Map.of(
                "SMTP_RELAY_MAX_RECIPIENTS", "2",
                "SMTP_RELAY_MAX_CONNECTIONS", "2",
                "SMTP_RELAY_USER", "env1:x\nenv2:x\n",
                "SMTP_RELAY_CONFIG", file.toString());

        assertThat(outcome(environment, "capture", "--max-recipients", "3", "--user", "line:x", "--verbose=false"))
                .containsEntry("--max-recipients", "3")
                .containsEntry("--max-connections", "2")
                .containsEntry("--idle-timeout", "1")
                .containsEntry("--verbose", "false")
                .containsEntry("--user", "[file, env1, env2, line]");
        Map<String, String> off = Map.of("SMTP_RELAY_VERBOSE", "FALSE");
        assertThat(outcome(off, "capture", "--config", file.toString())).containsEntry("--verbose", "false");
        assertThat(outcome(Map.of("SMTP_RELAY_VERBOSE", "true"), "capture", "--verbose"))
                .containsEntry("--verbose", "true");
    }

    @Test
    void theFileOfTheCommandLineCountsMoreThanThatOfTheEnvironment() throws Exception {
        Path file = config("max-recipients = 1");
        Map<String, String> environment = Map.of("SMTP_RELAY_CONFIG", "/nowhere");
        assertThat(outcome(environment, "capture", "--config", file.toString())).containsEntry("--max-recipients", "1");
    }

    @Test
    void aFileOfWordsIsOfTheCommandLine() throws Exception {
        Path words = Files.writeString(directory.resolve("words"), "capture --max-recipients 4 '--user=a:b c'");
        Map<String, String> environment = Map.of("SMTP_RELAY_MAX_RECIPIENTS", "2", "SMTP_RELAY_USER", "env:x");

        assertThat(outcome(environment, "@" + words))
                .containsEntry("--max-recipients", "4")
                .containsEntry("--user", "[env, a]");
        assertThat(outcome(environment, "@" + words, "--max-recipients=5")).containsEntry("--max-recipients", "5");
        Path rest = Files.writeString(directory.resolve("rest"), "--max-recipients 6");
        assertThat(outcome(environment, "capture", "@" + rest)).containsEntry("--max-recipients", "6");
        assertThat(outcome(environment, "capture", "--max-recipients=7", "@" + rest))
                .containsEntry("--max-recipients", "7");
        Path config = Files.writeString(directory.resolve("config"), "--config " + config("max-connections=9"));
        assertThat(outcome(environment, "capture", "@" + config)).containsEntry("--max-connections", "9");
    }

    @Test
    void whatContainersSetByThemselvesIsIgnored() {
        Map<String, String> environment = Map.of(
                "SMTP_RELAY_SERVICE_HOST", "10.0.0.1",
                "SMTP_RELAY_SERVICE_PORT", "2525",
                "SMTP_RELAY_SERVICE_PORT_SMTP", "2525",
                "SMTP_RELAY_PORT", "tcp://10.0.0.1:2525",
                "SMTP_RELAY_PORT_2525_TCP", "tcp://10.0.0.1:2525",
                "SMTP_RELAY_PORT_2525_TCP_PROTO", "tcp",
                "SMTP_RELAY_PORT_2525_TCP_PORT", "2525",
                "SMTP_RELAY_PORT_2525_TCP_ADDR", "10.0.0.1",
                "SMTP_RELAY_HTTP", "",
                "SMTP_RELAYED", "x");
        assertThat(outcome(environment, "capture")).isEqualTo(outcome(Map.of(), "capture"));
    }

    @Test
    void aCommandIgnoresTheOptionsOfOthers() throws Exception {
        Path file = config("smart-host = 127.0.0.1:25", "directory = mails", "spool = there");
        assertThat(outcome(Map.of("SMTP_RELAY_LENIENT", "true"), "queue", "list", "--config=" + file))
                .containsEntry("--spool", "there");
        assertThat(outcome(Map.of("SMTP_RELAY_LENIENT", "true"), "serve")).doesNotContainKey("--lenient");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SMTP_RELAY_MAX_MESAGE_SIZE|10|SMTP_RELAY_MAX_MESAGE_SIZE: there is no option SMTP_RELAY_MAX_MESAGE_SIZE; the nearest is SMTP_RELAY_MAX_MESSAGE_SIZE",
                "SMTP_RELAY_HELP|true|SMTP_RELAY_HELP: there is no option",
                "SMTP_RELAY_VERBOSE|yes|SMTP_RELAY_VERBOSE must be true or false, not yes",
                "SMTP_RELAY_MAX_RECIPIENTS|many|it must be a whole number, not many; --max-recipients comes from SMTP_RELAY_MAX_RECIPIENTS",
                "SMTP_RELAY_MAX_RECIPIENTS|0|--max-recipients must be 1 or more, not 0; --max-recipients comes from SMTP_RELAY_MAX_RECIPIENTS",
                "SMTP_RELAY_USER|adasecret|it must be NAME:PASSWORD, with a colon between them; --user comes from SMTP_RELAY_USER",
                "SMTP_RELAY_REQUIRE_AUTH|true|--require-auth comes from SMTP_RELAY_REQUIRE_AUTH",
                "SMTP_RELAY_LISTEN|nowhere|; --listen comes from SMTP_RELAY_LISTEN",
            })
    void aMistakeInTheEnvironmentNamesTheVariable(String name, String value, String problem) {
        Outcome outcome = runWith(Map.of(name, value), "capture");

        assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
        assertThat(outcome.err())
                .hasLineCount(1)
                .startsWith("smtp-relay")
                .contains(problem)
                .contains("--help");
        assertThat(outcome.err()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-mesage-size = 1|:3: there is no option max-mesage-size; the nearest is max-message-size",
                "--max-recipients = 1|:3: a line must be KEY = VALUE",
                "user:ada:secret|:3: a line must be KEY = VALUE",
                "user ada:secret|:3: a line must be KEY = VALUE",
                "max-recipients|:3: max-recipients needs a value, N",
                "max-recipients =|:3: max-recipients needs a value, N",
                "max-recipients = many|it must be a whole number, not many; --max-recipients comes from CONFIG:3",
                "max-recipients = -1|must be 1 or more, not -1; --max-recipients comes from CONFIG:3",
                "verbose = 1|:3: verbose must be true or false, not 1",
                "user = adasecret|--user comes from CONFIG:3",
                "config = other|a file of options cannot name another",
            })
    void aMistakeInAFileNamesTheLine(String line, String problem) throws Exception {
        Path file = config("# a comment", "", "  " + line);
        Outcome outcome = run("capture", "--config", file.toString());

        assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
        assertThat(outcome.err())
                .hasLineCount(1)
                .startsWith("smtp-relay")
                .contains(problem.replace("CONFIG", file.toString()).replaceFirst("^:3", file + ":3"))
                .contains("--help")
                .doesNotContain("secret");
    }

    @Test
    void aMistakeOnTheCommandLineIsNotBlamedOnAnotherSource() {
        Outcome outcome = runWith(Map.of("SMTP_RELAY_MAX_RECIPIENTS", "5"), "capture", "--max-recipients=many");
        assertThat(outcome.err()).contains("not many").doesNotContain("SMTP_RELAY_");
    }

    @Test
    void aFileThatCannotBeReadEndsInOneAndIsNamed() {
        Outcome outcome = run("capture", "--config", directory + "/none");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .hasLineCount(1)
                .contains("Cannot read the options in " + directory + "/none: there is no");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ALL", "DOMAIN", "RECIPIENT", "REASON"})
    void noVariableChoosesMailsToDelete(String name) {
        Outcome outcome = runWith(Map.of("SMTP_RELAY_" + name, "true"), "queue", "delete");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("there is no option SMTP_RELAY_" + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "--version"})
    void helpComesWhateverElseIsWrong(String word) {
        assertThat(runWith(Map.of("SMTP_RELAY_NONSENSE", "x"), "capture", word).code())
                .isZero();
    }

    @Test
    void helpTellsOfTheOtherSources() {
        for (String command : List.of("serve", "capture", "health")) {
            assertThat(run(command, "--help").out())
                    .contains("--config=FILE", "SMTP_RELAY_MAX_RECIPIENTS=10", "max-recipients = 10");
        }
    }

    @Test
    void aServiceStartsByItsEnvironmentAlone() throws Exception {
        Running capture = startWith(
                Map.of("SMTP_RELAY_LISTEN", "127.0.0.1:0\n[::1]:0", "SMTP_RELAY_NO_STARTTLS", "true"), "capture");
        assertThat(capture.places("smtp")).hasSize(2);
        try (Client client = capture.connect()) {
            assertThat(client.send("EHLO c").expect("250")).doesNotContain("STARTTLS");
        }
    }
}
