package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Envelope;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;

/**
 * A mail as a client sent it: its envelope, the facts of its session, and its content.
 *
 * <p>The content is exact: dots are un-stuffed, the CR LF before the final dot belongs to it, and nothing else is added, removed
 * or normalised.
 */
public final class ReceivedMail {

    private final Envelope envelope;
    private final SessionInfo session;
    private final Instant receivedAt;
    private final InputStream content;

    ReceivedMail(Envelope envelope, SessionInfo session, Instant receivedAt, InputStream content) {
        this.envelope = envelope;
        this.session = session;
        this.receivedAt = receivedAt;
        this.content = content;
    }

    /** The same mail with its content in memory. */
    ReceivedMail inMemory() throws IOException {
        return new ReceivedMail(envelope, session, receivedAt, new ByteArrayInputStream(content.readAllBytes()));
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
     * Returns the content. It can be read once.
     *
     * <p>In a {@link MailHandler} this stream reads from the connection: it ends only when the mail is whole and within the
     * server's limits, and fails otherwise. From {@link SmtpConnection#process()} the content is in memory already.
     *
     * @return the stream, always the same one; not thread-safe
     */
    public InputStream content() {
        return content;
    }
}
