package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.ServerName;
import io.github.smtpjunit.jupiter.SmtpServerExtension;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.server.TlsMode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What the guide to Spring Boot shows beside the first test. */
class SpringDemo {

    @Nested
    // region tls
    @SpringBootTest
    @WithSmtpServer(tls = TlsMode.REQUIRED, users = "shop:s3cret", requireAuth = true)
    class OverTls {

        @Test
        void confirms(@Autowired OrderMails mails, Inbox inbox) {
            mails.confirm("ada@example.org");

            assertThat(inbox).singleMail().transport().usedTls().authenticatedAs("shop");
        }
    }
    // endregion

    @Nested
    // region several
    @SpringBootTest
    @WithSmtpServer // spring.mail.*
    @WithSmtpServer(name = "alerts", propertyPrefix = "shop.alerts.smtp")
    class TwoServers {

        @Test
        void sendsNoAlert(
                Inbox inbox,
                @ServerName("alerts") Inbox alerts,
                @Autowired OrderMails mails,
                @Value("${shop.alerts.smtp.port}") int alertPort) {
            mails.confirm("ada@example.org");

            assertThat(inbox).hasMailCount(1);
            assertThat(alerts).hasNoMail();
            assertThat(alertPort).isEqualTo(alerts.port());
        }
    }
    // endregion

    @Nested
    // region dynamic
    @SpringBootTest
    class OwnProperties {

        @RegisterExtension
        static final SmtpServerExtension SMTP = SmtpServerExtension.create();

        @DynamicPropertySource
        static void mail(DynamicPropertyRegistry registry) {
            registry.add("spring.mail.host", SMTP::host);
            registry.add("spring.mail.port", SMTP::port);
        }

        @Test
        void confirms(@Autowired OrderMails mails, Inbox inbox) {
            mails.confirm("ada@example.org");

            assertThat(inbox).singleMail().isTo("ada@example.org");
        }
    }
    // endregion
}
