package io.github.smtpjunit.smtp.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Reads a PROXY header and not one octet more, so that a TLS handshake can follow. */
final class ProxyHeaderReader {

    private ProxyHeaderReader() {}

    static ProxyHeader read(Socket socket, Duration timeout) throws IOException {
        long deadline = System.nanoTime() + Spans.nanos(timeout);
        InputStream in = socket.getInputStream();
        byte[] octets = new byte[ProxyHeader.MAX_LENGTH];
        int count = 0;
        try {
            int missing;
            while ((missing = ProxyHeader.missing(octets, count)) > 0) {
                socket.setSoTimeout(millisUntil(deadline));
                int read = in.read(octets, count, missing);
                if (read < 0) {
                    throw count == 0 ? new ClientGoneException() : new ProxyHeaderException("PROXY header cut short");
                }
                count += read;
            }
            return ProxyHeader.parse(octets, count);
        } catch (IllegalArgumentException e) {
            throw new ProxyHeaderException(String.valueOf(e.getMessage()));
        } catch (SocketTimeoutException e) {
            throw new ProxyHeaderException("no PROXY header within " + Spans.millis(timeout) + " ms");
        }
    }

    private static int millisUntil(long deadline) throws SocketTimeoutException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
