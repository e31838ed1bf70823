package io.github.smtpjunit.mail.page.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Text in pieces: what a reader sees, and between that marks for characters that hide, or that turn the direction of
 * others.
 */
final class Visible {

    private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
    private static final int ZERO_WIDTH_JOINER = 0x200d;

    private Visible() {}

    /**
     * One piece.
     *
     * @param text the text, or the number of a character such as {@code U+202E}
     * @param name the character's name, empty for text
     */
    record Piece(String text, String name) {
        boolean isMark() {
            return !name.isEmpty();
        }
    }

    static List<Piece> pieces(String text) {
        List<Piece> pieces = new ArrayList<>();
        int start = 0;
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            int next = at + Character.charCount(c);
            if (c == '\r' && text.startsWith("\n", next)) {
                pieces.add(new Piece(text.substring(start, at), ""));
                start = next;
            } else if (isMarked(c)) {
                pieces.add(new Piece(text.substring(start, at), ""));
                pieces.add(mark(c));
                start = next;
            }
            at = next;
        }
        pieces.add(new Piece(text.substring(start), ""));
        return pieces;
    }

    private static Piece mark(int c) {
        return new Piece(
                String.format(Locale.ROOT, "U+%04X", c),
                Objects.requireNonNullElse(Character.getName(c), "not a character")
                        .toLowerCase(Locale.ROOT));
    }

    /** Joiners stay as they are: emoji and many scripts are made with them. */
    private static boolean isMarked(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c != '\n' && c != '\t';
            case Character.FORMAT -> c != ZERO_WIDTH_JOINER && c != ZERO_WIDTH_NON_JOINER;
            case Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
