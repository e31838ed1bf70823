package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Envelope.Recipient;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ReversePath;
import java.util.ArrayList;
import java.util.List;

/** A mail transaction, from its MAIL command on (RFC 5321 section 3.3). */
final class Transaction {

    private final ReversePath reversePath;
    private final EsmtpParameters parameters;
    private final List<Recipient> recipients = new ArrayList<>(1);
    private boolean recipientRefused;
    private boolean chunking;
    private ContentFilter filter = ContentFilter.NONE;

    Transaction(ReversePath reversePath, EsmtpParameters parameters) {
        this.reversePath = reversePath;
        this.parameters = parameters;
    }

    Envelope envelope() {
        return new Envelope(reversePath, parameters, recipients);
    }

    void add(Recipient recipient) {
        recipients.add(recipient);
    }

    int recipientCount() {
        return recipients.size();
    }

    void noteRefusedRecipient() {
        recipientRefused = true;
    }

    boolean wasEveryRecipientRefused() {
        return recipientRefused && recipients.isEmpty();
    }

    /** Content has started to come by BDAT; only more chunks, NOOP, RSET or QUIT may follow. */
    void startChunking() {
        chunking = true;
    }

    boolean isChunking() {
        return chunking;
    }

    void filterBy(ContentFilter contentFilter) {
        filter = contentFilter;
    }

    ContentFilter filter() {
        return filter;
    }

    boolean isBinary() {
        return parameters.value("BODY").orElse("").equalsIgnoreCase("BINARYMIME");
    }

    boolean isInternationalized() {
        return parameters.has("SMTPUTF8");
    }
}
