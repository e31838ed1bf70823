package io.github.smtpjunit.mail;

import java.util.ArrayList;
import java.util.List;

/** The web addresses in plain text that mail programs show as links. */
final class TextLinks {

    private static final String TRAILING = ".,;:!?'\"*_~`\u2026";

    private TextLinks() {}

    static List<String> in(String text) {
        List<String> links = new ArrayList<>();
        int at = text.indexOf("://");
        while (at >= 0) {
            int start = schemeStart(text, at);
            if (start >= 0) {
                int end = end(text, at + 3);
                if (end > at + 3) {
                    links.add(text.substring(start, end));
                }
                at = text.indexOf("://", Math.max(at + 3, end));
            } else {
                at = text.indexOf("://", at + 3);
            }
        }
        return links;
    }

    /** The start of the word http or https before a colon; -1 if there is neither. */
    private static int schemeStart(String text, int colon) {
        int start = text.regionMatches(true, colon - 5, "https", 0, 5)
                ? colon - 5
                : text.regionMatches(true, colon - 4, "http", 0, 4) ? colon - 4 : -1;
        return start > 0 && Character.isLetterOrDigit(text.charAt(start - 1)) ? -1 : start;
    }

    /**
     * The end of an address: before white space or a character that an address cannot have, without trailing
     * punctuation.
     */
    private static int end(String text, int from) {
        int end = from;
        while (end < text.length() && !isEnd(text.charAt(end))) {
            end++;
        }
        int round = balance(text, from, end, '(', ')');
        int square = balance(text, from, end, '[', ']');
        int curly = balance(text, from, end, '{', '}');
        while (end > from) {
            char last = text.charAt(end - 1);
            if (last == ')' && round < 0) {
                round++;
            } else if (last == ']' && square < 0) {
                square++;
            } else if (last == '}' && curly < 0) {
                curly++;
            } else if (TRAILING.indexOf(last) < 0) {
                return end;
            }
            end--;
        }
        return end;
    }

    private static boolean isEnd(char c) {
        boolean wide = (c >= '\u3000' && c <= '\u303f') || (c >= '\uff01' && c <= '\uff0f'); // East Asian punctuation
        return c <= ' '
                || "<>\"\u201c\u201d\u00ab\u00bb\u2039\u203a\u200b".indexOf(c) >= 0
                || wide
                || Character.isWhitespace(c)
                || c == '\u00a0';
    }

    /** Opening brackets minus closing ones. */
    private static int balance(String text, int from, int end, char open, char close) {
        int balance = 0;
        for (int i = from; i < end; i++) {
            balance += text.charAt(i) == open ? 1 : text.charAt(i) == close ? -1 : 0;
        }
        return balance;
    }
}
