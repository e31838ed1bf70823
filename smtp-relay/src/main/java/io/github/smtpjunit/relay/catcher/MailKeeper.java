package io.github.smtpjunit.relay.catcher;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Where the contents of caught mails are. Thread-safe. */
public interface MailKeeper {

    /**
     * Starts to keep a mail.
     *
     * @throws StoringException if that fails
     */
    Incoming incoming() throws StoringException;

    /** A mail on its way in. Not thread-safe. */
    interface Incoming extends AutoCloseable {

        /**
         * Takes all of a stream.
         *
         * @throws StoringException if the octets cannot be kept
         * @throws IOException if the stream breaks
         */
        void write(InputStream content) throws IOException;

        /**
         * Puts the mail into its place.
         *
         * @param mail what is known of it but for its number
         * @param dropOldest deletes the oldest mail to make room; false if there is no mail
         * @return its number
         * @throws StoringException if that fails; nothing is left then
         */
        String commit(CaughtMail mail, BooleanSupplier dropOldest) throws StoringException;

        /** Removes what is left of a mail that was not committed. */
        @Override
        void close();
    }

    /**
     * Lists the mails, if others than this process may have added or removed some.
     *
     * @return their numbers in order; empty if nothing has changed since the last call
     * @throws IOException if one cannot look
     */
    Optional<Set<String>> namesIfChanged() throws IOException;

    /** Returns a mail that others have added. It is read when it is first asked for something. */
    CaughtMail read(String id);

    /**
     * Opens the content of a mail.
     *
     * @throws IOException if it is no longer there
     */
    InputStream open(String id) throws IOException;

    /** Removes a mail. Has no effect on one that is not there. */
    void delete(String id) throws IOException;

    /** Returns what keeps mails from being kept, if anything does. */
    Optional<String> problem();
}
