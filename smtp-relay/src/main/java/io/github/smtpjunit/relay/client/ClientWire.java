package io.github.smtpjunit.relay.client;

import io.github.smtpjunit.relay.TlsPolicy;
import io.github.smtpjunit.relay.client.ReplyReader.Response;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A connection to a next hop. Each call has a time limit. Each failure closes the connection, and is a
 * {@link NextHopException} with a reply that is fit for the log.
 */
final class ClientWire implements Closeable {

    private static final Duration PROBE = Duration.ofSeconds(1);

    private final SocketChannel channel;
    private final HostAddress target;
    private final Watchdog watchdog;
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private ReplyReader reader;
    private boolean open = true;
    private String remembered = "";

    private ClientWire(SocketChannel channel, HostAddress target) throws IOException {
        this.channel = channel;
        this.target = target;
        this.watchdog = new Watchdog(channel);
        this.socket = channel.socket();
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        this.reader = new ReplyReader(in);
    }

    static ClientWire connect(HostAddress target, Duration limit) throws NextHopException {
        try {
            // A channel, since it can be looked at without waiting, and is closed when its thread is interrupted
            SocketChannel channel = SocketChannel.open();
            try {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.socket().connect(new InetSocketAddress(target.address(), target.port()), Math.max(1, (int)
                        Math.min(limit.toMillis(), Integer.MAX_VALUE)));
                return new ClientWire(channel, target);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (SocketTimeoutException e) {
            throw new NextHopException(RemoteReply.of(451, "4.4.1", "No connection within " + text(limit)), e);
        } catch (IOException e) {
            throw new NextHopException(RemoteReply.of(451, "4.4.1", "No connection: " + text(e)), e);
        }
    }

    /**
     * Goes on in TLS. What the peer has sent in clear text before is never taken for a part of it (RFC 3207 section 6).
     *
     * @throws NextHopException if TLS cannot be agreed on
     */
    void startTls(TlsPolicy use, Supplier<SSLContext> context, Duration limit) throws NextHopException {
        try {
            watchdog.arm(limit);
            SSLSocket encrypted = ClientTls.shakeHands(socket, target, use, context);
            watchdog.disarm();
            socket = encrypted;
            in = encrypted.getInputStream();
            out = encrypted.getOutputStream();
            reader = new ReplyReader(in);
        } catch (IOException e) {
            String problem = watchdog.hasExpired() ? "not done within " + text(limit) : text(e);
            abandon();
            throw NextHopException.ofTls("TLS handshake failed: " + problem, e);
        }
    }

    /** The version of TLS; empty in clear text. */
    Optional<String> tlsProtocol() {
        return socket instanceof SSLSocket encrypted
                ? Optional.of(encrypted.getSession().getProtocol())
                : Optional.empty();
    }

    /**
     * Sends commands, or the start of a content. All replies must have been read by now: an unsolicited one would be
     * taken for the reply to what is sent.
     */
    void send(byte[] octets, int length, Duration limit, String what) throws NextHopException {
        requireInStep();
        try {
            write(octets, length, limit);
        } catch (IOException e) {
            Optional<RemoteReply> farewell = lastWords().filter(reply -> reply.code() == 421);
            throw lost(e, farewell, limit, "while sending " + what);
        }
    }

    /** Sends more of a content. A peer that does not want the rest may say so, and close. */
    void sendMore(byte[] octets, int length, Duration limit) throws NextHopException {
        try {
            write(octets, length, limit);
        } catch (IOException e) {
            throw lost(e, lastWords().filter(reply -> !reply.isPositive()), limit, "while sending the content");
        }
    }

    private void write(byte[] octets, int length, Duration limit) throws IOException {
        watchdog.arm(limit);
        out.write(octets, 0, length);
        watchdog.disarm();
    }

    private Optional<RemoteReply> lastWords() {
        if (watchdog.hasExpired()) {
            return Optional.empty();
        }
        try {
            watchdog.arm(PROBE);
            return Optional.of(reader.read().toReply());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Keeps in mind what may be why the connection is lost, until the peer has said something else. */
    void remember(String what) {
        remembered = what;
    }

    /**
     * Reads the reply to something.
     *
     * @throws NextHopException if no reply comes, or 421, by which a peer says good-bye at any time (RFC 5321 section
     *     3.8)
     */
    Response read(Duration limit, String awaited) throws NextHopException {
        Response response;
        try {
            watchdog.arm(limit);
            response = reader.read();
            watchdog.disarm();
            remembered = "";
        } catch (ProtocolException e) {
            throw broken("Bad reply to " + awaited + ": " + e.getMessage());
        } catch (IOException e) {
            throw lost(e, Optional.empty(), limit, "while waiting for the reply to " + awaited);
        }
        if (response.code() == 421) {
            abandon();
            throw new NextHopException(response.toReply());
        }
        return response;
    }

    /** Makes sure that no unsolicited reply has come. */
    void requireInStep() throws NextHopException {
        if (!open) {
            throw new NextHopException(RemoteReply.of(451, "4.4.2", "The connection is closed"));
        }
        if (hasUnread()) {
            Response response = read(PROBE, "no command"); // 421 ends in an exception of its own
            throw broken("A reply that belongs to no command: " + response.toReply());
        }
    }

    /** Returns whether the peer has sent unsolicited replies, as far as they have arrived. */
    boolean hasUnread() {
        try {
            return !reader.isEmpty() || in.available() > 0;
        } catch (IOException e) {
            return false; // the next use finds out
        }
    }

    /** Gives a peer up that breaks the protocol. */
    NextHopException broken(String problem) {
        abandon();
        return new NextHopException(RemoteReply.of(451, "4.5.0", problem));
    }

    private NextHopException lost(IOException e, Optional<RemoteReply> farewell, Duration limit, String when) {
        String problem = watchdog.hasExpired() && farewell.isEmpty() ? "Time-out of " + text(limit) : "Connection lost";
        String detail = watchdog.hasExpired() || e instanceof EOFException ? "" : ": " + text(e);
        String before = remembered.isEmpty() ? "" : "; " + remembered;
        abandon();
        return new NextHopException(
                farewell.orElseGet(() -> RemoteReply.of(451, "4.4.2", problem + " " + when + detail + before)), e);
    }

    private static String text(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static String text(Duration limit) {
        return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }

    boolean isOpen() {
        return open && channel.isOpen();
    }

    /** Looks whether the peer is still there and has nothing to say. */
    boolean isQuiet() {
        if (!isOpen() || hasUnread()) {
            return false;
        }
        try {
            return socket instanceof SSLSocket ? !isReadable() || hasTlsRecordsOnly() : hasNothingToSay();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * In clear text, to read is cheaper than to look. What is read is of no interest: the connection is given up then.
     */
    private boolean hasNothingToSay() throws IOException {
        channel.configureBlocking(false);
        try {
            return channel.read(ByteBuffer.allocate(1)) == 0;
        } finally {
            channel.configureBlocking(true);
        }
    }

    private boolean isReadable() throws IOException {
        channel.configureBlocking(false);
        try (Selector selector = channel.provider().openSelector()) {
            channel.register(selector, SelectionKey.OP_READ);
            return selector.selectNow() > 0;
        } finally {
            channel.configureBlocking(true);
        }
    }

    /** What has arrived may be a session ticket (RFC 8446 section 4.6.1), which is nothing to SMTP. */
    private boolean hasTlsRecordsOnly() throws IOException {
        socket.setSoTimeout(1);
        watchdog.arm(PROBE);
        try {
            reader.fill();
            return false; // a reply, or the end
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            watchdog.disarm();
            socket.setSoTimeout(0);
        }
    }

    /** Closes the connection at once, without a word. */
    void abandon() {
        open = false;
        watchdog.close();
        try {
            channel.close();
        } catch (IOException e) {
            // The connection is given up with or without an error
        }
    }

    /** Closes the connection, in TLS with a close_notify. */
    @Override
    public void close() {
        if (open) {
            try {
                watchdog.arm(PROBE);
                socket.close();
            } catch (IOException e) {
                // The peer is gone
            }
        }
        abandon();
    }
}
