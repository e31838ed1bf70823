package io.github.smtpjunit.inbox;

import static java.util.Objects.requireNonNull;

/**
 * Assertions on what an {@link Inbox} has received, got by {@code assertThat(inbox)}.
 *
 * <p>{@link AbstractInboxAssert} has them all; extend it to add your own.
 */
public class InboxAssert extends AbstractInboxAssert<InboxAssert> {

    /**
     * Makes assertions on an inbox. AssertJ's soft assertions need this constructor; a test calls
     * {@code assertThat(inbox)}.
     *
     * @param actual the inbox
     */
    public InboxAssert(Inbox actual) {
        super(requireNonNull(actual, "actual"), InboxAssert.class);
    }

    @Override
    protected InboxAssert newInboxAssert(Inbox inbox) {
        return new InboxAssert(inbox);
    }
}
