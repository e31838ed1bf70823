package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.server.TlsMode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VertxTests {

    private static final Duration LIMIT = Duration.ofSeconds(30); // its first mail takes a while

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static MailMessage mail() {
        return new MailMessage("shop@example.com", "ada@example.org", "Your order", "Thank you.");
    }

    // region vertx
    @Test
    @WithSmtpServer
    void confirms(Inbox inbox) {
        MailConfig config = new MailConfig(inbox.host(), inbox.port());

        MailClient.create(vertx, config).sendMail(mail()); // comes back at once

        assertThat(inbox).within(LIMIT).singleMail().isTo("ada@example.org").hasSubject("Your order"); // waits for it
    }

    @Test
    @WithSmtpServer(tls = TlsMode.REQUIRED, users = "shop:s3cret")
    void confirmsOverTls(Inbox inbox) {
        MailConfig config = new MailConfig(inbox.host(), inbox.port(), StartTLSOptions.REQUIRED, null)
                .setUsername("shop")
                .setPassword("s3cret")
                .setTrustOptions(new PemTrustOptions()
                        .addCertValue(Buffer.buffer(inbox.certificates().authorityPem())));

        MailClient.create(vertx, config).sendMail(mail());

        assertThat(inbox)
                .within(LIMIT)
                .singleMail()
                .transport()
                .usedTls("TLSv1.3")
                .authenticatedAs("shop");
    }
    // endregion
}
