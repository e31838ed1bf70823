package io.github.smtpjunit.inbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A client that sends given lines, in clear text first and then in TLS. */
final class TlsClient implements AutoCloseable {

    private final String host;
    private final int port;
    private Socket socket;
    private BufferedReader in;

    TlsClient(Inbox inbox) throws IOException {
        host = inbox.host();
        port = inbox.port();
        socket = new Socket(host, port);
        socket.setSoTimeout(10_000);
        in = reader(socket);
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
    }

    /** Sends a line unless it is empty, and reads the reply. */
    TlsClient say(String line, int code) throws IOException {
        if (!line.isEmpty()) {
            socket.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
        }
        String reply;
        do {
            reply = in.readLine();
            if (reply == null) {
                throw new IOException("The server closed the connection");
            }
            assertThat(reply).as("reply to " + line).startsWith(Integer.toString(code));
        } while (reply.startsWith("-", 3));
        return this;
    }

    /** Shakes hands; the server name is for SNI, and may be empty. */
    TlsClient handshake(SSLContext context, String serverName) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true);
        if (!serverName.isEmpty()) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
            tls.setSSLParameters(parameters);
        }
        tls.startHandshake();
        socket = tls;
        in = reader(tls);
        return this;
    }

    /** Sends a mail, and QUIT. */
    void mail() throws IOException {
        say("EHLO client.example", 250);
        say("MAIL FROM:<shop@example.com>", 250);
        say("RCPT TO:<ada@example.org>", 250);
        say("DATA", 354);
        say("Subject: Hello\r\n\r\nHello Ada\r\n.", 250);
        say("QUIT", 221);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
