package io.github.smtpjunit.jupiter;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A part of a mail as it stands in the source. A parser that is made for reading mails forgives what is wrong here, so it is not
 * asked.
 */
final class SourcePart {

    static final int MAX_DEPTH = 30;

    private final String name;
    private final List<Field> fields;
    private final String body;
    private final int depth;
    private final @Nullable ContentType type;
    private final boolean typeBroken;
    private final List<SourcePart> children = new ArrayList<>();
    private boolean closed = true;

    /**
     * A header field.
     *
     * @param name as it was sent
     * @param value unfolded, not decoded, one character an octet
     */
    record Field(String name, String value) {

        boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }
    }

    private SourcePart(String name, String source, int depth) {
        this.name = name;
        this.depth = depth;
        int bodyStart = bodyStart(source);
        this.fields = fields(source.substring(0, bodyStart));
        this.body = source.substring(bodyStart);
        Optional<String> value = field("Content-Type");
        this.type = value.map(SourcePart::contentType).orElse(null);
        this.typeBroken = value.isPresent() && type == null;
        boundary().filter(boundary -> depth < MAX_DEPTH).ifPresent(this::split);
    }

    /** Reads a whole mail, one character an octet. */
    static SourcePart of(String source) {
        return new SourcePart("mail", source, 0);
    }

    /** Behind the first empty line. */
    private static int bodyStart(String source) {
        int line = 0;
        while (line < source.length()) {
            int end = source.indexOf('\n', line);
            if (end < 0) {
                return source.length();
            }
            if (line(source, line, end).isEmpty()) {
                return end + 1;
            }
            line = end + 1;
        }
        return source.length();
    }

    private static String line(String source, int start, int end) {
        int stop = end > start && source.charAt(end - 1) == '\r' ? end - 1 : end;
        return source.substring(start, stop);
    }

    private static List<Field> fields(String header) {
        List<Field> fields = new ArrayList<>();
        for (String line : header.lines().toList()) {
            int colon = line.indexOf(':');
            if (line.startsWith(" ") || line.startsWith("\t")) {
                if (!fields.isEmpty()) {
                    Field last = fields.remove(fields.size() - 1);
                    fields.add(new Field(last.name(), last.value() + line));
                }
            } else if (colon > 0) {
                fields.add(new Field(line.substring(0, colon).strip(), line.substring(colon + 1)));
            }
        }
        return fields.stream()
                .map(field -> new Field(field.name(), field.value().strip()))
                .toList();
    }

    private static @Nullable ContentType contentType(String value) {
        try {
            ContentType type = new ContentType(value);
            return type.getPrimaryType() == null || type.getSubType() == null ? null : type;
        } catch (ParseException e) {
            return null;
        }
    }

    /** Finds the delimiters of RFC 2046 section 5.1.1. */
    private void split(String boundary) {
        String delimiter = "--" + boundary;
        closed = false;
        int partStart = -1;
        int line = 0;
        while (line < body.length() && !closed) {
            int newline = body.indexOf('\n', line);
            int end = newline < 0 ? body.length() : newline;
            if (body.startsWith(delimiter, line)) {
                String rest =
                        line(body, line, end).substring(delimiter.length()).stripTrailing();
                closed = rest.equals("--");
                if (closed || rest.isEmpty()) {
                    addChild(partStart, line);
                    partStart = Math.min(end + 1, body.length());
                }
            }
            line = end + 1;
        }
        if (!closed) {
            addChild(partStart, body.length());
        }
    }

    private void addChild(int start, int end) {
        if (start >= 0) {
            String number = Integer.toString(children.size() + 1);
            String child = depth == 0 ? "part " + number : name + "." + number;
            children.add(new SourcePart(child, body.substring(start, Math.max(start, end)), depth + 1));
        }
    }

    /** For people: "mail", "part 1", "part 1.2". */
    String name() {
        return name;
    }

    int depth() {
        return depth;
    }

    List<Field> fields() {
        return fields;
    }

    Optional<String> field(String wanted) {
        return fields.stream()
                .filter(field -> field.is(wanted))
                .map(Field::value)
                .findFirst();
    }

    /** One character an octet; in its transfer encoding. */
    String body() {
        return body;
    }

    List<SourcePart> children() {
        return children;
    }

    /** The final delimiter of a multipart is there. */
    boolean isClosed() {
        return closed;
    }

    boolean hasBrokenType() {
        return typeBroken;
    }

    /** The media type in lower case; text/plain where there is none (RFC 2045 section 5.2). */
    String mediaType() {
        return type != null
                ? type.getBaseType().toLowerCase(Locale.ROOT)
                : typeBroken ? "application/octet-stream" : "text/plain";
    }

    boolean isMultipart() {
        return mediaType().startsWith("multipart/");
    }

    boolean isText() {
        return mediaType().startsWith("text/");
    }

    Optional<String> parameter(String parameter) {
        return type == null ? Optional.empty() : Optional.ofNullable(type.getParameter(parameter));
    }

    Optional<String> boundary() {
        return isMultipart() ? parameter("boundary").filter(boundary -> !boundary.isEmpty()) : Optional.empty();
    }

    /** The transfer encoding in lower case, without comments; 7bit where there is none (RFC 2045 section 6.1). */
    String encoding() {
        return field("Content-Transfer-Encoding")
                .map(value -> value.replaceAll("\\([^()]*\\)", ""))
                .orElse("7bit")
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    String disposition() {
        return field("Content-Disposition").orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** RFC 8551 section 3.5; older programs put x- before the subtype. */
    boolean isSmimeSigned() {
        String protocol = parameter("protocol").orElse("").toLowerCase(Locale.ROOT);
        boolean detached = mediaType().equals("multipart/signed")
                && protocol.replace("x-", "").equals("application/pkcs7-signature")
                && children.size() == 2;
        boolean opaque = mediaType().replace("x-", "").equals("application/pkcs7-mime")
                && parameter("smime-type")
                        .filter("signed-data"::equalsIgnoreCase)
                        .isPresent();
        return detached || opaque;
    }

    /** This part and all within it, in their order. */
    Stream<SourcePart> all() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(SourcePart::all));
    }

    /** The content without its transfer encoding; as much of it as can be decoded. */
    byte[] content() {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] octets = body.getBytes(StandardCharsets.ISO_8859_1);
        try (InputStream in = MimeUtility.decode(new ByteArrayInputStream(octets), encoding())) {
            for (int octet = in.read(); octet >= 0; octet = in.read()) { // one by one, since a failed block is lost
                content.write(octet);
            }
        } catch (IOException | MessagingException e) {
            return content.size() == 0 ? octets : content.toByteArray(); // the encoding has a rule of its own
        }
        return content.toByteArray();
    }
}
