package example;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.ReceivedMail;
import io.github.smtpjunit.smtp.server.SmtpConnection;
import io.github.smtpjunit.smtp.server.SmtpListener;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MainLoopDemo {

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdown();
    }

    // region main-loop
    static void serve(SmtpListener listener, Relay relay) throws IOException {
        while (true) {
            SmtpConnection client = listener.accept(); // check the peer, refuse it, ...
            client.process().ifPresent(mail -> relay.send(mail.envelope(), mail.content()));
        }
    }
    // endregion

    // region relay
    /** Forwards mails to the next hop. */
    record Relay(Session session) {

        void send(Envelope envelope, InputStream content) {
            try (Transport transport = session.getTransport()) {
                SMTPMessage message = new SMTPMessage(session, content);
                message.setEnvelopeFrom(envelope.from().isEmpty() ? "<>" : envelope.from());
                transport.connect();
                transport.sendMessage(message, InternetAddress.parse(String.join(",", envelope.to())));
            } catch (MessagingException e) {
                throw new IllegalStateException("Not taken by the next hop: " + envelope, e);
            }
        }
    }
    // endregion

    @Test
    void relays() throws IOException {
        try (Inbox nextHop = Inbox.start()) {
            // region bind
            SmtpListener listener = SmtpListener.bind("localhost", 0); // 0 means any free port
            // endregion
            try (listener) {
                start(() -> serve(listener, new Relay(nextHop.session())));

                new Shop("localhost", listener.port()).announce("Sale", "ada@example.org");

                assertThat(nextHop)
                        .singleMail()
                        .hasEnvelopeFrom("shop@example.com")
                        .hasEnvelopeRecipients("news@example.com", "ada@example.org")
                        .hasSubject("Sale");
            }
        }
    }

    // region refuse-client
    static void serveFriends(SmtpListener listener, Relay relay) throws IOException {
        while (true) {
            SmtpConnection client = listener.accept();
            if (isFriend(client.session().remoteAddress().getAddress())) {
                client.process().ifPresent(mail -> relay.send(mail.envelope(), mail.content()));
            } else {
                client.refuse(Replies.NO_SERVICE); // in place of the greeting, and closes the connection
            }
        }
    }
    // endregion

    private static boolean isFriend(InetAddress peer) {
        return !peer.isLoopbackAddress();
    }

    @Test
    void refusesBeforeTheGreeting() throws IOException {
        try (SmtpListener listener = SmtpListener.bind();
                Inbox nextHop = Inbox.start()) {
            start(() -> serveFriends(listener, new Relay(nextHop.session())));

            try (Socket client = new Socket(listener.address().getAddress(), listener.port())) {
                BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
                assertThat(in.readLine()).isEqualTo("554 5.3.2 No SMTP service for you");
                assertThat(in.readLine()).isNull();
            }
        }
    }

    // region refuse-mail
    static void serveInGoodTaste(SmtpListener listener, Relay relay) throws IOException {
        while (true) {
            SmtpConnection client = listener.accept();
            Optional<ReceivedMail> mail = client.process();
            if (mail.isPresent() && mail.get().envelope().to().contains("abuse@example.org")) {
                client.refuse(Replies.CONTENT_REFUSED); // the next process() sends it
            } else {
                mail.ifPresent(good -> relay.send(good.envelope(), good.content()));
            }
        }
    }
    // endregion

    @Test
    void refusesAMail() throws IOException {
        try (SmtpListener listener = SmtpListener.bind();
                Inbox nextHop = Inbox.start()) {
            start(() -> serveInGoodTaste(listener, new Relay(nextHop.session())));

            Shop shop = new Shop("localhost", listener.port());
            assertThatThrownBy(() -> shop.announce("Sale", "abuse@example.org"))
                    .hasStackTraceContaining("554 5.7.1 Content refused");
            assertThat(nextHop).hasNoMail();
        }
    }

    // region many-clients
    static void serveMany(SmtpListener listener, ExecutorService threads, List<ReceivedMail> store) throws IOException {
        while (true) {
            SmtpConnection client = listener.accept();
            threads.execute(() -> takeAll(client, store));
        }
    }

    static void takeAll(SmtpConnection client, List<ReceivedMail> store) {
        Optional<ReceivedMail> mail = client.process();
        while (mail.isPresent()) {
            store.add(mail.get());
            mail = client.process(); // answers 250, and waits for the next mail
        }
    }
    // endregion

    @Test
    void takesSeveralMailsOfAClient() throws IOException, MessagingException {
        List<ReceivedMail> store = new CopyOnWriteArrayList<>();
        try (SmtpListener listener = SmtpListener.bind()) {
            start(() -> serveMany(listener, threads, store));

            sendTwoMailsOverOneConnection(listener.port());
            assertThat(store)
                    .extracting(mail -> mail.envelope().to())
                    .containsExactly(List.of("ada@example.org"), List.of("bob@example.org"));
            assertThat(store).extracting(mail -> mail.session().id()).containsOnly(1L);
        }
    }

    private static void sendTwoMailsOverOneConnection(int port) throws MessagingException {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.localhost", "shop.example.com");
        Session session = Session.getInstance(properties);
        SMTPMessage message = new SMTPMessage(session);
        message.setFrom("shop@example.com");
        message.setText("Hello");
        message.saveChanges();
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect("localhost", port, null, null);
            transport.sendMessage(message, new Address[] {new InternetAddress("ada@example.org")});
            transport.sendMessage(message, new Address[] {new InternetAddress("bob@example.org")});
        }
    }

    private interface Loop {
        void run() throws IOException;
    }

    private void start(Loop loop) {
        threads.execute(() -> {
            try {
                loop.run();
            } catch (IOException e) {
                // the listener is closed, which is how such a loop ends
            }
        });
    }
}
