package io.github.smtpjunit.smtp.sasl;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;

/** What an exchange answers to a response of the client (RFC 4422 section 3). */
public sealed interface SaslStep {

    /** The response does not have the form that the mechanism requires. */
    SaslStep MALFORMED = new Failure(Replies.AUTH_MALFORMED, "");

    /**
     * The exchange goes on.
     *
     * @param text the server's challenge, perhaps empty
     */
    record Challenge(String text) implements SaslStep {

        /**
         * Refuses null.
         *
         * @param text the server's challenge, perhaps empty
         */
        public Challenge {
            requireNonNull(text, "text");
        }
    }

    /**
     * The client is the user that it claims to be.
     *
     * @param user the name with which it authenticated
     * @param actingAs the name as whom it acts, which is mostly the same
     */
    record Success(String user, String actingAs) implements SaslStep {

        /**
         * Refuses null.
         *
         * @param user the name with which it authenticated
         * @param actingAs the name as whom it acts
         */
        public Success {
            requireNonNull(user, "user");
            requireNonNull(actingAs, "actingAs");
        }
    }

    /**
     * The exchange has failed.
     *
     * @param reply the refusal
     * @param user the name that the client claimed, empty if it is not known
     */
    record Failure(Reply reply, String user) implements SaslStep {

        /**
         * Refuses null.
         *
         * @param reply the refusal
         * @param user the name that the client claimed, empty if it is not known
         */
        public Failure {
            requireNonNull(reply, "reply");
            requireNonNull(user, "user");
        }
    }

    /**
     * Refuses the credentials of a user (535).
     *
     * @param user the name that the client claimed
     * @return the failure
     */
    static SaslStep refused(String user) {
        return new Failure(Replies.CREDENTIALS_INVALID, user);
    }
}
