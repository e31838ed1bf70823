package io.github.smtpjunit.smtp.server;

import java.io.IOException;

/** A trusted proxy did not send the PROXY header that it must send. */
final class ProxyHeaderException extends IOException {

    private static final long serialVersionUID = 1;

    ProxyHeaderException(String problem) {
        super(problem);
    }
}
