package io.github.smtpjunit.smtp.server;

import java.io.IOException;

/** The server is being stopped while a client could go on. */
final class ServerStoppingException extends IOException {

    private static final long serialVersionUID = 1;

    ServerStoppingException() {
        super("The server is being stopped");
    }
}
