package io.github.smtpjunit.relay.jupiter;

import io.github.smtpjunit.jupiter.WithManualClock;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test a relay of its own, in this JVM, that sends all mail on to the test's
 * {@link io.github.smtpjunit.inbox.Inbox Inbox}.
 *
 * <pre>{@code
 * @WithSmtpServer
 * @WithSmtpRelay
 * class QueueTests {
 *
 *     @Test
 *     void arrivesAfterGreylisting(SmtpRelay relay, Inbox inbox, ManualClock clock) {
 *         inbox.on(RCPT).times(1).reply(Replies.GREYLISTED);
 *         new Shop(relay.host(), relay.port()).register("Ada", "ada@example.org");
 *         relay.awaitSettled(Duration.ofSeconds(5));
 *         clock.advance(Duration.ofMinutes(5));
 *         assertThat(inbox).singleMail().isTo("ada@example.org");
 *     }
 * }
 * }</pre>
 *
 * <p>Methods, and from JUnit 5.12 on constructors, can have parameters of these types:
 * {@link io.github.smtpjunit.relay.SmtpRelay SmtpRelay}, and
 * {@link io.github.smtpjunit.smtp.server.ManualClock ManualClock} for the clock of the relay and of the test's servers
 * ({@link WithManualClock}): retries, and the greylisting and delays of an inbox, come when the test advances it. The
 * relay starts when it is asked for first, keeps its mails in memory, and is closed when the test ends. It sends to the
 * one server of the test that bears no name. Of two annotations, the nearer one counts, as with
 * {@link io.github.smtpjunit.jupiter.WithSmtpServer}.
 *
 * <p>What cannot be said here can be said with {@link io.github.smtpjunit.relay.SmtpRelay#builder()}, in a field with
 * JUnit's {@code
 * @AutoClose}.
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@SuppressWarnings("exports") // the extension is a detail: JUnit finds it, users never name it
@WithManualClock
@ExtendWith(RelayExtension.class)
public @interface WithSmtpRelay {

    /**
     * The relay's own name.
     *
     * @return a host name, in ASCII and without spaces
     */
    String hostname() default "localhost";

    /**
     * When the relay tries again, as {@link io.github.smtpjunit.relay.RetrySchedule#parse(String)} takes it.
     *
     * @return 5 minutes doubling to 4,000 seconds by default
     */
    String retrySchedule() default "";
}
