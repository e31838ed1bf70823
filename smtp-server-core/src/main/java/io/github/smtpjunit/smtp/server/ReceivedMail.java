package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Envelope;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A mail as a client sent it: its envelope, the facts of its session, and its content.
 *
 * <p>The content is exact: dots are un-stuffed, the CR LF before the final dot belongs to it, and nothing else is
 * added, removed or normalised.
 */
public final class ReceivedMail {

    private static final byte[] NOTHING = {};

    private final Envelope envelope;
    private final SessionInfo session;
    private final Instant receivedAt;
    private final @Nullable InputStream stream; // null for a mail in memory
    private final byte[] octets;

    private ReceivedMail(
            Envelope envelope, SessionInfo session, Instant receivedAt, @Nullable InputStream stream, byte[] octets) {
        this.envelope = envelope;
        this.session = session;
        this.receivedAt = receivedAt;
        this.stream = stream;
        this.octets = octets;
    }

    /** A mail whose content is still to come. */
    static ReceivedMail streaming(Envelope envelope, SessionInfo session, Instant receivedAt, InputStream content) {
        return new ReceivedMail(envelope, session, receivedAt, content, NOTHING);
    }

    /**
     * Reads the content to its end and keeps it, so that it can be read later, more than once and by any thread.
     *
     * @return the same mail with its content in memory
     * @throws IOException if the content did not come to a good end; nothing is kept then
     */
    public ReceivedMail inMemory() throws IOException {
        return withContent(content().readAllBytes());
    }

    /** The same mail with another envelope. */
    ReceivedMail withEnvelope(Envelope other) {
        return new ReceivedMail(other, session, receivedAt, stream, octets);
    }

    /** The same mail with other content. */
    ReceivedMail withContent(byte[] content) {
        return new ReceivedMail(envelope, session, receivedAt, null, content);
    }

    /**
     * Returns the envelope.
     *
     * @return the reverse-path, the accepted recipients, and their parameters
     */
    public Envelope envelope() {
        return envelope;
    }

    /**
     * Returns the facts of the session as they were when the content started to arrive.
     *
     * @return the peer, its name, TLS and authentication
     */
    public SessionInfo session() {
        return session;
    }

    /**
     * Returns when the content started to arrive.
     *
     * @return the time by the server's clock
     */
    public Instant receivedAt() {
        return receivedAt;
    }

    /**
     * Returns the content.
     *
     * <p>In a {@link MailHandler} the stream reads from the connection: it can be read once, ends only when the mail is
     * whole and within the server's limits, and fails otherwise. Of a mail {@linkplain #inMemory() in memory}, such as
     * {@link SmtpConnection#process()} returns, each call returns a new stream.
     *
     * @return the stream; not thread-safe
     */
    public InputStream content() {
        return stream == null ? new ByteArrayInputStream(octets) : stream;
    }
}
