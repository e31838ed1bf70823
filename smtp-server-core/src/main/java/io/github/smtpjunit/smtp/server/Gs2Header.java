package io.github.smtpjunit.smtp.server;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What SCRAM and OAUTHBEARER start with (RFC 5801 section 4): whether the client binds to the TLS channel, and as whom it acts.
 *
 * @param text the header as sent, its last comma included
 * @param identity the authorization identity, empty if there is none
 */
record Gs2Header(String text, String identity) {

    /**
     * Binding to the channel ({@code p=}) belongs to the -PLUS mechanisms, which are not offered; {@code y} is fine then. GNU SASL
     * sends an empty {@code a=}, against the grammar, for an identity that is given and empty.
     */
    private static final Pattern FORM = Pattern.compile("[ny],(?:a=((?:[^,=\\x00]++|=2C|=3D){0,255}))?,");

    static Optional<Gs2Header> parse(String message) {
        Matcher matcher = FORM.matcher(message);
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        String name = matcher.group(1);
        return Optional.of(new Gs2Header(matcher.group(), name == null ? "" : unescape(name)));
    }

    /** Decodes a saslname (RFC 5801 section 4). */
    static String unescape(String name) {
        return name.replace("=2C", ",").replace("=3D", "=");
    }
}
