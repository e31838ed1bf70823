package io.github.smtpjunit.jupiter;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Mails as jakarta.mail messages, for callers that want one; nothing else of a mail needs that library. */
final class MimeMessages {

    private MimeMessages() {}

    /** A message with a session of its own. */
    static MimeMessage of(byte[] content) {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", Boolean.toString(Charsets.isUtf8(header(content))));
        Session session = Session.getInstance(properties);
        try {
            return new MimeMessage(session, new ByteArrayInputStream(content));
        } catch (MessagingException e) {
            return new MimeMessage(session); // the octets are no message at all: an empty one
        }
    }

    /** The octets before the first empty line. */
    private static byte[] header(byte[] content) {
        String source = new String(content, StandardCharsets.ISO_8859_1);
        int end = source.startsWith("\r\n") ? 0 : source.indexOf("\r\n\r\n");
        return source.substring(0, end < 0 ? source.length() : end).getBytes(StandardCharsets.ISO_8859_1);
    }
}
