package io.github.smtpjunit.jupiter;

import static io.github.smtpjunit.jupiter.SmtpFaultMatrix.Delivery.EXACTLY_ONCE;
import static io.github.smtpjunit.jupiter.SmtpFaultMatrix.Delivery.EXACTLY_ONCE_IN_THE_END;
import static io.github.smtpjunit.jupiter.SmtpFaultMatrix.Delivery.UNCHECKED;
import static io.github.smtpjunit.jupiter.SmtpFaultMatrix.Fault.CLOSE;
import static io.github.smtpjunit.jupiter.SmtpFaultMatrix.Fault.CUT;
import static io.github.smtpjunit.jupiter.SmtpFaultMatrix.Fault.GARBAGE;
import static io.github.smtpjunit.jupiter.SmtpFaultMatrix.Fault.LOST_REPLY;
import static io.github.smtpjunit.jupiter.SmtpFaultMatrix.Fault.PERMANENT;
import static io.github.smtpjunit.jupiter.SmtpFaultMatrix.Fault.SILENCE;
import static io.github.smtpjunit.jupiter.SmtpFaultMatrix.Fault.TEMPORARY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.RawClient;
import io.github.smtpjunit.jupiter.SmtpFaultMatrix.Connections;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.TlsMode;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that bear each fault at each phase, and clients that do not. */
class FaultMatrixTests {

    private static MimeMessage mail(Session session) throws MessagingException {
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom("shop@example.com");
        mail.setRecipients(RecipientType.TO, "ada@example.org");
        mail.setSubject("Welcome");
        mail.setText("Hello, Ada");
        mail.saveChanges(); // sets the Message-ID
        return mail;
    }

    private static void sendOnce(Session session, MimeMessage mail) throws MessagingException {
        Transport transport = session.getTransport();
        try {
            transport.connect();
            transport.sendMessage(mail, mail.getAllRecipients()); // unlike Transport.send it keeps the Message-ID
        } finally {
            closeQuietly(transport);
        }
    }

    private static void closeQuietly(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            // the mail has been sent all the same: it must not be sent again
        }
    }

    private static void sendPersistently(Session session) throws MessagingException {
        MimeMessage mail = mail(session);
        for (int tries = 1; ; tries++) {
            try {
                sendOnce(session, mail);
                return;
            } catch (MessagingException e) {
                if (tries == 3) {
                    throw e;
                }
            }
        }
    }

    // A good client

    @WithSmtpServer(tls = TlsMode.STARTTLS, users = "shop:secret")
    static class Persistent {

        @SmtpFaultMatrix(expected = MessagingException.class, delivery = EXACTLY_ONCE_IN_THE_END, silenceMillis = 30)
        void isDelivered(Inbox inbox, Session session, FaultCase fault) throws MessagingException {
            Kit.note(Persistent.class, inbox);
            assertThat(inbox.faults().rules()).hasSize(1);
            assertThat(fault.isPermanent()).isEqualTo(fault.toString().endsWith("554") && fault.phase() != Phase.QUIT);
            sendPersistently(session);
        }
    }

    @Test
    void aClientThatTriesAgainBearsEverything() {
        Kit kit = Kit.run(Persistent.class).succeeded(89).withOwnServers(89);

        assertThat(kit.names())
                .startsWith("CONNECT: 451", "CONNECT: 554", "CONNECT: 421", "CONNECT: close", "CONNECT: reset")
                .contains(
                        "EHLO: cut reply",
                        "STARTTLS: silence",
                        "TLS_HANDSHAKE: garbage",
                        "AUTH: dripping reply",
                        "BODY: reset",
                        "END_OF_DATA: lost reply",
                        "QUIT: garbage")
                .doesNotHaveDuplicates();
    }

    @WithSmtpServer
    static class Simple {

        @SmtpFaultMatrix(expected = MessagingException.class, delivery = EXACTLY_ONCE, silenceMillis = 20)
        void isDeliveredOrNot(Inbox inbox, Session session) throws MessagingException {
            Kit.note(Simple.class, inbox);
            sendOnce(session, mail(session));
        }
    }

    @Test
    void aClientThatTriesOnceLosesNothing() {
        Kit kit = Kit.run(Simple.class).succeeded(67);

        assertThat(kit.names()).noneMatch(name -> name.contains("TLS") || name.startsWith("AUTH"));
    }

    // Bad clients

    @WithSmtpServer(assertionTimeoutMillis = 100)
    static class Bad {

        @SmtpFaultMatrix(
                expected = {},
                phases = Phase.RCPT,
                faults = TEMPORARY)
        void swallowsTheException(Session session) throws MessagingException {
            MimeMessage mail = mail(session);
            try {
                sendOnce(session, mail);
            } catch (MessagingException e) {
                // and the mail is lost
            }
        }

        @SmtpFaultMatrix(
                expected = MessagingException.class,
                phases = Phase.QUIT,
                faults = TEMPORARY,
                delivery = EXACTLY_ONCE)
        void sendsTwice(Session session) throws MessagingException {
            sendOnce(session, mail(session));
            sendOnce(session, mail(session));
        }

        @SmtpFaultMatrix(
                expected = MessagingException.class,
                phases = Phase.END_OF_DATA,
                faults = LOST_REPLY,
                delivery = EXACTLY_ONCE)
        void givesTheSecondTryAnotherName(Session session) throws MessagingException {
            try {
                sendOnce(session, mail(session));
            } catch (MessagingException e) {
                sendOnce(session, mail(session));
            }
        }

        @SmtpFaultMatrix(
                expected = {},
                phases = Phase.EHLO,
                faults = TEMPORARY,
                delivery = UNCHECKED)
        void leavesItsSocketOpen(Inbox inbox) {
            RawClient.connect(inbox).say("EHLO client", 451);
        }

        @SmtpFaultMatrix(expected = MessagingException.class, phases = Phase.MAIL, faults = CLOSE)
        void throwsSomethingElse(Session session) throws MessagingException {
            try {
                sendOnce(session, mail(session));
            } catch (MessagingException e) {
                throw new IllegalArgumentException("I did not think of that", e);
            }
        }

        @SmtpFaultMatrix(
                expected = MessagingException.class,
                phases = Phase.MAIL,
                faults = SILENCE,
                silenceMillis = 50,
                withinMillis = 20)
        void isTooPatient(Session session) throws MessagingException {
            sendOnce(session, mail(session));
        }

        @SmtpFaultMatrix(expected = MessagingException.class, phases = Phase.AUTH, faults = GARBAGE)
        void neverComesThere(Session session) throws MessagingException {
            sendOnce(session, mail(session));
        }

        @SmtpFaultMatrix(
                expected = MessagingException.class,
                phases = Phase.DATA,
                faults = {TEMPORARY, PERMANENT},
                delivery = EXACTLY_ONCE_IN_THE_END)
        void givesUp(Session session) throws MessagingException {
            sendOnce(session, mail(session));
        }

        @SmtpFaultMatrix(expected = MessagingException.class, phases = Phase.RCPT, faults = TEMPORARY)
        void assertsSomethingItself(Inbox inbox, Session session) throws MessagingException {
            sendPersistently(session);
            assertThat(inbox.failedAttempts()).as("what the test says itself").isEmpty();
        }
    }

    @Test
    void whatAClientDoesWrongIsTold() {
        List<String> failures = Kit.run(Bad.class).failures();

        assertThat(failures).hasSize(9);
        assertThat(failures)
                .anySatisfy(text -> assertThat(text)
                        .startsWith(
                                "Under the fault \"RCPT: 451\" the mail is lost: the test returned as if it had been"
                                        + " sent.\n\nNo mail has arrived, although a client has connected."))
                .anySatisfy(text -> assertThat(text)
                        .startsWith(
                                "Under the fault \"QUIT: 451\" 2 mails have arrived in place of one.\n\n2 mails have"))
                .anySatisfy(text -> assertThat(text)
                        .startsWith(
                                "Under the fault \"END_OF_DATA: lost reply\" 2 mails have arrived in place of one: a"
                                        + " second try needs the Message-ID of the first.\n"))
                .anySatisfy(text -> assertThat(text)
                        .startsWith("Under the fault \"EHLO: 451\" the client has left a connection open.\n"))
                .anySatisfy(text -> assertThat(text)
                        .startsWith("Under the fault \"MAIL: close\" the test threw"
                                + " java.lang.IllegalArgumentException: I did not think of that; expected is"
                                + " MessagingException.\n"))
                .anySatisfy(text -> assertThat(text)
                        .startsWith("Under the fault \"MAIL: silence\" it took ")
                        .contains(" ms, more than 20 ms.\n"))
                .anySatisfy(text -> assertThat(text)
                        .startsWith(
                                "Under the fault \"AUTH: garbage\" the fault was never hit, since the client did not"
                                        + " come to AUTH: leave that out by phases or faults of @SmtpFaultMatrix.\n"))
                .anySatisfy(
                        text -> assertThat(text)
                                .startsWith(
                                        "Under the fault \"DATA: 451\" the client gave up: org.eclipse.angus.mail.smtp.SMTPSendFailedException: 451 4.3.0"))
                .anySatisfy(text -> assertThat(text).startsWith("[what the test says itself]"));
    }

    // Where it can stand

    static class InField {

        @RegisterExtension
        static final SmtpServerExtension SMTP = SmtpServerExtension.create();

        @SmtpFaultMatrix(
                expected = MessagingException.class,
                delivery = EXACTLY_ONCE,
                faults = {CUT, LOST_REPLY},
                connections = Connections.MAY_STAY_OPEN)
        void sharesAServer(Inbox inbox, Session session, FaultCase fault) throws MessagingException {
            assumeFalse(fault.phase() == Phase.EHLO, "skipped");
            Kit.note(InField.class, inbox);
            sendPersistently(session);
        }
    }

    @Test
    void aSharedServerCountsTheMailsOfEachRun() {
        Kit kit = Kit.run(InField.class).withOneServer();

        assertThat(kit.failures()).isEmpty();
        assertThat(kit.names()).hasSize(8).contains("CONNECT: cut reply", "END_OF_DATA: lost reply");
    }

    static class NoServer {

        @SmtpFaultMatrix(
                expected = {},
                phases = Phase.MAIL,
                faults = CLOSE)
        void hasNone() {}
    }

    @WithSmtpServer
    static class NoFault {

        @SmtpFaultMatrix(
                expected = {},
                phases = Phase.BODY,
                faults = TEMPORARY)
        void hasNone() {}

        @SmtpFaultMatrix(
                expected = {},
                times = 0)
        void never() {}
    }

    @Test
    void whatIsWrongWithTheAnnotationIsTold() {
        assertThat(Kit.run(NoServer.class).failures())
                .singleElement()
                .asString()
                .startsWith("@SmtpFaultMatrix on void " + NoServer.class.getName()
                        + ".hasNone(): there is no SMTP server without a name. Declare it by @WithSmtpServer");
        assertThat(Kit.run(NoFault.class).failures())
                .anySatisfy(text -> assertThat(text).contains("none of these faults makes sense at these phases"))
                .anySatisfy(text -> assertThat(text).contains("times must be 1 or more"));
    }
}
