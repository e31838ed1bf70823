package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import jakarta.inject.Inject;
import org.junit.jupiter.api.RepeatedTest;

/**
 * For classes that ask for the same server, and so share one application. Quarkus finds its annotations on the classes
 * themselves only.
 */
abstract class OneApplicationTestCase {

    private static final String PORT =
            "shop.port"; // of the JVM: an application has its own class loader, and its own statics

    @Inject
    OrderMails mails;

    @RepeatedTest(2)
    void confirms(Inbox inbox) {
        mails.confirm("bob@example.org");

        assertThat(inbox).singleMail().isTo("bob@example.org");
        String port = Integer.toString(inbox.port());
        String before = System.setProperty(PORT, port);
        assertThat(before == null || before.equals(port)).as("the same server").isTrue();
    }
}
