package io.github.smtpjunit.mail;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A MIME part of a mail (RFC 2045) and the parts in it. A message inside a mail is one part: to read it, call {@link
 * ParsedMail#parse(byte[])} with its {@link #bytes()}. Immutable.
 */
public final class MailPart {

    private final MediaType type;
    private final String encoding;
    private final String disposition;
    private final @Nullable String name;
    private final @Nullable String contentId;
    private final Header header;
    private final byte[] content;
    private final List<MailPart> children;

    MailPart(
            MediaType type,
            String encoding,
            String disposition,
            @Nullable String name,
            @Nullable String contentId,
            Header header,
            byte[] content,
            List<MailPart> children) {
        this.type = type;
        this.encoding = encoding;
        this.disposition = disposition;
        this.name = name;
        this.contentId = contentId;
        this.header = header;
        this.content = content;
        this.children = children;
    }

    /**
     * Returns the media type without parameters.
     *
     * @return in lower case; {@code text/plain} if there is no readable type (RFC 2045 section 5.2)
     */
    public String type() {
        return type.name();
    }

    /**
     * Returns a parameter of the Content-Type field, decoded (RFC 2231).
     *
     * @param parameter its name, case-insensitively
     * @return empty if there is no such parameter, or if it is blank
     */
    public Optional<String> typeParameter(String parameter) {
        return type.field().parameter(requireNonNull(parameter, "parameter").toLowerCase(Locale.ROOT));
    }

    /**
     * Returns the charset as the part names it.
     *
     * @return in lower case; {@code us-ascii} if the part names no charset (RFC 2045 section 5.2)
     */
    public String charset() {
        return type.charset().isEmpty() ? "us-ascii" : type.charset();
    }

    /**
     * Returns whether the text of the part flows (RFC 3676).
     *
     * @return true for {@code format=flowed}
     */
    public boolean isFlowed() {
        return type.isFlowed();
    }

    /**
     * Returns the transfer encoding as the part names it.
     *
     * @return in lower case; {@code 7bit} if the part names no encoding (RFC 2045 section 6.1)
     */
    public String encoding() {
        return encoding;
    }

    /**
     * Returns the disposition without parameters (RFC 2183).
     *
     * @return in lower case, for example {@code attachment}; empty if the part names no disposition
     */
    public Optional<String> disposition() {
        return disposition.isEmpty() ? Optional.empty() : Optional.of(disposition);
    }

    /**
     * Returns the file name from the Content-Disposition field, or else from the Content-Type field. It is decoded by
     * RFC 2231, or by RFC 2047 if a sender used that.
     *
     * @return empty if the part names no file; never blank
     */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /**
     * Returns the Content-ID by which HTML refers to the part (RFC 2392).
     *
     * @return without angle brackets; empty if there is no Content-ID
     */
    public Optional<String> contentId() {
        return Optional.ofNullable(contentId);
    }

    /**
     * Returns the first header field of a name, decoded (RFC 2047) where that is allowed, and unfolded.
     *
     * @param field the name, case-insensitively
     * @return empty if the part has no such field
     */
    public Optional<String> header(String field) {
        requireNonNull(field, "field");
        return header.first(field).map(value -> FieldKind.of(field).decode(value, new Problems()));
    }

    Header header() {
        return header;
    }

    MediaType mediaType() {
        return type;
    }

    boolean isMultipart() {
        return !children.isEmpty();
    }

    /**
     * Returns whether the part is text of any kind.
     *
     * @return true for a type of {@code text/*}
     */
    public boolean isText() {
        return type().startsWith("text/");
    }

    boolean isAttachment() {
        return disposition.equals("attachment");
    }

    /**
     * Returns the content, decoded by its transfer encoding.
     *
     * @return a new array; empty for a part that contains parts
     */
    public byte[] bytes() {
        return content.clone();
    }

    byte[] content() {
        return content;
    }

    /**
     * Returns the content as text, decoded with its charset, or else with the charset that the octets suggest. Lines of
     * flowed text are not joined.
     *
     * @return the text with its line ends as they are, without a byte order mark
     */
    public String text() {
        return text(new Problems());
    }

    String text(Problems problems) {
        return BodyText.decode(content, type(), type.charset(), problems);
    }

    /**
     * Returns the parts directly in this one.
     *
     * @return in their order; empty for a part that is not a multipart
     */
    public List<MailPart> children() {
        return children;
    }

    /**
     * Returns this part and all parts in it.
     *
     * @return in their order, each before the parts in it
     */
    public Stream<MailPart> all() {
        List<MailPart> all = new ArrayList<>();
        walk(new Visitor() {
            @Override
            public void enter(MailPart part) {
                all.add(part);
            }
        });
        return all.stream();
    }

    /**
     * Returns the subtypes of this part and those in it on one line.
     *
     * @return for example {@code mixed(alternative(plain,html),pdf)}
     */
    public String tree() {
        return tree(false);
    }

    /**
     * Returns the types of this part and those in it on one line.
     *
     * @return for example {@code multipart/mixed(text/plain,application/pdf)}
     */
    public String fullTree() {
        return tree(true);
    }

    private String tree(boolean full) {
        StringBuilder tree = new StringBuilder();
        walk(new Visitor() {
            @Override
            public void enter(MailPart part) {
                boolean next = !tree.isEmpty() && tree.charAt(tree.length() - 1) != '(';
                tree.append(next ? "," : "").append(full ? part.type() : subtype(part.type()));
                tree.append(part.isMultipart() ? "(" : "");
            }

            @Override
            public void leave(MailPart part) {
                tree.append(part.isMultipart() ? ")" : "");
            }
        });
        return tree.toString();
    }

    private static String subtype(String type) {
        return type.substring(type.indexOf('/') + 1);
    }

    /**
     * Returns whether a line describes this part and the parts in it.
     *
     * @param tree the line, as {@link #tree()} or {@link #fullTree()} writes it, case-insensitively, with or without
     *     blanks
     * @return true if the same types are in the same places
     */
    public boolean matches(String tree) {
        List<String> wanted = tokens(requireNonNull(tree, "tree").toLowerCase(Locale.ROOT));
        List<String> found = tokens(fullTree());
        if (wanted.size() != found.size()) {
            return false;
        }
        for (int i = 0; i < found.size(); i++) {
            if (!wanted.get(i).equals(found.get(i)) && !wanted.get(i).equals(subtype(found.get(i)))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> tokens(String tree) {
        List<String> tokens = new ArrayList<>();
        StringBuilder token = new StringBuilder();
        String ended = tree + " ";
        for (int i = 0; i < ended.length(); i++) {
            char c = ended.charAt(i);
            boolean sign = "(),".indexOf(c) >= 0;
            if (!sign && !Character.isWhitespace(c)) {
                token.append(c);
                continue;
            }
            if (!token.isEmpty()) {
                tokens.add(token.toString());
                token.setLength(0);
            }
            if (sign) {
                tokens.add(String.valueOf(c));
            }
        }
        return tokens;
    }

    /** Visits parts in their order. */
    interface Visitor {
        void enter(MailPart part);

        /** Called after the visits of the parts in it. */
        default void leave(MailPart part) {}
    }

    /**
     * Passes this part and all parts in it to a visitor. It does not recurse, since a sender decides how deep parts are
     * nested.
     */
    void walk(Visitor visitor) {
        Deque<MailPart> open = new ArrayDeque<>();
        Deque<Iterator<MailPart>> rest = new ArrayDeque<>();
        open.push(this);
        rest.push(children.iterator());
        visitor.enter(this);
        while (!open.isEmpty()) {
            if (rest.element().hasNext()) {
                MailPart child = rest.element().next();
                open.push(child);
                rest.push(child.children.iterator());
                visitor.enter(child);
            } else {
                rest.pop();
                visitor.leave(open.pop());
            }
        }
    }

    /** Returns type and name on one line. */
    @Override
    public String toString() {
        return name == null ? type() : type() + " " + Problems.excerpt(name);
    }
}
