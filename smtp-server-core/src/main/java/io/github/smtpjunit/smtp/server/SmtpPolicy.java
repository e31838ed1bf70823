package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ReversePath;
import java.util.Optional;

/**
 * Decides what a server lets in, at each point of a session. Every method has a default that lets everything pass.
 *
 * <p>A method <em>returns</em> its decision: empty to accept in the server's own words, a 4yz or 5yz reply to refuse, a
 * 2yz reply to accept in other words (where the server's words carry no meaning of their own: MAIL, RCPT, VRFY, EXPN).
 * A 421 closes the connection. An exception is logged, answered by 451 4.3.0, and ends the transaction.
 *
 * <p>The methods are called on the thread of the connection, by several threads at a time when there are several
 * clients.
 */
public interface SmtpPolicy {

    /** Lets everything pass. */
    SmtpPolicy ACCEPT = new SmtpPolicy() {};

    /**
     * Decides about a client before the greeting (RFC 5321 section 3.1).
     *
     * @param session the facts so far: little more than the addresses
     * @return the decision; after a 5yz reply the client may only QUIT
     */
    default Optional<Reply> connect(SessionInfo session) {
        return Optional.empty();
    }

    /**
     * Decides about a client whose TLS handshake has succeeded, after STARTTLS or at once: by its certificate, for
     * example.
     *
     * @param session the facts, {@link SessionInfo#tls()} among them
     * @return the decision; a 4yz or 5yz reply answers every command that follows, up to QUIT, and takes the greeting's
     *     place where TLS came first
     */
    default Optional<Reply> tlsStarted(SessionInfo session) {
        return Optional.empty();
    }

    /**
     * Decides about a client that has proved who it is.
     *
     * @param session the facts, {@link SessionInfo#authentication()} among them
     * @return the decision; a 4yz or 5yz reply takes the place of the 235, the client stays anonymous, and the try
     *     counts as failed
     */
    default Optional<Reply> authenticated(SessionInfo session) {
        return Optional.empty();
    }

    /**
     * Decides about the name in EHLO, HELO or LHLO.
     *
     * @param session the facts before the greeting
     * @param name the name as sent
     * @return the decision
     */
    default Optional<Reply> hello(SessionInfo session, String name) {
        return Optional.empty();
    }

    /**
     * Decides about a sender.
     *
     * @param session the facts of the session
     * @param from the reverse-path
     * @param parameters the parameters of the MAIL command
     * @return the decision
     */
    default Optional<Reply> mail(SessionInfo session, ReversePath from, EsmtpParameters parameters) {
        return Optional.empty();
    }

    /**
     * Decides about one recipient.
     *
     * @param session the facts of the session
     * @param envelope the envelope so far, without this recipient
     * @param to the forward-path
     * @param parameters the parameters of the RCPT command
     * @return the decision
     */
    default Optional<Reply> recipient(
            SessionInfo session, Envelope envelope, ForwardPath to, EsmtpParameters parameters) {
        return Optional.empty();
    }

    /**
     * Decides whether the content may come, by DATA or the first BDAT.
     *
     * @param session the facts of the session
     * @param envelope the whole envelope
     * @return the decision
     */
    default Optional<Reply> data(SessionInfo session, Envelope envelope) {
        return Optional.empty();
    }

    /**
     * Looks at the content of a mail while it comes in. Asked after {@link #data}, before the content may come.
     *
     * @param session the facts of the session
     * @param envelope the whole envelope
     * @return a new filter, which may change or refuse the mail; {@link ContentFilter#NONE}, the default, leaves every
     *     octet as it is
     */
    default ContentFilter content(SessionInfo session, Envelope envelope) {
        return ContentFilter.NONE;
    }

    /**
     * Answers VRFY.
     *
     * @param session the facts of the session
     * @param name what the client asks about
     * @return the answer; empty for 252, which tells nothing (RFC 5321 section 7.3)
     */
    default Optional<Reply> verify(SessionInfo session, String name) {
        return Optional.empty();
    }

    /**
     * Answers EXPN.
     *
     * @param session the facts of the session
     * @param list the mailing list that the client asks about
     * @return the answer; empty for 502
     */
    default Optional<Reply> expand(SessionInfo session, String list) {
        return Optional.empty();
    }

    /**
     * Learns that a session is over.
     *
     * @param session the last facts
     */
    default void disconnect(SessionInfo session) {}
}
