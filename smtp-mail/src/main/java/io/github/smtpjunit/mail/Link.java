package io.github.smtpjunit.mail;

/**
 * A link as a reader sees it.
 *
 * @param text what can be seen of it; the texts that stand for its pictures if it has no other, and the target for one in plain text
 * @param target where it leads, as it stands there, without line ends and the blanks around it
 */
public record Link(String text, String target) {

    /** Returns both on one line. */
    @Override
    public String toString() {
        return "\"" + text + "\" -> " + target;
    }
}
