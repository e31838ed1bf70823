package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.smtp.server.TlsMode;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/**
 * What production needs does not keep a test from sending to its server. The static classes are samples, run by the
 * kit.
 */
class SpringSettingsTests extends SpringTestCase {

    /** Sends a mail by what Spring Boot has made of all properties. */
    abstract static class Sending {
        @Autowired
        JavaMailSenderImpl sender;

        @Test
        void sends(Inbox inbox) {
            Kit.note(getClass(), inbox);
            send(sender, "Order");

            assertThat(inbox).singleMail().hasSubject("Order");
        }

        Properties settings() {
            return sender.getJavaMailProperties();
        }
    }

    /** A server without TLS and without users. */
    @SpringJUnitConfig(Application.class)
    @WithSmtpServer
    abstract static class ToAClearServer extends Sending {}

    @TestPropertySource(
            properties = {
                "spring.mail.properties.mail.smtp.starttls.enable=true",
                "spring.mail.properties.mail.smtp.starttls.required=true"
            })
    static class Starttls extends ToAClearServer {}

    @TestPropertySource(
            properties = {
                "spring.mail.username=prod",
                "spring.mail.password=prod-secret",
                "spring.mail.properties.mail.smtp.auth=true"
            })
    static class Authentication extends ToAClearServer {}

    @TestPropertySource(properties = {"spring.mail.properties[mail.smtp.auth]=true"})
    static class AuthenticationWithoutUser extends ToAClearServer {}

    @TestPropertySource(properties = {"spring.mail.protocol=smtps", "spring.mail.properties.mail.smtps.auth=true"})
    static class Smtps extends ToAClearServer {}

    @TestPropertySource(properties = "spring.mail.ssl.enabled=true")
    static class Ssl extends ToAClearServer {}

    @TestPropertySource(properties = "spring.mail.properties.mail.smtp.ssl.enable=true")
    static class SslProperty extends ToAClearServer {}

    @TestPropertySource(properties = {"spring.mail.ssl.enabled=true", "spring.mail.ssl.bundle=production"})
    static class MissingBundle extends ToAClearServer {}

    @TestPropertySource(properties = "spring.mail.ssl.bundle=production")
    static class BundleOnly extends ToAClearServer {}

    @TestPropertySource(properties = "spring.mail.jndi-name=java:comp/env/mail/production")
    static class Jndi extends ToAClearServer {}

    @TestPropertySource(properties = "SPRING_MAIL_JNDI_NAME=java:comp/env/mail/production")
    static class JndiByEnvironment extends ToAClearServer {}

    @TestPropertySource(
            properties = {
                "spring.mail.properties.mail.smtp.socketFactory.class=javax.net.ssl.SSLSocketFactory",
                "spring.mail.properties.mail.smtp.socketFactory.port=465"
            })
    static class SocketFactory extends ToAClearServer {}

    @TestPropertySource(properties = "spring.mail.properties[mail.smtp.proxy.host]=proxy.example.com")
    static class WebProxy extends ToAClearServer {}

    @TestPropertySource(properties = "spring.mail.properties.mail.smtp.socks.host=proxy.example.com")
    static class SocksProxy extends ToAClearServer {}

    @TestPropertySource(
            properties = {
                "spring.mail.properties.mail.smtp.host=smtp.example.com",
                "spring.mail.properties.mail.smtp.port=465",
                "spring.mail.properties.mail.transport.protocol=smtps"
            })
    static class HostProperty extends ToAClearServer {}

    static Stream<Class<?>> productionSettings() {
        return Stream.of(
                Starttls.class,
                Authentication.class,
                AuthenticationWithoutUser.class,
                Smtps.class,
                Ssl.class,
                SslProperty.class,
                MissingBundle.class,
                BundleOnly.class,
                Jndi.class,
                JndiByEnvironment.class,
                SocketFactory.class,
                HostProperty.class);
    }

    @ParameterizedTest
    @MethodSource("productionSettings")
    void aClearServerTakesMail(Class<?> sample) {
        assertThat(Kit.run(sample).failures()).isEmpty();
    }

    @Test
    void aProxyIsRefusedWithTheRemedy() {
        assertThat(Kit.run(WebProxy.class).causes())
                .anyMatch(message -> message.startsWith("spring.mail.properties.mail.smtp.proxy.host is set")
                        && message.contains("Set it for production only"));
        assertThat(Kit.run(SocksProxy.class).causes())
                .anyMatch(message -> message.startsWith("spring.mail.properties.mail.smtp.socks.host is set"));
    }

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer(
            tls = TlsMode.REQUIRED,
            users = {"shop:s3cret:too", "other:x"},
            requireAuth = true)
    @TestPropertySource(
            properties = {
                "spring.mail.protocol=smtps",
                "spring.mail.username=prod",
                "spring.mail.password=prod-secret",
                "spring.mail.properties.mail.smtp.ssl.enable=true",
                "spring.mail.ssl.bundle=production"
            })
    static class ToAServerWithTlsAndUsers extends Sending {
        @Test
        void authenticatesOverTls(Inbox inbox) {
            Kit.note(getClass(), inbox);
            send(sender, "Order");

            assertThat(inbox).singleMail().transport().usedTls("TLSv1.3").authenticatedAs("shop");
            assertThat(settings()).containsEntry("mail.smtp.starttls.required", "true");
        }
    }

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer(tls = TlsMode.IMPLICIT)
    @TestPropertySource(properties = "spring.mail.properties.mail.smtp.starttls.required=true")
    static class ToAServerWithTlsFromTheStart extends Sending {}

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer(users = "shop:s3cret", requireAuth = true)
    static class ToAClearServerWithUsers extends Sending {}

    @Test
    void theServersTlsAndUsersAreInTheProperties() {
        for (Class<?> sample : List.of(
                ToAServerWithTlsAndUsers.class, ToAServerWithTlsFromTheStart.class, ToAClearServerWithUsers.class)) {
            assertThat(Kit.run(sample).failures()).isEmpty();
        }
    }

    @Test
    void passwordsAreNotShown() {
        assertThat(new SpringServers(DeclaredServers.on(ToAServerWithTlsAndUsers.class)))
                .asString()
                .doesNotContain("s3cret");
    }
}
