package io.github.smtpjunit.relay.spool;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.relay.spool.MailSpool.Draft;
import io.github.smtpjunit.smtp.Envelope;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A mail on its way into a {@link FileSpool}: it collects the octets, and hands them over once they are complete. */
final class FileDraft implements Draft {

    private final FileSpool spool;
    private final String id;
    private final Envelope envelope;
    private final Instant acceptedAt;
    private final DraftOctets octets;

    private @Nullable IOException failure;
    private boolean open = true;

    FileDraft(FileSpool spool, Path temporary, String id, Envelope envelope, Instant acceptedAt) {
        this.spool = spool;
        this.id = id;
        this.envelope = envelope;
        this.acceptedAt = acceptedAt;
        QueuedMail empty = QueuedMail.accepted(id, envelope, acceptedAt, 0, false, acceptedAt);
        this.octets = new DraftOctets(temporary, MailHeader.write(empty, 0).length, spool::report);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public OutputStream content() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                append(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                append(bytes, offset, length);
            }
        };
    }

    private void append(byte[] bytes, int offset, int length) throws IOException {
        if (!open) {
            throw new IOException("The draft of mail " + id + " takes no more content");
        }
        try {
            octets.append(bytes, offset, length);
        } catch (IOException e) {
            failure = spool.explained(e);
            throw failure;
        }
    }

    @Override
    public QueuedMail commit() throws IOException {
        return commit(acceptedAt);
    }

    @Override
    public QueuedMail commit(Instant due) throws IOException {
        requireNonNull(due, "due");
        if (!open) {
            throw new IllegalStateException("A draft is committed once, and not after it was closed");
        }
        if (failure != null) {
            throw failure;
        }
        open = false;
        QueuedMail mail = QueuedMail.accepted(id, envelope, acceptedAt, octets.size(), octets.isEightBit(), due);
        boolean stored = false;
        try {
            spool.store(octets, mail);
            stored = true;
        } finally {
            if (!stored) {
                spool.abandon(envelope);
            }
            octets.release();
        }
        spool.announce();
        return mail;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            octets.release();
            octets.discard(id);
            spool.abandon(envelope);
        }
    }
}
