package io.github.smtpjunit.relay.client;

import io.github.smtpjunit.smtp.AddressPattern;
import io.github.smtpjunit.smtp.Mailbox;
import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Domain names in the one form that can be compared and looked up: A-labels in lower case (RFC 5890 section 2.3.2.1).
 */
public final class DomainNames {

    private static final String LABEL = "(?![^.]{64})[a-z0-9_][a-z0-9_-]*+(?<!-)"; // RFC 1035 section 2.3.4
    private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*+");
    private static final int MAX_OCTETS = 253; // RFC 1035 section 2.3.4: 255 octets with the length octets

    /**
     * The characters that IDNA 2003, which the JDK knows, maps to others, and IDNA 2008 keeps (RFC 5894 section 7.2):
     * such a name would lead to another domain.
     */
    private static final Pattern DEVIATION = Pattern.compile("[\u00df\u1e9e\u03c2\u200c\u200d]");

    private DomainNames() {}

    /**
     * Returns the A-label form; empty if the text is no domain name, or one that cannot be translated with certainty.
     */
    public static Optional<String> ascii(String domain) {
        try {
            boolean isAscii = domain.chars().allMatch(c -> c < 0x80);
            if (!isAscii && DEVIATION.matcher(domain).find()) {
                return Optional.empty();
            }
            String name = (isAscii ? domain : IDN.toASCII(domain)).toLowerCase(Locale.ROOT);
            return name.length() <= MAX_OCTETS && NAME.matcher(name).matches() ? Optional.of(name) : Optional.empty();
        } catch (IllegalArgumentException e) { // an empty label, one longer than 63 octets, or an unassigned character
            return Optional.empty();
        }
    }

    /**
     * Returns the same mailbox in ASCII; empty if it has no such form: a domain has its A-labels, a local-part has
     * nothing of the kind.
     */
    public static Optional<Mailbox> ascii(Mailbox mailbox) {
        if (!mailbox.isInternationalized()) {
            return Optional.of(mailbox);
        }
        return ascii(mailbox.domain())
                .map(domain -> new Mailbox(mailbox.localPart(), domain))
                .filter(plain -> !plain.isInternationalized());
    }

    /**
     * Returns the form in which domains and address literals are compared: one form for all spellings of an IP address.
     */
    public static String canonical(String domain) {
        return domain.startsWith("[")
                ? AddressPattern.canonical("@" + domain).substring(1)
                : ascii(domain).orElseGet(() -> domain.toLowerCase(Locale.ROOT));
    }
}
