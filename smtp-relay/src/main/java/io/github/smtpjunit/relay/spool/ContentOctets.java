package io.github.smtpjunit.relay.spool;

import java.util.zip.CRC32;

/** What is known of a content when it has passed by: its size, its checksum, whether it has octets above 127. */
final class ContentOctets {

    private final CRC32 crc = new CRC32();
    private long size;
    private int union;

    void add(byte[] octets, int offset, int length) {
        crc.update(octets, offset, length);
        size += length;
        for (int i = offset; i < offset + length; i++) {
            union |= octets[i];
        }
    }

    long size() {
        return size;
    }

    long crc() {
        return crc.getValue();
    }

    boolean isEightBit() {
        return union < 0;
    }
}
