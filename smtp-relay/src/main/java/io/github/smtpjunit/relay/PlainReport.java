package io.github.smtpjunit.relay;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.ReversePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A report of this relay once more, in ASCII: on the way back to the sender somebody takes no octets above 127, and a report cannot be
 * reported on. What is lost are letters of the mail that it returns; who did not get it, and why, is all there.
 *
 * @param report the report; empty if there is none to send
 * @param isForAnOperator whether a report of ours has a recipient whom nothing in ASCII can reach
 */
record PlainReport(Optional<DeliveryReport> report, boolean isForAnOperator) {

    private static final String TRACE = "Received:";
    private static final Pattern ADDRESS_IN_UTF8 = Pattern.compile("(?m)^(?:Final|Original)-Recipient: utf-8;.*$");
    private static final int LONGEST =
            1024 * 1024; // no report is longer: ReturnedContent.MAX_OCTETS and some recipients

    /**
     * Makes the report plain.
     *
     * @param mail a mail that nobody can be told about
     * @param places the recipients who cannot get it as it is
     * @param content its content
     * @return without a report if it is plain already, or somebody else's, which only its author may change: it has a trace field, ours
     *     have none
     */
    static PlainReport of(QueuedMail mail, List<Integer> places, InputStream content) throws IOException {
        List<Envelope.Recipient> recipients = places.stream()
                .map(mail.envelope().recipients()::get)
                .flatMap(recipient -> DomainNames.ascii(recipient.path().mailbox())
                        .map(mailbox -> new Envelope.Recipient(new ForwardPath(mailbox), recipient.parameters()))
                        .stream())
                .toList();
        String text = new String(content.readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
        if (text.regionMatches(true, 0, TRACE, 0, TRACE.length())) {
            return new PlainReport(Optional.empty(), false);
        }
        boolean isUnreachable = recipients.size() < places.size();
        if (!mail.eightBit() || recipients.isEmpty()) {
            return new PlainReport(Optional.empty(), isUnreachable);
        }
        String plain = ADDRESS_IN_UTF8
                .matcher(text)
                .replaceAll(field -> Matcher.quoteReplacement(escaped(field.group())))
                .codePoints()
                .map(octet -> octet < 0x80 ? octet : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                // RFC 6533 is for reports in UTF-8
                .replace("report-type=global-delivery-status", "report-type=delivery-status")
                .replace(
                        "\nContent-Type: message/global-delivery-status\r", "\nContent-Type: message/delivery-status\r")
                .replace("\nContent-Type: message/global-headers\r", "\nContent-Type: text/rfc822-headers\r")
                .replace("\nContent-Type: message/global\r", "\nContent-Type: message/rfc822\r")
                .replace("\nContent-Transfer-Encoding: 8bit\r", "\nContent-Transfer-Encoding: 7bit\r");
        Envelope envelope = new Envelope(ReversePath.NULL, EsmtpParameters.NONE, recipients);
        return new PlainReport(
                Optional.of(new DeliveryReport(envelope, plain.getBytes(StandardCharsets.US_ASCII))), isUnreachable);
    }

    /** A field whose octets stand for characters, with another form for those beyond ASCII (RFC 6533 section 3). */
    private static String escaped(String field) {
        StringBuilder ascii = new StringBuilder(field.length());
        new String(field.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
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
}
