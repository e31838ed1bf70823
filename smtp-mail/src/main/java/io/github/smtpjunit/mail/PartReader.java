package io.github.smtpjunit.mail;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** Reads a mail's octets as a tree of parts (RFC 2046 section 5.1), level by level. */
final class PartReader {

    static final int MAX_DEPTH = 500;
    static final int MAX_PARTS = 10_000;

    private final Octets mail;
    private final Problems problems;
    private final List<RawPart> parts = new ArrayList<>();
    private final Delimiters delimiters;

    private PartReader(Octets mail, Problems problems) {
        this.mail = mail;
        this.problems = problems;
        this.delimiters = new Delimiters(mail);
    }

    static MailPart read(Octets mail, Problems problems) {
        return new PartReader(mail, problems).read();
    }

    private MailPart read() {
        RawPart root = RawPart.read(mail, MediaType.TEXT, 0, problems);
        parts.add(root);
        Deque<RawPart> open = new ArrayDeque<>(parts);
        while (!open.isEmpty()) {
            RawPart part = open.remove();
            if (part.type().isMultipart()) {
                split(part);
                open.addAll(part.children());
            }
        }
        for (int i = parts.size() - 1; i > 0; i--) {
            parts.get(i).build(problems); // children come after their parents
        }
        return root.build(problems);
    }

    private void split(RawPart part) {
        if (part.depth() >= MAX_DEPTH) {
            problems.add("Parts are nested deeper than " + MAX_DEPTH + " levels: the parts inside are read as one");
            return;
        }
        String boundary = part.type().boundary();
        if (boundary.isEmpty()) {
            boundary = delimiters.first(part.body());
            problems.add("A multipart names no boundary: read by " + Problems.excerpt("--" + boundary));
        }
        Delimiters.Lines lines = delimiters.of(boundary, part.body());
        if (lines.starts().isEmpty() && isSingleQuoted(boundary)) {
            boundary = boundary.substring(1, boundary.length() - 1);
            lines = delimiters.of(boundary, part.body());
            problems.add("A boundary stands in single quotes, which are part of it: read without them");
        }
        if (!lines.starts().isEmpty()) {
            cut(part, boundary, lines);
        } else {
            problems.add("A multipart has no delimiter " + Problems.excerpt("--" + boundary) + ": read as text");
            keepAsText(part, lines);
        }
    }

    /** Single quotes may be a part of a boundary (RFC 2046 section 5.1.1), but hardly ever are meant so. */
    private static boolean isSingleQuoted(String boundary) {
        return boundary.length() > 2 && boundary.startsWith("'") && boundary.endsWith("'");
    }

    /** Reads a multipart without parts as text; a blank one stays empty. */
    private void keepAsText(RawPart part, Delimiters.Lines lines) {
        Octets body = part.body();
        if (lines.isClosed()) {
            noteHidden(
                    "after the last part",
                    body.between(body.afterLineEnd(body.lineEnd(lines.end())), body.to()),
                    false);
            part.endAt(body.beforeLineEnd(lines.end()));
        }
        if (!part.body().isBlank()) {
            part.readAsText();
        }
    }

    private void cut(RawPart part, String boundary, Delimiters.Lines lines) {
        Octets body = part.body();
        MediaType childType = part.type().childType();
        noteHidden(
                "before the first part",
                body.between(body.from(), lines.starts().get(0)),
                true);
        for (int i = 0; i < lines.starts().size(); i++) {
            boolean last = i + 1 == lines.starts().size() || parts.size() + 1 >= MAX_PARTS;
            int end = last ? lines.end() : lines.starts().get(i + 1);
            boolean open = last && lines.end() == body.to(); // a line end there belongs to the part
            int start = body.afterLineEnd(body.lineEnd(lines.starts().get(i)));
            RawPart child = RawPart.read(
                    body.between(start, open ? end : body.beforeLineEnd(end)), childType, part.depth() + 1, problems);
            parts.add(child);
            part.children().add(child);
            if (last && i + 1 < lines.starts().size()) {
                problems.add("More than " + MAX_PARTS + " parts: the last ones are read as one");
                break;
            }
        }
        if (lines.isClosed()) {
            int epilogue = body.afterLineEnd(body.lineEnd(lines.end()));
            noteHidden("after the last part", body.between(epilogue, body.to()), false);
        } else {
            problems.add("A multipart does not end: there is no " + Problems.excerpt("--" + boundary + "--"));
        }
    }

    /**
     * Mail programs do not show text outside the parts. Before the first part, a sentence for old programs is usual
     * (section 5.1.1).
     */
    private void noteHidden(String where, Octets hidden, boolean sentenceAllowed) {
        String text = hidden.latin1();
        boolean usual = sentenceAllowed
                && !text.contains("--")
                && !text.toLowerCase(Locale.ROOT).contains("content-");
        if (!hidden.isBlank() && !usual) {
            problems.add(Problems.octets(hidden.length()) + " " + where + " are not shown: "
                    + Problems.excerpt(FieldText.of(hidden.toArray()).strip()));
        }
    }
}
