package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** For classes that ask for the same server: each has its application, as Micronaut does, and all share the server. */
@MicronautTest
@WithSmtpServer
@TestInstance(Lifecycle.PER_CLASS)
abstract class OneServerTestCase {

    private static final Set<Integer> PORTS = ConcurrentHashMap.newKeySet();

    @Inject
    OrderMails mails;

    @RepeatedTest(2)
    void confirms(Inbox inbox) {
        mails.confirm("bob@example.org");

        assertThat(inbox).singleMail().isTo("bob@example.org");
        PORTS.add(inbox.port());
        assertThat(PORTS).hasSize(1);
    }
}
