package io.github.smtpjunit.inbox;

import java.util.function.Consumer;
import org.junit.jupiter.params.provider.Arguments;

/** The rows of a table of assertions on an inbox: {@code (assertion, text)}, the text empty if it holds. */
final class InboxRows {

    private InboxRows() {}

    static Arguments passes(String name, Consumer<InboxAssert> assertion) {
        return Golden.passes(name, assertion);
    }

    static Arguments fails(String name, Consumer<InboxAssert> assertion, String text) {
        return Golden.fails(name, assertion, text);
    }
}
