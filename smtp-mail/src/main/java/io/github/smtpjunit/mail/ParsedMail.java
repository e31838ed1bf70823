package io.github.smtpjunit.mail;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.AddressPattern;
import io.github.smtpjunit.smtp.Envelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A mail as a mail program shows it: its header fields, addresses, bodies, links and attachments. {@link #problems()}
 * lists what the reader had to guess or repair. The package documentation explains the principle.
 *
 * <p>{@link #parse(byte[])} reads the octets once, and never throws because of a broken mail. Immutable and
 * thread-safe.
 */
public final class ParsedMail {

    private static final List<String> ADDRESS_FIELDS = List.of("From", "Sender", "Reply-To", "To", "Cc", "Bcc");

    /** Fields that a mail may have once at most (RFC 5322 section 3.6). A mail program shows the first one. */
    private static final Set<String> SINGLE = Set.of("from", "sender", "reply-to", "date", "subject", "message-id");

    private final MailSource source;
    private final List<HeaderField> fields;
    private final Map<String, List<String>> rawHeaders = new HashMap<>(); // by names in lower case
    private final Map<String, List<String>> headers = new HashMap<>(); // the same, decoded
    private final Map<String, List<MailAddress>> addresses = new HashMap<>();
    private final @Nullable Instant date;
    private final MailPart root;
    private final @Nullable String text;
    private final @Nullable String html;
    private final List<MailPart> shown;
    private final Map<MailPart, String> bodies = new LinkedHashMap<>();
    private final List<Attachment> attachments = new ArrayList<>();
    private final List<Attachment> inlineParts = new ArrayList<>();
    private final List<String> problems;
    private volatile @Nullable HtmlBody htmlBody; // read on first use
    private volatile @Nullable List<Link> links;

    private ParsedMail(MailSource source) {
        this.source = source;
        Problems found = new Problems();
        root = PartReader.read(Octets.of(source.octets()), found);
        fields = root.header().fields();
        readHeader(found);
        String written = root.header().first("Date").orElse(null);
        date = written == null ? null : DateField.read(written, found).orElse(null);
        if (written != null && date == null) {
            found.add("The Date field names no time: " + Problems.excerpt(written));
        }
        BodySelection selection = BodySelection.of(root);
        readBodies(selection.preferringText(), found);
        readBodies(selection.preferringHtml(), found);
        text = joined(selection.preferringText(), "text/plain");
        html = joined(selection.preferringHtml(), "text/html");
        shown = List.copyOf(selection.preferringHtml());
        sort(selection.others());
        problems = found.lines();
    }

    /**
     * Reads a mail.
     *
     * @param content its octets: header and body, or other octets that arrived instead
     * @return the mail; every input gives a result
     */
    public static ParsedMail parse(byte[] content) {
        return new ParsedMail(MailSource.of(requireNonNull(content, "content")));
    }

    private void readHeader(Problems found) {
        for (HeaderField field : fields) {
            String key = lower(field.name());
            rawHeaders.computeIfAbsent(key, name -> new ArrayList<>()).add(field.raw());
            headers.computeIfAbsent(key, name -> new ArrayList<>())
                    .add(FieldKind.of(key).decode(field.unfolded(), found));
        }
        for (Map.Entry<String, List<String>> field : rawHeaders.entrySet()) {
            int count = field.getValue().size();
            if (count > 1 && SINGLE.contains(field.getKey())) {
                found.add("The field " + field.getKey() + " occurs " + count + " times: the first is read");
            }
        }
        for (String name : ADDRESS_FIELDS) {
            List<MailAddress> all = new ArrayList<>();
            for (HeaderField field : fields) {
                if (field.isCalled(name) && (all.isEmpty() || !SINGLE.contains(lower(name)))) {
                    all.addAll(AddressReader.read(name, field.unfolded(), found));
                }
            }
            addresses.put(lower(name), List.copyOf(all));
        }
    }

    private void readBodies(List<MailPart> parts, Problems found) {
        for (MailPart part : parts) {
            if (!bodies.containsKey(part)) {
                bodies.put(part, text(part, found));
            }
        }
    }

    private static String text(MailPart part, Problems found) {
        String text = part.text(found);
        return part.isFlowed() && part.type().equals("text/plain")
                ? FlowedText.joined(text, part.mediaType().deletesSpaces())
                : text;
    }

    /** The bodies of a type, joined with line ends. */
    private @Nullable String joined(List<MailPart> parts, String type) {
        StringBuilder joined = null;
        for (MailPart part : parts) {
            if (part.type().equals(type)) {
                joined = joined == null ? new StringBuilder() : joined;
                boolean newLine = joined.isEmpty() || joined.charAt(joined.length() - 1) == '\n';
                joined.append(newLine ? "" : "\r\n").append(bodies.getOrDefault(part, ""));
            }
        }
        return joined == null ? null : joined.toString();
    }

    /** Separates attachments from parts that the HTML shows, and from pictures between the texts. */
    private void sort(List<MailPart> others) {
        if (others.isEmpty()) {
            return;
        }
        boolean anyId = others.stream().anyMatch(part -> part.contentId().isPresent());
        Set<String> referred =
                anyId ? htmlBody().map(body -> Set.copyOf(body.contentIds())).orElse(Set.of()) : Set.of();
        for (MailPart part : others) {
            boolean inHtml = part.contentId().filter(referred::contains).isPresent();
            boolean medium = part.type().startsWith("image/")
                    || part.type().startsWith("audio/")
                    || part.type().startsWith("video/");
            boolean inText =
                    medium && part.disposition().filter("inline"::equals).isPresent();
            (inHtml || inText ? inlineParts : attachments).add(new Attachment(part));
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the octets that the mail was read from.
     *
     * @return the source, unchanged
     */
    public MailSource source() {
        return source;
    }

    /**
     * Returns the recipients of an envelope that no header field names: the blind carbon copies.
     *
     * @param envelope the envelope in which this mail was sent
     * @return addresses without angle brackets, in the order of the envelope
     */
    public List<String> blindRecipients(Envelope envelope) {
        requireNonNull(envelope, "envelope");
        Set<String> named = Stream.of("To", "Cc", "Bcc")
                .flatMap(field -> addresses(field).stream())
                .map(address -> AddressPattern.canonical(address.address()))
                .collect(Collectors.toSet());
        return envelope.to().stream()
                .filter(address -> !named.contains(AddressPattern.canonical(address)))
                .toList();
    }

    /**
     * Returns the names of all header fields.
     *
     * @return as the sender spells them, in their order, repetitions included
     */
    public List<String> headerNames() {
        return fields.stream().map(HeaderField::name).toList();
    }

    /**
     * Returns the first header field of a name, decoded (RFC 2047) where that is allowed, and unfolded.
     *
     * @param name the name, case-insensitively
     * @return empty if there is no such field
     */
    public Optional<String> header(String name) {
        List<String> all = headers.getOrDefault(lower(requireNonNull(name, "name")), List.of());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(0));
    }

    /**
     * Returns all header fields of a name, decoded (RFC 2047) where that is allowed, and unfolded.
     *
     * @param name the name, case-insensitively
     * @return the values, in the order of the header
     */
    public List<String> headers(String name) {
        return List.copyOf(headers.getOrDefault(lower(requireNonNull(name, "name")), List.of()));
    }

    /**
     * Returns the values of all header fields of a name as they were sent: encoded, and folded with their line ends.
     *
     * @param name the name, case-insensitively
     * @return the values, in the order of the header
     */
    public List<String> rawHeaders(String name) {
        return List.copyOf(rawHeaders.getOrDefault(lower(requireNonNull(name, "name")), List.of()));
    }

    /**
     * Returns the subject, decoded (RFC 2047) and unfolded.
     *
     * @return empty if there is no Subject field
     */
    public Optional<String> subject() {
        return header("Subject");
    }

    /**
     * Returns the time at which the mail was written, according to its Date field.
     *
     * @return empty if there is no such field, or if it names no time
     */
    public Optional<Instant> date() {
        return Optional.ofNullable(date);
    }

    /**
     * Returns the addresses in a field. For From, Sender and Reply-To these are the addresses of the first field of
     * that name; for To, Cc and Bcc those of all fields of that name.
     *
     * @param field From, Sender, Reply-To, To, Cc or Bcc, case-insensitively
     * @return the addresses in their order, including those in groups; empty for any other field
     */
    public List<MailAddress> addresses(String field) {
        return addresses.getOrDefault(lower(requireNonNull(field, "field")), List.of());
    }

    /**
     * Returns the text body: the parts of {@code text/plain} that are not attachments, decoded by transfer encoding and
     * charset. Several parts are joined with a line break. The lines of flowed text (RFC 3676) are joined too.
     *
     * @return the text with its line ends as they are; empty if there is no such part
     */
    public Optional<String> text() {
        return Optional.ofNullable(text);
    }

    /**
     * Returns the HTML body: the parts of {@code text/html} that are not attachments, decoded by transfer encoding and
     * charset.
     *
     * @return the HTML source; empty if there is no such part
     */
    public Optional<String> html() {
        return Optional.ofNullable(html);
    }

    /**
     * Returns the HTML body as a mail program shows it.
     *
     * @return empty if there is no {@link #html()}
     */
    public Optional<HtmlBody> htmlBody() {
        HtmlBody read = htmlBody;
        if (read == null && html != null) {
            read = HtmlBody.of(html);
            htmlBody = read;
        }
        return Optional.ofNullable(read);
    }

    /**
     * Returns the links that a program shows if it prefers HTML. In HTML these are anchors, areas and the shapes that
     * Outlook draws. In texts without another form they are the web addresses.
     *
     * @return in their order, repetitions included
     */
    public List<Link> links() {
        List<Link> found = links;
        if (found == null) {
            found = shown.stream().flatMap(part -> links(part).stream()).toList();
            links = found;
        }
        return found;
    }

    private List<Link> links(MailPart part) {
        String body = bodies.getOrDefault(part, "");
        if (body.equals(html)) {
            return htmlBody().map(HtmlBody::links).orElse(List.of());
        }
        return part.type().equals("text/html")
                ? HtmlBody.of(body).links()
                : TextLinks.in(body).stream().map(Link::to).toList();
    }

    /**
     * Returns the web addresses in the text body, whether or not there is HTML beside it.
     *
     * @return in their order, repetitions included
     */
    public List<Link> textLinks() {
        return text == null
                ? List.of()
                : TextLinks.in(text).stream().map(Link::to).toList();
    }

    /**
     * Returns the attachments: the parts that are neither a body nor an inline part. A calendar in an alternative is
     * another form of the body, not an attachment.
     *
     * @return in the order of the mail
     */
    public List<Attachment> attachments() {
        return List.copyOf(attachments);
    }

    /**
     * Returns the parts that are shown inside a body: those that the HTML refers to by {@code cid:} (RFC 2392), and
     * pictures, sounds and videos that are marked inline.
     *
     * @return in the order of the mail
     */
    public List<Attachment> inlineParts() {
        return List.copyOf(inlineParts);
    }

    /**
     * Returns the whole mail as a tree.
     *
     * @return the outermost part
     */
    public MailPart root() {
        return root;
    }

    /**
     * Returns what the reader had to guess or repair in this mail.
     *
     * @return one line for each problem; empty for a mail without problems
     */
    public List<String> problems() {
        return problems;
    }
}
