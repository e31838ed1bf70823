package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Leniency;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The argument of MAIL or RCPT as printers, scanners and old programs write it, put into the form that
 * {@link PathArgument} reads. What is of no known form stays as it is, to be refused there.
 */
final class LenientArgument {

    /** Words and spaces, or a quoted string: nothing that could be an address, a list of them, or a comment. */
    private static final Pattern NAME =
            Pattern.compile("[\\p{L}\\p{N}_!#$%&'*+/=?^`{|}~. -]+|\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\" *");

    private LenientArgument() {}

    /**
     * Returns the argument in the standard form.
     *
     * @param prefix {@code FROM:} or {@code TO:}, matched case-insensitively
     * @param used gets what had to be changed for that
     */
    static String standard(String prefix, String argument, Set<Leniency> used) {
        String keyword = prefix.substring(0, prefix.length() - 1);
        String text = argument.stripLeading();
        if (!text.regionMatches(true, 0, keyword, 0, keyword.length())) {
            return argument;
        }
        String behindKeyword = text.substring(keyword.length()).stripLeading();
        if (!behindKeyword.startsWith(":")) {
            return argument;
        }
        String rest = behindKeyword.substring(1).stripLeading();
        String path = rest.startsWith("<") ? bracketed(rest, used) : bare(rest, used);
        if (path.isEmpty()) {
            return argument;
        }
        if (text.length() < argument.length() || text.charAt(keyword.length()) != ':') {
            used.add(Leniency.SPACES);
        }
        return prefix + path;
    }

    /** Returns how the argument of HELO, EHLO or LHLO breaks the grammar: it should be one word. */
    static Set<Leniency> usedByGreeting(String argument) {
        String name = argument.strip();
        if (name.isEmpty()) {
            return EnumSet.of(Leniency.NO_GREETING_NAME);
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) <= ' ') {
                return EnumSet.of(Leniency.GREETING_WORDS);
            }
        }
        return argument.charAt(0) <= ' ' ? EnumSet.of(Leniency.SPACES) : Set.of();
    }

    /** A path in brackets, with spaces in them perhaps, and its parameters; empty for any other text. */
    private static String bracketed(String text, Set<Leniency> used) {
        int end = PathArgument.endOfPath(text);
        if (end == 0) {
            return "";
        }
        String inside = text.substring(1, end - 1);
        if (!inside.equals(inside.strip())) {
            used.add(Leniency.SPACES);
        }
        return "<" + inside.strip() + ">" + text.substring(end);
    }

    /** A path without brackets, or with a name in front of them, and its parameters; empty for any other text. */
    private static String bare(String text, Set<Leniency> used) {
        int bracket = PathArgument.indexOutsideQuotes(text, '<');
        if (bracket > 0) {
            String path =
                    NAME.matcher(text.substring(0, bracket)).matches() ? bracketed(text.substring(bracket), used) : "";
            if (!path.isEmpty()) {
                used.add(Leniency.DISPLAY_NAME);
            }
            return path;
        }
        int space = PathArgument.indexOutsideQuotes(text, ' ');
        String address = space < 0 ? text : text.substring(0, space);
        boolean parameter = address.indexOf('@') < 0 && address.indexOf('=') > 0; // the path is missing
        if (address.isEmpty() || parameter || PathArgument.indexOutsideQuotes(address, '>') >= 0) {
            return "";
        }
        used.add(Leniency.NO_BRACKETS);
        return "<" + address + ">" + text.substring(address.length());
    }
}
