package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Envelope.Recipient;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.Mailbox;
import io.github.smtpjunit.smtp.ReversePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

    /** The envelope, which many mails of a session may share: the previous one if it says the same to the letter. */
    Envelope envelope(@Nullable Envelope previous) {
        return previous != null && isWrittenLike(previous) ? previous : envelope();
    }

    private boolean isWrittenLike(Envelope other) {
        if (!isWrittenLike(
                        reversePath.mailbox().orElse(null),
                        other.reversePath().mailbox().orElse(null))
                || !parameters.equals(other.parameters())
                || recipients.size() != other.recipients().size()) {
            return false;
        }
        for (int i = 0; i < recipients.size(); i++) {
            Recipient mine = recipients.get(i);
            Recipient theirs = other.recipients().get(i);
            if (!mine.parameters().equals(theirs.parameters())
                    || !isWrittenLike(mine.path().mailbox(), theirs.path().mailbox())) {
                return false;
            }
        }
        return true;
    }

    /** Mailboxes are equal whatever the case of their domains; what is written is not. */
    private static boolean isWrittenLike(@Nullable Mailbox mine, @Nullable Mailbox theirs) {
        return Objects.equals(mine, theirs)
                && (mine == null || theirs == null || mine.domain().equals(theirs.domain()));
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
