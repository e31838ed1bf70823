package io.github.smtpjunit.relay.cli;

import org.jspecify.annotations.Nullable;

/** What was asked for cannot be done here and now: a port is taken, a file cannot be read. The message is one line that names it. */
final class FailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
