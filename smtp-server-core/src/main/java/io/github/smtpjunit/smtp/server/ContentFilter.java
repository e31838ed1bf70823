package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Looks at the content of one mail on its way to the {@link MailHandler}, changes it, or refuses it.
 *
 * <p>A filter is made by {@link SmtpPolicy#content} for one mail and is used by one thread. One that only looks returns
 * a stream that passes all octets on, for example a {@link java.security.DigestInputStream}.
 */
@FunctionalInterface
public interface ContentFilter {

    /** Passes every mail on as it is, at no cost. */
    ContentFilter NONE = content -> content;

    /**
     * Wraps the content.
     *
     * <p>The given stream ends only when the mail is whole and within the server's limits, and fails otherwise; let its
     * exceptions pass. What is returned is what the handler reads. The server closes it when the mail has been dealt
     * with.
     *
     * @param content the octets as the client sent them
     * @return what the handler reads in their place
     * @throws IOException if the filter cannot work; like any other exception it is logged and answered by 451 4.3.0
     */
    InputStream filter(InputStream content) throws IOException;

    /**
     * Decides about the mail. Called once, when the client has sent all of it and the stream of {@link #filter} has
     * come to its end, before the handler sees that end; so what is refused here is never stored.
     *
     * @return a 4yz or 5yz reply to refuse the mail, whatever the handler says; empty, the default, to leave it to the
     *     handler
     */
    default Optional<Reply> verdict() {
        return Optional.empty();
    }
}
