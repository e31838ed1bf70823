package io.github.smtpjunit.relay.spool;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/** A claim was used after its lease had run out and the mail was claimed again, or after the mail was deleted. */
public final class StaleClaimException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Names the mail.
     *
     * @param id the mail
     */
    public StaleClaimException(String id) {
        super("The claim of mail " + requireNonNull(id, "id")
                + " is stale: its lease ran out, or the mail was deleted");
    }
}
