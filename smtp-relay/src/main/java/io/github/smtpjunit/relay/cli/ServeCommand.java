package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.catcher.Catcher;
import io.github.smtpjunit.relay.catcher.CaughtMails;
import io.github.smtpjunit.relay.catcher.CaughtSessions;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Relays what arrives. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = RelayCommand.Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Relay mail: take it, keep it safe, and deliver it or report to its sender.",
            "",
            "Prints one line READY smtp=HOST:PORT ... once all listeners accept, and logs to standard error, a line"
                    + " for each event."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  smtp-relay serve --smart-host mail.example.org:587 --smart-host-tls required \\",
            "      --smart-host-user ada:secret --spool /var/spool/smtp-relay",
            "  smtp-relay serve --listen 0.0.0.0:25 --relay-domain example.org --route example.org=10.0.0.5:25"
        })
final class ServeCommand implements Callable<Integer> {

    private static final LimitOptions.Defaults DEFAULTS =
            new LimitOptions.Defaults(25L * 1024 * 1024, 100, LimitOptions.BareNewlines.REJECT);

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private ServeOptions options = new ServeOptions();

    @Mixin
    private KeepOptions keeping = new KeepOptions();

    private final Terminal terminal;

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        options.check();
        keeping.check(server.http() != null, !options.allowedRecipients().isEmpty());
        server.check(DEFAULTS, ownName(), options.allowFrom());
        if (!keeping.isAsked()) {
            serve(terminal.log(), null, CatcherParts.sessions());
            return 0;
        }
        try (CaughtMails mails = keeping.open()) {
            serve(terminal.log(), mails, CatcherParts.sessions());
        }
        return 0;
    }

    private void serve(EventLog log, @Nullable CaughtMails mails, CaughtSessions sessions) throws InterruptedException {
        Metrics metrics = new Metrics();
        String hostname = server.hostname(ownName());
        if (mails != null) {
            mails.addListener(new RemovalLog(log));
        }
        try (RelayEngine engine = Service.started(() -> new RelayEngine(
                        options,
                        hostname,
                        builder -> {
                            setUp(builder, metrics, log);
                            if (mails != null) {
                                CatcherParts.keepDialogues(builder.addSessionListener(sessions));
                            }
                        },
                        mails == null ? null : new RefusedKeeper(mails, log),
                        metrics,
                        log,
                        Clock.systemUTC(),
                        cause -> terminal.fail("The relay cannot work on its queue", cause)));
                Service service = Service.of(
                        engine.server(),
                        server,
                        log,
                        metrics,
                        () -> engine.problem().or(() -> mails == null ? Optional.empty() : mails.problem()),
                        places(engine, mails, sessions))) {
            engine.logStart();
            terminal.awaitStop(service.ready());
        }
    }

    private Service.Places places(RelayEngine engine, @Nullable CaughtMails mails, CaughtSessions sessions) {
        return mails == null
                ? (routes, access) -> {}
                : new Catcher(
                        mails,
                        sessions,
                        engine.server().faults(),
                        server.places(engine.server()),
                        RelayCommand.version(),
                        null)::addTo;
    }

    private static String ownName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** Sets up the server by which mail comes in. */
    private void setUp(SmtpServerBuilder builder, Metrics metrics, EventLog log) {
        server.apply(builder, DEFAULTS, ownName());
        server.applyPerClient(builder, options.allowFrom());
        Service.watch(builder, server, log, metrics);
    }
}
