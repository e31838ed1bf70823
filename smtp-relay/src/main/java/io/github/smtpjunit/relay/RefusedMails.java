package io.github.smtpjunit.relay;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.server.SessionInfo;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/**
 * Keeps the mails that {@link SmtpRelayBuilder#allowRecipients} lets go to some of their recipients only, or to none.
 * Implementations are thread-safe.
 */
@FunctionalInterface
public interface RefusedMails {

    /**
     * Keeps a mail. It is safe on return: its client gets 250 as soon as the relay has stored its half too.
     *
     * @param envelope the envelope as it came, with all recipients
     * @param relayed those recipients to whom the relay sends it; an empty list if it is kept only
     * @param session the session by which it came
     * @param receivedAt when it arrived
     * @param content the content as it came, to be read to its end and not closed
     * @return the kept mail
     * @throws IOException if it cannot be kept; nothing is left of it then, and its client gets 451 or 452
     */
    Kept keep(Envelope envelope, List<String> relayed, SessionInfo session, Instant receivedAt, InputStream content)
            throws IOException;

    /** A kept mail. */
    interface Kept {

        /**
         * Returns its name.
         *
         * @return one word, for the client
         */
        String id();

        /** Forgets the mail: the relay cannot store its half, and the client gets an error. */
        void takeBack();
    }
}
