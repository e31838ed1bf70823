package io.github.smtpjunit.mail.page.view;

import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.smtp.Envelope;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The envelope.
 *
 * @param from the sender; empty for the null reverse-path
 * @param parameters those of the MAIL command
 * @param recipients blind ones first
 * @param blindCount how many are blind
 */
record EnvelopeView(String from, String parameters, Cut<List<Recipient>> recipients, int count, int blindCount) {

    private static final int MAX_RECIPIENTS = 500;

    /**
     * One recipient.
     *
     * @param blind whether no header field names it
     * @param parameters those of its RCPT command
     */
    record Recipient(String address, boolean blind, String parameters) {}

    static EnvelopeView of(ParsedMail mail, Envelope envelope) {
        Set<String> blind = new HashSet<>(mail.blindRecipients(envelope));
        List<Recipient> recipients = envelope.recipients().stream()
                .map(recipient -> new Recipient(
                        recipient.path().address(),
                        blind.contains(recipient.path().address()),
                        Cut.line(recipient.parameters().toString(), 500)))
                .sorted((one, other) -> Boolean.compare(other.blind(), one.blind()))
                .toList();
        return new EnvelopeView(
                envelope.from(),
                Cut.line(envelope.parameters().toString(), 500),
                Cut.list(recipients, MAX_RECIPIENTS, "recipients"),
                recipients.size(),
                (int) recipients.stream().filter(Recipient::blind).count());
    }
}
