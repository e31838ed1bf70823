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
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * An option that is given twice, on the command line or in a file of options: of one with a single value the last one
 * counts, and the command line more than a file; those that can be repeated add up; and none takes any other back. Of
 * what a domain or user has, the last counts too: {@link NextHopOptionTests} and {@link CaptureTests} look at that. The
 * options are those that the commands have, so no option is left out.
 */
class RepeatedOptionTests extends CommandTestCase {

    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());
    private static final CommandLine WHOLE = RelayCommand.commandLine(new Terminal(NOWHERE, NOWHERE));
    private static final List<String> COMMANDS = List.of(
            "serve",
            "capture",
            "queue list",
            "queue show",
            "queue flush",
            "queue hold",
            "queue release",
            "queue bounce",
            "queue delete");

    /** Two values that differ, by what help calls the value; of a list of words the first and the last. */
    static List<String> values(OptionSpec option) {
        String label = option.paramLabel();
        if (label.startsWith("DOMAIN=")) {
            List<String> values = values(label.substring("DOMAIN=".length()), option);
            return List.of("a.example=" + values.get(0), "b.example=" + values.get(1));
        }
        return values(label, option);
    }

    private static List<String> values(String label, OptionSpec option) {
        return switch (label) {
            case "HOST:PORT" -> List.of("127.0.0.1:1025", "127.0.0.2:1026");
            case "NAME:PASSWORD" -> List.of("ada:secret", "bob:other");
            case "PHASE[:GLOB]=REPLY" -> List.of("mail:a@*=550 5.7.1 No", "rcpt:b@*=451 4.2.0 Later");
            case "CIDR|none" -> List.of("10.0.0.0/8", "192.0.2.0/24");
            case "N", "BYTES", "SECONDS" -> List.of("17", "23");
            case "TIME", "STEPS" -> List.of("17m", "23m");
            case "DOMAIN", "NAME" -> List.of("a.example", "b.example");
            case "PATTERN", "ADDRESS" -> List.of("*@a.example", "*@b.example");
            case "URL" -> List.of("http://a.example/", "http://b.example/");
            case "FILE", "DIR", "DIRECTORY", "DIR|memory", "TEXT" -> List.of("one", "two");
            default -> {
                List<String> words = List.of(label.split("\\|", -1));
                assertThat(words)
                        .as("the value of %s, which this test does not know", option)
                        .hasSizeGreaterThan(1);
                yield List.of(words.get(0), words.get(words.size() - 1));
            }
        };
    }

    private static CommandLine commandLine(String command) {
        CommandLine found = WHOLE;
        for (String word : command.split(" ", -1)) {
            found = Objects.requireNonNull(found.getSubcommands().get(word), word);
        }
        return found;
    }

    private static List<OptionSpec> options(String command) {
        return commandLine(command).getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .toList();
    }

    private static String given(OptionSpec option, int which) {
        String name = option.longestName();
        return option.arity().max() == 0 ? name : name + "=" + values(option).get(which);
    }

    /**
     * What an option has come to. A flag or a single value is what its field has, a list its elements, by their words.
     */
    private static Map<String, String> outcome(String command, List<String> args) {
        List<String> all = new ArrayList<>(List.of(command.split(" ", -1)));
        all.addAll(args);
        if (command.equals("queue show")) {
            all.add("ID"); // it is nothing without
        }
        CommandLine.ParseResult result =
                WHOLE.parseArgs(OptionOrder.commandLineLast(WHOLE, all.toArray(String[]::new)));
        while (result.hasSubcommand()) {
            result = result.subcommand();
        }
        Map<String, String> outcome = new LinkedHashMap<>();
        for (OptionSpec option : result.commandSpec().options()) {
            outcome.put(option.longestName(), words(option.getValue()));
        }
        return outcome;
    }

    private static String words(Object value) {
        return value instanceof Collection<?> many
                ? many.stream().map(RepeatedOptionTests::words).toList().toString()
                : String.valueOf(value);
    }

    private static List<String> allOnce(String command) {
        return options(command).stream().map(option -> given(option, 0)).toList();
    }

    @TestFactory
    Stream<DynamicTest> twice() {
        return COMMANDS.stream()
                .flatMap(command -> options(command).stream()
                        .map(option -> DynamicTest.dynamicTest(
                                command + " " + option.longestName(), () -> twice(command, option))));
    }

    private static void twice(String command, OptionSpec option) {
        List<String> args = new ArrayList<>(allOnce(command));
        Map<String, String> once = outcome(command, args);
        args.add(given(option, 1));
        Map<String, String> twice = outcome(command, args);

        Map<String, String> expected = new LinkedHashMap<>(once);
        String name = option.longestName();
        String first = Objects.requireNonNull(once.get(name));
        String second = Objects.requireNonNull(
                outcome(command, List.of(given(option, 1))).get(name));
        expected.put(name, option.isMultiValue() ? sum(first, second) : second);
        assertThat(twice).isEqualTo(expected);
    }

    private static String sum(String first, String second) {
        return first.substring(0, first.length() - 1) + ", " + second.substring(1);
    }

    @TestFactory
    Stream<DynamicTest> onTheCommandLineAndInAFile(@TempDir Path directory) {
        return COMMANDS.stream()
                .flatMap(command -> options(command).stream()
                        .flatMap(option -> Stream.of(true, false)
                                .map(fileFirst -> DynamicTest.dynamicTest(
                                        command + " " + option.longestName() + (fileFirst ? " after" : " before")
                                                + " the file",
                                        () -> inAFileToo(command, option, fileFirst, directory)))));
    }

    private static void inAFileToo(String command, OptionSpec option, boolean fileFirst, Path directory)
            throws Exception {
        Path file = Files.writeString(
                directory.resolve("options"),
                String.join(
                        "\n",
                        allOnce(command).stream()
                                .map(RepeatedOptionTests::quoted)
                                .toList()));
        String given = given(option, 1);
        Map<String, String> expected = outcome(command, allOnce(command));
        String name = option.longestName();
        String alone = Objects.requireNonNull(outcome(command, List.of(given)).get(name));
        String inFile = Objects.requireNonNull(expected.get(name));
        boolean isBehind = fileFirst || isByKey(option);
        expected.put(name, !option.isMultiValue() ? alone : isBehind ? sum(inFile, alone) : sum(alone, inFile));

        assertThat(outcome(command, fileFirst ? List.of("@" + file, given) : List.of(given, "@" + file)))
                .isEqualTo(expected);
        int equals = given.indexOf('=');
        if (equals > 0) {
            List<String> apart = List.of(given.substring(0, equals), given.substring(equals + 1));
            List<String> args = new ArrayList<>(apart);
            args.add(fileFirst ? 0 : 2, "@" + file);
            assertThat(outcome(command, args))
                    .as("with the value as a word of its own")
                    .isEqualTo(expected);
        }
    }

    /** Whether it has a value for each domain or user, of which the last one counts. */
    private static boolean isByKey(OptionSpec option) {
        return option.paramLabel().startsWith("DOMAIN=") || option.paramLabel().equals("NAME:PASSWORD");
    }

    private static String quoted(String arg) {
        return "'" + arg + "'";
    }

    @Test
    void aValueMayItselfBeInAFile(@TempDir Path directory) throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "ada:secret");
        Path options = Files.writeString(directory.resolve("options"), "--smart-host=127.0.0.1:1 --expire=1h");

        assertThat(outcome("serve", List.of("--expire", "2h", "--smart-host-user", "@" + secret, "@" + options)))
                .containsEntry("--smart-host-user", "ada")
                .containsEntry("--smart-host", "127.0.0.1:1")
                .containsEntry("--expire", "PT2H");
    }

    @Test
    void aValueThatLooksLikeAFileIsOneWhereThereIsNone() {
        assertThat(outcome("serve", List.of("--relay-domain", "@no-such-file", "--expire=1h")))
                .containsEntry("--relay-domain", "[@no-such-file]");
    }

    @Test
    void noValueIsTracedAsItMayBeAPassword() {
        outcome("serve", List.of("--smart-host-user=ada:secret", "--smart-host-user=ada:other"));
        assertThat(CommandLine.tracer().getLevel()).isEqualTo(CommandLine.TraceLevel.OFF);
    }

    @Test
    void helpHasItsHeadings() {
        assertThat(run("serve", "--help").out())
                .containsSubsequence(
                        "--help",
                        "\nListening:\n",
                        "--listen=HOST:PORT",
                        "\nTLS:\n",
                        "--tls-cert",
                        "\nAuthentication:\n",
                        "--user",
                        "\nLimits:\n",
                        "--max-recipients",
                        "\nBehaviour:\n",
                        "--rule",
                        "\nWhere mail goes:\n",
                        "--route",
                        "\nThe queue:\n",
                        "--spool",
                        "\nWho may relay:\n",
                        "--allow-from",
                        "Examples:");
        assertThat(run("capture", "--help").out())
                .containsSubsequence("--directory", "--help", "\nListening:\n", "\nBehaviour:\n", "Examples:");
    }
}
