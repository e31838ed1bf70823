package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.DeliveryReport.Action;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.smtp.Mailbox;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words of a report: its header, what people read, and what programs read. */
final class ReportText {

    /** How the part for people ends, by what is behind it. */
    static final String WITH_MAIL = "A report for mail programs follows, and then your mail.\r\n";

    static final String WITH_HEADER = "A report for mail programs follows, and then the header of your mail.\r\n";
    static final String ALONE = "A report for mail programs follows.\r\n";

    private static final int MAX_ENVELOPE_ID = 200;

    private final String hostname;
    private final Instant now;
    private final QueuedMail mail;
    private final Action action;
    private final List<RecipientReport> recipients;
    private final @Nullable Instant retryUntil;
    private final boolean utf8;

    ReportText(
            String hostname,
            Instant now,
            QueuedMail mail,
            Action action,
            List<RecipientReport> recipients,
            @Nullable Instant retryUntil,
            boolean utf8) {
        this.hostname = hostname;
        this.now = now;
        this.mail = mail;
        this.action = action;
        this.recipients = recipients;
        this.retryUntil = action == Action.DELAYED ? retryUntil : null;
        this.utf8 = utf8;
    }

    /** The header of the report, with the empty line (RFC 3464 section 2, RFC 3834 section 5). */
    String header(Mailbox sender, String name, String boundary, boolean eightBit) {
        StringBuilder header = new StringBuilder();
        field(header, "Date", HeaderText.date(now));
        field(header, "From", "Mail Delivery <MAILER-DAEMON@" + hostname + ">");
        field(header, "To", "<" + HeaderText.clean(sender.address(), 900, utf8) + ">");
        field(header, "Subject", subject());
        field(header, "Message-ID", "<" + name + "@" + hostname + ">");
        field(header, "Auto-Submitted", "auto-replied");
        field(header, "MIME-Version", "1.0");
        // RFC 6522 section 3: the subtype of the second part
        field(
                header,
                "Content-Type",
                "multipart/report; report-type=" + global() + "delivery-status;\r\n\tboundary=\"" + boundary + "\"");
        if (eightBit) {
            field(header, "Content-Transfer-Encoding", "8bit");
        }
        return header.append("\r\n").toString();
    }

    private String global() {
        return utf8 ? "global-" : "";
    }

    private String subject() {
        return switch (action) {
            case FAILED -> "Your mail could not be delivered";
            case DELAYED -> "Your mail is delayed";
            case RELAYED -> "Your mail was passed on";
            case DELIVERED -> "Your mail was delivered";
        };
    }

    /** The part for people. */
    String explanation(boolean whole) {
        StringBuilder text = new StringBuilder();
        field(text, "Content-Type", "text/plain; charset=" + (utf8 ? "utf-8" : "us-ascii"));
        field(text, "Content-Transfer-Encoding", utf8 ? "8bit" : "7bit");
        text.append("\r\nThis is the mail relay ").append(hostname).append(".\r\n\r\n");
        text.append("Your mail of ").append(HeaderText.date(mail.acceptedAt())).append("\r\n");
        text.append(outcome()).append("\r\n");
        for (RecipientReport recipient : recipients) {
            text.append("\r\n  <").append(recipient.address()).append(">\r\n");
            if (!recipient.reply().isEmpty()) {
                String host = recipient.host();
                text.append("    ")
                        .append(host.isEmpty() ? "" : host + " said: ")
                        .append(recipient.reply())
                        .append("\r\n");
            }
        }
        return text.append("\r\n").append(whole ? WITH_MAIL : WITH_HEADER).toString();
    }

    private String outcome() {
        return switch (action) {
            case FAILED -> "could not be delivered to the recipients below. It will not be tried again.";
            case DELAYED ->
                "could not be delivered to the recipients below yet. You need not send it again:\r\nit will be tried "
                        + (retryUntil == null ? "for some time." : "until " + HeaderText.date(retryUntil) + ".");
            case RELAYED ->
                "was passed on for the recipients below, to a mail system that does not report\r\nwhether it delivers.";
            case DELIVERED -> "was delivered to the recipients below.";
        };
    }

    /** The part for programs (RFC 3464 section 2.1, RFC 6533 section 4). */
    String status() {
        StringBuilder text = new StringBuilder();
        field(text, "Content-Type", "message/" + global() + "delivery-status");
        if (utf8) {
            field(text, "Content-Transfer-Encoding", "8bit");
        }
        text.append("\r\n");
        field(text, "Reporting-MTA", "dns; " + hostname);
        mail.envelope()
                .envelopeId()
                .map(id -> HeaderText.clean(id, MAX_ENVELOPE_ID, utf8).strip())
                .filter(id -> !id.isEmpty())
                .ifPresent(id -> field(text, "Original-Envelope-Id", id));
        field(text, "Arrival-Date", HeaderText.date(mail.acceptedAt()));
        recipients.forEach(recipient -> status(text.append("\r\n"), recipient));
        return text.toString();
    }

    private void status(StringBuilder text, RecipientReport recipient) {
        recipient.originalRecipient().ifPresent(original -> field(text, "Original-Recipient", original));
        field(text, "Final-Recipient", recipient.finalRecipient());
        field(text, "Action", recipient.actionWord());
        field(text, "Status", recipient.status().toString());
        if (!recipient.host().isEmpty()) {
            field(text, "Remote-MTA", "dns; " + recipient.host());
        }
        if (!recipient.reply().isEmpty()) { // RFC 3464 section 2.3.6: the type says whose words they are
            foldedField(
                    text, "Diagnostic-Code", (recipient.host().isEmpty() ? "x-relay; " : "smtp; ") + recipient.reply());
        }
        field(text, "Last-Attempt-Date", HeaderText.date(now));
        if (retryUntil != null) {
            field(text, "Will-Retry-Until", HeaderText.date(retryUntil));
        }
    }

    /** The header of the part that holds the mail or its header (RFC 6522 section 3, RFC 6533 section 5). */
    String returnedHeader(ReturnedContent returned) {
        if (!utf8 && !returned.isWhole()) {
            return returnedHeaderPart(returned);
        }
        StringBuilder text = new StringBuilder();
        String wholeType = utf8 ? "message/global" : "message/rfc822";
        field(text, "Content-Type", returned.isWhole() ? wholeType : "message/global-headers");
        field(text, "Content-Transfer-Encoding", returned.isEightBit() ? "8bit" : "7bit");
        return text.toString();
    }

    /**
     * The header of a part that holds a header in ASCII, with the empty line behind it left out (RFC 6522 section 4).
     */
    static String returnedHeaderPart(ReturnedContent returned) {
        StringBuilder text = new StringBuilder();
        field(text, "Content-Type", "text/rfc822-headers");
        field(text, "Content-Transfer-Encoding", returned.needsEncoding() ? "quoted-printable" : "7bit");
        return text.toString();
    }

    private static void field(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(value).append("\r\n");
    }

    private static void foldedField(StringBuilder text, String name, String value) {
        HeaderText.appendFolded(text.append(name).append(':'), List.of(value.split(" +", -1)));
        text.append("\r\n");
    }
}
