package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.sasl.SaslMechanism;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a line gives away that a client sends without TLS. */
final class ClearText {

    /** AUTH, also in forms that the server does not take for the command: the password was sent all the same. */
    private static final Pattern AUTH = Pattern.compile(
            "[^A-Z0-9]{0,9}AUTH(?:ENTICATE)?(?:[^A-Z0-9]{1,9}([A-Z0-9_-]+)|(PLAIN|LOGIN|OAUTHBEARER|XOAUTH2))",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern WORD = Pattern.compile("[^A-Z0-9]{0,9}([A-Z]+)", Pattern.CASE_INSENSITIVE);

    /** They hand the password, or a token that is as good, to anybody who listens. */
    private static final Set<SaslMechanism> OPEN =
            EnumSet.of(SaslMechanism.PLAIN, SaslMechanism.LOGIN, SaslMechanism.OAUTHBEARER, SaslMechanism.XOAUTH2);

    private static final Set<String> TO_A_MAIL = Set.of("AUTH", "MAIL", "RCPT", "DATA", "BDAT");

    private ClearText() {}

    /** Tells whether the line hands over credentials, or may do so: for an unknown mechanism it is uncertain. */
    static boolean hasCredentials(Line line) {
        Matcher auth = AUTH.matcher(line.text());
        if (!auth.lookingAt()) {
            return false;
        }
        String name = (auth.group(1) == null ? auth.group(2) : auth.group(1)).toUpperCase(Locale.ROOT);
        Optional<SaslMechanism> mechanism = SaslMechanism.named(name);
        return mechanism.map(OPEN::contains).orElse(!Authentication.OTHER_MECHANISMS.contains(name));
    }

    /** Tells whether a client that demands TLS would not send the line. */
    static boolean leadsToAMail(Line line) {
        Matcher word = WORD.matcher(line.text());
        return hasCredentials(line)
                || (word.lookingAt() && TO_A_MAIL.contains(word.group(1).toUpperCase(Locale.ROOT)));
    }
}
