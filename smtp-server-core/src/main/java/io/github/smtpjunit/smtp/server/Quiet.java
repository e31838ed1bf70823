package io.github.smtpjunit.smtp.server;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.given.Given;
import java.util.List;

/**
 * What {@link SmtpServer#awaitQuiet} has found out: which clients are not done, and whether a mail of theirs may be
 * coming now.
 *
 * <p>A boolean would not do. Connection pools connect ahead, so a client that is merely connected says nothing about
 * mail; but of one in the middle of a transaction, or with octets that are not read, a mail may still be coming.
 *
 * @param idle clients that are connected and have not sent a mail since, but are in the middle of nothing: all they
 *     sent is answered
 * @param busy clients of which a mail may be coming now: in the middle of a transaction, of AUTH or of a TLS handshake,
 *     with octets that are not read or answered, or perhaps not accepted yet
 */
public record Quiet(List<Client> idle, List<Client> busy) {

    /**
     * Copies the lists.
     *
     * @param idle clients that are in the middle of nothing
     * @param busy clients of which a mail may be coming now
     */
    public Quiet {
        idle = Given.each("idle", idle);
        busy = Given.each("busy", busy);
    }

    /**
     * A client that is not done.
     *
     * @param session the {@linkplain SessionInfo#id() number} of its session, 0 for clients that have none yet
     * @param doing what it does, in words that go on after "is"
     */
    public record Client(long session, String doing) {

        /**
         * Refuses null.
         *
         * @param session the {@linkplain SessionInfo#id() number} of its session, 0 for clients that have none yet
         * @param doing what it does, in words that go on after "is"
         */
        public Client {
            requireNonNull(doing, "doing");
        }

        /** Returns who does what, on one line. */
        @Override
        public String toString() {
            return session == 0 ? "clients that have connected are " + doing : "session " + session + " is " + doing;
        }
    }

    /**
     * Tells whether all clients are done, so that no mail is coming unless one begins anew.
     *
     * @return false if there is a client that is idle or busy
     */
    public boolean isQuiet() {
        return idle.isEmpty() && busy.isEmpty();
    }
}
