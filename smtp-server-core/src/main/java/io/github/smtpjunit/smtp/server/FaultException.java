package io.github.smtpjunit.smtp.server;

import java.io.IOException;

/** A rule of {@link Faults} has ended the connection, which has been recorded already. */
final class FaultException extends IOException {

    private static final long serialVersionUID = 1;

    FaultException(String what) {
        super(what);
    }
}
