package io.github.smtpjunit.mail;

/** Identifiers in angle brackets (RFC 5322 section 3.6.4). */
final class MessageIds {

    private MessageIds() {}

    /** An identifier without the brackets and surrounding comments. */
    static String bare(String field) {
        String id = Comments.removed(field).strip();
        int start = id.startsWith("<") ? 1 : 0;
        int end = id.endsWith(">") ? id.length() - 1 : id.length();
        return id.substring(start, Math.max(start, end)).strip();
    }
}
