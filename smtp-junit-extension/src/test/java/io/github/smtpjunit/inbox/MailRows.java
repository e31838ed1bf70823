package io.github.smtpjunit.inbox;

import java.util.function.Consumer;
import org.junit.jupiter.params.provider.Arguments;

/** The rows of a table of assertions on a mail: {@code (assertion, text)}, the text empty if it holds. */
final class MailRows {

    private MailRows() {}

    static Arguments passes(String name, Consumer<MailAssert> assertion) {
        return Golden.passes(name, assertion);
    }

    static Arguments fails(String name, Consumer<MailAssert> assertion, String text) {
        return Golden.fails(name, assertion, text);
    }
}
