package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.relay.spool.SpoolControl;
import io.github.smtpjunit.relay.spool.SpoolControl.Action;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes mails in the queue. */
@Command(mixinStandardHelpOptions = true)
final class QueueChange implements Callable<Integer> {

    @Mixin
    private SpoolOption spool = new SpoolOption();

    @Mixin
    private MailSelection selection = new MailSelection();

    @Option(names = "--all", description = "All mails of the queue; flush does so by default.")
    private boolean all;

    @Parameters(paramLabel = "ID", arity = "0..*", description = "The names of mails, as queue list shows them.")
    private List<String> ids = new ArrayList<>();

    private final Action action;
    private final PrintStream out;

    QueueChange(Action action, Terminal terminal) {
        this.action = action;
        this.out = terminal.out();
    }

    @Override
    public Integer call() {
        boolean isNamed = !ids.isEmpty();
        boolean everything = all || (action == Action.FLUSH && !isNamed && !selection.isGiven()); // which does no harm
        long ways = Stream.of(isNamed, everything, selection.isGiven())
                .filter(given -> given)
                .count();
        UsageException.require(
                ways == 1,
                "Name one mail or more, or select some by --sender, --recipient, --domain or --reason, or all by --all");
        Set<String> left = new LinkedHashSet<>(ids);
        List<String> changed = spool.with(control -> control.apply(action, isNamed ? ids : selected(control)));
        changed.forEach(left::remove);
        if (!left.isEmpty()) {
            throw SpoolOption.unknown(left);
        }
        if (!isNamed) {
            out.println(changed.size() + (changed.size() == 1 ? " mail" : " mails"));
        }
        return 0;
    }

    private List<String> selected(SpoolControl control) throws IOException {
        return control.list().stream()
                .filter(selection::selects)
                .map(QueuedMail::id)
                .toList();
    }
}
