package io.github.smtpjunit.jupiter;

import jakarta.mail.BodyPart;
import jakarta.mail.Header;
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
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a mail's octets mean: the walk through its MIME parts, done once. What cannot be understood is noted, never thrown. */
final class ParsedMail {

    private static final int MAX_DEPTH = 50;
    private static final List<String> ADDRESS_FIELDS = List.of("From", "Sender", "To", "Cc", "Bcc", "Reply-To");
    private static final String OCTETS = "application/octet-stream";

    /** Longer values are decoded piece by piece: what joins encoded words takes time by the square of their number. */
    private static final int LONG_VALUE = 16 * 1024;

    private static final int WORDS_AT_ONCE = 100;
    private static final Pattern BETWEEN_ENCODED_WORDS = Pattern.compile("(?<=\\?=)\\s+(?==\\?)");

    private final MimeMessage message;
    private final List<String> headerNames = new ArrayList<>();
    private final Map<String, List<String>> rawHeaders = new HashMap<>(); // by names in lower case
    private final Map<String, List<String>> headers = new ConcurrentHashMap<>(); // decoded when somebody asks
    private final List<MailPart> parts = new ArrayList<>(); // the root alone
    private final List<Attachment> attachments = new ArrayList<>();
    private final List<Attachment> inlineParts = new ArrayList<>();
    private final Map<String, List<InternetAddress>> addresses = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private @Nullable String text;
    private @Nullable String html;

    private ParsedMail(MimeMessage message) {
        this.message = message;
    }

    static ParsedMail parse(byte[] content) {
        boolean utf8 = isUtf8(content);
        ParsedMail mail = new ParsedMail(message(content, utf8 ? Sessions.UTF_8 : Sessions.LATIN_1));
        if (!utf8) {
            mail.addProblem("The header is neither ASCII nor UTF-8");
        }
        mail.readHeader();
        mail.walk(mail.message, 0, false, mail.parts);
        ADDRESS_FIELDS.forEach(mail::readAddresses);
        return mail;
    }

    /** A message for whoever wants one: it has a session of its own. */
    static MimeMessage message(byte[] content) {
        return message(content, session(isUtf8(content)));
    }

    private static boolean isUtf8(byte[] content) {
        return Charsets.isUtf8(header(content)); // RFC 6532; else read octet by octet, as Latin-1
    }

    private static Session session(boolean utf8) {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", Boolean.toString(utf8));
        return Session.getInstance(properties);
    }

    /** Those of the mails that nobody else sees: to make one takes longer than to parse a mail, since it asks all jars for providers. */
    private static final class Sessions {
        static final Session UTF_8 = session(true);
        static final Session LATIN_1 = session(false);
    }

    private static MimeMessage message(byte[] content, Session session) {
        try {
            return new MimeMessage(session, new ByteArrayInputStream(content));
        } catch (MessagingException e) {
            return new MimeMessage(session); // the octets are no message at all: an empty one
        }
    }

    /** The octets before the first empty line. */
    private static byte[] header(byte[] content) {
        boolean empty = true;
        for (int i = 0; i < content.length; i++) {
            if (content[i] == '\n' && empty) {
                return Arrays.copyOf(content, i);
            }
            empty = content[i] == '\n' || (empty && content[i] == '\r');
        }
        return content;
    }

    private void walk(MimePart part, int depth, boolean related, List<MailPart> siblings) {
        try {
            ContentType type = contentType(part);
            List<MailPart> children = new ArrayList<>();
            siblings.add(part(part, type, children));
            if (type.match("multipart/*") && depth >= MAX_DEPTH) {
                addProblem("Parts are nested deeper than " + MAX_DEPTH + " levels");
            } else if (type.match("multipart/*")) {
                MimeMultipart parts = new MimeMultipart(part.getDataHandler().getDataSource());
                for (int i = 0; i < parts.getCount(); i++) {
                    BodyPart child = parts.getBodyPart(i);
                    walk((MimePart) child, depth + 1, related || type.match("multipart/related"), children);
                }
            } else {
                leaf(part, type, related);
            }
        } catch (MessagingException | IOException | RuntimeException e) {
            addProblem("Cannot read a part of the mail: " + e.getMessage());
        }
    }

    private static MailPart part(MimePart part, ContentType type, List<MailPart> children) throws MessagingException {
        String charset = type.getParameter("charset");
        String encoding = part.getEncoding();
        return new MailPart(
                Addresses.lower(type.getBaseType()),
                charset == null ? "us-ascii" : Addresses.lower(charset),
                "flowed".equalsIgnoreCase(type.getParameter("format")),
                encoding == null ? "7bit" : Addresses.lower(encoding),
                children);
    }

    /** All of the mail as a tree. */
    MailPart root() {
        return parts.isEmpty() ? new MailPart(OCTETS, "us-ascii", false, "7bit", List.of()) : parts.get(0);
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
            addProblem("Cannot read Content-Type \"" + value + "\"");
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
            addProblem("Cannot read the file name of a part: " + e.getMessage());
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
            for (int octet = in.read(); octet >= 0; octet = in.read()) { // one by one, since a failed block is lost
                content.write(octet);
            }
        } catch (IOException | MessagingException e) {
            addProblem("Cannot decode the content of a part: " + e.getMessage());
        }
        return content.toByteArray();
    }

    private String decode(byte[] content, ContentType type) {
        return Charsets.decode(content, charset(type.getParameter("charset")));
    }

    private @Nullable Charset charset(@Nullable String name) {
        if (name == null) {
            return null;
        }
        try {
            return Charset.forName(MimeUtility.javaCharset(name));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            addProblem("Unknown charset \"" + name + "\"");
            return null;
        }
    }

    private void readHeader() {
        try {
            for (Header field : Collections.list(message.getAllHeaders())) {
                headerNames.add(field.getName());
                rawHeaders
                        .computeIfAbsent(Addresses.lower(field.getName()), name -> new ArrayList<>())
                        .add(field.getValue());
            }
        } catch (MessagingException e) {
            addProblem("Cannot read the header: " + e.getMessage());
        }
    }

    List<String> headers(String name) {
        return headers.computeIfAbsent(
                Addresses.lower(name),
                key -> rawHeaders(name).stream().map(ParsedMail::decodeHeader).toList());
    }

    /** The values as they were sent: encoded, and folded with CR LF. */
    List<String> rawHeaders(String name) {
        return Collections.unmodifiableList(rawHeaders.getOrDefault(Addresses.lower(name), List.of()));
    }

    /** When the mail was written, as far as the Date field can be read. */
    Optional<Instant> date() {
        try {
            return Optional.ofNullable(message.getSentDate()).map(Date::toInstant);
        } catch (MessagingException e) {
            return Optional.empty();
        }
    }

    /** The names of all fields in their order, repetitions included. */
    List<String> headerNames() {
        return Collections.unmodifiableList(headerNames);
    }

    static String decodeHeader(String value) {
        String unfolded = MimeUtility.unfold(value).strip();
        try {
            return unfolded.length() > LONG_VALUE ? decodeInPieces(unfolded) : MimeUtility.decodeText(unfolded);
        } catch (UnsupportedEncodingException e) {
            return unfolded;
        }
    }

    private static String decodeInPieces(String value) throws UnsupportedEncodingException {
        List<String> words = List.of(BETWEEN_ENCODED_WORDS.split(value, -1));
        StringBuilder decoded = new StringBuilder();
        for (int i = 0; i < words.size(); i += WORDS_AT_ONCE) {
            List<String> piece = words.subList(i, Math.min(words.size(), i + WORDS_AT_ONCE));
            decoded.append(MimeUtility.decodeText(String.join(" ", piece)));
        }
        return decoded.toString();
    }

    /** The addresses of one of the {@link #ADDRESS_FIELDS}. */
    List<InternetAddress> addresses(String field) {
        return addresses.getOrDefault(field, List.of());
    }

    private void readAddresses(String field) {
        try {
            String value = message.getHeader(field, ",");
            List<InternetAddress> members = value == null ? List.of() : members(value);
            members.forEach(address -> check(field, address));
            addresses.put(field, members);
        } catch (MessagingException | RuntimeException e) {
            addProblem("Cannot read the field " + field + ": " + e.getMessage());
        }
    }

    private void check(String field, InternetAddress address) {
        try {
            address.validate();
        } catch (AddressException e) {
            addProblem("Not an address in the field " + field + ": \"" + address.getAddress() + "\"");
        }
    }

    /** The addresses of a list, those in groups too (RFC 5322 section 3.4). */
    private static List<InternetAddress> members(String list) throws AddressException {
        List<InternetAddress> members = new ArrayList<>();
        for (InternetAddress address : InternetAddress.parseHeader(list, false)) {
            InternetAddress[] group = address.getGroup(false);
            members.addAll(group == null ? List.of(address) : List.of(group));
        }
        return members;
    }

    private void addProblem(String problem) {
        problems.add(Texts.onOneLine(problem.replaceAll("\\s+", " ").strip()));
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
