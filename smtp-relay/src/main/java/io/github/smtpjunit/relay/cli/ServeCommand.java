package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.smtp.server.BareNewlines;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
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
        try (Engine engine = Service.started(() -> engine(hostname, this::setUp, metrics, log));
                Service service = Service.of(engine.server(), server, log, metrics, null, engine::problem)) {
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

    /** Sets up the server by which mail comes in. */
    private void setUp(SmtpServerBuilder builder) {
        server.apply(builder, DEFAULTS, ownName());
    }

    /** The relay, while it runs. */
    interface Engine extends AutoCloseable {

        /** Returns the server by which mail comes in. */
        SmtpServer server();

        /** Tells what keeps it from working, if anything does. */
        Optional<String> problem();

        /** Ends the work. */
        @Override
        void close();
    }

    /**
     * Starts the relay by {@link #options}.
     *
     * @param hostname its name
     * @param server sets up its server
     * @param metrics counts; it watches the server, and has room for more of its kind
     * @param log is written to
     * @throws FailedException if the spool or another file cannot be used
     * @throws java.io.UncheckedIOException if a port cannot be opened
     */
    @SuppressWarnings("UnusedVariable")
    private Engine engine(String hostname, Consumer<SmtpServerBuilder> server, Metrics metrics, EventLog log) {
        throw new FailedException("This build has no relay yet; capture works", new UnsupportedOperationException());
    }
}
