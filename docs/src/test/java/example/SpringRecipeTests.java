package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;

/** The recipe for Spring holds for several classes that share a context, which Spring keeps from one to the next. */
class SpringRecipeTests {

    private static final Set<ApplicationContext> CONTEXTS = ConcurrentHashMap.newKeySet();

    /** What two classes do. */
    abstract static class Sending extends SpringTestCase {

        @Test
        void sends(@Autowired JavaMailSender sender, @Autowired ApplicationContext context) {
            CONTEXTS.add(context);
            SimpleMailMessage mail = new SimpleMailMessage();
            mail.setFrom("shop@example.com");
            mail.setTo("ada@example.org");
            mail.setSubject(getClass().getSimpleName());
            mail.setText("Hello Ada");
            sender.send(mail);

            assertThat(inbox).singleMail().hasSubject(getClass().getSimpleName());
        }
    }

    static class First extends Sending {}

    static class Second extends Sending {}

    @Test
    void twoClassesThatShareAContextBothReceiveMail() {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(First.class), selectClass(Second.class))
                                .build(),
                        listener);

        StringWriter failures = new StringWriter();
        listener.getSummary().printFailuresTo(new PrintWriter(failures));
        assertThat(failures.toString()).isEmpty();
        assertThat(listener.getSummary().getTestsSucceededCount()).isEqualTo(2);
        assertThat(CONTEXTS).as("contexts").hasSize(1);
    }
}
