package io.github.smtpjunit.relay.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file of the {@link Journal}. Its size is fixed and all of it was written when it was made, so that a force has no
 * metadata to write. When its mails have left it, it is used again, with the next generation. Its first line has a
 * salt, which no sender of a mail can know: content is never taken for a record.
 *
 * <p>An interrupt of a thread closes its channel for all threads (the JDK does that). A thread that finds it closed
 * opens it again, and goes on.
 */
final class Segment implements Closeable {

    /** Where the first record begins. */
    static final int FIRST = 64;

    private static final String FIRST_LINE = "smtp-relay-journal 1 ";
    private static final int SALT_DIGITS = 16;
    private static final int BLOCK = 64 * 1024;

    /** What is done with the file. */
    private interface Operation {
        void on(FileChannel channel) throws IOException;
    }

    private final Path file;
    private final long salt;
    private final int size;

    /** How many of its mails are still in the journal. */
    private final AtomicInteger live = new AtomicInteger();

    private FileChannel channel;
    private boolean closed;
    private long generation = 1;
    private int end = FIRST;
    private volatile boolean given;

    private Segment(Path file, long salt, int size, FileChannel channel) {
        this.file = file;
        this.salt = salt;
        this.size = size;
        this.channel = channel;
    }

    /** Makes a file, its octets forced; its name is not. */
    static Segment create(Path file, long salt, int size) throws IOException {
        Path temporary = SpoolLayout.temporary(file);
        Files.deleteIfExists(temporary);
        try {
            try (FileChannel channel = SpoolLayout.create(temporary)) {
                byte[] block = new byte[BLOCK];
                byte[] line = (FIRST_LINE + String.format("%016x", salt) + "\n").getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(line, 0, block, 0, line.length);
                for (int written = 0; written < size; written += BLOCK) {
                    SpoolLayout.writeFully(channel, block, 0, Math.min(BLOCK, size - written));
                    block = written == 0 ? new byte[BLOCK] : block;
                }
                channel.force(true);
            }
            SpoolLayout.rename(temporary, file);
            return new Segment(file, salt, size, open(file));
        } catch (IOException e) {
            SpoolLayout.discard(temporary, e);
            throw e;
        }
    }

    /** Opens one of a former process, of which only what leaves it is of interest. */
    static Segment reopen(Path file) throws IOException {
        return new Segment(file, 0, 0, open(file));
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    /** Finds the salt in the first line; empty if this is not the beginning of a segment. */
    static Optional<Long> salt(ByteBuffer octets) {
        byte[] line = new byte[FIRST_LINE.length() + SALT_DIGITS];
        if (octets.limit() < FIRST) {
            return Optional.empty();
        }
        octets.get(0, line);
        String text = new String(line, StandardCharsets.US_ASCII);
        try {
            return text.startsWith(FIRST_LINE)
                    ? Optional.of(Long.parseUnsignedLong(text, FIRST_LINE.length(), text.length(), 16))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    // For the thread that writes: one at a time

    /** Begins anew; what has been in it is nothing from now on. */
    void reuse() {
        generation++;
        end = FIRST;
    }

    boolean hasRoom(int space) {
        return space <= size - end;
    }

    int end() {
        return end;
    }

    long generation() {
        return generation;
    }

    long salt() {
        return salt;
    }

    /** Writes records behind the last one, and forces them to the disk. */
    void append(ByteBuffer records, CrashPoint crashPoint) throws IOException {
        uninterrupted(open -> {
            write(open, records.duplicate(), end);
            crashPoint.pass(SpoolStep.AFTER_JOURNAL_WRITE);
            open.force(false);
        });
        end += records.remaining();
    }

    // For threads that work with a mail

    /** Says in the file that a mail has left. */
    void mark(int position) throws IOException {
        uninterrupted(open -> write(open, JournalRecord.mark(), JournalRecord.markAt(position)));
    }

    byte[] read(int position, int length) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(length);
        uninterrupted(open -> {
            octets.clear();
            while (octets.hasRemaining() && open.read(octets, (long) position + octets.position()) >= 0) {
                // until all is there
            }
        });
        return octets.array();
    }

    void enter() {
        live.incrementAndGet();
    }

    void leave() {
        live.decrementAndGet();
    }

    int live() {
        return live.get();
    }

    /** Will not be used again: its disk has failed, or it is a former process's. */
    void giveUp() {
        given = true;
    }

    boolean isGivenUp() {
        return given;
    }

    private static void write(FileChannel channel, ByteBuffer octets, long position) throws IOException {
        long next = position;
        while (octets.hasRemaining()) {
            next += channel.write(octets, next);
        }
    }

    private void uninterrupted(Operation operation) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                FileChannel open = channel();
                try {
                    operation.on(open);
                    return;
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized FileChannel channel() throws IOException {
        if (closed) {
            throw new IOException("The journal is closed");
        }
        if (!channel.isOpen()) {
            channel = open(file);
        }
        return channel;
    }

    /** Closes the file, and removes it if nothing is in it. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        channel.close();
        if (live() == 0) {
            Files.deleteIfExists(file);
        }
    }
}
