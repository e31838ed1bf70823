package io.github.smtpjunit.smtp.server;

import java.io.IOException;

/** The TLS handshake failed, for the reason that its cause tells. */
final class HandshakeFailedException extends IOException {

    private static final long serialVersionUID = 1;

    HandshakeFailedException(IOException cause) {
        super("TLS handshake failed: " + cause.getMessage(), cause);
    }
}
