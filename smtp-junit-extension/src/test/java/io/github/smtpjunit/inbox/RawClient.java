package io.github.smtpjunit.inbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;

/** A client that sends given octets, and checks the codes of the replies. */
public final class RawClient implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;

    private RawClient(Inbox inbox) throws IOException {
        socket = new Socket(inbox.host(), inbox.port());
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        out = socket.getOutputStream();
    }

    /** Connects and reads the greeting. */
    public static RawClient connect(Inbox inbox) {
        try {
            RawClient client = new RawClient(inbox);
            client.expect(220);
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects and says EHLO. */
    public static RawClient greeted(Inbox inbox) {
        return connect(inbox).say("EHLO client.example", 250);
    }

    /** Sends a mail over a connection of its own. */
    public static void deliver(Inbox inbox, byte[] content) {
        try (RawClient client = greeted(inbox)) {
            client.say("MAIL FROM:<shop@example.com> SMTPUTF8 BODY=8BITMIME", 250)
                    .say("RCPT TO:<ada@example.org>", 250)
                    .data(content)
                    .say("QUIT", 221);
        }
    }

    /** Sends a mail over a connection of its own; the lines end in CR LF, and the text is sent in UTF-8. */
    public static void deliver(Inbox inbox, String lines) {
        deliver(inbox, crlf(lines).getBytes(UTF_8));
    }

    /** Sends a mail like any other. */
    public static void deliver(Inbox inbox) {
        deliver(inbox, "Subject: Hello\n\nHello\n");
    }

    public static String crlf(String lines) {
        return lines.replace("\n", "\r\n");
    }

    public RawClient say(String line, int code) {
        return send((line + "\r\n").getBytes(UTF_8)).expect(code);
    }

    /** A whole mail within the session. */
    public RawClient mail(String from, String to, String lines) {
        return say("MAIL FROM:<" + from + ">", 250)
                .say("RCPT TO:<" + to + ">", 250)
                .data(crlf(lines).getBytes(UTF_8));
    }

    /** The content, dots stuffed; without a line end of its own it gets one, since the final dot needs it. */
    public RawClient data(byte[] content) {
        return say("DATA", 354).send(stuffed(content)).say(".", 250);
    }

    private static byte[] stuffed(byte[] content) {
        String text = new String(content, ISO_8859_1);
        String stuffed = ("\r\n" + text).replace("\r\n.", "\r\n..").substring(2);
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.writeBytes(stuffed.getBytes(ISO_8859_1));
        if (!stuffed.isEmpty() && !stuffed.endsWith("\r\n")) {
            octets.writeBytes(new byte[] {'\r', '\n'});
        }
        return octets.toByteArray();
    }

    /** Says a line, and reads the reply, whatever it is. */
    public RawClient skip(String line) {
        return send((line + "\r\n").getBytes(UTF_8)).expect("");
    }

    public RawClient send(byte[] octets) {
        try {
            out.write(octets);
            out.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawClient expect(int code) {
        return expect(Integer.toString(code));
    }

    private RawClient expect(String code) {
        try {
            String line;
            do {
                line = in.readLine();
                assertThat(line).as("reply").startsWith(code);
            } while (line.startsWith("-", 3));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Drops the connection, without QUIT unless that was said. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
