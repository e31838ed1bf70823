package io.github.smtpjunit.smtp.server;

import java.io.IOException;

/** The client closed the connection, or it broke, where more was expected. */
final class ClientGoneException extends IOException {

    private static final long serialVersionUID = 1;

    ClientGoneException() {
        super("The client closed the connection");
    }
}
