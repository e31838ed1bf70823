package io.github.smtpjunit.benchmarks.comparison;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends mails as fast as the server accepts them: one thread for each session, one command at a time, or pipelined. */
final class LoadClient {

    private static final int TIMEOUT_MILLIS = 60_000;
    private static final byte[] MAIL = ascii("MAIL FROM:<ada@example.org>\r\n");
    private static final byte[] RCPT = ascii("RCPT TO:<bob@example.com>\r\n");
    private static final byte[] DATA = ascii("DATA\r\n");

    private final int port;
    private final int sessions;
    private final boolean kept;
    private final int recipients;
    private final byte[] content;

    /**
     * Sets up a load.
     *
     * @param sessions the number of parallel sessions
     * @param kept whether a session sends all its mails over one connection
     * @param recipients the number of recipients of each mail
     * @param length the length of the content, in octets
     */
    LoadClient(int port, int sessions, boolean kept, int recipients, int length) {
        this.port = port;
        this.sessions = sessions;
        this.kept = kept;
        this.recipients = recipients;
        this.content = content(length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] content(int length) {
        String header = "From: <ada@example.org>\r\nTo: <bob@example.com>\r\nSubject: load\r\n\r\n";
        String line = "X".repeat(78) + "\r\n";
        StringBuilder text = new StringBuilder(length + 8).append(header);
        while (text.length() + line.length() <= length) {
            text.append(line);
        }
        text.append("y".repeat(Math.max(0, length - text.length() - 2)));
        return ascii(text.append("\r\n.\r\n").toString());
    }

    /** Sends the given number of mails, and returns the seconds that it took. */
    double send(int mails) throws Exception {
        AtomicInteger left = new AtomicInteger(mails);
        ExecutorService threads = Executors.newFixedThreadPool(sessions);
        try {
            long start = System.nanoTime();
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                futures.add(threads.submit(() -> {
                    runSession(left);
                    return null;
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
            return (System.nanoTime() - start) / 1e9;
        } finally {
            threads.shutdownNow();
        }
    }

    private void runSession(AtomicInteger left) throws IOException {
        while (left.get() > 0) {
            try (Connection connection = new Connection(port)) {
                connection.say(ascii("HELO localhost\r\n"), '2');
                while (left.getAndDecrement() > 0) {
                    sendOne(connection);
                    if (!kept) {
                        break;
                    }
                }
                connection.say(ascii("QUIT\r\n"), '2');
            }
        }
    }

    private void sendOne(Connection connection) throws IOException {
        connection.say(MAIL, '2');
        for (int i = 0; i < recipients; i++) {
            connection.say(RCPT, '2');
        }
        connection.say(DATA, '3');
        connection.say(content, '2');
    }

    /**
     * Sends over one session, each content in one write with the next envelope (RFC 2920), and returns the seconds that
     * it took.
     */
    double sendPipelined(int mails) throws IOException {
        long start = System.nanoTime();
        byte[] envelope = joined(MAIL, RCPT, DATA);
        byte[] both = joined(content, envelope);
        try (Connection connection = new Connection(port)) {
            connection.say(ascii("EHLO localhost\r\n"), '2');
            connection.send(envelope);
            for (int i = 0; i < mails; i++) {
                connection.expect('2');
                connection.expect('2');
                connection.expect('3');
                connection.send(i < mails - 1 ? both : content);
                connection.expect('2');
            }
            connection.say(ascii("QUIT\r\n"), '2');
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static byte[] joined(byte[]... parts) {
        StringBuilder all = new StringBuilder();
        for (byte[] part : parts) {
            all.append(new String(part, StandardCharsets.US_ASCII));
        }
        return ascii(all.toString());
    }

    /** A client's connection, after the greeting. */
    private static final class Connection implements AutoCloseable {

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Connection(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
            expect('2');
        }

        void send(byte[] octets) throws IOException {
            out.write(octets);
        }

        void say(byte[] octets, char wanted) throws IOException {
            send(octets);
            expect(wanted);
        }

        void expect(char wanted) throws IOException {
            int position;
            int first;
            int fourth;
            do { // the lines of a reply
                position = 0;
                first = -1;
                fourth = -1;
                for (int octet = in.read(); octet != '\n'; octet = in.read(), position++) {
                    if (octet < 0) {
                        throw new IOException("The server has closed the connection");
                    }
                    first = position == 0 ? octet : first;
                    fourth = position == 3 ? octet : fourth;
                }
            } while (fourth == '-');
            if (first != wanted) {
                throw new IOException("A reply began with " + (char) first + " instead of " + wanted);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
