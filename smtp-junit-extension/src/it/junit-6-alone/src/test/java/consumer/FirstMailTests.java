package consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import jakarta.mail.Message;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestEngine;

/** The first test of a user. */
@WithSmtpServer
class FirstMailTests {

    @Test
    void aMailArrives(Inbox inbox) throws Exception {
        MimeMessage mail = new MimeMessage(inbox.session());
        mail.setFrom(new InternetAddress("shop@example.com"));
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress("ada@example.org"));
        mail.setSubject("Welcome");
        mail.setText("Hello, Ada");
        Transport.send(mail);

        assertThat(inbox).singleMail().hasSubject("Welcome");
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "two"})
    void eachTestHasItsServer(String name, Inbox inbox) {
        assertThat(inbox).hasNoMail();
    }

    /** Each jar of JUnit is of the version that the project names. */
    @Test
    void noPartOfJUnitIsOfAnotherVersion() {
        Stream.of(Test.class, ParameterizedTest.class, TestEngine.class)
                .forEach(type -> assertThat(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString())
                        .contains("-" + System.getProperty("junit.version") + ".jar"));
    }
}
