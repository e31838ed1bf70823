package io.github.smtpjunit.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The addresses that style sheets load: by {@code url(..)}, and other style sheets. */
final class CssUrls {

    /** An address as a string, without the function (CSS Cascading, section 2). */
    private static final Pattern IMPORT = Pattern.compile("(?i)@import\\s{1,20}[\"']([^\"'\\n]{1,2000})[\"']");

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
        if (css.indexOf('@') >= 0) {
            IMPORT.matcher(css).results().map(found -> found.group(1).strip()).forEach(urls::add);
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
