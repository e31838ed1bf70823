package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.client.DomainNames;

/**
 * A domain, or all domains below one.
 *
 * @param name the domain in A-labels and lower case, or an address literal
 * @param below true for all domains below it, at any depth, but not itself
 */
record DomainPattern(String name, boolean below) {

    /**
     * Parses a pattern.
     *
     * @param text {@code example.org} for that domain alone, {@code .example.org} or {@code *.example.org} for all
     *     domains below it, an address literal such as {@code [127.0.0.1]} for itself
     * @throws IllegalArgumentException if the text has another form
     */
    static DomainPattern parse(String text) {
        boolean below = text.startsWith(".") || text.startsWith("*.");
        String name = below ? text.substring(text.indexOf('.') + 1) : text;
        if (!below && text.startsWith("[") && text.endsWith("]")) {
            return new DomainPattern(DomainNames.canonical(text), false);
        }
        return new DomainPattern(
                DomainNames.ascii(name)
                        .orElseThrow(
                                () -> new IllegalArgumentException("A domain is written example.org, and all domains"
                                        + " below it .example.org or *.example.org, not \"" + text + "\"")),
                below);
    }

    /** Returns whether the pattern matches a domain in {@linkplain DomainNames#canonical canonical} form. */
    boolean matches(String domain) {
        return below ? domain.endsWith("." + name) : domain.equals(name);
    }

    /** Returns the pattern as {@link #parse} takes it. */
    @Override
    public String toString() {
        return (below ? "." : "") + name;
    }
}
