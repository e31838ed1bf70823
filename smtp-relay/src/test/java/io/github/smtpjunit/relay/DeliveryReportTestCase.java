package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.DeliveryReport.Action;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.relay.spool.RecipientState;
import io.github.smtpjunit.relay.spool.RecipientState.Status;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Envelope.Recipient;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.EsmtpParameters.Parameter;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.ReversePath;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.angus.mail.dsn.DeliveryStatus;
import org.eclipse.angus.mail.dsn.MultipartReport;

/** Mails to report on, and Angus Mail to read the reports. */
abstract class DeliveryReportTestCase {

    static final Instant ACCEPTED = Instant.parse("2026-01-02T03:04:05Z");
    static final Instant NOW = Instant.parse("2026-01-02T04:00:00Z");
    static final Instant RETRY_UNTIL = Instant.parse("2026-01-07T03:04:05Z");
    static final String ORIGINAL = "From: ada@example.org\r\nSubject: Hello\r\n\r\nDear Bob\r\n";
    static final RecipientState NO_SUCH_USER =
            new RecipientState(Status.FAILED, "550 5.1.1 No such user", "mx.example.com[192.0.2.1]:25");

    final DeliveryReporter reporter =
            new DeliveryReporter("relay.example.net", Clock.fixed(NOW, ZoneOffset.UTC), new Random(7));

    static EsmtpParameters parameters(String text) {
        return new EsmtpParameters(Stream.of(text.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .map(word -> word.split("=", 2))
                .map(word -> new Parameter(word[0], word.length == 1 ? null : word[1]))
                .toList());
    }

    static Recipient recipient(String address, String parameters) {
        return new Recipient(ForwardPath.parse("<" + address + ">"), parameters(parameters));
    }

    static QueuedMail mail(String from, String parameters, RecipientState state, Recipient... recipients) {
        Envelope envelope =
                new Envelope(ReversePath.parse("<" + from + ">"), parameters(parameters), List.of(recipients));
        return QueuedMail.accepted("M123", envelope, ACCEPTED, 0, false, ACCEPTED)
                .withRecipients(Collections.nCopies(recipients.length, state));
    }

    Optional<DeliveryReport> report(Action action, QueuedMail mail, String latin1) throws IOException {
        return reporter.report(
                action,
                mail,
                IntStream.range(0, mail.recipients().size()).boxed().toList(),
                RETRY_UNTIL,
                () -> new ByteArrayInputStream(latin1.getBytes(StandardCharsets.ISO_8859_1)));
    }

    DeliveryReport failure(QueuedMail mail, String latin1) throws IOException {
        return report(Action.FAILED, mail, latin1).orElseThrow();
    }

    static String text(DeliveryReport report) {
        return new String(report.octets(), StandardCharsets.UTF_8);
    }

    static MimeMessage parse(DeliveryReport report) throws MessagingException {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(report.octets()));
    }

    static MultipartReport parts(DeliveryReport report) throws MessagingException, IOException {
        return (MultipartReport) parse(report).getContent();
    }

    static DeliveryStatus status(DeliveryReport report) throws MessagingException, IOException {
        return (DeliveryStatus) parts(report).getReport();
    }

    static List<String> fields(InternetHeaders headers) {
        List<String> lines = new ArrayList<>();
        headers.getAllHeaderLines().asIterator().forEachRemaining(lines::add);
        return lines;
    }

    static String body(BodyPart part) throws MessagingException, IOException {
        return new String(part.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
