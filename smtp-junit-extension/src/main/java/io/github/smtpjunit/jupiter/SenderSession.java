package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.TlsStart;
import io.github.smtpjunit.smtp.server.TlsMode;
import jakarta.mail.Authenticator;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Sessions of jakarta.mail that send to an inbox; never the JVM's default session. */
final class SenderSession {

    private static final String TIMEOUT_MILLIS = "10000";

    private SenderSession() {}

    /**
     * Makes a session.
     *
     * @param credentials whom to authenticate as, null to stay anonymous
     */
    static Session to(String host, int port, TlsMode tls, @Nullable PasswordAuthentication credentials) {
        Properties properties = new Properties();
        switch (tls) {
            case NONE -> {}
            case STARTTLS, REQUIRED -> properties.putAll(tlsProperties(host, port, TlsStart.STARTTLS));
            case IMPLICIT -> properties.putAll(tlsProperties(host, port, TlsStart.IMPLICIT));
        }
        properties.setProperty("mail.transport.protocol", "smtp");
        properties.setProperty("mail.smtp.host", host);
        properties.setProperty("mail.smtp.port", Integer.toString(port));
        properties.setProperty(
                "mail.smtp.localhost", "localhost"); // else its name is looked up, which may take seconds
        properties.setProperty("mail.smtp.connectiontimeout", TIMEOUT_MILLIS);
        properties.setProperty("mail.smtp.timeout", TIMEOUT_MILLIS);
        properties.setProperty("mail.smtp.writetimeout", TIMEOUT_MILLIS);
        if (credentials == null) {
            return Session.getInstance(properties);
        }
        properties.setProperty("mail.smtp.auth", "true");
        return Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return credentials;
            }
        });
    }

    private static Properties tlsProperties(String host, int port, TlsStart start) {
        return CertificateKit.shared().mailProperties(host, port, start);
    }
}
