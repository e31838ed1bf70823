package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.smtp.server.EhloFault.hide;
import static io.github.smtpjunit.smtp.server.EhloFault.say;
import static io.github.smtpjunit.smtp.server.Phase.EHLO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.server.TlsMode;
import jakarta.mail.Authenticator;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Somebody on the way takes STARTTLS out, and asks for the password all the same. */
@WithSmtpServer(tls = TlsMode.STARTTLS, users = "shop:secret")
class ClearTextTests {

    private static void strip(Inbox inbox) {
        inbox.on(EHLO).then(hide("STARTTLS"), say("AUTH", "AUTH PLAIN"));
    }

    private static void send(Session session) throws MessagingException {
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom("shop@example.com");
        mail.setRecipients(RecipientType.TO, "ada@example.org");
        mail.setText("Hello, Ada");
        Transport.send(mail);
    }

    /** A session that takes TLS if it is there. */
    private static Session opportunistic(Inbox inbox, boolean authenticating) {
        Properties properties = (Properties) inbox.session().getProperties().clone();
        properties.setProperty("mail.smtp.starttls.required", "false");
        properties.setProperty("mail.smtp.auth", Boolean.toString(authenticating));
        return Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("shop", "secret");
            }
        });
    }

    @Test
    void aClientThatDemandsTlsGivesUp(Inbox inbox) {
        strip(inbox);

        assertThatExceptionOfType(MessagingException.class).isThrownBy(() -> send(inbox.session()));

        assertThat(inbox).hasNoMail().neverFellBackToClearText().neverSentCredentialsInClear();
    }

    @Test
    void aClientThatTakesTlsIfItIsThereGivesItsPasswordAway(Inbox inbox) {
        strip(inbox);

        assertThatExceptionOfType(MessagingException.class).isThrownBy(() -> send(opportunistic(inbox, true)));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).neverSentCredentialsInClear())
                .withMessageStartingWith("%s", """
                        Expecting no credentials in clear text, but this was sent before TLS:
                          session 1: AUTH PLAIN ***

                        No mail has arrived""");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).neverFellBackToClearText())
                .withMessageStartingWith("%s", """
                        Expecting no client to go on in clear text, but this was sent before TLS:
                          session 1: AUTH PLAIN ***

                        No mail has arrived""");
    }

    @Test
    void aMailInClearTextIsFoundByItsSession(Inbox inbox) throws MessagingException {
        strip(inbox);

        send(opportunistic(inbox, false));

        assertThat(inbox).neverSentCredentialsInClear();
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).singleMail().session().neverFellBackToClearText())
                .withMessageStartingWith("%s", """
                        Expecting the client not to go on in clear text, but it sent before TLS:
                          MAIL FROM:<shop@example.com>
                          RCPT TO:<ada@example.org>
                          DATA

                        The dialogue of session 1:
                        """);
    }

    @Test
    void withTlsThereIsNothingToFind(Inbox inbox) throws MessagingException {
        send(opportunistic(inbox, true));

        assertThat(inbox).neverFellBackToClearText().neverSentCredentialsInClear();
        assertThat(inbox).singleMail().session().neverFellBackToClearText();
    }
}
