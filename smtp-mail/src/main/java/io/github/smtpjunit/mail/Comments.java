package io.github.smtpjunit.mail;

/** Comments in structured fields (RFC 5322 section 3.2.2). */
final class Comments {

    private Comments() {}

    /** The position after a comment that begins at an opening bracket, -1 if it does not end. */
    static int end(String field, int start) {
        int depth = 0;
        for (int i = start; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return i + 1;
            }
        }
        return -1;
    }

    /** A field without its comments; an opening bracket that is not closed stays. */
    static String removed(String field) {
        if (field.indexOf('(') < 0) {
            return field;
        }
        StringBuilder rest = new StringBuilder(field.length());
        int lastClosing = field.lastIndexOf(')');
        for (int i = 0; i < field.length(); i++) {
            int end = field.charAt(i) == '(' && i < lastClosing ? end(field, i) : -1;
            if (end < 0) {
                rest.append(field.charAt(i));
                if (field.charAt(i) == '(') {
                    lastClosing = -1; // this one does not end, so a later one cannot end either
                }
            } else {
                rest.append(' ');
                i = end - 1;
            }
        }
        return rest.toString();
    }
}
