package io.github.smtpjunit.mail;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A part of a mail as it stands in the source, for what a reader's program forgives: read a mail's meaning by
 * {@link ParsedMail}, and what is wrong with it by this. Texts have one character for each octet. Immutable.
 */
public final class SourcePart {

    /** How deep parts may be nested: those that are deeper are not split. */
    private static final int MAX_DEPTH = 30;

    private final String name;
    private final List<Field> fields;
    private final String body;
    private final int depth;
    private final @Nullable MediaType type; // null if it breaks a rule, or is not there
    private final boolean typeBroken;
    private final List<SourcePart> children = new ArrayList<>();
    private boolean closed = true;

    /**
     * A header field.
     *
     * @param name as it was sent
     * @param value unfolded, not decoded, one character an octet
     */
    public record Field(String name, String value) {

        /**
         * Makes a field.
         *
         * @param name as it was sent
         * @param value unfolded, not decoded, one character an octet
         */
        public Field {
            requireNonNull(name, "name");
            requireNonNull(value, "value");
        }

        /**
         * Tells whether this is the field of a name.
         *
         * @param other the name, case-insensitively
         * @return true if it is
         */
        public boolean is(String other) {
            requireNonNull(other, "other");
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

    /**
     * Reads a mail.
     *
     * @param source all of it, one character an octet
     * @return the outermost part
     */
    public static SourcePart of(String source) {
        requireNonNull(source, "source");
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
        String name = "";
        StringBuilder value = new StringBuilder(); // of the field that is being read
        for (String line : header.lines().toList()) {
            int colon = line.indexOf(':');
            if (line.startsWith(" ") || line.startsWith("\t")) {
                value.append(line);
            } else if (colon > 0) {
                addField(name, value, fields);
                name = line.substring(0, colon).strip();
                value.append(line, colon + 1, line.length());
            }
        }
        addField(name, value, fields);
        return List.copyOf(fields);
    }

    private static void addField(String name, StringBuilder value, List<Field> fields) {
        if (!name.isEmpty()) {
            fields.add(new Field(name, value.toString().strip()));
        }
        value.setLength(0);
    }

    private static @Nullable MediaType contentType(String value) {
        Problems problems = new Problems();
        MediaType type = MediaType.read(Optional.of(value), MediaType.TEXT, problems);
        return value.isEmpty() || !problems.lines().isEmpty() ? null : type;
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

    /**
     * Returns what messages call the part.
     *
     * @return "mail", "part 1", "part 1.2"
     */
    public String name() {
        return name;
    }

    /**
     * Returns how deep the part is nested.
     *
     * @return 0 for the mail
     */
    public int depth() {
        return depth;
    }

    /**
     * Returns the header fields.
     *
     * @return in their order, repetitions included
     */
    public List<Field> fields() {
        return fields;
    }

    /**
     * Returns the value of the first field of a name.
     *
     * @param wanted the name, case-insensitively
     * @return unfolded, not decoded; empty if there is no such field
     */
    public Optional<String> field(String wanted) {
        requireNonNull(wanted, "wanted");
        return fields.stream()
                .filter(field -> field.is(wanted))
                .map(Field::value)
                .findFirst();
    }

    /**
     * Returns the body in its transfer encoding.
     *
     * @return one character an octet
     */
    public String body() {
        return body;
    }

    /**
     * Returns the parts directly in this one.
     *
     * @return in their order
     */
    public List<SourcePart> children() {
        return children;
    }

    /**
     * Tells whether the final delimiter of a multipart is there.
     *
     * @return true for a part that is no multipart too
     */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Tells whether the Content-Type field breaks a rule.
     *
     * @return false if there is no such field
     */
    public boolean hasBrokenType() {
        return typeBroken;
    }

    /**
     * Tells whether the Content-Disposition field breaks a rule.
     *
     * @return false if there is no such field
     */
    public boolean hasBrokenDisposition() {
        Problems problems = new Problems();
        field("Content-Disposition").ifPresent(value -> ContentField.read("Content-Disposition", value, problems));
        return !problems.lines().isEmpty();
    }

    /**
     * Returns the media type.
     *
     * @return in lower case; {@code text/plain} if absent (RFC 2045 section 5.2), {@code application/octet-stream}
     *     where it is broken
     */
    public String mediaType() {
        return type != null ? type.name() : typeBroken ? "application/octet-stream" : "text/plain";
    }

    /**
     * Tells whether the type is a multipart.
     *
     * @return true for {@code multipart/*}
     */
    public boolean isMultipart() {
        return mediaType().startsWith("multipart/");
    }

    /**
     * Tells whether the type is a text.
     *
     * @return true for {@code text/*}
     */
    public boolean isText() {
        return mediaType().startsWith("text/");
    }

    /**
     * Returns a parameter of the Content-Type field.
     *
     * @param parameter its name, case-insensitively
     * @return empty if absent, or the field breaks a rule
     */
    public Optional<String> parameter(String parameter) {
        requireNonNull(parameter, "parameter");
        return type == null ? Optional.empty() : type.field().parameter(parameter.toLowerCase(Locale.ROOT));
    }

    /**
     * Returns the boundary between the parts (RFC 2046 section 5.1.1).
     *
     * @return empty if this is no multipart, or names none
     */
    public Optional<String> boundary() {
        return isMultipart() ? parameter("boundary").filter(boundary -> !boundary.isEmpty()) : Optional.empty();
    }

    /**
     * Tells whether a multipart with a boundary has no part.
     *
     * @return false for a multipart that is nested too deeply to be split
     */
    public boolean isEmptyMultipart() {
        return boundary().isPresent() && children.isEmpty() && depth < MAX_DEPTH;
    }

    /**
     * Returns the transfer encoding.
     *
     * @return in lower case, without comments; {@code 7bit} if absent (RFC 2045 section 6.1)
     */
    public String encoding() {
        return field("Content-Transfer-Encoding")
                .map(value -> value.replaceAll("\\([^()]*\\)", ""))
                .orElse("7bit")
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the disposition (RFC 2183).
     *
     * @return in lower case; empty if absent
     */
    public String disposition() {
        return field("Content-Disposition").orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /**
     * Tells whether the part is signed by S/MIME (RFC 8551 section 3.5). Older programs put {@code x-} before the
     * subtype.
     *
     * @return true for a detached and for an opaque signature
     */
    public boolean isSmimeSigned() {
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

    /**
     * Returns this part and all within it.
     *
     * @return in their order
     */
    public Stream<SourcePart> all() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(SourcePart::all));
    }

    /**
     * Returns the content without its transfer encoding.
     *
     * @return a fresh array, with as much as can be decoded
     */
    public byte[] content() {
        Octets octets = Octets.of(body.getBytes(StandardCharsets.ISO_8859_1));
        return TransferEncoding.decode(octets, TransferEncoding.named(encoding()), new Problems());
    }

    /**
     * Returns the charset that the Content-Type field names.
     *
     * @return its own name, whatever label the field has for it; empty if absent, or it is unknown
     */
    public Optional<String> charset() {
        return parameter("charset").flatMap(SourcePart::charset);
    }

    /**
     * Returns the charset that a label stands for, by WHATWG's Encoding standard.
     *
     * @param label as a mail or HTML names it
     * @return its own name, the same for all its labels; empty if it is unknown
     */
    public static Optional<String> charset(String label) {
        requireNonNull(label, "label");
        return Charsets.named(label).map(TextCharset::name);
    }

    /**
     * Tells whether all octets of the content are characters of a charset.
     *
     * @param label as a mail names it
     * @return false if readers see replacement characters or have to guess, or the charset is unknown
     */
    public boolean isTextIn(String label) {
        requireNonNull(label, "label");
        byte[] content = content();
        return Charsets.named(label).filter(charset -> charset.fits(content)).isPresent();
    }
}
