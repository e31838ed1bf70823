package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Envelope.Notify;
import io.github.smtpjunit.smtp.Envelope.Recipient;
import io.github.smtpjunit.smtp.Envelope.Return;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Mailbox;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ReversePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a sender gets from a server that took a mail and could not deliver it: a non-delivery report (RFC 3464), for
 * addresses beyond US-ASCII as RFC 6533 has it. Whether there is one, and how much of the mail it returns, is as the
 * sender asked (RFC 3461).
 */
final class FaultBounce {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String END_OF_HEADER = "\r\n\r\n";

    private final ReceivedMail mail;
    private final Reply reason;
    private final String hostname;
    private final List<Recipient> recipients;
    private final boolean global;

    private FaultBounce(ReceivedMail mail, Reply reason, String hostname, List<Recipient> recipients) {
        this.mail = mail;
        this.reason = reason;
        this.hostname = hostname;
        this.recipients = recipients;
        this.global = mail.envelope().isSmtpUtf8();
    }

    /**
     * Makes the report.
     *
     * @param mail a mail in memory
     * @param reason why it could not be delivered
     * @param hostname whose server this is
     * @return the report; empty for a mail of the null reverse-path, and where the sender wants none for any recipient
     */
    static Optional<ReceivedMail> of(ReceivedMail mail, Reply reason, String hostname) throws IOException {
        Envelope envelope = mail.envelope();
        List<Recipient> recipients = envelope.recipients().stream()
                .filter(recipient -> isReported(recipient.notification()))
                .toList();
        Optional<Mailbox> sender = envelope.reversePath().mailbox();
        if (sender.isEmpty() || recipients.isEmpty()) {
            return Optional.empty();
        }
        Envelope back = new Envelope(
                ReversePath.NULL,
                EsmtpParameters.NONE,
                List.of(new Recipient(new ForwardPath(sender.get()), EsmtpParameters.NONE)));
        byte[] content = new FaultBounce(mail, reason, hostname, recipients).content();
        return Optional.of(mail.withEnvelope(back).withContent(content));
    }

    private static boolean isReported(Set<Notify> wanted) {
        return wanted.isEmpty() || wanted.contains(Notify.FAILURE);
    }

    private byte[] content() throws IOException {
        String id = mail.session().id() + "." + mail.session().transactionNumber();
        String returned = new String(mail.content().readAllBytes(), StandardCharsets.ISO_8859_1);
        String boundary = "=_report." + id;
        while (returned.contains(boundary)) {
            boundary += "_";
        }
        String report = """
                From: Mail Delivery System <MAILER-DAEMON@%1$s>
                To: <%2$s>
                Subject: Undelivered mail returned to sender
                Date: %3$s
                Message-ID: <report.%4$s@%1$s>
                Auto-Submitted: auto-replied
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=%5$sdelivery-status; boundary="%6$s"

                --%6$s
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 8bit

                Your mail was accepted, and could not be delivered to:

                %7$s
                --%6$s
                Content-Type: message/%5$sdelivery-status
                Content-Transfer-Encoding: 8bit

                %8$s--%6$s
                """.formatted(
                        hostname,
                        mail.envelope().from(),
                        DATE.format(mail.receivedAt()),
                        id,
                        global ? "global-" : "",
                        boundary,
                        recipients.stream()
                                .map(to -> "<" + to.path().address() + ">: " + reason.toString() + "\n")
                                .collect(Collectors.joining()),
                        status());
        return (octets(report.replace("\n", "\r\n")) + returned(returned) + "\r\n--" + boundary + "--\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Text in UTF-8, each octet a character, to stand beside octets of no known charset. */
    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private String status() {
        StringBuilder status = new StringBuilder();
        mail.envelope().envelopeId().ifPresent(id -> field(status, "Original-Envelope-Id", id));
        field(status, "Reporting-MTA", "dns; " + hostname);
        field(status, "Arrival-Date", DATE.format(mail.receivedAt()));
        for (Recipient recipient : recipients) {
            status.append('\n');
            recipient
                    .originalRecipient()
                    .ifPresent(to -> field(status, "Original-Recipient", to.replaceFirst(";", "; ")));
            String type = recipient.path().mailbox().isInternationalized() ? "utf-8; " : "rfc822; ";
            field(status, "Final-Recipient", type + recipient.path().address());
            field(status, "Action", "failed");
            field(
                    status,
                    "Status",
                    reason.enhancedStatusCode().map(Object::toString).orElse("5.0.0"));
            field(status, "Diagnostic-Code", "smtp; " + reason.toString().replace('\n', ' '));
        }
        return status.append('\n').toString();
    }

    /** What a client has said may hold line ends, encoded (RFC 3461 section 4). */
    private static void field(StringBuilder status, String name, String value) {
        status.append(name)
                .append(": ")
                .append(value.replaceAll("\\p{Cc}", "?"))
                .append('\n');
    }

    /** The last part: all of the mail if the sender wants it back, else its header. */
    private String returned(String content) {
        if (mail.envelope().returnContent().filter(Return.FULL::equals).isPresent()) {
            return "Content-Type: message/" + (global ? "global" : "rfc822") + END_OF_HEADER + content;
        }
        int end = content.startsWith("\r\n") ? 0 : content.indexOf(END_OF_HEADER);
        return "Content-Type: " + (global ? "message/global-headers" : "text/rfc822-headers") + END_OF_HEADER
                + (end < 0 ? content : content.substring(0, end == 0 ? 0 : end + 2));
    }
}
