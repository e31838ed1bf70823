package io.github.smtpjunit.inbox;

import io.github.smtpjunit.mail.MailSource;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** A mail as a jakarta.mail message, for callers that want one. */
record MimeMessages(MimeMessage message) {

    /** A message with a session of its own. */
    static MimeMessages of(byte[] content) {
        Properties properties = new Properties();
        properties.setProperty(
                "mail.mime.allowutf8",
                Boolean.toString(MailSource.of(header(content)).isUtf8()));
        Session session = Session.getInstance(properties);
        try {
            return new MimeMessages(new MimeMessage(session, new ByteArrayInputStream(content)));
        } catch (MessagingException e) {
            return new MimeMessages(new MimeMessage(session)); // the octets are no message at all: an empty one
        }
    }

    /** The octets before the first empty line. */
    private static byte[] header(byte[] content) {
        String source = new String(content, StandardCharsets.ISO_8859_1);
        int end = source.startsWith("\r\n") ? 0 : source.indexOf("\r\n\r\n");
        return source.substring(0, end < 0 ? source.length() : end).getBytes(StandardCharsets.ISO_8859_1);
    }
}
