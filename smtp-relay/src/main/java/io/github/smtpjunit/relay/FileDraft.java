package io.github.smtpjunit.relay;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.relay.MailSpool.Draft;
import io.github.smtpjunit.smtp.Envelope;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A mail on its way into a {@link FileSpool}. A small one is collected behind the place of its header, for the journal or for a file that
 * is written by one call; of a larger one, what comes goes to the file, and the header is written again over itself in the end.
 */
final class FileDraft implements Draft {

    private static final int FIRST_BUFFER = 8 * 1024;
    private static final int IN_MEMORY = 128 * 1024;

    private final FileSpool spool;
    private final String id;
    private final Envelope envelope;
    private final Instant acceptedAt;
    private final Path temporary;
    private final int headerLength;
    private final ContentOctets octets = new ContentOctets();

    private byte[] buffer;
    private int used;
    private @Nullable FileChannel channel;
    private @Nullable IOException failure;
    private boolean open = true;

    FileDraft(FileSpool spool, Path temporary, String id, Envelope envelope, Instant acceptedAt) {
        this.spool = spool;
        this.temporary = temporary;
        this.id = id;
        this.envelope = envelope;
        this.acceptedAt = acceptedAt;
        this.headerLength = MailHeader.write(mail(acceptedAt), 0).length;
        this.buffer = new byte[headerLength + FIRST_BUFFER];
        this.used = headerLength;
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
        octets.add(bytes, offset, length);
        if (used + length <= headerLength + IN_MEMORY) {
            if (used + length > buffer.length) {
                buffer = Arrays.copyOf(
                        buffer, Math.min(headerLength + IN_MEMORY, Math.max(2 * buffer.length, used + length)));
            }
            System.arraycopy(bytes, offset, buffer, used, length);
            used += length;
            return;
        }
        try {
            drain();
            SpoolLayout.writeFully(file(), bytes, offset, length);
        } catch (IOException e) {
            failure = spool.explained(e);
            throw failure;
        }
    }

    /** Moves what was collected to the file. */
    private void drain() throws IOException {
        FileChannel file = file();
        SpoolLayout.writeFully(file, buffer, 0, used);
        used = 0;
    }

    private FileChannel file() throws IOException {
        FileChannel file = channel;
        if (file == null) {
            file = SpoolLayout.create(temporary);
            channel = file;
        }
        return file;
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
        QueuedMail mail = mail(due);
        boolean stored = false;
        try {
            spool.store(this, mail);
            stored = true;
        } finally {
            if (!stored) {
                spool.abandon(envelope);
            }
            buffer = new byte[0];
        }
        spool.announce();
        return mail;
    }

    /** The whole mail, as it is to be kept in the journal; null if it is too large for that. */
    @Nullable
    JournalMail forJournal(QueuedMail mail) {
        if (channel != null) {
            return null;
        }
        System.arraycopy(header(mail), 0, buffer, 0, headerLength);
        return new JournalMail(id, buffer, used, headerLength);
    }

    private byte[] header(QueuedMail mail) {
        byte[] header = MailHeader.write(mail, octets.crc());
        if (header.length != headerLength) {
            throw new IllegalStateException("The header of mail " + id + " has changed its length");
        }
        return header;
    }

    /** Writes the whole mail to its temporary file, and forces it. */
    Path write(QueuedMail mail, FaultPoints faults) throws IOException {
        faults.pass(SpoolStep.BEFORE_WRITE);
        byte[] header = header(mail);
        boolean small = channel == null;
        try (FileChannel file = file()) {
            if (small) {
                System.arraycopy(header, 0, buffer, 0, headerLength);
                drain();
            } else {
                drain();
                ByteBuffer again = ByteBuffer.wrap(header);
                while (again.hasRemaining()) {
                    file.write(again, again.position());
                }
            }
            faults.pass(SpoolStep.AFTER_WRITE);
            file.force(false);
        }
        faults.pass(SpoolStep.AFTER_FORCE);
        return temporary;
    }

    private QueuedMail mail(Instant due) {
        return QueuedMail.accepted(id, envelope, acceptedAt, octets.size(), octets.isEightBit(), due);
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            buffer = new byte[0];
            discard();
            spool.abandon(envelope);
        }
    }

    /** Removes the temporary file, if there is one. */
    void discard() {
        FileChannel file = channel;
        if (file == null) {
            return;
        }
        try {
            file.close();
        } catch (IOException e) {
            spool.report(id, "Cannot close " + temporary + ": " + e);
        }
        IOException none = new IOException();
        SpoolLayout.discard(temporary, none);
        for (Throwable problem : none.getSuppressed()) {
            spool.report(id, "Cannot remove " + temporary + ": " + problem);
        }
    }
}
