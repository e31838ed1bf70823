package io.github.smtpjunit.smtp.sasl;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What SCRAM and OAUTHBEARER start with (RFC 5801 section 4): whether the client binds to the TLS channel, and as whom
 * it acts.
 *
 * @param text the header as sent, its last comma included
 * @param bindingType the type of channel binding behind {@code p=}, empty if absent
 * @param identity the authorization identity, empty if absent
 */
record Gs2Header(String text, String bindingType, String identity) {

    /**
     * Binding to the channel ({@code p=}) belongs to the -PLUS mechanisms. GNU SASL sends an empty {@code a=}, against
     * the grammar, for an identity that is given and empty.
     */
    private static final Pattern FORM =
            Pattern.compile("(?:[ny]|p=([A-Za-z0-9.-]+)),(?:a=((?:[^,=\\x00]++|=2C|=3D){0,255}+))?,");

    static Optional<Gs2Header> parse(String message) {
        Matcher matcher = FORM.matcher(message);
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        String type = matcher.group(1);
        String name = matcher.group(2);
        return Optional.of(
                new Gs2Header(matcher.group(), type == null ? "" : type, name == null ? "" : unescape(name)));
    }

    /** Tells whether the client could bind to the channel, but thinks that the server cannot. */
    boolean saysNotOffered() {
        return text.startsWith("y");
    }

    /** Encodes a saslname (RFC 5801 section 4). */
    static String escape(String name) {
        return name.replace("=", "=3D").replace(",", "=2C");
    }

    /** Decodes a saslname (RFC 5801 section 4). */
    static String unescape(String name) {
        return name.replace("=2C", ",").replace("=3D", "=");
    }
}
