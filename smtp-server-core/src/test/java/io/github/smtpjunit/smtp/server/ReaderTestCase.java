package io.github.smtpjunit.smtp.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntSupplier;

/** Readers over a stream that delivers its octets in pieces of chosen sizes. */
abstract class ReaderTestCase {

    static final int FLOOD = 64 * 1024 * 1024;
    static final long LITTLE = 1024 * 1024;

    static WireInput input(String octets, IntSupplier pieceSizes) {
        return input(octets, pieceSizes, Duration.ofSeconds(10));
    }

    static WireInput input(String octets, IntSupplier pieceSizes, Duration timeout) {
        return new WireInput(
                new Socket(),
                new Pieces(Octets.of(octets), pieceSizes),
                new WireOutput(OutputStream.nullOutputStream()),
                timeout);
    }

    /** A line that is too long to keep, and then this. */
    static WireInput flood(String end) {
        InputStream flood = new InputStream() {
            private int left = FLOOD;

            @Override
            public int read() {
                return left-- > 0 ? 'x' : -1;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                int count = Math.min(left, length);
                Arrays.fill(target, offset, offset + count, (byte) 'x');
                left -= count;
                return count == 0 ? -1 : count;
            }
        };
        return new WireInput(
                new Socket(),
                new SequenceInputStream(flood, new ByteArrayInputStream(Octets.of(end))),
                new WireOutput(OutputStream.nullOutputStream()),
                Duration.ofSeconds(10));
    }

    /** What is left unread. */
    static String rest(WireInput input) throws IOException {
        StringBuilder rest = new StringBuilder();
        try {
            while (true) {
                while (input.available() > 0) {
                    rest.append((char) (input.buffer[input.position++] & 0xff));
                }
                input.fill();
            }
        } catch (ClientGoneException e) {
            return rest.toString();
        }
    }

    private static final class Pieces extends InputStream {

        private final ByteArrayInputStream octets;
        private final IntSupplier sizes;

        Pieces(byte[] octets, IntSupplier sizes) {
            this.octets = new ByteArrayInputStream(octets);
            this.sizes = sizes;
        }

        @Override
        public int read() {
            return octets.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return octets.read(target, offset, Math.min(length, Math.max(1, sizes.getAsInt())));
        }
    }
}
