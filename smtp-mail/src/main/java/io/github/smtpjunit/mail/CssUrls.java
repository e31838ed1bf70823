package io.github.smtpjunit.mail;

import java.util.ArrayList;
import java.util.List;

/** The addresses that style sheets load by {@code url(..)}. */
final class CssUrls {

    private CssUrls() {}

    static List<String> in(String css) {
        List<String> urls = new ArrayList<>();
        int at = 0;
        while (at < css.length()) {
            int open = css.indexOf('(', at);
            if (open < 0) {
                break;
            }
            at = open + 1;
            if (css.regionMatches(true, open - 3, "url", 0, 3)) {
                int close = end(css, at);
                String url = unquoted(css.substring(at, close).strip());
                if (!url.isEmpty()) {
                    urls.add(url);
                }
                at = close;
            }
        }
        return urls;
    }

    /** The end of an address: its quote, or else the bracket. */
    private static int end(String css, int from) {
        int start = from;
        while (start < css.length() && Character.isWhitespace(css.charAt(start))) {
            start++;
        }
        char quote = start < css.length() ? css.charAt(start) : ' ';
        int end = quote == '"' || quote == '\'' ? css.indexOf(quote, start + 1) + 1 : css.indexOf(')', start);
        return end <= 0 ? css.length() : end;
    }

    private static String unquoted(String url) {
        boolean quoted = url.length() > 1 && (url.charAt(0) == '"' || url.charAt(0) == '\'');
        return quoted ? url.substring(1, url.length() - 1).strip() : url;
    }
}
