package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.smtp.given.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/**
 * Options beside the command line: in a file that {@code --config} names, and in the environment. They become words in
 * front of those of the command line, the file's first. So the rule for options that are given again holds for all: of
 * those with a single value the last one counts, the others add up. Both sources may have options of all commands; a
 * command takes its own.
 */
final class OptionSources {

    static final String CONFIG = "--config";

    private static final String PREFIX = RelayCommand.VARIABLE;

    /** What Kubernetes, and links of containers, set by themselves for a service of the name smtp-relay. */
    private static final Pattern SERVICE = Pattern.compile(
            PREFIX + "(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

    /**
     * What says which mails one call of queue is about, and no other call: a variable that is left over must delete no
     * mail.
     */
    private static final Set<String> OF_ONE_CALL =
            Set.of("--all", "--content", "--domain", "--json", "--reason", "--recipient", "--sender");

    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*[a-z]");

    private final SortedMap<String, String> variables = new TreeMap<>();
    private final Supplier<CommandLine> all;
    private final List<Setting> settings = new ArrayList<>();
    private List<String> given = List.of();

    /**
     * Keeps what concerns us.
     *
     * @param environment the variables of the process
     * @param all makes all commands, to tell a mistake from an option of another command
     */
    OptionSources(Map<String, String> environment, Supplier<CommandLine> all) {
        this.all = all;
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX)
                    && !value.isEmpty()
                    && !SERVICE.matcher(name).matches()) {
                variables.put(name, value);
            }
        });
    }

    /**
     * An option in one of the sources.
     *
     * @param option its name, such as {@code --listen}
     * @param name its name as the source has it, such as {@code SMTP_RELAY_LISTEN}
     * @param value its value, null if absent
     * @param place where it is, for messages
     */
    record Setting(String option, String name, @Nullable String value, String place) {}

    /**
     * Returns the words of a command line with those of the other sources.
     *
     * @throws UsageException if a source has an option that no command has, or a value that it cannot have
     * @throws FailedException if the file cannot be read
     */
    String[] addTo(CommandLine root, String... args) {
        given = expanded(root, args);
        CommandLine command = root;
        int place = 0;
        while (place < given.size()) {
            CommandLine next = command.getSubcommands().get(given.get(place));
            if (next == null) {
                break;
            }
            command = next;
            place++;
        }
        if (place > 0 && !asksForHelp(command.getCommandSpec())) {
            CommandSpec spec = command.getCommandSpec();
            readFile(spec);
            variables.forEach((name, value) -> takeVariable(spec, name, value));
        }
        List<String> words = new ArrayList<>(given.subList(0, place));
        settings.forEach(setting -> words.add(setting.option() + "=" + setting.value()));
        words.addAll(given.subList(place, given.size()));
        return words.toArray(String[]::new);
    }

    /** The words with those of files of options in their place, as picocli has them. */
    private static List<String> expanded(CommandLine root, String... args) {
        if (Stream.of(args).noneMatch(word -> word.startsWith("@"))) {
            return List.of(args);
        }
        PositionalParamSpec words = PositionalParamSpec.builder()
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .build();
        CommandLine reader = new CommandLine(CommandSpec.create().addPositional(words))
                .setStopAtPositional(true)
                .setUnmatchedOptionsArePositionalParams(true)
                .setEndOfOptionsDelimiter("\0"); // none: it is for the command
        reader.parseArgs(args);
        root.setExpandAtFiles(false); // once is enough
        List<String> all = words.getValue();
        return all == null ? List.of() : all;
    }

    private boolean asksForHelp(CommandSpec spec) {
        return given.stream().map(spec::findOption).anyMatch(OptionSources::isHelp);
    }

    /** Returns whether an option can be given beside the command line. */
    static boolean isSettable(OptionSpec option) {
        return !isHelp(option) && !OF_ONE_CALL.contains(option.longestName());
    }

    private static boolean isHelp(@Nullable OptionSpec option) {
        return option != null && (option.usageHelp() || option.versionHelp());
    }

    private void readFile(CommandSpec spec) {
        String file = variables.remove(PREFIX + "CONFIG");
        for (int i = 0; i < given.size() && !given.get(i).equals("--"); i++) {
            String word = given.get(i);
            if (word.startsWith(CONFIG + "=")) {
                file = word.substring(CONFIG.length() + 1);
            } else if (word.equals(CONFIG) && i + 1 < given.size()) {
                file = given.get(++i);
            }
        }
        if (file != null) {
            ConfigFile.read(Path.of(file)).forEach(setting -> take(spec, setting, OptionSources::key));
        }
    }

    private void takeVariable(CommandSpec spec, String name, String value) {
        String option =
                "--" + name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
        OptionSpec known = spec.findOption(option);
        Stream<String> values = known != null && known.isMultiValue()
                ? value.lines().filter(line -> !line.isBlank())
                : Stream.of(value.replaceFirst("\\R\\z", ""));
        values.forEach(one -> take(spec, new Setting(option, name, one, name), OptionSources::variable));
    }

    private interface Spelling {
        String of(String option);
    }

    private static String key(String option) {
        return option.substring("--".length());
    }

    private static String variable(String option) {
        return PREFIX + key(option).toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private void take(CommandSpec spec, Setting setting, Spelling spelling) {
        OptionSpec option = spec.findOption(setting.option());
        if (option == null || !isSettable(option)) {
            requireKnown(setting, spelling);
            return; // it is of another command
        }
        String place = setting.place();
        UsageException.require(
                !setting.option().equals(CONFIG), place + ": a file of options cannot name another; leave config out");
        if (option.arity().max() == 0) {
            String value = setting.value() == null ? "true" : setting.value();
            UsageException.require(
                    value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false"),
                    place + ": " + setting.name() + " must be true or false, not " + LogText.value(value));
            settings.add(new Setting(setting.option(), setting.name(), value, place));
            return;
        }
        UsageException.require(
                setting.value() != null && !setting.value().isEmpty(),
                place + ": " + setting.name() + " needs a value, " + option.paramLabel());
        settings.add(setting);
    }

    private void requireKnown(Setting setting, Spelling spelling) {
        Set<String> names = names(all.get(), new LinkedHashSet<>());
        UsageException.require(
                names.contains(setting.option()),
                setting.place() + ": there is no option " + setting.name() + "; the nearest is "
                        + spelling.of(Nearest.to(setting.option(), names.stream())));
    }

    private static Set<String> names(CommandLine command, Set<String> names) {
        command.getCommandSpec().options().stream()
                .filter(OptionSources::isSettable)
                .map(OptionSpec::longestName)
                .forEach(names::add);
        command.getSubcommands().values().forEach(subcommand -> names(subcommand, names));
        return names;
    }

    /** Says where the options that a problem names come from, if not from the command line; empty if all do. */
    String origin(Exception problem) {
        String message = String.valueOf(problem.getMessage());
        String value = problem instanceof ParameterException parameter ? parameter.getValue() : null;
        Matcher option = OPTION.matcher(message);
        Set<String> named = new LinkedHashSet<>();
        while (option.find()) {
            named.add(option.group());
        }
        return named.stream()
                .map(name -> origin(name, value))
                .filter(origin -> !origin.isEmpty())
                .map(origin -> "; " + origin)
                .collect(Collectors.joining());
    }

    private String origin(String name, @Nullable String value) {
        List<Setting> candidates = settings.stream()
                .filter(setting -> setting.option().equals(name))
                .toList();
        List<Setting> exact = candidates.stream()
                .filter(setting -> setting.value() != null && setting.value().equals(value))
                .toList();
        boolean typed = given.stream().anyMatch(word -> word.equals(name) || word.startsWith(name + "="));
        if (candidates.isEmpty() || (exact.isEmpty() && typed)) {
            return "";
        }
        List<Setting> meant = exact.isEmpty() ? candidates : exact;
        return name + " comes from "
                + meant.stream().map(Setting::place).distinct().collect(Collectors.joining(", "));
    }
}
