package io.github.smtpjunit.mail;

import java.util.ArrayList;
import java.util.List;

/**
 * The pictures of a {@code srcset} attribute (HTML, 4.8.4.2.1): addresses, each with or without a size, separated by
 * commas.
 */
final class SourceSet {

    private SourceSet() {}

    static List<String> in(String attribute) {
        List<String> urls = new ArrayList<>();
        int at = 0;
        while (at < attribute.length()) {
            int start = at;
            while (start < attribute.length() && (isBlank(attribute.charAt(start)) || attribute.charAt(start) == ',')) {
                start++;
            }
            int end = start;
            while (end < attribute.length() && !isBlank(attribute.charAt(end))) {
                end++;
            }
            at = end;
            boolean last = end > start && attribute.charAt(end - 1) == ',';
            while (end > start && attribute.charAt(end - 1) == ',') {
                end--;
            }
            if (end > start) {
                urls.add(attribute.substring(start, end));
            }
            if (!last) { // a size stands before the comma
                int comma = attribute.indexOf(',', at);
                at = comma < 0 ? attribute.length() : comma + 1;
            }
        }
        return urls;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
    }
}
