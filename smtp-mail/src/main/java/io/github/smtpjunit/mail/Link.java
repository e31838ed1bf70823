package io.github.smtpjunit.mail;

import static java.util.Objects.requireNonNull;

/**
 * A link as a mail program shows it.
 *
 * @param text the visible text. Without one, it is the alternative text of its pictures. For a link in plain text it is
 *     the target
 * @param target the address that it leads to, as written, without line ends and surrounding blanks
 */
public record Link(String text, String target) {

    /**
     * Makes a link.
     *
     * @param text what can be seen of it
     * @param target where it leads
     */
    public Link {
        requireNonNull(text, "text");
        requireNonNull(target, "target");
    }

    /** Returns both on one line. */
    @Override
    public String toString() {
        return "\"" + text + "\" -> " + target;
    }
}
