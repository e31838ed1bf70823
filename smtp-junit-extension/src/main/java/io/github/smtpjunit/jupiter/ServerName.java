package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.Inbox;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Tells which of several servers a parameter, or a field of type {@link Inbox}, is about.
 *
 * <pre>{@code
 * @WithSmtpServer(name = "orders")
 * @WithSmtpServer(name = "alerts")
 * class ShopTests {
 *
 *     @Test
 *     void warnsOfAnEmptyStore(@ServerName("orders") Inbox orders, @ServerName("alerts") Inbox alerts) {
 *         // ...
 *     }
 * }
 * }</pre>
 */
@Target({ElementType.PARAMETER, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface ServerName {

    /**
     * The server's name.
     *
     * @return the {@link WithSmtpServer#name()}, or the name given to {@link SmtpServerExtension#named(String)}
     */
    String value();
}
