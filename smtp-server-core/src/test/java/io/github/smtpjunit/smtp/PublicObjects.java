package io.github.smtpjunit.smtp;

import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.sasl.SaslMechanism;
import io.github.smtpjunit.smtp.server.AddressRange;
import io.github.smtpjunit.smtp.server.BareNewlines;
import io.github.smtpjunit.smtp.server.ClientCertificates;
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
import io.github.smtpjunit.smtp.server.Transcript;
import java.io.IOException;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** An object of each type that users call, or give to a call. */
final class PublicObjects implements AutoCloseable {

    private final SmtpServer server;
    private final SmtpListener listener;
    private final Socket client;
    private final SmtpConnection connection;
    private final List<Object> objects;

    PublicObjects() throws Exception {
        server = SmtpServer.builder().start();
        listener = SmtpListener.bind(0);
        client = new Socket(listener.address().getAddress(), listener.address().getPort());
        connection = listener.accept();
        objects = List.of(
                server,
                connection,
                "sample",
                1,
                1L,
                1.0,
                true,
                new byte[100],
                List.of(),
                Map.of(),
                Pattern.compile("sample"),
                Duration.ofSeconds(1),
                Instant.EPOCH,
                ZoneOffset.UTC,
                new CountDownLatch(0),
                InetAddress.getLoopbackAddress(),
                SSLContext.getDefault(),
                ManualClock.at(Instant.EPOCH),
                Clock.systemUTC(),
                (BooleanSupplier) () -> true,
                (Predicate<Object>) any -> true,
                UnaryOperator.identity(),
                (Executor) Runnable::run,
                (Runnable) () -> {},
                AddressPattern.parse("*"),
                EnhancedStatusCode.parse("2.0.0"),
                Envelope.DeliverBy.Mode.RETURN,
                EsmtpParameters.NONE,
                ForwardPath.parse("<ada@example.org>"),
                Mailbox.parse("ada@example.org"),
                Replies.OK,
                ReversePath.parse("<>"),
                ServiceExtension.PIPELINING,
                AddressRange.parse("::1"),
                SaslAuthenticator.acceptAny(),
                BareNewlines.REFUSE,
                ClientCertificates.NONE,
                FaultAction.close(),
                FaultMatcher.overTls(),
                FaultRule.on(Phase.RCPT),
                FaultRule.on(Phase.RCPT).reply(Replies.NO_SUCH_USER),
                new Faults(),
                (MailHandler) mail -> Replies.OK,
                Phase.RCPT,
                SaslMechanism.PLAIN,
                new SessionListener() {},
                new SmtpPolicy() {},
                SmtpServer.builder(),
                Transcript.Direction.CLIENT);
    }

    /** An object of a type; an array of it is empty. */
    Optional<Object> find(Class<?> type) {
        Optional<Object> found = objects.stream()
                .filter(MethodType.methodType(type).wrap().returnType()::isInstance)
                .findFirst();
        return found.isEmpty() && type.isArray() ? Optional.of(Array.newInstance(type.getComponentType(), 0)) : found;
    }

    @Override
    public void close() throws IOException {
        client.close();
        connection.close();
        listener.close();
        server.close();
    }
}
