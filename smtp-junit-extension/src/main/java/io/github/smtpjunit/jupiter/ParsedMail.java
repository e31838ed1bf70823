package io.github.smtpjunit.jupiter;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What a mail's octets mean: the walk through its MIME parts, done once. What cannot be understood is noted, never thrown. */
final class ParsedMail {

    private static final int MAX_DEPTH = 50;
    private static final String OCTETS = "application/octet-stream";

    private final MimeMessage message;
    private final List<Attachment> attachments = new ArrayList<>();
    private final List<Attachment> inlineParts = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private @Nullable String text;
    private @Nullable String html;

    private ParsedMail(MimeMessage message) {
        this.message = message;
    }

    static ParsedMail parse(InputStream content) {
        ParsedMail mail = new ParsedMail(message(content));
        mail.walk(mail.message, 0, false);
        return mail;
    }

    static MimeMessage message(InputStream content) {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", "true"); // RFC 6532
        Session session = Session.getInstance(properties);
        try {
            return new MimeMessage(session, content);
        } catch (MessagingException e) {
            return new MimeMessage(session); // the octets are no message at all: an empty one
        }
    }

    private void walk(MimePart part, int depth, boolean related) {
        try {
            ContentType type = contentType(part);
            if (type.match("multipart/*") && depth < MAX_DEPTH) {
                MimeMultipart parts = new MimeMultipart(part.getDataHandler().getDataSource());
                for (int i = 0; i < parts.getCount(); i++) {
                    BodyPart child = parts.getBodyPart(i);
                    walk((MimePart) child, depth + 1, related || type.match("multipart/related"));
                }
            } else {
                leaf(part, type, related);
            }
        } catch (MessagingException | IOException | RuntimeException e) {
            problems.add("Cannot read a part of the mail: " + e.getMessage());
        }
    }

    private void leaf(MimePart part, ContentType type, boolean related) throws MessagingException, IOException {
        String name = fileName(part);
        String disposition = disposition(part);
        boolean body = name == null && !Part.ATTACHMENT.equalsIgnoreCase(disposition);
        byte[] content = content(part);
        if (body && text == null && type.match("text/plain")) {
            text = decode(content, type);
        } else if (body && html == null && type.match("text/html")) {
            html = decode(content, type);
        } else {
            String contentId = contentId(part);
            Attachment attachment =
                    new Attachment(name, type.getBaseType().toLowerCase(Locale.ROOT), contentId, content);
            boolean inline = !Part.ATTACHMENT.equalsIgnoreCase(disposition)
                    && (contentId != null || related || Part.INLINE.equalsIgnoreCase(disposition));
            (inline ? inlineParts : attachments).add(attachment);
        }
    }

    /** The type of a part; text/plain where there is none (RFC 2045 section 5.2), octets where it cannot be read. */
    private ContentType contentType(MimePart part) throws MessagingException {
        String value = part.getHeader("Content-Type", null);
        if (value == null) {
            return new ContentType("text/plain");
        }
        try {
            return new ContentType(value);
        } catch (ParseException e) {
            problems.add("Cannot read Content-Type \"" + value + "\"");
            return new ContentType(OCTETS);
        }
    }

    private static @Nullable String disposition(MimePart part) throws MessagingException {
        try {
            return part.getDisposition();
        } catch (ParseException e) {
            return null;
        }
    }

    private @Nullable String fileName(MimePart part) throws MessagingException {
        try {
            String name = part.getFileName();
            return name == null ? null : MimeUtility.decodeText(name);
        } catch (ParseException | UnsupportedEncodingException e) {
            problems.add("Cannot read the file name of a part: " + e.getMessage());
            return "";
        }
    }

    private static @Nullable String contentId(MimePart part) throws MessagingException {
        String id = part.getContentID();
        return id == null ? null : id.strip().replaceAll("^<|>$", "");
    }

    /** The content without its transfer encoding; as much of it as can be decoded. */
    private byte[] content(MimePart part) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (InputStream in = part.getInputStream()) {
            in.transferTo(content);
        } catch (IOException | MessagingException e) {
            problems.add("Cannot decode the content of a part: " + e.getMessage());
        }
        return content.toByteArray();
    }

    private String decode(byte[] content, ContentType type) {
        return Charsets.decode(content, charset(type.getParameter("charset")), StandardCharsets.UTF_8);
    }

    private @Nullable Charset charset(@Nullable String name) {
        if (name == null) {
            return null;
        }
        try {
            return Charset.forName(MimeUtility.javaCharset(name));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            problems.add("Unknown charset \"" + name + "\"");
            return null;
        }
    }

    List<String> headers(String name) {
        try {
            String[] values = message.getHeader(name);
            List<String> decoded = new ArrayList<>();
            for (String value : values == null ? new String[0] : values) {
                decoded.add(decodeHeader(value));
            }
            return decoded;
        } catch (MessagingException e) {
            return List.of();
        }
    }

    private static String decodeHeader(String value) {
        String unfolded = MimeUtility.unfold(value).strip();
        try {
            return MimeUtility.decodeText(unfolded);
        } catch (UnsupportedEncodingException e) {
            return unfolded;
        }
    }

    List<InternetAddress> addresses(String field) {
        try {
            String value = message.getHeader(field, ",");
            return value == null ? List.of() : List.of(InternetAddress.parseHeader(value, false));
        } catch (AddressException e) {
            return List.of();
        } catch (MessagingException e) {
            return List.of();
        }
    }

    Optional<String> text() {
        return Optional.ofNullable(text);
    }

    Optional<String> html() {
        return Optional.ofNullable(html);
    }

    List<Attachment> attachments() {
        return List.copyOf(attachments);
    }

    List<Attachment> inlineParts() {
        return List.copyOf(inlineParts);
    }

    List<String> problems() {
        return List.copyOf(problems);
    }
}
