package io.github.smtpjunit.mail;

/**
 * A field of a header as it was sent.
 *
 * @param name as the sender spells it
 * @param raw its value: encoded, and with its line ends in it
 */
record HeaderField(String name, String raw) {

    boolean isCalled(String other) {
        return name.equalsIgnoreCase(other);
    }

    /** The value on one line (RFC 5322 section 2.2.3), without the blanks around it. */
    String unfolded() {
        return raw.replace("\r", "").replace("\n", "").strip();
    }
}
