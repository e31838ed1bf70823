package io.github.smtpjunit.mail.page.view;

import java.util.List;

/**
 * The beginning of something, and what is left out of it.
 *
 * @param <T> a text or a list
 * @param shown the beginning
 * @param leftOut a sentence; empty if nothing is left out
 */
record Cut<T>(T shown, String leftOut) {

    /** The beginning of a text, which never ends in half a character. */
    static Cut<String> text(String text, int max) {
        if (text.length() <= max) {
            return new Cut<>(text, "");
        }
        int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        return new Cut<>(
                text.substring(0, end),
                "This is the beginning: " + Words.number(end) + " of " + Words.count(text.length(), "character") + ".");
    }

    /** The beginning of a list. */
    static <T> Cut<List<T>> list(List<T> list, int max, String plural) {
        return list.size() <= max
                ? new Cut<>(list, "")
                : new Cut<>(
                        list.subList(0, max),
                        "These are the first " + Words.number(max) + " of " + Words.number(list.size()) + " " + plural
                                + ".");
    }

    /** A line that fits into a row of a table. */
    static String line(String text, int max) {
        Cut<String> cut = text(text, max);
        return cut.leftOut().isEmpty() ? text : cut.shown() + " ...";
    }
}
