package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.Leniency;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The tables in the guides have each option and leniency that there is, and no other. */
class OptionTableTests {

    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

    private record Row(OptionSpec option, List<String> commands) {

        @Override
        public String toString() {
            String name = option.longestName();
            String label =
                    option.arity().max() == 0 ? "" : " " + option.paramLabel().replace("|", "\\|");
            String variable = OptionSources.isSettable(option)
                    ? "`SMTP_RELAY_"
                            + name.substring(2).toUpperCase(Locale.ROOT).replace('-', '_') + "`"
                    : "";
            return "| `" + name + label + "` | " + variable + " | " + String.join(", ", commands) + " | "
                    + (option.isMultiValue() ? "yes" : "") + " |";
        }
    }

    private static void collect(String name, CommandLine command, Map<String, Row> rows) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (!option.usageHelp() && !option.versionHelp()) {
                List<String> commands = rows.computeIfAbsent(
                                option.longestName(), key -> new Row(option, new ArrayList<>()))
                        .commands();
                if (!commands.contains(name)) {
                    commands.add(name);
                }
            }
        }
        command.getSubcommands().values().forEach(subcommand -> collect(name, subcommand, rows));
    }

    private static List<String> rows(String guide, String head) throws Exception {
        List<String> lines = Files.readAllLines(Path.of("../docs", guide));
        int start = lines.indexOf(head);
        assertThat(start).as(head).isNotNegative();
        return lines.stream()
                .skip(start + 2L)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    @Test
    void eachOptionIsInTheTable() throws Exception {
        Map<String, Row> rows = new LinkedHashMap<>();
        RelayCommand.commandLine(new Terminal(NOWHERE, NOWHERE))
                .getSubcommands()
                .forEach((name, command) -> collect(name, command, rows));
        assertThat(rows("operating-the-relay.md", "| option | variable | of | repeatable |"))
                .containsExactlyElementsOf(
                        rows.values().stream().map(Row::toString).sorted().toList());
    }

    @Test
    void eachLeniencyIsInTheTable() throws Exception {
        assertThat(rows("relay-for-development.md", "| what is sent | as the log calls it |"))
                .extracting(row -> row.replaceFirst(".*\\| ([^|]+) \\|$", "$1"))
                .containsExactlyElementsOf(
                        Stream.of(Leniency.values()).map(Leniency::meaning).toList());
    }
}
