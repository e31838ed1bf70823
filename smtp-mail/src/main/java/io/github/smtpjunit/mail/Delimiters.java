package io.github.smtpjunit.mail;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The positions of lines that can be delimiters of parts, found in one pass for all levels of nesting. */
final class Delimiters {

    /** A boundary has 70 characters at most (RFC 2046 section 5.1.1); some senders do not keep to it. */
    private static final int MAX_LENGTH = 1000;

    private final Octets mail;
    private final Map<String, List<Integer>> lineStarts = new HashMap<>();
    private boolean scanned;

    Delimiters(Octets mail) {
        this.mail = mail;
    }

    /**
     * The delimiters of one multipart.
     *
     * @param starts the starts of the delimiter lines before the parts
     * @param end the end of the last part: the start of the closing line, or the end of the multipart
     * @param isClosed whether there is a closing line
     */
    record Lines(List<Integer> starts, int end, boolean isClosed) {}

    Lines of(String boundary, Octets multipart) {
        scan();
        List<Integer> starts = within(boundary, multipart.from(), multipart.to());
        int first = starts.isEmpty() ? multipart.from() : starts.get(0);
        List<Integer> closing = within(boundary + "--", first, multipart.to());
        if (boundary.isEmpty() || closing.isEmpty()) {
            return new Lines(starts, multipart.to(), false);
        }
        int end = closing.get(0);
        return new Lines(within(boundary, first, end), end, true);
    }

    /** The text after the hyphens of the first line that can be a delimiter; empty if there is no such line. */
    String first(Octets multipart) {
        scan();
        int at = multipart.from();
        while (at < multipart.to()) {
            int end = multipart.lineEnd(at);
            if (isDelimiter(at, end)) {
                return line(at, end);
            }
            at = multipart.afterLineEnd(end);
        }
        return "";
    }

    private boolean isDelimiter(int start, int end) {
        return end - start > 2 && end - start < MAX_LENGTH && mail.at(start) == '-' && mail.at(start + 1) == '-';
    }

    private String line(int start, int end) {
        return FieldText.of(mail.between(start + 2, end).toArray()).stripTrailing();
    }

    private List<Integer> within(String line, int from, int to) {
        List<Integer> all = lineStarts.getOrDefault(line, List.of());
        return all.subList(position(all, from), position(all, to));
    }

    private static int position(List<Integer> all, int start) {
        int found = Collections.binarySearch(all, start);
        return found >= 0 ? found : -found - 1;
    }

    private void scan() {
        if (scanned) {
            return;
        }
        scanned = true;
        int at = mail.from();
        while (at < mail.to()) {
            int end = mail.lineEnd(at);
            if (isDelimiter(at, end)) {
                lineStarts
                        .computeIfAbsent(line(at, end), key -> new ArrayList<>())
                        .add(at);
            }
            at = mail.afterLineEnd(end);
        }
    }
}
