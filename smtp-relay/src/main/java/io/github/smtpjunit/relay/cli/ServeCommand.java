package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.smtp.server.BareNewlines;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Relays what arrives. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = RelayCommand.Version.class,
        sortOptions = false,
        description = {
            "Relay mail: take it, keep it safe, and deliver it or report to its sender.",
            "",
            "Prints one line READY smtp=HOST:PORT ... once all listeners accept, and logs to standard error, a line for each event."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  smtp-relay serve --smart-host mail.example.org:587 --smart-host-tls required \\",
            "      --smart-host-user ada:secret --spool /var/spool/smtp-relay",
            "  smtp-relay serve --listen 0.0.0.0:25 --relay-domain example.org --route example.org=10.0.0.5:25"
        })
final class ServeCommand implements Callable<Integer> {

    private static final LimitOptions.Defaults DEFAULTS =
            new LimitOptions.Defaults(25L * 1024 * 1024, 100, BareNewlines.REFUSE);

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private ServeOptions options = new ServeOptions();

    private final Terminal terminal;

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        options.check();
        EventLog log = terminal.log();
        Metrics metrics = new Metrics();
        String hostname = server.hostname(ownName());
        SmtpServerBuilder builder = server.builder(DEFAULTS, hostname);
        try (Engine engine = engine(builder, hostname, metrics, log);
                Service service = Service.start(builder, server, log, metrics, null, engine::problem)) {
            terminal.awaitStop(service.ready());
        }
        return 0;
    }

    private static String ownName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** What delivers the mails that the server takes. */
    interface Engine extends AutoCloseable {

        /** Tells what keeps it from working, if anything does. */
        Optional<String> problem();

        /** Ends the work, once nothing listens any more. */
        @Override
        void close();
    }

    /**
     * Starts the relay by {@link #options}, and sets the handler and the policy of the server that is to feed it.
     *
     * @throws FailedException if the spool or another file cannot be used
     */
    @SuppressWarnings("UnusedVariable")
    private Engine engine(SmtpServerBuilder builder, String hostname, Metrics metrics, EventLog log) {
        throw new FailedException("This build has no relay yet; capture works", new UnsupportedOperationException());
    }
}
