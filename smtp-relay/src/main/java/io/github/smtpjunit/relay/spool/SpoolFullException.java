package io.github.smtpjunit.relay.spool;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/** There is no room for another mail now; the client gets 452 4.3.1, and may try again later. */
public final class SpoolFullException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what is full.
     *
     * @param problem the problem
     */
    public SpoolFullException(String problem) {
        super(requireNonNull(problem, "problem"));
    }

    /**
     * Says what is full.
     *
     * @param problem the problem
     * @param cause what the file system said
     */
    public SpoolFullException(String problem, Throwable cause) {
        super(requireNonNull(problem, "problem"), requireNonNull(cause, "cause"));
    }
}
