package io.github.smtpjunit.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A peer that plays a script and knows nothing of SMTP.
 *
 * <pre>
 * S: 220 mx.example.org          sends the line and CR LF
 * S~ 250 ok\n250 ok\r\n          sends the octets, escapes translated
 * C: EHLO relay.example.net      expects the line and CR LF
 * C~ .\r\n                       expects the octets, escapes translated
 * close                          closes the connection
 * accept                         accepts another one
 * </pre>
 *
 * <p>The first connection is accepted at once. At the end, the peer waits until the client has closed, and
 * answers QUIT.
 */
final class ScriptedPeer implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 15_000;

    private final ServerSocket listener;
    private final CompletableFuture<String> play;
    private volatile @Nullable Socket client;

    private ScriptedPeer(List<String> script) throws IOException {
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(PATIENCE_MILLIS);
        play = CompletableFuture.supplyAsync(() -> play(script), task -> {
            Thread thread = new Thread(task, "scripted-peer");
            thread.setDaemon(true);
            thread.start();
        });
    }

    static ScriptedPeer playing(String script) throws IOException {
        return new ScriptedPeer(script.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList());
    }

    HostAddress target() {
        return new HostAddress("localhost", InetAddress.getLoopbackAddress(), listener.getLocalPort());
    }

    private String play(List<String> script) {
        try {
            Socket socket = accept();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String line : script) {
                String rest = line.length() > 3 ? line.substring(3) : "";
                switch (line.length() < 2 ? line : line.substring(0, 2)) {
                    case "S:" -> send(socket, rest + "\r\n");
                    case "S~" -> send(socket, rest.translateEscapes());
                    case "C:" -> expect(in, rest + "\r\n");
                    case "C~" -> expect(in, rest.translateEscapes());
                    case "cl" -> socket.close();
                    case "ac" -> {
                        socket = accept();
                        in = new BufferedInputStream(socket.getInputStream());
                    }
                    default -> throw new AssertionError("What is that: " + line);
                }
            }
            return socket.isClosed() ? "" : rest(socket, in);
        } catch (IOException e) {
            throw new AssertionError("The dialogue broke: " + e, e);
        }
    }

    private static String rest(Socket socket, InputStream in) throws IOException {
        StringBuilder rest = new StringBuilder();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            rest.append((char) octet);
            if (rest.toString().equals("QUIT\r\n")) {
                send(socket, "221 bye\r\n");
            }
        }
        return rest.toString();
    }

    private Socket accept() throws IOException {
        Socket socket = listener.accept();
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        client = socket;
        return socket;
    }

    private static void send(Socket socket, String latin1) throws IOException {
        socket.getOutputStream().write(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void expect(InputStream in, String utf8) throws IOException {
        byte[] expected = utf8.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        try {
            while (got.size() < expected.length
                    && !got.toString(StandardCharsets.UTF_8).endsWith("\n")) {
                int octet = in.read();
                if (octet < 0) {
                    break;
                }
                got.write(octet);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("Waited for " + utf8 + " and got " + got.toString(StandardCharsets.UTF_8), e);
        }
        byte[] more = got.size() < expected.length ? in.readNBytes(expected.length - got.size()) : new byte[0];
        got.writeBytes(more);
        assertThat(got.toString(StandardCharsets.UTF_8)).isEqualTo(utf8);
    }

    /**
     * Waits until the script is played and the client has closed, and returns what it said behind the end of the
     * script.
     */
    String rest() throws Exception {
        try {
            return play.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Socket socket = client;
        if (socket != null) {
            socket.close();
        }
    }
}
