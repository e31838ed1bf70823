package io.github.smtpjunit.relay.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Writes what a shell needs to complete our commands. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        versionProvider = RelayCommand.Version.class,
        description = {
            "Write a script for bash or zsh that completes the commands and options of smtp-relay.",
            "",
            "It is for a command of that name, such as an alias:",
            "",
            "  alias smtp-relay='java -jar /usr/lib/smtp-relay/smtp-relay.jar'",
            "  source <(smtp-relay completion)"
        })
final class CompletionCommand implements Runnable {

    private final Terminal terminal;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        CommandLine all = RelayCommand.commandLine(terminal);
        terminal.out().print(AutoComplete.bash(all.getCommandName(), all));
        terminal.out().flush();
    }
}
