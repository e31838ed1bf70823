package io.github.smtpjunit.smtp.server;

import java.io.IOException;

/** The client gave a transaction up between two chunks; it has its reply already. */
final class TransactionAbortedException extends IOException {

    private static final long serialVersionUID = 1;

    TransactionAbortedException() {
        super("The client gave the transaction up");
    }
}
