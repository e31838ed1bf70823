package io.github.smtpjunit.mail;

/**
 * A field of a header as it was sent.
 *
 * @param name as the sender spells it
 * @param raw its value: encoded, including its line ends
 */
record HeaderField(String name, String raw) {

    boolean isCalled(String other) {
        return name.equalsIgnoreCase(other);
    }

    /** The value on one line (RFC 5322 section 2.2.3), without surrounding blanks. */
    String unfolded() {
        return raw.replace("\r", "").replace("\n", "").strip();
    }
}
