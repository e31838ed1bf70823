package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A client in two verbs: send a line, expect a reply. It speaks no SMTP of its own, so it can say anything. */
final class RawClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 15_000;
    private static final Pattern REPLY_LINE = Pattern.compile("[2-5][0-9][0-9][ -][\\t -~]*");

    private final Socket plain;
    private final InetSocketAddress localAddress;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    RawClient(InetSocketAddress server) {
        try {
            plain = new Socket();
            plain.connect(server, PATIENCE_MILLIS);
            plain.setSoTimeout(PATIENCE_MILLIS);
            plain.setTcpNoDelay(true);
            localAddress = (InetSocketAddress) plain.getLocalSocketAddress();
            socket = plain;
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RawClient to(SmtpServer server) {
        return new RawClient(server.addresses().get(0));
    }

    /** Connects, greets by EHLO and reads all the server says to that. */
    static RawClient greeted(SmtpServer server) {
        RawClient client = to(server).expect("220 *").send("EHLO client.example.org");
        client.reply();
        return client;
    }

    /** Sends a line in UTF-8, and CR LF. */
    RawClient send(String line) {
        return sendOctets((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Sends characters as octets, and nothing else. */
    RawClient sendRaw(String latin1) {
        return sendOctets(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient sendOctets(byte[] octets) {
        try {
            out.write(octets);
            out.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends octets to a server that may have closed already. */
    RawClient trySendRaw(String latin1) {
        try {
            out.write(latin1.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        } catch (IOException e) {
            // it has closed
        }
        return this;
    }

    /** Sends each octet in a segment of its own. */
    RawClient trickle(byte[] octets) {
        for (byte octet : octets) {
            sendOctets(new byte[] {octet});
        }
        return this;
    }

    /** Reads one reply and compares it line by line with patterns, in which a star stands for anything. */
    RawClient expect(String... patterns) {
        List<String> lines = replyLines();
        assertThat(lines).as("the reply %s", lines).hasSize(patterns.length);
        for (int i = 0; i < patterns.length; i++) {
            assertThat(lines.get(i)).matches(glob(patterns[i]));
        }
        return this;
    }

    static Pattern glob(String pattern) {
        return Pattern.compile(
                List.of(pattern.split("\\*", -1)).stream().map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    /** Reads one reply, whatever it is, and checks that it is well-formed; lines are separated by a line feed. */
    String reply() {
        return String.join("\n", replyLines());
    }

    /** Reads one reply, whatever it is. */
    RawClient skip() {
        replyLines();
        return this;
    }

    private List<String> replyLines() {
        List<String> lines = new ArrayList<>();
        do {
            String line = line();
            assertThat(line).as("a reply line").matches(REPLY_LINE);
            assertThat(lines).allMatch(earlier -> earlier.startsWith(line.substring(0, 3)));
            lines.add(line);
        } while (lines.get(lines.size() - 1).charAt(3) == '-');
        return lines;
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        while (true) {
            int octet = read();
            if (octet < 0) {
                throw new AssertionError("The server closed the connection after \"" + line + "\"");
            }
            if (octet == '\r') {
                assertThat(read()).as("what follows CR in \"%s\"", line).isEqualTo('\n');
                return line.toString();
            }
            line.append((char) octet);
        }
    }

    /** Reads exactly these octets, each given by a character; none for the empty string. */
    RawClient expectOctets(String latin1) {
        StringBuilder octets = new StringBuilder();
        for (int i = 0; i < latin1.length(); i++) {
            int octet = read();
            if (octet < 0) {
                break;
            }
            octets.append((char) octet);
        }
        assertThat(octets).hasToString(latin1);
        return this;
    }

    private int read() {
        try {
            return in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Expects that the server closes without another word. */
    RawClient expectEnd() {
        assertThat(read()).as("the end of the stream").isEqualTo(-1);
        return this;
    }

    /** Expects that the connection is over: the end of the stream, or a reset. */
    RawClient expectCutOff() {
        try {
            while (in.read() >= 0) {
                // what was on its way may still come
            }
        } catch (SocketException e) {
            // just as over
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Expects that the server says nothing for a while, nor closes. */
    RawClient expectSilence(Duration time) {
        try {
            plain.setSoTimeout((int) time.toMillis());
            assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
            plain.setSoTimeout(PATIENCE_MILLIS);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the sending half: the server sees the end, the client can still read. */
    RawClient finish() {
        try {
            plain.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Resets the connection. */
    void abort() {
        try {
            plain.setSoLinger(true, 0);
            plain.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Shakes hands as a TLS client. */
    RawClient startTls(SSLContext context) {
        try {
            SSLSocket tls =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName("mx.example.org")));
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            socket = tls;
            in = new BufferedInputStream(tls.getInputStream());
            out = tls.getOutputStream();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void expectNoHandshake(SSLContext context) {
        assertThatThrownBy(() -> startTls(context)).isInstanceOf(UncheckedIOException.class);
    }

    InetSocketAddress localAddress() {
        return localAddress;
    }

    /** Sends a whole mail on a greeted connection. */
    RawClient sendMail(String from, String to, String content) {
        return sendMailPart(from, to, content + ".\r\n").expect("250 *");
    }

    /** Sends a mail as far as given, on a greeted connection. */
    RawClient sendMailPart(String from, String to, String content) {
        return send("MAIL FROM:<" + from + ">")
                .expect("250 *")
                .send("RCPT TO:<" + to + ">")
                .expect("250 *")
                .send("DATA")
                .expect("354 *")
                .sendRaw(content);
    }

    void quit() {
        send("QUIT").expect("221 *").expectEnd().close();
    }

    @Override
    public void close() {
        try {
            plain.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
