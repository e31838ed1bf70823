package io.github.smtpjunit.relay.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TraceLevel;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: {@code java -jar smtp-relay.jar}. */
@Command(
        name = "smtp-relay",
        description = "A small SMTP relay, and a mail catcher for development.",
        mixinStandardHelpOptions = true,
        versionProvider = RelayCommand.Version.class,
        commandListHeading = "%nCommands (more by COMMAND --help):%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all went well, or the service was stopped",
            "1:it could not be done: a port is taken, a file cannot be read or written",
            "2:the command or an option is wrong"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar smtp-relay.jar capture --directory mails",
            "  java -jar smtp-relay.jar serve --smart-host mail.example.org:587 --spool spool",
            "",
            "@FILE stands for the options in a file, which keeps passwords out of the list of processes.",
            "Of an option that is given twice the last value counts, and the command line more than a file; those that"
                    + " can",
            "be given more than once add up, where a domain or user has the last value that is given for it."
        })
public final class RelayCommand implements Runnable {

    /** How the names of variables with options begin. */
    static final String VARIABLE = "SMTP_RELAY_";

    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int HELP_WIDTH = 110; // where there is no terminal to ask

    RelayCommand() {}

    /**
     * Runs a command, and ends the JVM.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        Terminal terminal = Terminal.STANDARD;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (terminal.stop()) {
                // A service that a signal has stopped has done all it should
                Runtime.getRuntime().halt(terminal.hasFailed() ? FAILED : 0);
            }
        }));
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> died(terminal, thread, e));
        int code = FAILED;
        try {
            code = run(terminal, System.getenv(), args);
        } catch (Throwable e) { // a bug, or no memory for what was asked
            terminal.err().println("smtp-relay: " + e);
        } finally {
            System.exit(code); // also after an exception: other threads must not keep the process
        }
    }

    /**
     * A thread has ended that must not end, one of ours or of the HTTP server: each worker that can go on after a
     * failure has caught it. Something that others depend on is missing now, so the program ends, and its supervisor
     * starts it again.
     */
    static void died(Terminal terminal, Thread thread, Throwable cause) {
        terminal.fail("The thread " + thread.getName() + " has died", cause);
    }

    /** Runs a command to its end, and returns the exit code. */
    static int run(Terminal terminal, Map<String, String> environment, String... args) {
        try (terminal) {
            PlainLook look = hasOptions(environment) ? null : PlainLook.of(args);
            return look == null ? runByPicocli(terminal, environment, args) : run(look, terminal);
        }
    }

    private static boolean hasOptions(Map<String, String> environment) {
        return environment.keySet().stream().anyMatch(name -> name.startsWith(VARIABLE));
    }

    static int runByPicocli(Terminal terminal, Map<String, String> environment, String... args) {
        OptionSources sources = new OptionSources(environment, () -> commandLine(terminal));
        CommandLine commandLine = commandLine(terminal, args)
                .setParameterExceptionHandler((e, given) -> wrong(e, sources))
                .setExecutionExceptionHandler((e, command, result) -> failed(e, command, sources));
        try {
            return commandLine.execute(sources.addTo(commandLine, OptionOrder.commandLineLast(commandLine, args)));
        } catch (UsageException e) {
            return complain(commandLine, e.getMessage(), USAGE);
        } catch (FailedException e) {
            return complain(commandLine, e.getMessage(), FAILED);
        }
    }

    private static int run(PlainLook look, Terminal terminal) {
        try {
            look.show(terminal.out());
            return 0;
        } catch (FailedException e) {
            terminal.err().println(complaint(look.name(), e.getMessage()));
            return FAILED;
        }
    }

    /**
     * Makes the commands.
     *
     * @param args those of the command line, which may name the only command that is needed; nothing for all of them
     */
    static CommandLine commandLine(Terminal terminal, String... args) {
        CommandLine.tracer().setLevel(TraceLevel.OFF); // or it prints values that are replaced, passwords too
        CommandLine commandLine = new Commands()
                .add("serve", () -> new ServeCommand(terminal))
                .add("capture", () -> new CaptureCommand(terminal))
                .add("queue", () -> QueueCommand.commandLine(terminal, args.length > 1 ? args[1] : ""))
                .add("health", () -> new HealthCommand(terminal))
                .add("album", () -> new AlbumCommand(terminal))
                .add("completion", () -> new CompletionCommand(terminal))
                .into(new CommandLine(new RelayCommand()), args.length > 0 ? args[0] : "");
        listOptionsUnderHeadings(commandLine);
        takeOptionsFromFiles(commandLine);
        return commandLine
                .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setOverwrittenOptionsAllowed(true) // the last one counts
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setUsageHelpWidth(HELP_WIDTH)
                .registerConverter(Integer.class, new NumberConverter<>(Integer::valueOf))
                .registerConverter(int.class, new NumberConverter<>(Integer::valueOf))
                .registerConverter(Long.class, new NumberConverter<>(Long::valueOf))
                .registerConverter(long.class, new NumberConverter<>(Long::valueOf));
    }

    private static void listOptionsUnderHeadings(CommandLine command) {
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new OptionList());
        command.getSubcommands().values().forEach(RelayCommand::listOptionsUnderHeadings);
    }

    /** Gives each command that has options of its own the option that names a file of them. */
    private static void takeOptionsFromFiles(CommandLine command) {
        command.getSubcommands().values().forEach(RelayCommand::takeOptionsFromFiles);
        boolean hasOptions = command.getCommandSpec().options().stream()
                .anyMatch(option -> !option.usageHelp() && !option.versionHelp());
        if (hasOptions) {
            command.getCommandSpec()
                    .addOption(OptionSpec.builder(OptionSources.CONFIG)
                            .paramLabel("FILE")
                            .type(Path.class)
                            .description(
                                    "Read options from this file, in lines such as max-recipients = 10.",
                                    "Each can be given by the environment too, such as SMTP_RELAY_MAX_RECIPIENTS=10.",
                                    "The command line counts most, then the environment, then the file.")
                            .build());
        }
    }

    @Override
    public void run() {
        throw new UsageException("Say what to do: serve, capture or queue");
    }

    private static int wrong(ParameterException e, OptionSources sources) {
        if (e instanceof UnmatchedArgumentException unmatched
                && unmatched.getUnmatched().get(0).startsWith("@")) {
            return complain(
                    e.getCommandLine(),
                    "There is no file " + unmatched.getUnmatched().get(0).substring(1) + " to read options from",
                    USAGE);
        }
        return complain(e.getCommandLine(), e.getMessage() + sources.origin(e), USAGE);
    }

    private static int failed(Exception e, CommandLine command, OptionSources sources) throws Exception {
        if (e instanceof UsageException) {
            return complain(command, e.getMessage() + sources.origin(e), USAGE);
        }
        if (e instanceof FailedException) {
            return complain(command, e.getMessage(), FAILED);
        }
        throw e; // a bug; picocli shows it
    }

    private static int complain(CommandLine command, @Nullable String problem, int exitCode) {
        String name = command.getCommandSpec().qualifiedName();
        String hint = exitCode == USAGE ? " (" + name + " --help shows more)" : "";
        command.getErr().println(complaint(name, problem) + hint);
        command.getErr().flush();
        return exitCode;
    }

    private static String complaint(String name, @Nullable String problem) {
        return name + ": " + LogText.oneLine(String.valueOf(problem));
    }

    /** Reads a number. The message for other text is in the user's words. */
    private record NumberConverter<N extends Number>(Function<String, N> parser) implements ITypeConverter<N> {
        @Override
        public N convert(String value) {
            try {
                return parser.apply(value);
            } catch (NumberFormatException e) {
                throw new TypeConversionException("it must be a whole number, not " + LogText.value(value));
            }
        }
    }

    /** The version is in the manifest of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"smtp-relay " + version(), "Java " + Runtime.version()};
        }
    }

    /** Returns our version, as it stands in the jar. */
    static String version() {
        return Optional.ofNullable(RelayCommand.class.getPackage().getImplementationVersion())
                .orElse("(unknown version)");
    }
}
