package io.github.smtpjunit.jupiter;

import io.quarkus.test.common.WithTestResource;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Starts an SMTP server for a test with Quarkus, before the application, whose mailer then sends to it.
 *
 * <pre>{@code
 * @QuarkusTest
 * @WithQuarkusSmtpServer
 * class OrderMailTests {
 *
 *     @Inject
 *     OrderMails mails;
 *
 *     @Test
 *     void confirms(Inbox inbox) {
 *         mails.confirm("ada@example.org");
 *
 *         assertThat(inbox).singleMail().isTo("ada@example.org").hasSubject("Your order");
 *     }
 * }
 * }</pre>
 *
 * <p>It is {@link WithSmtpServer} with {@link QuarkusServers}, and parameters and fields are those of
 * {@code @WithSmtpServer}. The server lives as long as the application; the classes that bear the same annotation share
 * both, and each test begins with an empty inbox. The real mailer is used ({@code quarkus.mailer.mock=false}). Put the
 * annotation below {@code @QuarkusTest}.
 *
 * <p>For a server with options, put these annotations on one of your own, and that on the test classes:
 *
 * <pre>{@code
 * @WithSmtpServer(tls = TlsMode.REQUIRED, users = "shop:s3cret")
 * @WithTestResource(QuarkusServers.class)
 * @Retention(RetentionPolicy.RUNTIME)
 * @interface WithMailServer {}
 * }</pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@WithSmtpServer
@SuppressWarnings("exports") // Quarkus is as the user has it
@WithTestResource(QuarkusServers.class)
public @interface WithQuarkusSmtpServer {}
