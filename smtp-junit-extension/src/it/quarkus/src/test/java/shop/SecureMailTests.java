package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.QuarkusServers;
import io.github.smtpjunit.jupiter.ServerName;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.server.TlsMode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.Test;

/** Two servers with options, by an annotation of the project's own: an application of their own. */
@QuarkusTest
@SecureMailTests.WithMailServers
class SecureMailTests {

    // region quarkus-options
    @WithSmtpServer(tls = TlsMode.REQUIRED, users = "shop:s3cret", requireAuth = true)
    @WithSmtpServer(name = "alerts", tls = TlsMode.IMPLICIT)
    @WithTestResource(QuarkusServers.class)
    @Retention(RetentionPolicy.RUNTIME)
    @interface WithMailServers {}
    // endregion

    @Inject
    OrderMails mails;

    @Test
    void confirmsOverTls(Inbox inbox, @ServerName("alerts") Inbox alerts) {
        mails.confirm("ada@example.org");

        assertThat(inbox).singleMail().transport().usedTls("TLSv1.3").authenticatedAs("shop");
        assertThat(alerts).hasNoMail();
    }

    @Test
    void warnsOverTls(@ServerName("alerts") Inbox alerts) {
        mails.warn("operator@example.org");

        assertThat(alerts).singleMail().hasSubject("Sold out").transport().usedTls("TLSv1.3");
    }
}
