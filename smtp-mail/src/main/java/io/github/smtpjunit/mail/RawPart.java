package io.github.smtpjunit.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A part while the tree is read: the position of its octets, and the parts found in it so far. */
final class RawPart {

    private final Header header;
    private Octets body;
    private final int depth;
    private final String encoding;
    private final List<RawPart> children = new ArrayList<>();
    private MediaType type;
    private @Nullable MailPart built;

    private RawPart(Header header, Octets body, MediaType type, int depth) {
        this.header = header;
        this.body = body;
        this.type = type;
        this.depth = depth;
        Optional<String> named = header.first("Content-Transfer-Encoding");
        this.encoding = named.isPresent() ? TransferEncoding.named(named.get()) : TransferEncoding.NONE;
    }

    static RawPart read(Octets octets, MediaType byDefault, int depth, Problems problems) {
        Header header = Header.read(octets, problems);
        MediaType type = MediaType.read(header.first("Content-Type"), byDefault, problems);
        RawPart part = new RawPart(header, octets.between(header.bodyStart(), octets.to()), type, depth);
        part.noteForbidden(problems);
        part.noteRepeated(problems);
        return part;
    }

    /** Encodings that RFC 2045 section 6.4, RFC 2046 section 5.2 and RFC 6532 section 3.7 do not allow for a type. */
    private void noteForbidden(Problems problems) {
        if (TransferEncoding.changesOctets(encoding)) {
            if (type.isMultipart()) {
                problems.add(type.name() + " cannot be in " + encoding + ": its parts are read as they are");
            } else if (type.isMessage() && !type.name().startsWith("message/global")) {
                problems.add(type.name() + " cannot be in " + encoding + ": decoded anyway");
            }
        }
    }

    private void noteRepeated(Problems problems) {
        for (String name : List.of("Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID")) {
            if (header.count(name) > 1) {
                problems.add("A part has more than one field " + name + ": the first is read");
            }
        }
    }

    MediaType type() {
        return type;
    }

    Octets body() {
        return body;
    }

    int depth() {
        return depth;
    }

    List<RawPart> children() {
        return children;
    }

    void endAt(int end) {
        body = body.between(body.from(), end);
    }

    void readAsText() {
        type = new MediaType(MediaType.TEXT.name(), type.field());
    }

    /** Makes the part, after all its children have been made. */
    MailPart build(Problems problems) {
        byte[] content = children.isEmpty() ? TransferEncoding.decode(body, encoding, problems) : new byte[0];
        Optional<String> field = header.first("Content-Disposition");
        ContentField disposition = field.isPresent()
                ? ContentField.read("Content-Disposition", field.get(), problems)
                : new ContentField("", Map.of());
        String name = name(disposition, problems);
        List<MailPart> parts = new ArrayList<>();
        for (RawPart child : children) {
            parts.add(Objects.requireNonNull(child.built, "children are built before their parents"));
        }
        MailPart part = new MailPart(
                type,
                encoding,
                disposition.value(),
                name.isEmpty() ? null : name,
                contentId(),
                header,
                content,
                List.copyOf(parts));
        built = part;
        return part;
    }

    /** The name of the file; empty for a part without one. */
    private String name(ContentField disposition, Problems problems) {
        for (ContentField field : List.of(disposition, type.field())) {
            for (String parameter : List.of("filename", "name")) {
                Optional<String> name = field.parameter(parameter);
                if (name.isPresent()) {
                    String decoded = EncodedWords.decode(name.get(), problems).strip();
                    if (!decoded.isEmpty()) {
                        return decoded;
                    }
                    break;
                }
            }
        }
        return "";
    }

    private @Nullable String contentId() {
        Optional<String> field = header.first("Content-ID");
        String id = field.isPresent() ? MessageIds.bare(field.get()) : "";
        return id.isEmpty() ? null : id;
    }
}
