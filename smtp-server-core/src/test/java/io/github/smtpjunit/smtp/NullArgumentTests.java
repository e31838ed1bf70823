package io.github.smtpjunit.smtp;

import io.github.smtpjunit.fixture.NullArgumentTestCase;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.sasl.SaslClientExchange;
import io.github.smtpjunit.smtp.sasl.SaslExchange;
import io.github.smtpjunit.smtp.sasl.SaslMechanism;
import io.github.smtpjunit.smtp.server.AddressRange;
import io.github.smtpjunit.smtp.server.FaultAction;
import io.github.smtpjunit.smtp.server.FaultMatcher;
import io.github.smtpjunit.smtp.server.FaultRule;
import io.github.smtpjunit.smtp.server.Faults;
import io.github.smtpjunit.smtp.server.MailHandler;
import io.github.smtpjunit.smtp.server.ManualClock;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.SessionListener;
import io.github.smtpjunit.smtp.server.SmtpConnection;
import io.github.smtpjunit.smtp.server.SmtpListener;
import io.github.smtpjunit.smtp.server.SmtpPolicy;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;

class NullArgumentTests extends NullArgumentTestCase {

    private final SmtpServer server = SmtpServer.builder().start();
    private final SmtpListener listener = SmtpListener.bind(0);
    private final Socket client =
            new Socket(listener.address().getAddress(), listener.address().getPort());
    private final SmtpConnection connection = listener.accept();

    NullArgumentTests() throws IOException {
        super(120, "io.github.smtpjunit.smtp", "io.github.smtpjunit.smtp.sasl", "io.github.smtpjunit.smtp.server");
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        connection.close();
        listener.close();
        server.close();
    }

    @Override
    protected List<?> objects() throws Exception {
        return List.of(
                server,
                connection,
                new byte[100],
                new CountDownLatch(0),
                InetAddress.getLoopbackAddress(),
                SSLContext.getDefault(),
                ManualClock.at(Instant.EPOCH),
                AddressPattern.parse("*"),
                EnhancedStatusCode.parse("2.0.0"),
                EsmtpParameters.NONE,
                ForwardPath.parse("<ada@example.org>"),
                Mailbox.parse("ada@example.org"),
                Replies.OK,
                ReversePath.parse("<>"),
                AddressRange.parse("::1"),
                SaslAuthenticator.acceptAny(),
                SaslMechanism.PLAIN,
                FaultAction.close(),
                FaultMatcher.overTls(),
                FaultRule.on(Phase.RCPT),
                FaultRule.on(Phase.RCPT).reply(Replies.NO_SUCH_USER),
                new Faults(),
                (MailHandler) mail -> Replies.OK,
                Phase.RCPT,
                new SessionListener() {},
                new SmtpPolicy() {},
                SmtpServer.builder());
    }

    @Override
    protected Set<String> takingAnyNumber() {
        Stream<String> checkedAtTheStart = Stream.of(
                        "alsoListen",
                        "alsoListenTls",
                        "greetingDelay",
                        "handshakeTimeout",
                        "idleTimeout",
                        "mailTimeout",
                        "maxAuthAttempts",
                        "maxConnections",
                        "maxConnectionsPerClient",
                        "maxErrors",
                        "maxHeaderSize",
                        "maxKeptFailedAttempts",
                        "maxLineLength",
                        "maxMailsPerConnection",
                        "maxMessageSize",
                        "maxRecipients",
                        "maxTranscriptLines",
                        "port",
                        "shutdownGrace")
                .map(name -> "SmtpServerBuilder." + name);
        Stream<String> facts = Stream.of("Client", "DeliverBy", "Transcript");
        Stream<String> seeds = Stream.of("FaultAction.jitter", "FaultRuleBuilder.probability");
        return Stream.of(checkedAtTheStart, facts, seeds).flatMap(all -> all).collect(Collectors.toSet());
    }

    @Override
    protected List<?> implementations() {
        SaslAuthenticator users = SaslAuthenticator.users(Map.of("ada", "secret"));
        return Stream.of(
                        Stream.of(users, SaslAuthenticator.acceptAny()),
                        Stream.of(SaslMechanism.values())
                                .map(mechanism -> SaslExchange.of(mechanism, users, "mx.example.org", new byte[0])),
                        Stream.of(SaslMechanism.values())
                                .filter(mechanism -> !mechanism.bindsToTheChannel())
                                .map(mechanism -> SaslClientExchange.of(mechanism, "ada", "secret", "mx", 25)))
                .<Object>flatMap(all -> all)
                .toList();
    }
}
