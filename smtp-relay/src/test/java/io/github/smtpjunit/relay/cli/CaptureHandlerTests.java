package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.catcher.CaughtMails;
import io.github.smtpjunit.relay.catcher.MailDirectory;
import io.github.smtpjunit.relay.client.HostPort;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Once the pair of files is there, the client gets its 250, whatever else fails: it would send the mail again. */
class CaptureHandlerTests extends CommandTestCase {

    private final Path directory;

    CaptureHandlerTests(@TempDir Path directory) {
        this.directory = directory;
    }

    /** What a log can run into. */
    enum Failure implements Supplier<Instant> {
        EXCEPTION {
            @Override
            public Instant get() {
                throw new IllegalStateException("provoked");
            }
        },
        ERROR {
            @Override
            public Instant get() {
                throw new StackOverflowError("provoked");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMailThatCannotBeToldOfIsAcceptedAllTheSame(Failure failure) throws Exception {
        CaughtMails mails =
                new CaughtMails(new MailDirectory(directory), new CaughtMails.Bounds(100, null), Clock.systemUTC());
        try (EventLog log = new EventLog(new PrintStream(OutputStream.nullOutputStream()), clock(failure));
                SmtpServer server = SmtpServer.builder()
                        .handler(new CaptureHandler(mails, log, new Metrics()))
                        .start();
                Client client = new Client(new HostPort(server.host(), server.port()))) {
            client.say("250", "EHLO c")
                    .mail("a@example.org", "Subject: x\r\n\r\nx\r\n", "b@example.org")
                    .expect("250");
        }
        assertThat(directory.resolve("000001.eml")).hasContent("Subject: x\r\n\r\nx\r\n");
        assertThat(directory.resolve("000001.json")).exists();
    }

    private static Clock clock(Supplier<Instant> time) {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return time.get();
            }
        };
    }
}
