package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.catcher.Catcher;
import io.github.smtpjunit.relay.catcher.CaughtMails;
import io.github.smtpjunit.relay.catcher.CaughtSessions;
import io.github.smtpjunit.relay.catcher.MailDirectory;
import io.github.smtpjunit.relay.catcher.MailKeeper;
import io.github.smtpjunit.relay.catcher.MemoryMails;
import io.github.smtpjunit.relay.catcher.NoMails;
import io.github.smtpjunit.relay.catcher.Release;
import io.github.smtpjunit.relay.catcher.StoringException;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    private static final int SESSION_LINES = 200;

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

    @Option(
            names = "--max-mails",
            paramLabel = "N",
            description =
                    "Keep at most this many mails; the oldest go first. Default: 1000 in memory, all in a directory.")
    private @Nullable Integer maxMails;

    @Option(
            names = "--max-age",
            paramLabel = "TIME",
            converter = ServeOptions.TimeConverter.class,
            description = "Delete mails that are older than this, such as 12h or 7d. Default: none are.")
    private @Nullable Duration maxAge;

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
        CaughtSessions sessions = new CaughtSessions();
        if (options.http() != null) {
            builder.maxTranscriptLines(SESSION_LINES).maxKeptFailedAttempts(SESSION_LINES); // for the page
        }
        builder.addSessionListener(sessions);
        Service.watch(builder, options, log, metrics);
        releasing.check(options.http() != null);
        try (CaughtMails mails = open();
                Release release = releasing.open(options.hostname("localhost"), mails, log)) {
            mails.addListener(new RemovalLog(log));
            builder.handler(new CaptureHandler(mails, log, metrics));
            SmtpServer server = Service.started(builder::start);
            Catcher catcher = new Catcher(mails, sessions, server.faults(), RelayCommand.version(), release);
            try (Service service = Service.of(server, options, log, metrics, mails::problem, catcher::addTo)) {
                terminal.awaitStop(service.ready());
            }
        }
        return 0;
    }

    private List<InfoApi.Place> places(SmtpServer server) {
        List<InfoApi.Place> places = new ArrayList<>();
        InfoApi.Tls plain = options.isStarttlsOffered() ? InfoApi.Tls.STARTTLS : InfoApi.Tls.NONE;
        for (InetSocketAddress address : server.addresses()) {
            boolean isPlain = places.size() < options.plainListeners();
            places.add(new InfoApi.Place(address, isPlain ? plain : InfoApi.Tls.IMPLICIT));
        }
        return places;
    }

    private CaughtMails open() {
        try {
            return new CaughtMails(keeper(), new CaughtMails.Bounds(maxMails(), maxAge), Clock.systemUTC());
        } catch (StoringException e) {
            throw FailedException.of("Cannot write to the directory " + directory, e.reason());
        } catch (IOException e) {
            throw FailedException.of("Cannot write to the directory " + directory, e);
        }
    }

    private MailKeeper keeper() throws IOException {
        if (directory != null) {
            return new MailDirectory(directory);
        }
        return options.http() == null
                ? new NoMails()
                : new MemoryMails(Runtime.getRuntime().maxMemory() / 4);
    }

    private int maxMails() {
        if (directory == null && options.http() == null) {
            return 0;
        }
        if (maxMails != null && maxMails < 1) {
            throw new UsageException("--max-mails must be 1 or more, not " + maxMails);
        }
        int absent = directory == null ? 1_000 : Integer.MAX_VALUE;
        return maxMails == null ? absent : maxMails;
    }
}
