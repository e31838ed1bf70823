package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.spool.SpoolControl.Action;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Looks into a spool and changes what is in it, whether or not a relay works with it. */
@Command(
        name = "queue",
        mixinStandardHelpOptions = true,
        versionProvider = RelayCommand.Version.class,
        description = "Look into the queue of a relay and change it, whether or not the relay runs.",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  smtp-relay queue list --spool spool",
            "  smtp-relay queue show --spool spool --content ID",
            "  smtp-relay queue flush --spool spool",
            "  smtp-relay queue hold --spool spool --domain example.org --reason 'connection refused'"
        })
final class QueueCommand implements Runnable {

    private QueueCommand() {}

    /** Makes the command that a word of the command line names, or all if it names none. */
    static CommandLine commandLine(Terminal terminal, String word) {
        return new Commands()
                .add("list", () -> new QueueLook.ListMails(terminal))
                .add("show", () -> new QueueLook.ShowMail(terminal))
                .add("flush", () -> change(Action.FLUSH, terminal, "Make mails due at once, by default all of them."))
                .add(
                        "hold",
                        () -> change(Action.HOLD, terminal, "Keep mails from being tried until they are released."))
                .add("release", () -> change(Action.RELEASE, terminal, "Let mails that are on hold be tried again."))
                .add(
                        "bounce",
                        () -> change(
                                Action.BOUNCE,
                                terminal,
                                "Give mails up: their senders get a report, in place of an attempt."))
                .add("delete", () -> change(Action.DELETE, terminal, "Remove mails, without a report to anyone."))
                .into(new CommandLine(new QueueCommand()), word);
    }

    private static CommandLine change(Action action, Terminal terminal, String description) {
        CommandLine command = new CommandLine(new QueueChange(action, terminal));
        command.getCommandSpec().usageMessage().description(description);
        return command;
    }

    @Override
    public void run() {
        throw new UsageException("Say what to do with the queue: list, show, flush, hold, release, bounce or delete");
    }
}
