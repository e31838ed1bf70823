package io.github.smtpjunit.mail;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which parts of a mail are its bodies, by the algorithm of RFC 8621 section 4.1.4, with these exceptions. A
 * text in an alternative is a body even if it has a file name. So is a text that is marked inline. A picture between
 * texts is not a body. A calendar or another text in an alternative is neither body nor attachment. The first part of a
 * multipart/related is the one that its start parameter names (RFC 2387 section 3.2).
 */
final class BodySelection implements MailPart.Visitor {

    private final List<MailPart> text = new ArrayList<>();
    private final List<MailPart> html = new ArrayList<>();
    private final List<MailPart> others = new ArrayList<>();
    private final Deque<Level> levels = new ArrayDeque<>();

    private BodySelection() {}

    static BodySelection of(MailPart root) {
        BodySelection selection = new BodySelection();
        selection.levels.push(new Level("mixed", false, 0, selection.text, selection.html));
        root.walk(selection);
        return selection;
    }

    /** What a program shows if it prefers text: text/plain, and text/html that has no other form. */
    List<MailPart> preferringText() {
        return text;
    }

    /** What a program shows if it prefers HTML: text/html, and text/plain that has no other form. */
    List<MailPart> preferringHtml() {
        return html;
    }

    /** The parts that are not bodies. */
    List<MailPart> others() {
        return others;
    }

    /** A multipart that is being read; a list is null if that form of the mail cannot be in it. */
    private static final class Level {
        final String subtype;
        final boolean inAlternative;
        final int first; // the index of the part that it begins with
        final int textBefore;
        final int htmlBefore;

        @Nullable
        List<MailPart> text;

        @Nullable
        List<MailPart> html;

        int index;

        Level(
                String subtype,
                boolean inAlternative,
                int first,
                @Nullable List<MailPart> text,
                @Nullable List<MailPart> html) {
            this.subtype = subtype;
            this.inAlternative = inAlternative;
            this.first = first;
            this.text = text;
            this.html = html;
            this.textBefore = text == null ? 0 : text.size();
            this.htmlBefore = html == null ? 0 : html.size();
        }

        boolean is(String other) {
            return subtype.equals(other);
        }
    }

    @Override
    public void enter(MailPart part) {
        Level level = levels.element();
        int index = level.index++;
        if (part.isMultipart()) {
            String subtype = part.type().substring("multipart/".length());
            levels.push(new Level(
                    subtype,
                    level.inAlternative || subtype.equals("alternative"),
                    first(part),
                    level.text,
                    level.html));
        } else if (part.mediaType().isMultipart() && part.content().length == 0) {
            return; // a multipart without a part
        } else if (isBody(part, level, index)) {
            addBody(part, level);
        } else if (!level.is("alternative") || part.isAttachment() || !part.isText()) {
            others.add(part);
        }
    }

    private static int first(MailPart part) {
        String start = part.typeParameter("start").map(MessageIds::bare).orElse("");
        for (int i = 0; i < part.children().size() && !start.isEmpty(); i++) {
            if (part.children().get(i).contentId().filter(start::equals).isPresent()) {
                return i;
            }
        }
        return 0;
    }

    private static boolean isBody(MailPart part, Level level, int index) {
        boolean text = part.type().equals("text/plain") || part.type().equals("text/html");
        if (!text || part.isAttachment()) {
            return false;
        }
        if (level.is("related")) {
            return index == level.first;
        }
        boolean inline = part.disposition().filter("inline"::equals).isPresent();
        return index == 0 || level.is("alternative") || inline || part.name().isEmpty();
    }

    private static void addBody(MailPart part, Level level) {
        boolean plain = part.type().equals("text/plain");
        if (level.inAlternative && plain && !level.is("alternative")) {
            level.html = null;
        } else if (level.inAlternative && !level.is("alternative")) {
            level.text = null;
        }
        if (level.text != null && (plain || !level.is("alternative"))) {
            level.text.add(part);
        }
        if (level.html != null && (!plain || !level.is("alternative"))) {
            level.html.add(part);
        }
    }

    /** An alternative with only one form shows this form in both. */
    @Override
    public void leave(MailPart part) {
        if (!part.isMultipart()) {
            return;
        }
        Level level = levels.pop();
        List<MailPart> inText = level.text;
        List<MailPart> inHtml = level.html;
        if (level.is("alternative") && inText != null && inHtml != null) {
            if (inText.size() == level.textBefore) {
                inText.addAll(inHtml.subList(level.htmlBefore, inHtml.size()));
            } else if (inHtml.size() == level.htmlBefore) {
                inHtml.addAll(inText.subList(level.textBefore, inText.size()));
            }
        }
    }
}
