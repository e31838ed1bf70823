package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A server that knows Ada and Bob, and raw clients that talk to it. */
abstract class AuthTestCase {

    static final SaslAuthenticator USERS = SaslAuthenticator.users(Map.of("ada", "pass word", "bob", "sécret"));
    static final String AUTHENTICATED = "235 2.7.0 Authentication succeeded";
    static final String REFUSED = "535 5.7.8 Authentication credentials invalid";
    static final String MALFORMED = "501 5.5.2 Malformed authentication response";

    final LinkedBlockingQueue<SessionRecord> closed = new LinkedBlockingQueue<>();
    final List<SessionInfo> mails = new ArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private @Nullable SmtpServer server;

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    /** Starts a server that allows AUTH in clear text, for most of what is said here is the same in TLS. */
    SmtpServer startClear(UnaryOperator<SmtpServerBuilder> settings) {
        return start(builder -> settings.apply(builder.authenticator(USERS).allowAuthWithoutTls()));
    }

    SmtpServer start(UnaryOperator<SmtpServerBuilder> settings) {
        SmtpServerBuilder builder = SmtpServer.builder()
                .handler(mail -> {
                    mails.add(mail.session());
                    return Replies.MAIL_ACCEPTED;
                })
                .addSessionListener(new SessionListener() {
                    @Override
                    public void closed(SessionRecord session) {
                        closed.add(session);
                    }
                });
        SmtpServer started = settings.apply(builder).start();
        opened.add(0, started);
        server = started;
        return started;
    }

    /** A client that has read the greeting. */
    Client connect() throws IOException {
        if (server == null) {
            throw new IllegalStateException("start a server first");
        }
        Client client = new Client(new Socket(server.host(), server.port()));
        opened.add(0, client);
        assertThat(client.reply()).startsWith("220");
        return client;
    }

    /** A client that has said EHLO. */
    Client greeted() throws IOException {
        Client client = connect();
        client.ask("EHLO client.example");
        return client;
    }

    /** Waits for the record of the next session that ends. */
    SessionRecord closedSession() throws InterruptedException {
        SessionRecord session = closed.poll(10, TimeUnit.SECONDS);
        assertThat(session).as("a session that ended within 10 s").isNotNull();
        return session;
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static String decoded(String challenge) {
        assertThat(challenge).startsWith("334 ");
        return new String(Base64.getDecoder().decode(challenge.substring(4)), StandardCharsets.UTF_8);
    }

    static final class Client implements Closeable {

        private Socket socket;
        private BufferedReader in;

        Client(Socket socket) throws IOException {
            this.socket = socket;
            this.in = reader();
        }

        private BufferedReader reader() throws IOException {
            socket.setSoTimeout(10_000);
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** Reads a whole reply; {@code null} lines mean the end of the connection. */
        String reply() throws IOException {
            StringBuilder reply = new StringBuilder();
            String line;
            do {
                line = in.readLine();
                if (line == null) {
                    return reply + "(closed)";
                }
                reply.append(reply.isEmpty() ? "" : "\n").append(line);
            } while (line.length() > 3 && line.charAt(3) == '-');
            return reply.toString();
        }

        String ask(String line) throws IOException {
            send(line + "\r\n");
            return reply();
        }

        /** Sends a response of a mechanism. */
        String respond(String text) throws IOException {
            return ask(base64(text));
        }

        void startTls(SSLContext context) throws IOException {
            assertThat(ask("STARTTLS")).startsWith("220");
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", 0, true);
            tls.startHandshake();
            socket = tls;
            in = reader();
        }

        /** What the server has shown in the handshake. */
        X509Certificate serverCertificate() throws IOException {
            return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
