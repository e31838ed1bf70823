package io.github.smtpjunit.relay.catcher;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Where the contents of caught mails are. Thread-safe. */
public interface MailKeeper {

    /**
     * Starts to keep a mail.
     *
     * @param dropOldest deletes the oldest mail to make room; false if there is none
     * @throws StoringException if that fails
     */
    Incoming incoming(BooleanSupplier dropOldest) throws StoringException;

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
         * @return its number
         * @throws StoringException if that fails; nothing is left then
         */
        String commit(CaughtMail mail) throws StoringException;

        /** Removes what is left of a mail that was not committed. */
        @Override
        void close();
    }

    /**
     * Finds mails that are not known yet, and those that are no longer there: others may add and remove them.
     *
     * @param known the numbers of those that are known
     * @return empty if nothing has changed
     * @throws IOException if one cannot look
     */
    Optional<Changes> changes(Set<String> known) throws IOException;

    /**
     * What has changed.
     *
     * @param added mails that are not known yet
     * @param gone the numbers of known mails that are no longer there
     */
    record Changes(List<CaughtMail> added, Set<String> gone) {}

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
