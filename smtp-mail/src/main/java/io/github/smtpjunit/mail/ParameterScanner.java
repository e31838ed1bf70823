package io.github.smtpjunit.mail;

import java.util.Locale;
import java.util.Set;

/**
 * Reads a value with parameters as senders write it: with blanks outside quotes, quotes inside quotes, quotes that do
 * not end, missing semicolons, and comments. Each character is read a limited number of times.
 */
final class ParameterScanner {

    /** For each, the scanner may search to the end of the field. */
    private static final int MAX_PARAMETERS = 200;

    private static final String END_OF_TOKEN = " \t;,(=\"";
    private static final String NO_TOKEN = " \t()<>@,;:\\\"/[]?="; // RFC 2045 section 5.1
    private static final Set<String> KNOWN =
            Set.of("charset", "name", "filename", "size", "type", "creation-date", "modification-date", "read-date");

    private final String field;
    private int at;
    private String name = "";
    private String text = "";
    private int count;
    private boolean mended;
    private boolean noCommentEnds;

    ParameterScanner(String field) {
        this.field = field;
    }

    /** Whether the scanner had to guess something so far. */
    boolean isMended() {
        return mended;
    }

    /** The value before the parameters; blanks may stand around a slash in it (RFC 822 section 3.1.4). */
    String value() {
        skipBlanks();
        if (isAt('"')) {
            mended = true;
            return quoted();
        }
        int start = at;
        String value = token();
        skipBlanks();
        if (isAt('/') || value.endsWith("/")) {
            value += token();
            skipBlanks();
            value += value.endsWith("/") ? token() : "";
        }
        if (isAt('=')) { // a parameter already
            mended = true;
            at = start;
            return "";
        }
        return value;
    }

    private String token() {
        int start = at;
        at = end(start, END_OF_TOKEN);
        return field.substring(start, at);
    }

    /** Goes to the next parameter; returns whether there is one. */
    boolean next() {
        while (at < field.length() && count < MAX_PARAMETERS) {
            boolean separated = skipSeparators();
            int nameEnd = end(at, END_OF_TOKEN);
            int equals = afterBlanks(nameEnd);
            if (nameEnd > at && equals < field.length() && field.charAt(equals) == '=') {
                mended |= !separated;
                count++;
                name = field.substring(at, nameEnd).toLowerCase(Locale.ROOT);
                at = afterBlanks(equals + 1);
                text = isAt('"') ? quoted() : isSingleQuoted() ? singleQuoted() : mayHaveBlanks() ? words() : word();
                return true;
            }
            if (at < field.length()) { // not a parameter: skip it
                mended = true;
                at = Math.max(at + 1, nameEnd);
            }
        }
        mended |= at < field.length();
        return false;
    }

    String name() {
        return name;
    }

    String text() {
        return text;
    }

    private boolean skipSeparators() {
        boolean separated = at == 0;
        skipBlanks();
        while (isAt(';') || isAt(',')) {
            separated |= isAt(';');
            at++;
            skipBlanks();
        }
        return separated;
    }

    /** A quoted string (RFC 822 section 3.3); a backslash is part of a path unless a quote or a backslash follows. */
    private String quoted() {
        StringBuilder value = new StringBuilder();
        int innerAt = -1;
        int innerLength = 0;
        int i = at + 1;
        while (i < field.length()) {
            char c = field.charAt(i);
            boolean escape = c == '\\' && i + 1 < field.length() && "\"\\".indexOf(field.charAt(i + 1)) >= 0;
            if (escape) {
                i++;
            } else if (c == '"' && isClosing(i)) {
                mended |= innerAt >= 0;
                at = i + 1;
                return value.toString();
            } else if (c == '"' && innerAt < 0) {
                innerAt = i;
                innerLength = value.length();
            }
            value.append(field.charAt(i));
            i++;
        }
        mended = true;
        if (innerAt >= 0) { // the first one ended it after all
            at = innerAt + 1;
            return value.substring(0, innerLength);
        }
        int start = at + 1;
        at = end(start, ";");
        return field.substring(start, at).strip();
    }

    /** Whether the text after a quote can follow a complete value. */
    private boolean isClosing(int quote) {
        int next = afterBlanks(quote + 1);
        if (next == field.length() || field.charAt(next) == ';' || field.charAt(next) == '(') {
            return true;
        }
        if (field.charAt(next) == '"' && next > quote + 1) { // another quoted string
            return true;
        }
        int start = field.charAt(next) == ',' ? afterBlanks(next + 1) : next;
        int nameEnd = end(start, NO_TOKEN);
        int equals = afterBlanks(nameEnd);
        return nameEnd > start && equals < field.length() && field.charAt(equals) == '=';
    }

    private boolean isSingleQuoted() {
        if (!isAt('\'') || name.indexOf('*') >= 0 || isBoundary()) { // there, the quotes are part of the value
            return false;
        }
        int stop = end(at, ";");
        int last = stop - 1;
        while (last > at && isBlank(field.charAt(last))) {
            last--;
        }
        return last > at && field.charAt(last) == '\'';
    }

    private String singleQuoted() {
        mended = true;
        int start = at + 1;
        at = end(start, ";");
        String value = field.substring(start, at).strip();
        return value.substring(0, value.length() - 1);
    }

    private boolean isBoundary() {
        return name.equals("boundary");
    }

    private boolean mayHaveBlanks() {
        return isBoundary() || name.startsWith("name") || name.startsWith("filename");
    }

    /** A file name or a boundary without quotes, including all its blanks and brackets, up to the next parameter. */
    private String words() {
        int start = at;
        int stop = end(start, ";");
        int blank = end(start, " \t");
        while (blank < stop) {
            int word = afterBlanks(blank);
            int wordEnd = end(word, " \t;=");
            boolean parameter = wordEnd < stop
                    && field.charAt(wordEnd) == '='
                    && (isBoundary()
                            || KNOWN.contains(field.substring(word, wordEnd).toLowerCase(Locale.ROOT)));
            boolean comment = isBoundary() && word < stop && field.charAt(word) == '(';
            if (parameter || comment) {
                stop = field.charAt(blank - 1) == ',' ? blank - 1 : blank;
            }
            blank = end(Math.max(word, wordEnd), " \t");
        }
        at = stop;
        String value = field.substring(start, stop).strip();
        noteToken(value);
        return value;
    }

    private String word() {
        int start = at;
        at = end(start, " \t;,(\"");
        String value = field.substring(start, at);
        noteToken(value);
        return value;
    }

    private void noteToken(String value) {
        boolean extended = name.endsWith("*");
        mended |= !extended && value.chars().anyMatch(c -> c > 0x7e || NO_TOKEN.indexOf(c) >= 0);
        mended |= value.isEmpty();
    }

    private boolean isAt(char c) {
        return at < field.length() && field.charAt(at) == c;
    }

    /** The position of the first of some characters, or the end. */
    private int end(int start, String stops) {
        int end = start;
        while (end < field.length() && stops.indexOf(field.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private int afterBlanks(int start) {
        int end = start;
        while (end < field.length() && isBlank(field.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Skips blanks and comments, also nested ones (RFC 5322 section 3.2.2). */
    private void skipBlanks() {
        at = afterBlanks(at);
        while (isAt('(') && !noCommentEnds) {
            int end = Comments.end(field, at);
            if (end < 0) {
                noCommentEnds = true;
                return;
            }
            at = afterBlanks(end);
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
