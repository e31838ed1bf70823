package io.github.smtpjunit.mail;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A part of a mail that is not a body: an attachment, or a resource that the HTML shows. Immutable. */
public final class Attachment {

    private final MailPart part;

    Attachment(MailPart part) {
        this.part = part;
    }

    /**
     * Makes an attachment that is not in a mail, for example from an entry of an archive.
     *
     * @param name the file name
     * @param contentType the media type without parameters
     * @param content the octets
     * @return the attachment
     */
    public static Attachment of(String name, String contentType, byte[] content) {
        requireNonNull(name, "name");
        requireNonNull(content, "content");
        String type = requireNonNull(contentType, "contentType").toLowerCase(Locale.ROOT);
        return new Attachment(new MailPart(
                new MediaType(type, new ContentField(type, Map.of())),
                TransferEncoding.NONE,
                "attachment",
                name.isBlank() ? null : name,
                null,
                new Header(List.of(), 0),
                content.clone(),
                List.of()));
    }

    /**
     * Returns the file name, decoded by RFC 2231, or by RFC 2047 if a sender used that.
     *
     * @return empty if the part has no file name; never blank
     */
    public Optional<String> name() {
        return part.name();
    }

    /**
     * Returns the media type without parameters.
     *
     * @return in lower case, for example {@code application/pdf}
     */
    public String contentType() {
        return part.type();
    }

    /**
     * Returns the Content-ID by which HTML refers to the part (RFC 2392).
     *
     * @return without angle brackets; empty if there is no Content-ID
     */
    public Optional<String> contentId() {
        return part.contentId();
    }

    /**
     * Returns the content, decoded by its transfer encoding.
     *
     * @return a fresh array
     */
    public byte[] bytes() {
        return part.bytes();
    }

    /**
     * Returns the content as text, decoded with the charset that the part or the content itself names. Without a
     * charset, it is decoded as UTF-8 if it is valid UTF-8, or else as windows-1252.
     *
     * @return the text with its line ends as they are, without a byte order mark
     */
    public String text() {
        return part.text();
    }

    /**
     * Returns the content as a stream.
     *
     * @return a new stream
     */
    public InputStream stream() {
        return new ByteArrayInputStream(part.content());
    }

    /**
     * Returns the length of the content.
     *
     * @return octets, after decoding
     */
    public int size() {
        return part.content().length;
    }

    /**
     * Returns the part of the mail that this is.
     *
     * @return the part, with its header fields
     */
    public MailPart part() {
        return part;
    }

    /** Returns name, type and size on one line, with invisible characters escaped. */
    @Override
    public String toString() {
        return VisibleText.onOneLine(name().orElse("(no name)") + " (" + contentType() + ", " + size() + " bytes"
                + contentId().map(id -> ", cid:" + id).orElse("") + ")");
    }
}
