package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.fixture.NullArgumentTestCase;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.PublicObjects;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

@WithSmtpServer
class NullArgumentTests extends NullArgumentTestCase {

    private final Inbox inbox;

    NullArgumentTests(Inbox inbox) {
        super(160, "io.github.smtpjunit.inbox", "io.github.smtpjunit.jupiter", "io.github.smtpjunit.certificates");
        this.inbox = inbox;
    }

    @Override
    protected Set<String> takingAnyNumber() {
        return Set.of("InboxSupport.awaitEndOfMails", "InboxSupport.inWords"); // a time of the JVM's, and a difference
    }

    @Override
    protected List<?> objects() {
        Stream<Object> calledByFrameworks = Stream.of(
                new QuarkusServers(),
                NullArgumentTests.class,
                NullArgumentTests.class.getAnnotation(WithSmtpServer.class));
        return Stream.concat(PublicObjects.of(inbox).stream(), calledByFrameworks)
                .toList();
    }
}
