package io.github.smtpjunit.relay;

import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.SocketFactory;

/** A client that sends what a test says, and reads one reply to it. */
final class TestClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 15_000;

    private final Socket socket;
    private final BufferedReader in;

    /**
     * Connects.
     *
     * @param preamble what comes before the greeting, for example a PROXY header
     */
    TestClient(SmtpServer server, String preamble) {
        this(server, SocketFactory.getDefault(), preamble);
    }

    TestClient(SmtpServer server, SocketFactory sockets, String preamble) {
        try {
            socket = sockets.createSocket();
            InetSocketAddress address = server.addresses().get(0);
            socket.connect(address, PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            write(preamble);
            reply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** Sends a line, and returns the last line of the reply to it. */
    String say(String line) {
        try {
            write(line + "\r\n");
            return reply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String reply() throws IOException {
        String line;
        do {
            line = in.readLine();
            if (line == null) {
                throw new IOException("The server has closed the connection");
            }
        } while (line.length() > 3 && line.charAt(3) == '-');
        return line;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
