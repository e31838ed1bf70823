package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.smtp.server.TlsMode;
import jakarta.mail.Authenticator;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Clients that send over TLS or not at all, and clients that can be talked out of it. */
class TlsFaultMatrixTests {

    private static void send(Session session) throws MessagingException {
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom("shop@example.com");
        mail.setRecipients(RecipientType.TO, "ada@example.org");
        mail.setText("Hello, Ada");
        Transport.send(mail);
    }

    @WithSmtpServer(tls = TlsMode.STARTTLS, users = "shop:secret")
    static class Careful {

        @TlsFaultMatrix(expected = MessagingException.class)
        void sendsOverTlsOrNotAtAll(Inbox inbox, Session session) throws MessagingException {
            Kit.note(Careful.class, inbox);
            send(session);
        }
    }

    @WithSmtpServer(tls = TlsMode.IMPLICIT)
    static class CarefulFromTheStart {

        @TlsFaultMatrix(expected = MessagingException.class)
        void sendsOverTlsOrNotAtAll(Inbox inbox, Session session) throws MessagingException {
            Kit.note(CarefulFromTheStart.class, inbox);
            send(session);
        }
    }

    @Test
    void aClientThatDemandsTlsPasses() {
        assertThat(Kit.run(Careful.class).succeeded(16).names())
                .startsWith("EHLO: STARTTLS taken out", "STARTTLS: 454", "TLS_HANDSHAKE: close")
                .contains(
                        "TLS_HANDSHAKE: silence",
                        "TLS_HANDSHAKE: clear text",
                        "TLS_HANDSHAKE: alert",
                        "TLS_HANDSHAKE: old protocols only")
                .endsWith(
                        "TLS_HANDSHAKE: certificate: expired",
                        "TLS_HANDSHAKE: certificate: not yet valid",
                        "TLS_HANDSHAKE: certificate: wrong host",
                        "TLS_HANDSHAKE: certificate: self signed",
                        "TLS_HANDSHAKE: certificate: unknown ca",
                        "TLS_HANDSHAKE: certificate: weak key",
                        "TLS_HANDSHAKE: certificate: cn only");
        Kit.run(CarefulFromTheStart.class).succeeded(14);
    }

    @WithSmtpServer(tls = TlsMode.STARTTLS, users = "shop:secret")
    static class Careless {

        @TlsFaultMatrix(expected = MessagingException.class)
        void takesTlsIfItIsThere(Inbox inbox) throws MessagingException {
            Properties properties = (Properties) inbox.session().getProperties().clone();
            properties.setProperty("mail.smtp.starttls.required", "false");
            send(Session.getInstance(properties, new Authenticator() {
                @Override
                protected PasswordAuthentication getPasswordAuthentication() {
                    return new PasswordAuthentication("shop", "secret");
                }
            }));
        }
    }

    @Test
    void aClientThatCanBeTalkedOutOfTlsFails() {
        List<String> failures = Kit.run(Careless.class).failures();

        assertThat(failures).anySatisfy(text -> assertThat(text).startsWith("""
                        Under the fault "EHLO: STARTTLS taken out" the client went on in clear text:
                          AUTH LOGIN

                        """));
        assertThat(failures).allSatisfy(text -> assertThat(text).contains("the client went on in clear text"));
    }

    @WithSmtpServer(tls = TlsMode.IMPLICIT)
    static class Trusting {

        @TlsFaultMatrix(expected = MessagingException.class)
        void trustsEverybody(Inbox inbox) throws MessagingException {
            Properties properties = (Properties) inbox.session().getProperties().clone();
            properties.setProperty("mail.smtp.ssl.checkserveridentity", "false");
            send(Session.getInstance(properties));
        }
    }

    @Test
    void aClientThatDoesNotLookAtTheHostFails() {
        assertThat(Kit.run(Trusting.class).failures())
                .hasSize(2)
                .allSatisfy(text -> assertThat(text)
                        .contains("the client sent the mail to a server that it must not trust", "1 mail has arrived"))
                .anySatisfy(text -> assertThat(text).contains("certificate: wrong host"))
                .anySatisfy(text -> assertThat(text).contains("certificate: cn only"));
    }

    @WithSmtpServer
    static class NoTls {

        @TlsFaultMatrix(expected = MessagingException.class)
        void hasNone() {}
    }

    @Test
    void aServerWithoutTlsIsNotEnough() {
        assertThat(Kit.run(NoTls.class).failures())
                .singleElement()
                .asString()
                .startsWith("@TlsFaultMatrix on void " + NoTls.class.getName()
                        + ".hasNone() needs a server with TLS: declare @WithSmtpServer(tls = STARTTLS)");
    }

    @WithSmtpServer(tls = TlsMode.STARTTLS)
    static class NoTime {

        @TlsFaultMatrix(expected = MessagingException.class, silenceMillis = 0)
        void hasNoSilence() {}

        @TlsFaultMatrix(expected = MessagingException.class, withinMillis = -1)
        void hasNoPatience() {}
    }

    @Test
    void timesArePositive() {
        assertThat(Kit.run(NoTime.class).failures())
                .hasSize(2)
                .anySatisfy(text -> assertThat(text)
                        .startsWith("@TlsFaultMatrix on void " + NoTime.class.getName() + ".hasNoSilence(): ")
                        .endsWith("silenceMillis must be positive"))
                .anySatisfy(text -> assertThat(text).endsWith("withinMillis must be positive"));
    }
}
