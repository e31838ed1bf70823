package io.github.smtpjunit.relay.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: {@code java -jar smtp-relay.jar}. */
@Command(name = "smtp-relay", description = "A small SMTP relay and mail catcher.", mixinStandardHelpOptions = true)
public final class RelayCommand {

    private RelayCommand() {}

    /**
     * Runs a command.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new RelayCommand()).execute(args));
    }
}
