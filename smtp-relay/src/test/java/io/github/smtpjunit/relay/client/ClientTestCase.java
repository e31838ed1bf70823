package io.github.smtpjunit.relay.client;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.relay.TlsPolicy;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.EsmtpParameters.Parameter;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.ReversePath;
import io.github.smtpjunit.smtp.server.ReceivedMail;
import io.github.smtpjunit.smtp.server.SessionListener;
import io.github.smtpjunit.smtp.server.SessionRecord;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Clients, servers to talk to, and what they received; all is closed after the test. */
@Timeout(60)
public abstract class ClientTestCase {

    static final String HELLO = "Subject: hello\r\n\r\nHi\r\n";
    static final Envelope ADA_TO_BOB = Envelope.of("ada@example.org", "bob@example.com");
    static final Duration PATIENCE = Duration.ofSeconds(15);
    static final Duration SHORT = Duration.ofMillis(300);

    final List<ReceivedMail> mails = new CopyOnWriteArrayList<>();
    final List<SessionRecord> sessions = new CopyOnWriteArrayList<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    <T extends AutoCloseable> T closing(T resource) {
        open.push(resource);
        return resource;
    }

    @AfterEach
    void closeAll() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    // Servers

    SmtpServerBuilder builder() {
        return SmtpServer.builder()
                .hostname("mx.example.org")
                .handler(mail -> {
                    mails.add(mail.inMemory());
                    return Replies.MAIL_ACCEPTED;
                })
                .addSessionListener(new SessionListener() {
                    @Override
                    public void opened(SessionRecord session) {
                        sessions.add(session);
                    }
                });
    }

    SmtpServer start(SmtpServerBuilder builder) {
        return closing(builder.start());
    }

    ScriptedPeer peer(String script) throws IOException {
        return closing(ScriptedPeer.playing(script));
    }

    static HostAddress target(SmtpServer server) {
        return new HostAddress(
                "localhost",
                server.addresses().get(0).getAddress(),
                server.addresses().get(0).getPort());
    }

    String receivedContent(int number) throws IOException {
        return new String(mails.get(number).content().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    // Clients

    public static ClientSettings settings(TlsPolicy tls) {
        return new ClientSettings(
                "relay.example.net",
                tls,
                CertificateKit.shared().clientContext(),
                null,
                new ClientSettings.Timeouts(PATIENCE, PATIENCE, PATIENCE, PATIENCE));
    }

    static ClientSettings withTimeouts(ClientSettings settings, ClientSettings.Timeouts timeouts) {
        return new ClientSettings(
                settings.helloName(), settings.tls(), settings.trust(), settings.credentials(), timeouts);
    }

    static ClientSettings withCredentials(ClientSettings settings, Credentials credentials) {
        return new ClientSettings(
                settings.helloName(), settings.tls(), settings.trust(), credentials, settings.timeouts());
    }

    /** Settings without TLS and with so much time for each thing. */
    static ClientSettings hasty() {
        return withTimeouts(settings(TlsPolicy.NONE), new ClientSettings.Timeouts(PATIENCE, SHORT, SHORT, SHORT));
    }

    SmtpClient open(HostAddress target, ClientSettings settings) throws NextHopException {
        return closing(SmtpClient.open(target, settings));
    }

    SmtpClient open(SmtpServer server) throws NextHopException {
        return open(target(server), settings(TlsPolicy.NONE));
    }

    // Mails

    static TransactionResult send(SmtpClient client, Envelope envelope, String content) {
        return client.send(envelope, envelope.recipients(), content(content));
    }

    static TransactionResult sendHello(SmtpClient client, String... recipients) {
        return send(client, Envelope.of("ada@example.org", recipients), HELLO);
    }

    /** The results as text. */
    static List<String> texts(TransactionResult result) {
        return result.replies().stream().map(RemoteReply::toString).toList();
    }

    /** The codes of the results. */
    static List<Integer> codes(TransactionResult result) {
        return result.replies().stream().map(RemoteReply::code).toList();
    }

    public static MailContent content(String latin1) {
        byte[] octets = latin1.getBytes(StandardCharsets.ISO_8859_1);
        return new MailContent() {
            @Override
            public InputStream open() {
                return new ByteArrayInputStream(octets);
            }

            @Override
            public long size() {
                return octets.length;
            }

            @Override
            public boolean eightBit() {
                return latin1.chars().anyMatch(c -> c > 127);
            }
        };
    }

    /**
     * An envelope with parameters, for example {@code RET=HDRS ENVID=x}, that each recipient has too:
     * {@code NOTIFY=NEVER}.
     */
    public static Envelope envelope(String from, String parameters, String rcptParameters, String... to) {
        return new Envelope(
                ReversePath.parse("<" + from + ">"),
                parameters(parameters),
                Arrays.stream(to)
                        .map(address -> new Envelope.Recipient(
                                ForwardPath.parse("<" + address + ">"), parameters(rcptParameters)))
                        .toList());
    }

    private static EsmtpParameters parameters(String text) {
        return new EsmtpParameters(Arrays.stream(text.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .map(word -> {
                    int equals = word.indexOf('=');
                    return equals < 0
                            ? new Parameter(word, null)
                            : new Parameter(word.substring(0, equals), word.substring(equals + 1));
                })
                .toList());
    }
}
