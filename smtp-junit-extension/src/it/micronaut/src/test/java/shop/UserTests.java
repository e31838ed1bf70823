package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.ServerName;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.micronaut.context.annotation.Value;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import org.junit.jupiter.api.Test;

/** Properties of the application's own, and a user. */
@MicronautTest
@WithSmtpServer(name = "alerts", propertyPrefix = "shop.alerts", users = "shop:s3cret")
class UserTests {

    @Value("${shop.alerts.port}")
    int port;

    @Value("${shop.alerts.username}")
    String user;

    @Test
    void propertiesAreThere(@ServerName("alerts") Inbox alerts) {
        assertThat(port).isEqualTo(alerts.port());
        assertThat(user).isEqualTo("shop");
        assertThat(alerts).hasNoMail();
    }
}
