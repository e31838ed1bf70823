package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.smtp.server.Phase;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test that sends one mail under each usual fault at each phase of the session, each time with a server of its
 * own that fails once and then behaves; the invocation is named after the fault.
 *
 * <pre>{@code
 * @SmtpFaultMatrix(expected = MessagingException.class, delivery = EXACTLY_ONCE)
 * void losesNothing(Inbox inbox) throws MessagingException {
 *     new Shop(inbox.host(), inbox.port()).register("Ada", "ada@example.org");
 * }
 * }</pre>
 *
 * <p>After the method, an invocation fails unless
 *
 * <ul>
 *   <li>it threw nothing, or what is {@link #expected()}; a failed assertion is passed on,
 *   <li>the mail arrived as {@link #delivery()} says,
 *   <li>the client has closed all its connections, unless {@link #connections()} says otherwise,
 *   <li>it took no longer than {@link #withinMillis()},
 *   <li>the fault was hit at all.
 * </ul>
 *
 * <p>The test needs a server by {@link WithSmtpServer @WithSmtpServer} or {@link SmtpServerExtension}. It may have a
 * {@link FaultCase} as a parameter, beside those of the server. The fault is there from the method's beginning, not in
 * {@code @BeforeEach}.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@SuppressWarnings("exports") // the extension is a detail: JUnit finds it, users never name it
@ExtendWith(StandardFaults.class)
public @interface SmtpFaultMatrix {

    /**
     * What the method may throw to tell that the mail was not sent.
     *
     * @return types of exceptions; none if it is to bear all faults
     */
    Class<? extends Throwable>[] expected();

    /**
     * What has to be true of the mail in the end.
     *
     * @return by default, that it is not lost in silence
     */
    Delivery delivery() default Delivery.NOT_LOST;

    /**
     * The phases at which the server fails.
     *
     * @return by default {@code CONNECT}, {@code EHLO}, {@code MAIL}, {@code RCPT}, {@code DATA}, {@code BODY},
     *     {@code END_OF_DATA} and {@code QUIT}, and if {@link WithSmtpServer} has TLS or users, {@code STARTTLS},
     *     {@code TLS_HANDSHAKE} and {@code AUTH}
     */
    Phase[] phases() default {};

    /**
     * The faults.
     *
     * @return all of them by default; those that make no sense at a phase are left out
     */
    Fault[] faults() default {
        Fault.TEMPORARY,
        Fault.PERMANENT,
        Fault.SHUTDOWN,
        Fault.CLOSE,
        Fault.RESET,
        Fault.CUT,
        Fault.SILENCE,
        Fault.DRIP,
        Fault.GARBAGE,
        Fault.LOST_REPLY
    };

    /**
     * How often the server fails before it behaves.
     *
     * @return 1 or more; {@link Integer#MAX_VALUE} for each time
     */
    int times() default 1;

    /**
     * How long {@link Fault#SILENCE} lasts, by the server's clock. A client whose time-out is shorter meets its
     * time-out, another one the end of the connection.
     *
     * @return milliseconds
     */
    long silenceMillis() default 250;

    /**
     * How long the method may take.
     *
     * @return milliseconds
     */
    long withinMillis() default 10_000;

    /**
     * What becomes of the client's connections.
     *
     * @return closed by default
     */
    Connections connections() default Connections.CLOSED;

    /**
     * The server that fails.
     *
     * @return the name of {@link WithSmtpServer#name()}; by default the one without a name, or the only one
     */
    String server() default "";

    /** What goes wrong. */
    enum Fault {
        /** A 451 reply: try again. */
        TEMPORARY,
        /** A 554 reply: do not try again. */
        PERMANENT,
        /** A 421 reply, and the end of the connection. */
        SHUTDOWN,
        /** The end of the connection in place of a reply. */
        CLOSE,
        /** A reset of the connection in place of a reply. */
        RESET,
        /** Two octets of the reply, and the end of the connection. */
        CUT,
        /** No reply for {@link SmtpFaultMatrix#silenceMillis()}, then the end of the connection. */
        SILENCE,
        /** The reply, a few octets at a time. */
        DRIP,
        /** A line that is no reply, and the end of the connection. */
        GARBAGE,
        /** The mail is stored, but the connection ends before the reply. */
        LOST_REPLY
    }

    /** What has to be true of the mail. */
    enum Delivery {
        /** Nothing: the test looks after that itself. */
        UNCHECKED,
        /** A method that returns has delivered it. */
        NOT_LOST,
        /**
         * A method that returns has delivered it once, one that throws, once at most. If the reply was lost, a second
         * mail of the same Message-ID is no other mail, since its receiver can tell.
         */
        EXACTLY_ONCE,
        /** {@link #EXACTLY_ONCE}, and a method may throw only if the server has refused the mail for good. */
        EXACTLY_ONCE_IN_THE_END
    }

    /** What becomes of connections. */
    enum Connections {
        /** The client closes them, by QUIT or not. */
        CLOSED,
        /** Some may stay open, as those of a pool. */
        MAY_STAY_OPEN
    }
}
