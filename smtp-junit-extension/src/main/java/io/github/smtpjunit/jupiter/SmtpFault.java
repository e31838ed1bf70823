package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.Inbox;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Lets the server of a test fail on purpose, by rules that
 * {@link io.github.smtpjunit.smtp.server.FaultRule#parse(String)} reads.
 *
 * <pre>{@code
 * @Test
 * @SmtpFault("rcpt:*@example.org 2 times=451 4.7.1 Greylisted, come back")
 * void getsThroughTheGreylisting(Inbox inbox) {
 *     // ...
 * }
 * }</pre>
 *
 * <p>The rules are there before each test, {@code @BeforeEach} methods included, and end with it, also where tests
 * share a server. They stand behind those that the test has added before by {@link Inbox#on}; of several, those of the
 * method come before those of the class, and those of a subclass before those of its superclass. On a class it holds
 * for each of its tests, and is inherited by subclasses and {@code @Nested} classes. It may stand on an annotation of
 * your own. If the server is {@linkplain WithSmtpServer#strict() strict}, a test fails whose rules were not all hit.
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Repeatable(SmtpFault.List.class)
@SuppressWarnings("exports") // the extension is a detail: JUnit finds it, users never name it
@ExtendWith(AnnotatedFaults.class)
public @interface SmtpFault {

    /**
     * The rules, each as text.
     *
     * @return for example {@code "end-of-data once=store-and-close"}
     */
    String[] value();

    /**
     * The server that fails.
     *
     * @return the name of {@link WithSmtpServer#name()}; by default the one without a name, or the only one
     */
    String server() default "";

    /** The container of several annotations at one place. */
    @Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
    @Retention(RetentionPolicy.RUNTIME)
    @Inherited
    @Documented
    @SuppressWarnings("exports")
    @ExtendWith(AnnotatedFaults.class)
    @interface List {

        /**
         * The annotations.
         *
         * @return two or more
         */
        SmtpFault[] value();
    }
}
