package io.github.smtpjunit.relay;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Envelope.Recipient;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.EsmtpParameters.Parameter;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Mailbox;
import io.github.smtpjunit.smtp.ReversePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A report of this relay once more, with less of the mail that it is about: the header instead of the whole mail, or
 * nothing instead of the header (RFC 6522 section 3: the third part is optional). It is for a way back that refuses
 * what the report quotes, since there is no report on a report. It always says which recipients did not get the mail,
 * and why. It is in ASCII and its lines are short, so that every host can accept it.
 */
final class ReducedReport {

    private static final String TRACE = "Received:";
    private static final Pattern BOUNDARY = Pattern.compile("\r\n\tboundary=\"(=_report_\\w+)\"\r\n");
    private static final Pattern TO = Pattern.compile("(?m)^To: <.*>\r$");
    private static final int LONGEST = 4 * 1024 * 1024; // ReturnedContent.MAX_OCTETS and 1,000 recipients are less
    private static final String EIGHT_BIT = "Content-Transfer-Encoding: 8bit\r\n";
    private static final int EXPLANATION = 1;
    private static final int STATUS = 2;
    private static final int RETURNED = 3;

    private final String[] pieces; // the header, the parts, and the end, with a boundary between them
    private final String boundary;

    private ReducedReport(String[] pieces, String boundary) {
        this.pieces = pieces;
        this.boundary = boundary;
    }

    /**
     * Reads a report.
     *
     * @param content the content of a mail from the null reverse-path
     * @return empty if it is the report of another relay, which only that relay may change: it has a trace field, and
     *     those of this relay have no trace field
     */
    static Optional<ReducedReport> read(InputStream content) throws IOException {
        String text = new String(content.readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
        if (text.regionMatches(true, 0, TRACE, 0, TRACE.length())) {
            return Optional.empty();
        }
        Matcher boundary = BOUNDARY.matcher(text);
        if (!boundary.find()) {
            return Optional.empty();
        }
        String[] pieces = text.split("--" + Pattern.quote(boundary.group(1)), -1);
        return pieces.length > STATUS ? Optional.of(new ReducedReport(pieces, boundary.group(1))) : Optional.empty();
    }

    /** Whether there is something of the mail in it. */
    boolean returnsSomething() {
        return pieces.length > RETURNED + 1;
    }

    /** Whether it can be made less: it returns something of the mail, or is not in ASCII. */
    boolean isReducible() {
        return returnsSomething() || String.join("", pieces).chars().anyMatch(octet -> octet >= 0x80);
    }

    /**
     * Makes the next smaller one.
     *
     * @param envelope that of the report as it is
     * @param recipients the recipients of the report
     * @param redacted whether nothing of the mail may be in it, so that it needs no protection on its way
     */
    DeliveryReport next(Envelope envelope, List<Mailbox> recipients, boolean redacted) throws IOException {
        Optional<String> header = redacted ? Optional.empty() : returnedHeader();
        StringBuilder text = new StringBuilder();
        text.append(header(recipients.get(0)));
        text.append("--").append(boundary).append(explanation(header.isPresent()));
        text.append("--").append(boundary).append(status());
        header.ifPresent(lines -> text.append("--").append(boundary).append(lines));
        text.append("--").append(boundary).append("--\r\n");
        return new DeliveryReport(
                envelope(recipients, header.isPresent() && envelope.requiresTls()),
                text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private static Envelope envelope(List<Mailbox> recipients, boolean requiresTls) {
        List<Parameter> parameters = new ArrayList<>();
        if (recipients.stream().anyMatch(Mailbox::isInternationalized)) {
            parameters.add(new Parameter("SMTPUTF8", null));
        }
        if (requiresTls) {
            parameters.add(new Parameter("REQUIRETLS", null));
        }
        return new Envelope(
                ReversePath.NULL,
                new EsmtpParameters(parameters),
                recipients.stream()
                        .map(mailbox -> new Recipient(new ForwardPath(mailbox), EsmtpParameters.NONE))
                        .toList());
    }

    private String header(Mailbox recipient) {
        String to = "To: <" + HeaderText.clean(recipient.address(), 900, false) + ">\r";
        return TO.matcher(pieces[0])
                .replaceFirst(Matcher.quoteReplacement(to))
                .replace("report-type=global-delivery-status", "report-type=delivery-status")
                .replace(EIGHT_BIT, "");
    }

    private String explanation(boolean withHeader) {
        String end = withHeader ? ReportText.WITH_HEADER : ReportText.ALONE;
        String text = pieces[EXPLANATION].replace(ReportText.WITH_MAIL, end).replace(ReportText.WITH_HEADER, end);
        int body = text.indexOf("\r\n\r\n") + 4;
        byte[] octets = text.substring(body).getBytes(StandardCharsets.ISO_8859_1);
        return QuotedPrintable.isNeeded(octets)
                ? text.substring(0, body).replace(EIGHT_BIT, "Content-Transfer-Encoding: quoted-printable\r\n")
                        + new String(QuotedPrintable.encode(octets), StandardCharsets.US_ASCII)
                : text;
    }

    /** RFC 6533 is for reports in UTF-8; its section 3 has another form for addresses beyond ASCII. */
    private String status() {
        String text = pieces[STATUS].replace("message/global-delivery-status", "message/delivery-status");
        StringBuilder ascii = new StringBuilder(text.length());
        new String(text.replace(EIGHT_BIT, "").getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                .codePoints()
                .forEach(c -> {
                    if (c < 0x80) {
                        ascii.append((char) c);
                    } else {
                        ascii.append("\\x{%X}".formatted(c));
                    }
                });
        return ascii.toString();
    }

    /** The part with the header of the mail, where there is all of it yet, or its header in another form. */
    private Optional<String> returnedHeader() throws IOException {
        if (!returnsSomething() || pieces[RETURNED].startsWith("\r\nContent-Type: text/rfc822-headers\r\n")) {
            return Optional.empty();
        }
        String part = pieces[RETURNED];
        int body = part.indexOf("\r\n\r\n") + 4;
        byte[] octets = part.substring(body, part.length() - 2).getBytes(StandardCharsets.ISO_8859_1);
        ReturnedContent header = ReturnedContent.read(new ByteArrayInputStream(octets), true);
        return Optional.of("\r\n" + ReportText.returnedHeaderPart(header) + "\r\n"
                + new String(header.encoded(), StandardCharsets.US_ASCII) + "\r\n");
    }
}
