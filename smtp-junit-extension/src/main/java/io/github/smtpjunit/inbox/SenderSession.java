package io.github.smtpjunit.inbox;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.smtp.server.TlsMode;
import jakarta.mail.Authenticator;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A session of jakarta.mail that sends to an inbox; never the JVM's default session. */
final class SenderSession {

    private static final String TIMEOUT_MILLIS = "10000";

    private final Session session;

    /**
     * Makes a session.
     *
     * @param login whom to authenticate as, null to stay anonymous
     */
    SenderSession(String host, int port, TlsMode tls, @Nullable Login login) {
        Properties properties = new Properties();
        switch (tls) {
            case NONE -> {}
            case STARTTLS, REQUIRED -> properties.putAll(CertificateKit.shared().mailProperties(host, port));
            case IMPLICIT -> properties.putAll(CertificateKit.shared().implicitTlsMailProperties(host, port));
        }
        properties.setProperty("mail.transport.protocol", "smtp");
        properties.setProperty("mail.smtp.host", host);
        properties.setProperty("mail.smtp.port", Integer.toString(port));
        properties.setProperty(
                "mail.smtp.localhost", "localhost"); // else its name is looked up, which may take seconds
        properties.setProperty("mail.smtp.connectiontimeout", TIMEOUT_MILLIS);
        properties.setProperty("mail.smtp.timeout", TIMEOUT_MILLIS);
        properties.setProperty("mail.smtp.writetimeout", TIMEOUT_MILLIS);
        if (login == null) {
            session = Session.getInstance(properties);
            return;
        }
        properties.setProperty("mail.smtp.auth", "true");
        session = Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(login.user(), login.password());
            }
        });
    }

    Session session() {
        return session;
    }
}
