package io.github.smtpjunit.relay.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Lets the command line count more than a file of options, wherever the file is named: since the last value of an
 * option counts, the options with a single value, or one for each domain or user, move behind all else. Those that add
 * up stay where they are, as their order may matter.
 */
final class OptionOrder {

    private OptionOrder() {}

    static String[] commandLineLast(CommandLine commandLine, String... args) {
        CommandLine command = commandLine;
        List<String> first = new ArrayList<>();
        List<String> last = new ArrayList<>();
        int place = 0;
        while (place < args.length && !args[place].equals("--")) {
            String word = args[place];
            command = command.getSubcommands().getOrDefault(word, command);
            OptionSpec option = option(command, word);
            int words = option != null && option.arity().min() > 0 && word.indexOf('=') < 0 ? 2 : 1;
            List<String> target = option != null && isOverridden(option) ? last : first;
            while (words-- > 0 && place < args.length) {
                target.add(args[place++]);
            }
        }
        first.addAll(last);
        first.addAll(List.of(args).subList(place, args.length)); // from "--" on there are no options
        return first.toArray(String[]::new);
    }

    /** Whether a later value replaces an earlier one: that of the option, or of its domain or user. */
    private static boolean isOverridden(OptionSpec option) {
        return !option.isMultiValue()
                || option.paramLabel().startsWith("DOMAIN=")
                || option.paramLabel().equals("NAME:PASSWORD");
    }

    private static @Nullable OptionSpec option(CommandLine command, String word) {
        int equals = word.indexOf('=');
        return command.getCommandSpec().findOption(equals < 0 ? word : word.substring(0, equals));
    }
}
