package io.github.smtpjunit.relay.catcher;

import java.io.IOException;

/** Mails cannot be stored now: no fault of the mail or its client. */
public final class StoringException extends IOException {

    private static final long serialVersionUID = 1L;

    private final IOException reason;

    StoringException(IOException reason) {
        super(reason);
        this.reason = reason;
    }

    /** Returns why. */
    public IOException reason() {
        return reason;
    }
}
