package io.github.smtpjunit.mail;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the reader had to guess or repair in a mail: one line for each problem, without repetitions. */
final class Problems {

    private static final int MAX_LINES = 1000;
    private static final int MAX_EXCERPT = 80;

    private final Set<String> lines = new LinkedHashSet<>();
    private int further;

    void add(String line) {
        if (lines.size() < MAX_LINES) {
            lines.add(line);
        } else if (!lines.contains(line)) {
            further++;
        }
    }

    List<String> lines() {
        List<String> all = new ArrayList<>(lines);
        if (further > 0) {
            all.add(further + " further problems");
        }
        return List.copyOf(all);
    }

    /** The beginning of a sender's text, in quotes, on one line. */
    static String excerpt(String text) {
        boolean whole = text.length() <= MAX_EXCERPT;
        int end = whole || !Character.isHighSurrogate(text.charAt(MAX_EXCERPT - 1)) ? MAX_EXCERPT : MAX_EXCERPT - 1;
        return "\"" + VisibleText.onOneLine(whole ? text : text.substring(0, end) + "...") + "\"";
    }

    static String octets(int count) {
        return count == 1 ? "1 octet" : count + " octets";
    }
}
