package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.fixture.NullArgumentTestCase;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.PublicObjects;
import java.util.List;

@WithSmtpServer
class NullArgumentTests extends NullArgumentTestCase {

    private final Inbox inbox;

    NullArgumentTests(Inbox inbox) {
        super(160, "io.github.smtpjunit.inbox", "io.github.smtpjunit.jupiter", "io.github.smtpjunit.certificates");
        this.inbox = inbox;
    }

    @Override
    protected List<?> objects() {
        return PublicObjects.of(inbox);
    }
}
