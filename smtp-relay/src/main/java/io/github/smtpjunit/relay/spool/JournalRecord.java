package io.github.smtpjunit.relay.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A record in a segment of the {@link Journal}: a head of 32 octets, and a mail as it stands in a file of its own.
 * Records begin at multiples of 64 octets, so that behind one that is damaged the next is found.
 *
 * <pre>
 *  0  magic      4  mark, 0 or DONE: written over when the mail has left the journal, so it is not in the checksum
 *  8  CRC-32C of the segment's salt and of all that follows
 * 12  length of the mail      16  generation: in how many-th use of the segment it was written
 * 24  where its batch begins: all before that was on the disk when it was written      28  0
 * </pre>
 *
 * @param position where it begins in the segment
 * @param length the octets of the mail
 * @param generation the use of the segment that it belongs to
 * @param batch where its batch begins
 * @param done whether the mail has left the journal
 */
record JournalRecord(int position, int length, long generation, int batch, boolean done) {

    static final int HEAD = 32;

    private static final int ALIGNMENT = 64;
    private static final int MAGIC = 0x4d41494c; // "MAIL"
    private static final int DONE = 0x444f4e45; // "DONE"
    private static final int MARK_AT = 4;
    private static final int CHECKSUM_AT = 8;
    private static final int LENGTH_AT = 12; // from here on, the checksum covers it
    private static final int GENERATION_AT = 16;
    private static final int BATCH_AT = 24;

    /** How much of a segment a mail takes. */
    static int space(int length) {
        return aligned(HEAD + length);
    }

    static int aligned(int position) {
        return (position + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Writes a record, and leaves the buffer where the next one begins. */
    static void put(ByteBuffer buffer, long salt, long generation, int batch, byte[] mail, int length) {
        int start = buffer.position();
        buffer.putInt(MAGIC).putInt(0).putInt(0);
        buffer.putInt(length).putLong(generation).putInt(batch).putInt(0);
        buffer.put(mail, 0, length);
        buffer.putInt(start + CHECKSUM_AT, checksum(salt, buffer, start, length));
        while (buffer.position() % ALIGNMENT != 0) {
            buffer.put((byte) 0);
        }
    }

    /** What is written over the mark of a record, and where. */
    static ByteBuffer mark() {
        return ByteBuffer.allocate(Integer.BYTES).putInt(DONE).flip();
    }

    static int markAt(int position) {
        return position + MARK_AT;
    }

    /** Returns whether a record of this use begins here, whole or not. */
    static boolean begins(ByteBuffer segment, int position, long generation) {
        return position + HEAD <= segment.limit()
                && segment.getInt(position) == MAGIC
                && segment.getLong(position + GENERATION_AT) == generation;
    }

    /** Where the record that begins here ends by its own word, which may be wrong. */
    static int allegedEnd(ByteBuffer segment, int position) {
        int length = segment.getInt(position + LENGTH_AT);
        int most = segment.limit() - position - HEAD;
        return length < 0 || length > most ? segment.limit() : position + HEAD + length;
    }

    /** Returns whether a whole record begins here. */
    static boolean isAt(ByteBuffer segment, int position, long salt) {
        if (position + HEAD > segment.limit() || segment.getInt(position) != MAGIC) {
            return false;
        }
        int length = segment.getInt(position + LENGTH_AT);
        return length >= 0
                && length <= segment.limit() - HEAD - position
                && segment.getInt(position + CHECKSUM_AT) == checksum(salt, segment, position, length);
    }

    /** Reads the whole record that begins here. */
    static JournalRecord read(ByteBuffer segment, int position) {
        return new JournalRecord(
                position,
                segment.getInt(position + LENGTH_AT),
                segment.getLong(position + GENERATION_AT),
                segment.getInt(position + BATCH_AT),
                segment.getInt(position + MARK_AT) == DONE);
    }

    private static int checksum(long salt, ByteBuffer buffer, int start, int length) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(salt).flip());
        crc.update(buffer.duplicate().limit(start + HEAD + length).position(start + LENGTH_AT));
        return (int) crc.getValue();
    }

    /** Where the mail begins in the segment. */
    int mailAt() {
        return position + HEAD;
    }

    /** Where the next record begins. */
    int end() {
        return position + space(length);
    }
}
