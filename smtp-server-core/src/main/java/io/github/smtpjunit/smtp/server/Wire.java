package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.sasl.SaslExchange;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** The socket of a connection, in clear text first and perhaps in TLS later. */
final class Wire {

    private static final int LINGER_MILLIS = 500;
    private static final int LINGER_OCTETS = 64 * 1024;

    private final Socket socket;
    private final WireInput input;
    private final WireOutput output;
    private final LineReader lines;
    private volatile Socket current;
    private volatile long handshakeSince; // 0 outside of one

    Wire(Socket socket, ServerConfig config) throws IOException {
        socket.setTcpNoDelay(true); // replies go out in whole batches; Nagle would hold them back for 40 ms
        this.socket = socket;
        this.current = socket;
        this.output = new WireOutput(socket.getOutputStream());
        this.input = new WireInput(socket, socket.getInputStream(), output, config.idleTimeout());
        this.lines = new LineReader(input);
    }

    WireInput input() {
        return input;
    }

    WireOutput output() {
        return output;
    }

    Line readLine(LineReader.Limit limit) throws IOException {
        return lines.readLine(limit);
    }

    /** Tells whether the next command is there before the reply to the last one has gone out (RFC 2920). */
    boolean isClientAhead() {
        return input.available() > 0 || (output.hasUnsent() && input.hasUnreadOctets());
    }

    ProxyHeader readProxyHeader(Duration timeout) throws IOException {
        return ProxyHeaderReader.read(socket, timeout);
    }

    /** Tells whether a handshake is under way; called by another thread. */
    boolean isHandshaking() {
        return handshakeSince != 0;
    }

    /**
     * For how long a handshake has been under way, 0 outside of one; a read's own time-out begins anew with each octet.
     */
    long handshakeNanos() {
        long since = handshakeSince;
        return since == 0 ? 0 : System.nanoTime() - since;
    }

    /** Shakes hands as the server and goes on in TLS. */
    TlsInfo startTls(TlsSettings settings, int timeoutMillis) throws IOException {
        output.flush();
        HandshakeSocket flights = new HandshakeSocket(socket, input::silenceBroken);
        SSLSocket tls = (SSLSocket) settings.context()
                .getSocketFactory()
                .createSocket(flights, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
        current = tls;
        settings.applyTo(tls);
        socket.setSoTimeout(timeoutMillis);
        handshakeSince = System.nanoTime() | 1;
        try {
            tls.startHandshake();
            flights.handshakeDone();
        } finally {
            handshakeSince = 0;
        }
        input.switchTo(tls.getInputStream());
        output.switchTo(tls.getOutputStream());
        return facts(tls.getSession());
    }

    /** What a client can bind to, null if there is nothing or no TLS. */
    byte @Nullable [] serverEndPoint() {
        return current instanceof SSLSocket tls
                ? SaslExchange.serverEndPoint(tls.getSession().getLocalCertificates())
                        .orElse(null)
                : null;
    }

    private static TlsInfo facts(SSLSession session) {
        String serverName = null;
        if (session instanceof ExtendedSSLSession extended) {
            for (SNIServerName name : extended.getRequestedServerNames()) {
                serverName = name instanceof SNIHostName host ? host.getAsciiName() : serverName;
            }
        }
        return new TlsInfo(session.getProtocol(), session.getCipherSuite(), serverName, clientCertificates(session));
    }

    private static List<Certificate> clientCertificates(SSLSession session) {
        try {
            return List.of(session.getPeerCertificates());
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }

    /** Lets a blocked read see the end of the stream; what is being written is not disturbed. */
    void stopReading() {
        try {
            socket.shutdownInput();
        } catch (IOException e) {
            close(); // it was gone already
        }
    }

    /** Closes after the last reply has had its chance: octets left unread would reset the connection under it. */
    void closeGently() {
        try {
            if (input.hasUnreadOctets()) {
                socket.shutdownOutput();
                socket.setSoTimeout(LINGER_MILLIS);
                socket.getInputStream().skip(LINGER_OCTETS);
            }
        } catch (IOException e) {
            // nothing more can be done for a client that is gone
        }
        close();
    }

    /** Breaks the connection by RST; what the client has not read yet may be lost. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Ends what the server has to say; the client can still speak. */
    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /**
     * Breaks the connection under a thread that reads or writes; the goodbye of TLS would have to wait for its lock.
     */
    void abort() {
        try {
            socket.close();
        } catch (IOException e) {
            // it was gone already
        }
    }

    void close() {
        try {
            current.close();
        } catch (IOException e) {
            // it was gone already
        }
        abort();
    }
}
