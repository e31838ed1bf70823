package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.DeliveryReport.Action;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Envelope.Notify;
import io.github.smtpjunit.smtp.Envelope.Recipient;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.EsmtpParameters.Parameter;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Mailbox;
import io.github.smtpjunit.smtp.ReversePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the reports to senders on what has become of their mail: RFC 3464, RFC 6522, and RFC 6533 where UTF-8 is
 * needed. Thread-safe.
 */
final class DeliveryReporter {

    private final String hostname;
    private final Clock clock;
    private final Random random;

    /**
     * Makes a reporter.
     *
     * @param hostname the relay's name
     * @param clock gives the date of reports
     * @param random makes the names of reports; shared by threads
     */
    DeliveryReporter(String hostname, Clock clock, Random random) {
        this.hostname = HeaderText.clean(hostname, 255, false);
        this.clock = clock;
        this.random = random;
    }

    /** Opens the content of the mail that is reported on. */
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }

    /**
     * Makes a report.
     *
     * @param action what has happened, to all of the recipients
     * @param mail the mail
     * @param recipients the places in the envelope of those to report on; those for which the sender wants no report
     *     are left out (RFC 3461)
     * @param retryUntil until when delivery will be tried, null if it will not be tried, or if the time is unknown
     * @param content opened only if there is a report to send, and closed
     * @return empty if there is nothing to send, as always for the null reverse-path
     */
    Optional<DeliveryReport> report(
            Action action, QueuedMail mail, List<Integer> recipients, @Nullable Instant retryUntil, Content content)
            throws IOException {
        Optional<Mailbox> sender =
                mail.envelope().reversePath().mailbox(); // RFC 5321 section 6.1: never a report to <>
        List<Integer> told = recipients.stream()
                .filter(i ->
                        isWanted(action, mail.envelope().recipients().get(i).notification()))
                .toList();
        if (sender.isEmpty() || told.isEmpty()) {
            return Optional.empty();
        }
        ReturnedContent returned;
        try (InputStream in = content.open()) {
            returned = ReturnedContent.read(in, isHeaderEnough(action, mail.envelope()));
        }
        return Optional.of(report(sender.get(), mail, told, action, retryUntil, returned));
    }

    /** RFC 3461 section 4.1. Without the parameter a sender gets reports on failures and delays. */
    private static boolean isWanted(Action action, Set<Notify> notify) {
        return switch (action) {
            case FAILED -> notify.isEmpty() || notify.contains(Notify.FAILURE);
            case DELAYED -> notify.isEmpty() || notify.contains(Notify.DELAY);
            case RELAYED, DELIVERED -> notify.contains(Notify.SUCCESS);
        };
    }

    private static boolean isHeaderEnough(Action action, Envelope envelope) {
        return envelope.requiresTls() // RFC 8689 section 5: RET is ignored
                || action != Action.FAILED // RFC 3461 section 4.3: the parameter is about failures only
                || envelope.returnContent().equals(Optional.of(Envelope.Return.HEADERS))
                || envelope.body() == Envelope.Body.BINARY_MIME; // RFC 3030: it fits into no report that DATA can carry
    }

    private DeliveryReport report(
            Mailbox sender,
            QueuedMail mail,
            List<Integer> told,
            Action action,
            @Nullable Instant retryUntil,
            ReturnedContent returned)
            throws IOException {
        boolean utf8 = needsUtf8(sender, mail.envelope(), told, returned);
        List<RecipientReport> recipients = told.stream()
                .map(i -> new RecipientReport(
                        action,
                        mail.envelope().recipients().get(i),
                        mail.recipients().get(i),
                        utf8))
                .toList();
        boolean isEncoded = !returned.isWhole() && !utf8;
        boolean eightBit = utf8 || (returned.isEightBit() && !isEncoded);
        ReportText text = new ReportText(hostname, clock.instant(), mail, action, recipients, retryUntil, utf8);
        String boundary = boundary(returned, text);

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out, text.header(sender, token() + "." + mail.id(), boundary, eightBit));
        write(out, "--" + boundary + "\r\n" + text.explanation(returned.isWhole()) + "\r\n--" + boundary + "\r\n");
        write(out, text.status() + "\r\n--" + boundary + "\r\n" + text.returnedHeader(returned) + "\r\n");
        out.write(isEncoded ? returned.encoded() : returned.octets());
        write(out, "\r\n--" + boundary + "--\r\n");
        return new DeliveryReport(envelope(sender, eightBit, mail.envelope().requiresTls()), out.toByteArray());
    }

    /** Only a sender that uses UTF-8 can read it. */
    private static boolean needsUtf8(Mailbox sender, Envelope envelope, List<Integer> told, ReturnedContent returned) {
        boolean inAddress = Stream.concat(
                        Stream.of(sender),
                        told.stream()
                                .map(i -> envelope.recipients().get(i).path().mailbox()))
                .anyMatch(Mailbox::isInternationalized);
        return envelope.isSmtpUtf8() && (inAddress || returned.isHeaderEightBit());
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Envelope envelope(Mailbox sender, boolean eightBit, boolean requiresTls) {
        List<Parameter> parameters = new ArrayList<>();
        if (eightBit) {
            parameters.add(new Parameter("BODY", "8BITMIME"));
        }
        if (sender.isInternationalized()) { // else UTF-8 stands in bodies only
            parameters.add(new Parameter("SMTPUTF8", null));
        }
        if (requiresTls) {
            parameters.add(new Parameter("REQUIRETLS", null)); // RFC 8689 section 5
        }
        return new Envelope(
                ReversePath.NULL,
                new EsmtpParameters(parameters),
                List.of(new Recipient(new ForwardPath(sender), EsmtpParameters.NONE)));
    }

    /** A line that stands nowhere in the parts (RFC 2046 section 5.1.1). */
    private String boundary(ReturnedContent returned, ReportText text) {
        String boundary;
        do {
            boundary = "=_report_" + token();
        } while (returned.contains(boundary) || text.status().contains(boundary));
        return boundary;
    }

    private String token() {
        return String.format("%016x", random.nextLong());
    }
}
