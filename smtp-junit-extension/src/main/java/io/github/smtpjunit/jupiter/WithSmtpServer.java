package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxAssert;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.server.TlsMode;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test an SMTP server of its own, in this JVM, on a random loopback port.
 *
 * <pre>{@code
 * @WithSmtpServer
 * class WelcomeMailTests {
 *
 *     @Test
 *     void greetsANewCustomer(Inbox inbox) {
 *         new Shop(inbox.host(), inbox.port()).register("Ada", "ada@example.org");
 *
 *         assertThat(inbox).singleMail().isTo("ada@example.org").hasSubject("Welcome, Ada");
 *     }
 * }
 * }</pre>
 *
 * <p>Test, lifecycle and template methods, and from JUnit 5.12 on constructors, can have parameters of these types:
 * {@link Inbox}, {@link InboxAssert}, {@link io.github.smtpjunit.smtp.server.SmtpServer SmtpServer}, and
 * {@link jakarta.mail.Session} that is configured for the server. The server starts when it is asked for first, and is
 * closed when the test ends; one that is asked for in {@code @BeforeAll}, or (with any JUnit) in the constructor of a
 * class with lifecycle {@code PER_CLASS}, lives as long as the class, and its tests share it.
 *
 * <p>Fields of type {@link Inbox} that are empty are set before {@code @BeforeEach}, also private ones and those of
 * superclasses, static ones if the server lives as long as the class; fields that are annotated for somebody else, as
 * by {@code @Autowired}, {@code @Inject} or {@code @Mock}, are left.
 *
 * <p>In a test with Spring, as by {@code @SpringBootTest}, the server starts before the application context and lives
 * as long as that. The properties {@code spring.mail.host}, {@code spring.mail.port} and, with TLS or users, all else
 * that a mail sender needs, are there before the context starts, above those of the application and below those of
 * {@code @DynamicPropertySource}. Classes whose servers are configured alike share a context; their tests take turns,
 * and each begins with an empty inbox. The inbox can be {@code @Autowired} too.
 *
 * <p>With {@code @MicronautTest} likewise: the properties are {@code javamail.*}, and all classes whose servers are
 * configured alike share the server. With {@code @QuarkusTest}, use {@link WithQuarkusSmtpServer}.
 *
 * <p>The annotation may stand on a class, where it is inherited by subclasses and holds for {@code @Nested} classes
 * too, on a method, and on an annotation of your own. Of two that declare the same server, the nearer one counts: that
 * of a method, of a {@code @Nested} class or of a subclass, that of a class over that of an interface, and one that
 * stands there itself over that of another annotation. For several servers in one test, give each a {@link #name()} and
 * tell their parameters apart by {@link ServerName @ServerName}. What cannot be said here can be said with
 * {@link SmtpServerExtension}.
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Repeatable(WithSmtpServer.List.class)
@SuppressWarnings("exports") // the extension is a detail: JUnit finds it, users never name it
@ExtendWith(AnnotatedServers.class)
public @interface WithSmtpServer {

    /**
     * The name by which parameters ask for this server with {@link ServerName @ServerName}.
     *
     * @return the name; only one server of a test can do without
     */
    String name() default "";

    /**
     * In a test with Spring, where the properties for a mail sender are put: {@code host}, {@code port},
     * {@code username} and so on, as Spring Boot has them.
     *
     * <p>In a test with Micronaut {@code host} and {@code port} are put there, with Quarkus all that a mailer has.
     *
     * @return the prefix without a dot at its end; empty for {@code spring.mail}, or for one of several servers that
     *     has a name, {@code spring.mail.NAME}; with Micronaut {@code javamail}, with Quarkus {@code quarkus.mailer} or
     *     {@code quarkus.mailer.NAME}
     */
    String propertyPrefix() default "";

    /**
     * How long the server lives. In a test with Spring it lives as long as the application context, and this tells
     * which tests share what arrives.
     *
     * @return one for each test, one for the class that bears the annotation, or one for all tests
     */
    Scope scope() default Scope.TEST;

    /**
     * The port to listen on. Leave it to chance if you can: a fixed port may be taken, and tests cannot run in
     * parallel.
     *
     * @return 0 for a random free port
     */
    int port() default 0;

    /**
     * The name that the server greets with.
     *
     * @return a host name, in ASCII and without spaces
     */
    String hostname() default "localhost";

    /**
     * The largest mail that the server takes, in octets.
     *
     * @return 1 or more; 64 MiB by default
     */
    long maxMessageSize() default 64L * 1024 * 1024;

    /**
     * Service extensions that the server does not offer.
     *
     * @return none by default
     */
    ServiceExtension[] without() default {};

    /**
     * How the server encrypts. What a client needs to trust it is in {@link Inbox#certificates()}; an injected {@link
     * jakarta.mail.Session} has it already.
     *
     * @return not at all by default
     */
    TlsMode tls() default TlsMode.NONE;

    /**
     * The certificate that the server shows. Needs {@link #tls()}.
     *
     * @return a good one by default; a bad one to see whether the code under test refuses it
     */
    ServerCertificate certificate() default ServerCertificate.GOOD;

    /**
     * Users who may authenticate, each as {@code NAME:PASSWORD}, split at the first colon. They may do so in clear text
     * if the server offers no TLS. The injected {@link jakarta.mail.Session} authenticates as the first one.
     *
     * @return none by default: the server offers no AUTH
     */
    String[] users() default {};

    /**
     * Whether mail is taken from authenticated clients only. Needs {@link #users()}.
     *
     * @return false by default
     */
    boolean requireAuth() default false;

    /**
     * How long assertions on the inbox wait at most, in milliseconds; {@link InboxAssert#within(java.time.Duration)}
     * overrides it.
     *
     * @return 1 or more; 5000 by default
     */
    long assertionTimeoutMillis() default 5_000;

    /**
     * Whether nothing may be left over. Every mail must be looked at: a test fails at its end, or a class if its tests
     * share the inbox, when an assertion was made on some mails at most. {@link InboxAssert#verifyNoMoreMail()} tells
     * what looking at a mail means. Likewise every rule by which the server is to fail must be hit, as by
     * {@link Inbox#verifyAllRulesUsed()}.
     *
     * @return false by default
     */
    boolean strict() default false;

    /**
     * Whether the album of the run, the pages in {@code target/smtp-junit}, has the mails of the test also if it
     * passes. For all tests, set the configuration parameter {@code smtpjunit.album=always}.
     *
     * @return false by default: the album has those of tests that fail
     */
    boolean album() default false;

    /** How long a server lives. */
    enum Scope {
        /** As long as one test: nothing of one test is seen by another. */
        TEST,
        /**
         * As long as the class that bears the annotation, its {@code @Nested} classes included; its tests share the
         * inbox.
         */
        CLASS,
        /**
         * As long as all tests of the run, at one port: for code that keeps the port of the first test for as long as
         * the JVM lives, such as {@code Session.getDefaultInstance(..)}. The tests whose annotations are equal share
         * the server and take turns at it, so they do not run at the same time; for each of them the inbox begins
         * empty.
         */
        JVM
    }

    /** The container of several annotations at one place. */
    @Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
    @Retention(RetentionPolicy.RUNTIME)
    @Inherited
    @Documented
    @SuppressWarnings("exports")
    @ExtendWith(AnnotatedServers.class)
    @interface List {

        /**
         * The annotations.
         *
         * @return two or more
         */
        WithSmtpServer[] value();
    }
}
