package io.github.smtpjunit.relay.cli;

/** The options contradict each other. The message is one line that names the remedy. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    static void require(boolean condition, String message) {
        if (!condition) {
            throw new UsageException(message);
        }
    }
}
