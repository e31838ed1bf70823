package io.github.smtpjunit.smtp.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.function.IntSupplier;

/** Readers over a stream that delivers its octets in pieces of chosen sizes. */
abstract class ReaderTestCase {

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
