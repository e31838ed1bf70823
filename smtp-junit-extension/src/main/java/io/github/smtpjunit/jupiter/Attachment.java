package io.github.smtpjunit.jupiter;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A part of a mail that is no body: an attachment, or a resource that the HTML shows. Immutable. */
public final class Attachment {

    private final @Nullable String name;
    private final String contentType;
    private final @Nullable String contentId;
    private final byte[] content;

    Attachment(@Nullable String name, String contentType, @Nullable String contentId, byte[] content) {
        this.name = name;
        this.contentType = contentType;
        this.contentId = contentId;
        this.content = content;
    }

    /**
     * Returns the file name, decoded by RFC 2231, or by RFC 2047 where a sender used that.
     *
     * @return empty if the part names none
     */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /**
     * Returns the media type without parameters.
     *
     * @return in lower case, for example {@code application/pdf}
     */
    public String contentType() {
        return contentType;
    }

    /**
     * Returns the Content-ID by which HTML refers to the part (RFC 2392).
     *
     * @return without angle brackets; empty if there is none
     */
    public Optional<String> contentId() {
        return Optional.ofNullable(contentId);
    }

    /**
     * Returns the content, decoded by its transfer encoding.
     *
     * @return a fresh array
     */
    public byte[] bytes() {
        return content.clone();
    }

    /**
     * Returns the content as a stream.
     *
     * @return a new stream
     */
    public InputStream stream() {
        return new ByteArrayInputStream(content);
    }

    /**
     * Returns the length of the content.
     *
     * @return octets, after decoding
     */
    public int size() {
        return content.length;
    }

    /** Returns name, type and size on one line; what cannot be seen is escaped. */
    @Override
    public String toString() {
        return Texts.onOneLine((name == null ? "(no name)" : name) + " (" + contentType + ", " + content.length
                + " bytes" + (contentId == null ? "" : ", cid:" + contentId) + ")");
    }
}
