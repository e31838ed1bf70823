package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.web.Json;
import java.util.stream.Collectors;

/** Foreign text made fit for a log, a terminal and JSON. */
final class LogText {

    private static final int MAX_LENGTH = 2_000;
    private static final String PLAIN_MARKS = "_.@:/+,<>[]-";

    private LogText() {}

    /** A value of a log line: as it is if it is plain and short, else within quotes, escaped and cut. */
    static String value(String text) {
        if (text.length() > MAX_LENGTH) {
            return '"' + Json.escaped(text.substring(0, MAX_LENGTH)) + "...\"";
        }
        return isPlain(text) ? text : '"' + Json.escaped(text) + '"';
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isWord = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!isWord && PLAIN_MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** A message on one line. */
    static String oneLine(String message) {
        return message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" "))
                .replaceAll("\\p{Cntrl}", "?");
    }
}
