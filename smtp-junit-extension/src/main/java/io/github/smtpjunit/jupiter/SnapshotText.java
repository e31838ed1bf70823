package io.github.smtpjunit.jupiter;

import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParameterList;
import jakarta.mail.internet.ParseException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A mail as a text that tells what it means, and not how, when and where it was written: for people to read, and to be compared line
 * by line.
 */
final class SnapshotText {

    private static final int MAX_DEPTH = 50;

    /** What hosts on the way add (RFC 5321 section 4.4, RFC 6376, RFC 8601, RFC 8617). */
    private static final Pattern TRACE = Pattern.compile(
            "Received|Received-SPF|X-Received|Return-Path|Delivered-To|X-Original-To|X-Originating-IP|DKIM-Signature"
                    + "|Authentication-Results|ARC-.*",
            Pattern.CASE_INSENSITIVE);

    /** Told by the label of a part, or of no meaning. */
    private static final Set<String> TOLD =
            Set.of("content-type", "content-disposition", "content-id", "content-transfer-encoding", "mime-version");

    private static final Set<String> LEFT_OUT_PARAMETERS = Set.of("boundary", "charset", "name", "start");
    private static final Set<String> MESSAGE_IDS =
            Set.of("message-id", "resent-message-id", "in-reply-to", "references");
    private static final Set<String> TIMES = Set.of("date", "resent-date");
    private static final Pattern TEXT = Pattern.compile("text/.*|application/(json|xml|.*\\+json|.*\\+xml)");

    private final List<String> lines = new ArrayList<>();

    private SnapshotText() {}

    /** The lines, each with its end. */
    static String of(CapturedMail mail) {
        SnapshotText text = new SnapshotText();
        text.message(mail.mime(), "", 0);
        return String.join("\n", text.lines).stripTrailing() + "\n";
    }

    private void message(MimeMessage message, String number, int depth) {
        header(message, field -> !TRACE.matcher(field).matches());
        ContentType type = type(message);
        label(message, type, number);
        content(message, type, number, depth);
    }

    private void part(MimePart part, String number, int depth) {
        ContentType type = type(part);
        label(part, type, number);
        header(part, field -> true);
        content(part, type, number, depth);
    }

    private void header(MimePart part, Predicate<String> wanted) {
        int before = lines.size();
        try {
            for (Header field : Collections.list(part.getAllHeaders())) {
                String name = field.getName().toLowerCase(Locale.ROOT);
                if (!TOLD.contains(name) && wanted.test(name)) {
                    lines.add(field.getName() + ": " + Texts.visible(value(name, field.getValue())));
                }
            }
        } catch (MessagingException e) {
            lines.add("(the header cannot be read)");
        }
        if (lines.size() > before) {
            lines.add("");
        }
    }

    private static String value(String name, String raw) {
        if (TIMES.contains(name)) {
            return "{date}";
        }
        String value = decoded(raw).replaceAll("\\s+", " ");
        return MESSAGE_IDS.contains(name) ? value.replaceAll("<[^<>]*>", "{message-id}") : value;
    }

    private static String decoded(String raw) {
        String line = MimeUtility.unfold(raw).strip();
        try {
            return MimeUtility.decodeText(line);
        } catch (UnsupportedEncodingException e) {
            return line;
        }
    }

    private void content(MimePart part, ContentType type, String number, int depth) {
        if (type.match("multipart/*") && depth < MAX_DEPTH && hasParts(part, number, depth)) {
            return;
        }
        byte[] content = octets(part);
        if (type.match("message/rfc822") && depth < MAX_DEPTH) {
            message(MimeMessages.of(content).message(), inner(number, 1), depth + 1);
        } else if (TEXT.matcher(Addresses.lower(type.getBaseType())).matches()) {
            text(content, type);
        } else {
            lines.add("(" + content.length + " octets, sha-256 " + AttachmentAssert.sha256(content) + ")");
        }
    }

    private static String inner(String number, int position) {
        return (number.isEmpty() ? "" : number + ".") + position;
    }

    /** Goes through the parts of a multipart; false if they cannot be told. */
    private boolean hasParts(MimePart part, String number, int depth) {
        int before = lines.size();
        try {
            MimeMultipart parts = new MimeMultipart(part.getDataHandler().getDataSource());
            for (int i = 0; i < parts.getCount(); i++) {
                part((MimePart) parts.getBodyPart(i), inner(number, i + 1), depth + 1);
            }
            return true;
        } catch (MessagingException | RuntimeException e) {
            lines.subList(before, lines.size()).clear();
            return false;
        }
    }

    private void label(MimePart part, ContentType type, String number) {
        StringBuilder label = new StringBuilder(number.isEmpty() ? "" : number + " ");
        label.append(Addresses.lower(type.getBaseType()));
        label.append(parameters(type.getParameterList()));
        String disposition = disposition(part);
        String name = fileName(part);
        if (disposition != null || name != null) {
            label.append(',').append(disposition == null ? "" : " " + Addresses.lower(disposition));
        }
        if (name != null) {
            label.append(" \"").append(name).append('"');
        }
        String contentId = header(part, "Content-ID");
        if (contentId != null) {
            label.append(", cid:").append(contentId.strip().replaceAll("^<|>$", ""));
        }
        lines.add("--- " + Texts.visible(label.toString().replaceAll("\\s+", " ")) + " ---");
    }

    private static String parameters(@Nullable ParameterList parameters) {
        return parameters == null
                ? ""
                : Collections.list(parameters.getNames()).stream()
                        .filter(name -> !LEFT_OUT_PARAMETERS.contains(Addresses.lower(name)))
                        .sorted(String.CASE_INSENSITIVE_ORDER)
                        .map(name -> "; " + Addresses.lower(name) + "=" + parameters.get(name))
                        .collect(Collectors.joining());
    }

    private static ContentType type(MimePart part) {
        String value = header(part, "Content-Type");
        try {
            return new ContentType(value == null ? "text/plain" : value); // RFC 2045 section 5.2
        } catch (ParseException e) {
            return new ContentType("application", "octet-stream", null);
        }
    }

    private static @Nullable String header(MimePart part, String name) {
        try {
            return part.getHeader(name, null);
        } catch (MessagingException e) {
            return null;
        }
    }

    private static @Nullable String disposition(Part part) {
        try {
            return part.getDisposition();
        } catch (MessagingException e) {
            return null;
        }
    }

    private static @Nullable String fileName(Part part) {
        try {
            String name = part.getFileName();
            return name == null ? null : MimeUtility.decodeText(name);
        } catch (MessagingException | UnsupportedEncodingException e) {
            return null;
        }
    }

    /** As much as can be decoded. */
    private static byte[] octets(MimePart part) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (InputStream in = part.getInputStream()) {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                content.write(octet);
            }
        } catch (IOException | MessagingException e) {
            // the rest is broken; hasText and others tell so
        }
        return content.toByteArray();
    }

    private void text(byte[] content, ContentType type) {
        String text = Texts.lines(Charsets.decode(content, charset(type.getParameter("charset"))));
        boolean html = type.match("text/html"); // where white space at the end of a line means nothing
        text.lines()
                .map(line -> Texts.visible(html ? line.stripTrailing() : line))
                .forEach(lines::add);
    }

    private static @Nullable Charset charset(@Nullable String name) {
        try {
            return name == null ? null : Charset.forName(MimeUtility.javaCharset(name));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
