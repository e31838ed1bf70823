package io.github.smtpjunit.mail.page.view;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A picture whose format its octets show, whatever the mail calls it. SVG does not count: mail programs do not show it.
 *
 * @param type its media type
 * @param width in pixels
 * @param height in pixels
 */
record Picture(String type, long width, long height) {

    static Optional<Picture> of(byte[] octets) {
        ByteBuffer data = ByteBuffer.wrap(octets);
        try {
            if (startsWith(octets, 0, "\u0089PNG\r\n\u001a\n") && startsWith(octets, 12, "IHDR")) {
                return Optional.of(new Picture("image/png", unsigned(data.getInt(16)), unsigned(data.getInt(20))));
            }
            if (startsWith(octets, 0, "GIF87a") || startsWith(octets, 0, "GIF89a")) {
                data.order(ByteOrder.LITTLE_ENDIAN);
                return Optional.of(new Picture("image/gif", unsigned(data.getShort(6)), unsigned(data.getShort(8))));
            }
            if (startsWith(octets, 0, "\u00ff\u00d8\u00ff")) {
                return jpeg(data);
            }
            if (startsWith(octets, 0, "RIFF") && startsWith(octets, 8, "WEBP")) {
                return webp(octets, data.order(ByteOrder.LITTLE_ENDIAN));
            }
        } catch (IndexOutOfBoundsException e) {
            return Optional.empty(); // cut off
        }
        return Optional.empty();
    }

    /**
     * The size is in the first segment of a frame, SOF0 to SOF15 but for three markers in between that are something
     * else.
     */
    private static Optional<Picture> jpeg(ByteBuffer data) {
        int at = 2;
        while (true) {
            if (data.get(at) != (byte) 0xff) {
                return Optional.empty();
            }
            int marker = data.get(at + 1) & 0xff;
            if (marker == 0xff) {
                at++;
            } else if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
                return Optional.of(
                        new Picture("image/jpeg", unsigned(data.getShort(at + 7)), unsigned(data.getShort(at + 5))));
            } else if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
                at += 2;
            } else {
                at += 2 + (int) unsigned(data.getShort(at + 2));
            }
        }
    }

    private static Optional<Picture> webp(byte[] octets, ByteBuffer data) {
        if (startsWith(octets, 12, "VP8X")) {
            return Optional.of(new Picture(
                    "image/webp", (data.getInt(24) & 0xffffff) + 1L, (data.getInt(26) >>> 8 & 0xffffff) + 1L));
        }
        if (startsWith(octets, 12, "VP8L")) {
            int bits = data.getInt(21);
            return Optional.of(new Picture("image/webp", (bits & 0x3fff) + 1L, (bits >>> 14 & 0x3fff) + 1L));
        }
        return startsWith(octets, 12, "VP8 ")
                ? Optional.of(new Picture("image/webp", data.getShort(26) & 0x3fff, data.getShort(28) & 0x3fff))
                : Optional.empty();
    }

    private static boolean startsWith(byte[] octets, int offset, String latin1) {
        byte[] wanted = latin1.getBytes(StandardCharsets.ISO_8859_1);
        if (octets.length < offset + wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (octets[offset + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static long unsigned(int value) {
        return Integer.toUnsignedLong(value);
    }

    private static long unsigned(short value) {
        return Short.toUnsignedLong(value);
    }

    long pixels() {
        return width * height;
    }

    String url(byte[] octets) {
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(octets);
    }
}
