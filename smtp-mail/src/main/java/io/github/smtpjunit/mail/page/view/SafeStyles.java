package io.github.smtpjunit.mail.page.view;

import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Style sheets without what loads something. It reads tokens as CSS Syntax Level 3 does, so that escapes hide nothing;
 * the policy of the frame forbids the same once more.
 */
final class SafeStyles {

    /** Functions whose arguments are addresses too, or that only old browsers know. */
    private static final Set<String> LOADING = Set.of(
            "src",
            "image",
            "image-set",
            "-webkit-image-set",
            "cross-fade",
            "-webkit-cross-fade",
            "element",
            "paint",
            "expression");

    private final String css;
    private final UnaryOperator<String> urls;
    private final StringBuilder safe = new StringBuilder();
    private int at;

    private SafeStyles(String css, UnaryOperator<String> urls) {
        this.css = css;
        this.urls = urls;
    }

    /**
     * Makes styles harmless.
     *
     * @param css a style sheet, or the declarations of a style attribute
     * @param urls what to load instead of an address; an address without quotes and brackets
     * @return styles without comments
     */
    static String of(String css, UnaryOperator<String> urls) {
        return new SafeStyles(css, urls).read();
    }

    private String read() {
        while (at < css.length()) {
            char c = css.charAt(at);
            if (css.startsWith("/*", at)) {
                int end = css.indexOf("*/", at + 2);
                at = end < 0 ? css.length() : end + 2;
                safe.append(' ');
            } else if (c == '"' || c == '\'') {
                int start = at;
                skipString();
                safe.append(css, start, at);
            } else if (c == '@') {
                at++;
                atRule();
            } else if (isName(c)) {
                name();
            } else {
                safe.append(c);
                at++;
            }
        }
        return safe.toString();
    }

    private void atRule() {
        int start = at;
        String name = readName();
        if (name.equals("import")) {
            while (at < css.length() && css.charAt(at) != ';' && css.charAt(at) != '}') {
                skipToken();
            }
        } else {
            safe.append('@').append(css, start, at);
        }
    }

    private void name() {
        int start = at;
        String name = readName();
        boolean function = at < css.length() && css.charAt(at) == '(';
        if (function && name.equals("url")) {
            at++;
            safe.append("url(\"").append(urls.apply(readUrl())).append("\")");
        } else if (function && LOADING.contains(name)) {
            at++;
            skipArguments();
            safe.append("none");
        } else if (isLink(name, start)) {
            safe.setCharAt(safe.length() - 1, '[');
            safe.append(SafeHtml.LINK).append(']');
        } else {
            safe.append(css, start, at);
        }
    }

    /** Links lose their address, so these words would no longer select them. */
    private boolean isLink(String name, int start) {
        return (name.equals("link") || name.equals("any-link"))
                && start > 0
                && css.charAt(start - 1) == ':'
                && safe.charAt(safe.length() - 1) == ':';
    }

    private static boolean isName(char c) {
        return c == '\\' || c == '-' || c == '_' || c >= 0x80 || Character.isLetterOrDigit(c);
    }

    /** Reads a name with its escapes. */
    private String readName() {
        StringBuilder name = new StringBuilder();
        while (at < css.length() && isName(css.charAt(at))) {
            name.appendCodePoint(readChar());
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }

    private int readChar() {
        int c = css.codePointAt(at);
        at += Character.charCount(c);
        if (c != '\\' || at >= css.length()) {
            return c;
        }
        int digits = at;
        while (digits < Math.min(css.length(), at + 6) && Character.digit(css.charAt(digits), 16) >= 0) {
            digits++;
        }
        if (digits == at) {
            int escaped = css.codePointAt(at);
            at += Character.charCount(escaped);
            return escaped;
        }
        int code = Integer.parseInt(css.substring(at, digits), 16);
        at = digits;
        if (at < css.length() && Character.isWhitespace(css.charAt(at))) {
            at += css.startsWith("\r\n", at) ? 2 : 1;
        }
        return Character.isValidCodePoint(code) ? code : 0xfffd;
    }

    /** Reads the argument of {@code url(} up to and with the bracket. */
    private String readUrl() {
        skipSpace();
        StringBuilder url = new StringBuilder();
        if (at < css.length() && (css.charAt(at) == '"' || css.charAt(at) == '\'')) {
            char quote = css.charAt(at++);
            while (at < css.length() && css.charAt(at) != quote && css.charAt(at) != '\n') {
                url.appendCodePoint(readChar());
            }
            at++;
            skipArguments();
        } else {
            while (at < css.length() && css.charAt(at) != ')') {
                url.appendCodePoint(readChar());
            }
            at++;
        }
        at = Math.min(at, css.length());
        return url.toString().strip();
    }

    private void skipSpace() {
        while (at < css.length() && Character.isWhitespace(css.charAt(at))) {
            at++;
        }
    }

    /** Skips to behind the bracket that closes. */
    private void skipArguments() {
        int open = 1;
        while (at < css.length() && open > 0) {
            char c = css.charAt(at);
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
            skipToken();
        }
    }

    private void skipToken() {
        char c = css.charAt(at);
        if (c == '"' || c == '\'') {
            skipString();
        } else {
            readChar();
        }
    }

    private void skipString() {
        char quote = css.charAt(at++);
        while (at < css.length()) {
            char c = css.charAt(at);
            if (c == quote || c == '\n') {
                at++;
                return;
            }
            at += c == '\\' ? 2 : 1;
        }
        at = css.length();
    }
}
