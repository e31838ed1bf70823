package io.github.smtpjunit.smtp.sasl;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** XOAUTH2 (developers.google.com/gmail/imap/xoauth2-protocol): {@code user=name^Aauth=Bearer token^A^A}. */
final class XOAuth2Exchange extends BearerExchange {

    private static final Pattern USER = Pattern.compile("user=([^\\x01]+)\\x01");

    XOAuth2Exchange(SaslAuthenticator authenticator) {
        super(authenticator, "{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"smtp\"}");
    }

    @Override
    Optional<String> userOf(String message) {
        Matcher matcher = USER.matcher(message);
        return matcher.lookingAt() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
