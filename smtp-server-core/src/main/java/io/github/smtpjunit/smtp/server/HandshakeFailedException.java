package io.github.smtpjunit.smtp.server;

import java.io.IOException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;

/** The TLS handshake failed, for the reason that its cause tells. */
final class HandshakeFailedException extends IOException {

    private static final long serialVersionUID = 1;

    HandshakeFailedException(IOException cause) {
        super("TLS handshake failed: " + SessionRecord.printable(reason(cause)), cause);
    }

    /** A client that closes at once can break the connection before its alert, which would tell more, has been read. */
    private static String reason(IOException cause) {
        return cause instanceof SSLException || cause instanceof SocketTimeoutException
                ? String.valueOf(cause.getMessage())
                : "the client broke it off (" + cause.getMessage() + ")";
    }
}
