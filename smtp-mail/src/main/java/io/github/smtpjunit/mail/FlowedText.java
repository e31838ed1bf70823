package io.github.smtpjunit.mail;

/**
 * Flowed text (RFC 3676): a line that ends in a space continues in the next line, if both have the same depth of
 * quotes.
 */
final class FlowedText {

    private static final String SIGNATURE = "-- ";

    private FlowedText() {}

    /** The text with its paragraphs on one line each. */
    static String joined(String text, boolean deletesSpaces) {
        StringBuilder joined = new StringBuilder(text.length());
        String heldLineEnd = ""; // the line end of a line that may continue
        int heldDepth = -1;
        int at = 0;
        while (at < text.length()) {
            int end = lineEnd(text, at);
            int next = afterLineEnd(text, end);
            int start = at;
            while (start < end && text.charAt(start) == '>') {
                start++;
            }
            int depth = start - at;
            if (start < end && text.charAt(start) == ' ') {
                start++; // stuffed (section 4.4)
            }
            String line = text.substring(start, end);
            boolean signature = line.equals(SIGNATURE);
            boolean goesOn = heldDepth == depth && !signature;
            if (!goesOn) {
                joined.append(heldLineEnd).append(">".repeat(depth)).append(depth > 0 && !line.isEmpty() ? " " : "");
            }
            boolean flows = line.endsWith(" ") && !signature;
            joined.append(flows && deletesSpaces ? line.substring(0, line.length() - 1) : line);
            heldLineEnd = flows ? text.substring(end, next) : "";
            heldDepth = flows ? depth : -1;
            if (!flows) {
                joined.append(text, end, next);
            }
            at = next;
        }
        return joined.append(heldLineEnd).toString();
    }

    private static int lineEnd(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        return end;
    }

    private static int afterLineEnd(String text, int end) {
        boolean crLf = text.startsWith("\r\n", end);
        return Math.min(text.length(), end + (crLf ? 2 : 1));
    }
}
