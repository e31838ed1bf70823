package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;

/** What an exchange answers to a response of the client (RFC 4422 section 3). */
sealed interface SaslStep {

    /** The response does not have the form that the mechanism asks for. */
    SaslStep MALFORMED = new Failure(Replies.AUTH_MALFORMED, "");

    /**
     * The exchange goes on.
     *
     * @param text what the server says
     */
    record Challenge(String text) implements SaslStep {}

    /**
     * The client is who it claims to be.
     *
     * @param claim who that is
     */
    record Success(SaslClaim claim) implements SaslStep {}

    /**
     * The exchange has failed.
     *
     * @param reply the refusal
     * @param user who the client claimed to be, empty if that is not known
     */
    record Failure(Reply reply, String user) implements SaslStep {}

    static SaslStep refused(String user) {
        return new Failure(Replies.CREDENTIALS_INVALID, user);
    }
}
