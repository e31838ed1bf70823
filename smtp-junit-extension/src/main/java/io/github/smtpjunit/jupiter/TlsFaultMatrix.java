package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.InboxAssert;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test that sends a mail over TLS, or does not send it at all, under each way in which TLS can fail: STARTTLS
 * taken out or refused; a handshake that is closed, reset, silent, garbage, in clear text, an alert or of old
 * protocols; each bad certificate. Each time it has a server of its own that always fails; the invocation is named
 * after the fault.
 *
 * <pre>{@code
 * @WithSmtpServer(tls = STARTTLS, users = "shop:secret")
 * class ShopTlsTests {
 *
 *     @TlsFaultMatrix(expected = MessagingException.class)
 *     void sendsOverTlsOrNotAtAll(Session session) throws MessagingException {
 *         // ...
 *     }
 * }
 * }</pre>
 *
 * <p>After the method, an invocation fails unless
 *
 * <ul>
 *   <li>it threw what is {@link #expected()},
 *   <li>no client has authenticated or started a mail in clear text, as by
 *   {@link InboxAssert#neverFellBackToClearText()},
 *   <li>no mail has arrived, since the server was not the right one,
 *   <li>the client has closed its connections, and it took no longer than {@link #withinMillis()},
 *   <li>the fault was hit at all.
 * </ul>
 *
 * <p>If the server has users, it asks for the password in clear text once STARTTLS is taken out, as an attacker would.
 * Of the certificates of {@link io.github.smtpjunit.certificates.ServerCertificate}, {@code IP_ONLY} is not among the
 * bad ones, since the host of an inbox is an address. The test may have a {@link FaultCase} as a parameter.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@SuppressWarnings("exports") // the extension is a detail: JUnit finds it, users never name it
@ExtendWith(TlsFaults.class)
public @interface TlsFaultMatrix {

    /**
     * What the method throws to tell that the mail was not sent.
     *
     * @return types of exceptions
     */
    Class<? extends Throwable>[] expected();

    /**
     * How long a silent handshake lasts, by the server's clock.
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
     * The server that fails; it must be one with TLS, by {@link WithSmtpServer}.
     *
     * @return the name of {@link WithSmtpServer#name()}; by default the one without a name, or the only one
     */
    String server() default "";
}
