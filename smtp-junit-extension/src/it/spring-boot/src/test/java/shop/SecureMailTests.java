package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.server.TlsMode;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** TLS, and a user of the test's. */
@SpringBootTest
@WithSmtpServer(tls = TlsMode.REQUIRED, users = "shop:s3cret", requireAuth = true)
class SecureMailTests {

    @Test
    void confirmsOverTls(@Autowired OrderMails mails, Inbox inbox) {
        mails.confirm(new Order("ada@example.org", "tea"));

        assertThat(inbox).singleMail().transport().usedTls("TLSv1.3").authenticatedAs("shop");
    }
}
