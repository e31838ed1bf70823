package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.cli.MailDirectory.StoringException;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = {
                "Keep each mail here as a pair of files: NNNNNN.eml, its exact octets, and then NNNNNN.json, its"
                        + " envelope.",
                "With --http, /mails lists them. Default: nothing is kept, the log has a line for each mail."
            })
    private @Nullable Path directory;

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final Terminal terminal;

    CaptureCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        EventLog log = terminal.log();
        Metrics metrics = new Metrics();
        SmtpServerBuilder builder = SmtpServer.builder();
        options.apply(builder, DEFAULTS, "localhost");
        options.applyPerClient(builder, List.of());
        MailDirectory mails = directory == null ? null : open(directory);
        builder.handler(new CaptureHandler(mails, log, metrics));
        Service.watch(builder, options, log, metrics);
        SmtpServer server = Service.started(builder::start);
        try (Service service = Service.of(server, options, log, metrics, mails, () -> problem(mails))) {
            terminal.awaitStop(service.ready());
        }
        return 0;
    }

    private static MailDirectory open(Path directory) {
        try {
            return new MailDirectory(directory);
        } catch (StoringException e) {
            throw FailedException.of("Cannot write to the directory " + directory, e.reason());
        } catch (IOException e) {
            throw FailedException.of("Cannot write to the directory " + directory, e);
        }
    }

    private static Optional<String> problem(@Nullable MailDirectory mails) {
        return mails == null || Files.isWritable(mails.path())
                ? Optional.empty()
                : Optional.of("Cannot write to the directory of mails");
    }
}
