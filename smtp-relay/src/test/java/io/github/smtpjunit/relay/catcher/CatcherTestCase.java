package io.github.smtpjunit.relay.catcher;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.ReceivedMail;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;

/** Catches mails that come over a socket. */
abstract class CatcherTestCase {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    final <T extends AutoCloseable> T closing(T resource) {
        open.push(resource);
        return resource;
    }

    @AfterEach
    final void closeAll() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }

    final CaughtMails mails(MailKeeper keeper) throws IOException {
        return mails(keeper, new CaughtMails.Bounds(Integer.MAX_VALUE, null), Clock.systemUTC());
    }

    final CaughtMails mails(MailKeeper keeper, CaughtMails.Bounds bounds, Clock clock) throws IOException {
        return closing(new CaughtMails(keeper, bounds, clock));
    }

    /** A server that keeps what it accepts, and answers 452 if it cannot. */
    final SmtpServer server(CaughtMails mails) {
        return closing(SmtpServer.builder()
                .maxMessageSize(64L * 1024 * 1024)
                .handler(mail -> kept(mails, mail))
                .start());
    }

    private static Reply kept(CaughtMails mails, ReceivedMail mail) throws IOException {
        try {
            mails.keep(mail);
            return Replies.MAIL_ACCEPTED;
        } catch (StoringException e) {
            return Replies.INSUFFICIENT_STORAGE;
        }
    }

    /** Sends a mail, and returns the reply to its end. */
    static String send(SmtpServer server, String content, String... to) {
        return send(server, content.getBytes(StandardCharsets.UTF_8), to);
    }

    static String send(SmtpServer server, byte[] content, String... to) {
        try (Socket socket = new Socket(server.host(), server.port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            reply(in);
            String recipients = Stream.of(to)
                    .map(address -> "RCPT TO:<" + address + ">\r\n")
                    .reduce("", String::concat);
            write(socket, "EHLO c\r\nMAIL FROM:<shop@example.com>\r\n" + recipients + "DATA\r\n");
            for (int i = 0; i < 3 + to.length; i++) {
                reply(in);
            }
            socket.getOutputStream().write(content);
            write(socket, ".\r\n");
            return reply(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String reply(BufferedReader in) throws IOException {
        String line;
        do {
            line = in.readLine();
        } while (line != null && line.startsWith("-", 3));
        return String.valueOf(line);
    }

    static String mail(String subject) {
        return "From: Shop <shop@example.com>\r\nTo: ada@example.org\r\nSubject: " + subject + "\r\n\r\nHello\r\n";
    }
}
