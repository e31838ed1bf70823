package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.QueuedMail;
import io.github.smtpjunit.relay.SpoolControl;
import io.github.smtpjunit.relay.SpoolControl.Action;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes mails in the queue. */
@Command(mixinStandardHelpOptions = true)
final class QueueChange implements Callable<Integer> {

    @Mixin
    private SpoolOption spool = new SpoolOption();

    @Option(names = "--all", description = "All mails of the queue; flush does so too if none is named.")
    private boolean all;

    @Parameters(paramLabel = "ID", arity = "0..*", description = "The names of mails, as queue list tells them.")
    private List<String> ids = new ArrayList<>();

    private final Action action;

    QueueChange(Action action) {
        this.action = action;
    }

    @Override
    public Integer call() {
        boolean everything = all || (action == Action.FLUSH && ids.isEmpty()); // which does no harm
        UsageException.require(everything == ids.isEmpty(), "Name one mail or more, or all of them by --all");
        Set<String> left = new LinkedHashSet<>(ids);
        spool.with(control -> left.removeAll(control.apply(action, everything ? idsOf(control) : ids)));
        if (!left.isEmpty()) {
            throw SpoolOption.unknown(left);
        }
        return 0;
    }

    private static List<String> idsOf(SpoolControl control) throws IOException {
        return control.list().stream().map(QueuedMail::id).toList();
    }
}
