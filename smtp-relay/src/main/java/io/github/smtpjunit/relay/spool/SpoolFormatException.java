package io.github.smtpjunit.relay.spool;

import java.io.IOException;

/** A file of a spool is not what it should be. The message is a reason: it follows "cannot be read: ". */
final class SpoolFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    SpoolFormatException(String reason) {
        super(reason);
    }

    SpoolFormatException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
