package io.github.smtpjunit.relay.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The octets of a mail that is coming in. Those of a small mail are collected behind the place of its header, for the
 * journal or for a file that is written by one call. Those of a larger mail go to a temporary file, and the header is
 * written over itself in the end.
 */
final class DraftOctets {

    private static final int FIRST_BUFFER = 8 * 1024;
    private static final int IN_MEMORY = 128 * 1024;

    private final Path temporary;
    private final int headerLength;
    private final ProblemSink problems;
    private final ContentOctets content = new ContentOctets();

    private byte[] buffer;
    private int used;
    private @Nullable FileChannel channel;

    /**
     * Keeps the place of the header.
     *
     * @param temporary the file for a large mail, which does not exist yet
     * @param headerLength the octets of the header, now and in the end
     * @param problems is notified if the temporary file cannot be removed
     */
    DraftOctets(Path temporary, int headerLength, ProblemSink problems) {
        this.temporary = temporary;
        this.headerLength = headerLength;
        this.problems = problems;
        this.buffer = new byte[headerLength + FIRST_BUFFER];
        this.used = headerLength;
    }

    /** The size of the content, without the header. */
    long size() {
        return content.size();
    }

    boolean isEightBit() {
        return content.isEightBit();
    }

    void append(byte[] bytes, int offset, int length) throws IOException {
        content.add(bytes, offset, length);
        if (used + length > headerLength + IN_MEMORY) {
            drain();
            SpoolLayout.writeFully(file(), bytes, offset, length);
            return;
        }
        if (used + length > buffer.length) {
            buffer = Arrays.copyOf(
                    buffer, Math.min(headerLength + IN_MEMORY, Math.max(2 * buffer.length, used + length)));
        }
        System.arraycopy(bytes, offset, buffer, used, length);
        used += length;
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

    /** The whole mail, as it is to be kept in the journal; null if it is too large for that. */
    @Nullable
    JournalMail forJournal(QueuedMail mail) {
        if (channel != null) {
            return null;
        }
        System.arraycopy(header(mail), 0, buffer, 0, headerLength);
        return new JournalMail(mail.id(), buffer, used, headerLength);
    }

    private byte[] header(QueuedMail mail) {
        byte[] header = MailHeader.write(mail, content.crc());
        if (header.length != headerLength) {
            throw new IllegalStateException("The header of mail " + mail.id() + " has changed its length");
        }
        return header;
    }

    /** Writes the whole mail to its temporary file, and forces it. */
    Path write(QueuedMail mail, CrashPoint crashPoint) throws IOException {
        crashPoint.pass(SpoolStep.BEFORE_WRITE);
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
            crashPoint.pass(SpoolStep.AFTER_WRITE);
            file.force(false);
        }
        crashPoint.pass(SpoolStep.AFTER_FORCE);
        return temporary;
    }

    /** Lets go of the memory. */
    void release() {
        buffer = new byte[0];
    }

    /** Removes the temporary file of a mail, if there is one. */
    void discard(String id) {
        FileChannel file = channel;
        if (file == null) {
            return;
        }
        try {
            file.close();
        } catch (IOException e) {
            problems.report(id, "Cannot close " + temporary + ": " + e);
        }
        IOException none = new IOException();
        SpoolLayout.discard(temporary, none);
        for (Throwable problem : none.getSuppressed()) {
            problems.report(id, "Cannot remove " + temporary + ": " + problem);
        }
    }
}
