package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxAssert;
import io.github.smtpjunit.inbox.RawClient;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.server.SmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.Test;

/** What a test can ask for, and how it tells servers apart. The static classes are samples, run by the kit. */
class InjectionTests {

    @WithSmtpServer
    static class AllTypes {
        @Test
        void areOfOneServer(Session session, SmtpServer server, Inbox inbox, InboxAssert assertions)
                throws MessagingException {
            Kit.note(AllTypes.class, inbox);
            assertThat(server).isSameAs(inbox.server());
            MimeMessage message = new MimeMessage(session);
            message.setFrom("shop@example.com");
            message.setRecipient(MimeMessage.RecipientType.TO, new InternetAddress("ada@example.org"));
            message.setSubject("Hello");
            message.setText("Hello");
            Transport.send(message);

            assertions.singleMail().hasSubject("Hello").hasEnvelopeFrom("shop@example.com");
        }

        @Test
        void sessionsShareNothing(Session one, Session other, Inbox inbox) {
            Kit.note(AllTypes.class, inbox);
            assertThat(one).isNotSameAs(other);
            assertThat(one.getProperties()).isNotSameAs(other.getProperties()).isEqualTo(other.getProperties());
        }
    }

    @Test
    void everyTypeCanBeInjected() {
        Kit.run(AllTypes.class).succeeded(2).withOwnServers(2);
    }

    @WithSmtpServer(name = "orders")
    @WithSmtpServer(name = "alerts", hostname = "alerts.example")
    @WithSmtpServer
    static class SeveralServers {
        @Test
        void areToldApart(@ServerName("orders") Inbox orders, @ServerName("alerts") InboxAssert alerts, Inbox other) {
            Kit.note(SeveralServers.class, orders);
            Kit.note(SeveralServers.class, other);
            RawClient.deliver(orders);
            assertThat(orders).hasMailCount(1);
            alerts.hasNoMail();
            assertThat(other).hasNoMail();
        }
    }

    @WithSmtpServer(name = "orders")
    static class OneNamedServer {
        @Test
        void needsNoQualifier(Inbox inbox, @ServerName("orders") Inbox orders) {
            Kit.note(OneNamedServer.class, inbox);
            assertThat((Object) inbox).isSameAs(orders);
        }
    }

    @Test
    void severalServersInOneTest() {
        Kit.run(SeveralServers.class).succeeded(1).withOwnServers(2);
        Kit.run(OneNamedServer.class).succeeded(1);
    }

    @WithSmtpServer(
            hostname = "mx.example.com",
            maxMessageSize = 2_000,
            without = {ServiceExtension.PIPELINING, ServiceExtension.CHUNKING},
            assertionTimeoutMillis = 60)
    static class Configured {
        @Test
        void asTold(Inbox inbox) {
            Kit.note(Configured.class, inbox);
            RawClient.deliver(inbox);
            assertThat(inbox.sessions().get(0).transcript().serverLines())
                    .anyMatch(line -> line.contains("mx.example.com"))
                    .anyMatch(line -> line.contains("SIZE 2000"))
                    .noneMatch(line -> line.contains("PIPELINING") || line.contains("CHUNKING"));
            assertThatThrownBy(() -> assertThat(inbox).hasMailCount(2)).hasMessageContaining("within 60 ms");
        }
    }

    @Test
    void theAnnotationConfiguresTheServer() {
        Kit.run(Configured.class).succeeded(1);
    }
}
