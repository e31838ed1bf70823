package io.github.smtpjunit.jupiter;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test a {@link io.github.smtpjunit.smtp.server.ManualClock ManualClock}, by which all servers of
 * {@link WithSmtpServer} and {@link SmtpServerExtension} go: greylisting, delays and rate limits take no time.
 *
 * <pre>{@code
 * @WithSmtpServer
 * @WithManualClock
 * class GreylistingTests {
 *
 *     @Test
 *     void triesAgain(Inbox inbox, ManualClock clock) {
 *         inbox.on(RCPT).greylisting(ofMinutes(5)).reply(Replies.GREYLISTED);
 *         sender.send(mail);                     // 451
 *         clock.advance(ofMinutes(5));
 *         sender.send(mail);                     // 250
 *     }
 * }
 * }</pre>
 *
 * <p>The clock stands still until the test advances it. Methods and constructors get it by a parameter. A server that
 * serves all tests of a class shares one clock with all of them; then the annotation stands on the class. An
 * {@link SmtpServerExtension} whose builder has a clock is refused: a test has one clock.
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@SuppressWarnings("exports") // the extension is a detail: JUnit finds it, users never name it
@ExtendWith(ManualClockExtension.class)
public @interface WithManualClock {}
