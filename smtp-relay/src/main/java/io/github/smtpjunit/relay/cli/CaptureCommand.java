package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.catcher.Catcher;
import io.github.smtpjunit.relay.catcher.CaughtMails;
import io.github.smtpjunit.relay.catcher.CaughtSessions;
import io.github.smtpjunit.relay.catcher.NoMails;
import io.github.smtpjunit.relay.catcher.Release;
import io.github.smtpjunit.relay.catcher.Webhook;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Keeps what arrives. */
@Command(
        name = "capture",
        mixinStandardHelpOptions = true,
        versionProvider = RelayCommand.Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Keep what arrives instead of relaying it: a mail catcher for development.",
            "",
            "Prints one line READY smtp=HOST:PORT ... once all listeners accept, and logs to standard error, a line"
                    + " for each event."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  smtp-relay capture --directory mails",
            "  smtp-relay capture --listen 127.0.0.1:0 --user ada:secret --require-auth",
            "  smtp-relay capture --rule 'rcpt:defer@*=451 4.2.0 Try later' --http 127.0.0.1:8025"
        })
final class CaptureCommand implements Callable<Integer> {

    private static final LimitOptions.Defaults DEFAULTS =
            new LimitOptions.Defaults(64L * 1024 * 1024, 1_000, LimitOptions.BareNewlines.KEEP);

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = {
                "Keep each mail here as a pair of files: NNNNNN.eml, its exact octets, and then NNNNNN.json, its"
                        + " envelope.",
                "Default: with --http they are kept in memory; without it nothing is kept, and the log has a line for each"
                        + " mail."
            })
    private @Nullable Path directory;

    @Mixin
    private BoundOptions bounds = new BoundOptions();

    @Option(
            names = "--webhook",
            paramLabel = "URL",
            converter = UrlConverter.class,
            description =
                    "Post what a list shows of each mail to this URL, as JSON. What fails is tried again for two minutes.")
    private @Nullable URI webhook;

    @Mixin
    private ReleaseOptions releasing = new ReleaseOptions();

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Mixin
    private SenderOptions senders = new SenderOptions();

    private final Terminal terminal;

    CaptureCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        EventLog log = terminal.log();
        Metrics metrics = new Metrics();
        SmtpServerBuilder builder = SmtpServer.builder();
        senders.apply(options, builder);
        options.apply(builder, DEFAULTS, "localhost");
        options.applyPerClient(builder, List.of());
        CaughtSessions sessions = CatcherParts.sessions();
        if (options.http() != null) {
            CatcherParts.keepDialogues(builder);
        }
        builder.addSessionListener(sessions);
        Service.watch(builder, options, log, metrics);
        releasing.check(options.http() != null);
        try (CaughtMails mails = open();
                Webhook hook = webhook == null ? null : new Webhook(webhook, Webhook.WAITS, log::warning);
                Release release = releasing.open(options.hostname("localhost"), mails, log)) {
            mails.addListener(new RemovalLog(log));
            if (hook != null) {
                mails.addListener(hook);
            }
            builder.handler(new CaptureHandler(mails, log, metrics));
            SmtpServer server = Service.started(builder::start);
            Catcher catcher = new Catcher(
                    mails, sessions, server.faults(), options.places(server), RelayCommand.version(), release);
            try (Service service = Service.of(server, options, log, metrics, mails::problem, catcher::addTo)) {
                terminal.awaitStop(service.ready());
            }
        }
        return 0;
    }

    private CaughtMails open() {
        if (directory != null) {
            return CatcherParts.open(directory, bounds.bounds(false));
        }
        return options.http() == null
                ? CatcherParts.open(new NoMails(), new CaughtMails.Bounds(0, null))
                : CatcherParts.openMemory(bounds.bounds(true));
    }

    /** Reads the address of a web server. */
    static final class UrlConverter implements ITypeConverter<URI> {
        @Override
        public URI convert(String value) {
            try {
                URI url = new URI(value);
                if (List.of("http", "https").contains(url.getScheme()) && url.getHost() != null) {
                    return url;
                }
            } catch (URISyntaxException e) {
                // as one of another scheme
            }
            throw new TypeConversionException("it must be a URL such as http://127.0.0.1:3000/mails");
        }
    }
}
