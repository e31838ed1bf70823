package shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.test.annotation.DirtiesContext;

/** Three classes, one context; and the server ends with its context. */
class ContextTests {

    private static final Set<ApplicationContext> CONTEXTS = ConcurrentHashMap.newKeySet();
    private static final Set<Inbox> INBOXES = ConcurrentHashMap.newKeySet();

    @SpringBootTest
    @WithSmtpServer(hostname = "contexts.example")
    static class First {

        @Test
        void confirms(Inbox inbox, @Autowired OrderMails mails, @Autowired ApplicationContext context) {
            CONTEXTS.add(context);
            INBOXES.add(inbox);
            mails.confirm(new Order("ada@example.org", "tea"));
            assertThat(inbox).hasMailCount(1);
        }
    }

    static class Second extends First {}

    @WithSmtpServer(hostname = "contexts.example", assertionTimeoutMillis = 10_000)
    @DirtiesContext
    static class Third extends First {}

    @Test
    void classesShareAContext() {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(
                                        selectClass(First.class), selectClass(Second.class), selectClass(Third.class))
                                .build(),
                        listener);

        assertThat(listener.getSummary().getFailures()).isEmpty();
        assertThat(listener.getSummary().getTestsSucceededCount()).isEqualTo(3);
        assertThat(CONTEXTS).hasSize(1);
        assertThat(INBOXES).singleElement().matches(inbox -> !inbox.server().isRunning(), "is closed");
    }

    @Test
    void theVersionIsTheOneThatIsMeant() {
        assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("spring-boot.version"));
    }
}
