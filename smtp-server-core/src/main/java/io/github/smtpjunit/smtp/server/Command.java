package io.github.smtpjunit.smtp.server;

import java.util.regex.Pattern;

/**
 * A command line, split at its first space (RFC 5321 section 2.4: verbs are case-insensitive).
 *
 * @param verb what is asked
 * @param argument the rest without the space and without trailing white space, {@code ""} if absent
 */
record Command(Verb verb, String argument) {

    private static final Pattern HTTP_VERSION =
            Pattern.compile("(?i)(?:^| )HTTP/\\d"); // ends a request line, whatever the method (RFC 9112 section 3)

    static Command parse(String line) {
        int space = line.indexOf(' ');
        String word = space < 0 ? line.stripTrailing() : line.substring(0, space);
        String argument = space < 0 ? "" : line.substring(space + 1).stripTrailing();
        Verb verb = Verb.of(word);
        if (verb != Verb.AUTH && isHttpTarget(argument)) { // an AUTH line is always hidden
            verb = Verb.HTTP;
        }
        return new Command(verb == Verb.UNKNOWN ? stranger(word, argument) : verb, argument);
    }

    /** What follows any method, also one that is named like a command of SMTP. No argument of SMTP ends like that. */
    private static boolean isHttpTarget(String argument) {
        int version = argument.length() - " HTTP/1.1".length();
        return version > 0
                && argument.regionMatches(true, version, " HTTP/", 0, " HTTP/".length())
                && argument.charAt(argument.length() - 2) == '.';
    }

    private static Verb stranger(String word, String argument) {
        if (HTTP_VERSION.matcher(argument).find()) {
            return Verb.HTTP;
        }
        int colon = word.indexOf(':'); // directly behind a name (RFC 9112 section 5)
        boolean named = colon > 0 && word.substring(0, colon).chars().allMatch(c -> c > ' ' && c < 0x7f);
        return named && !isMistyped(word) ? Verb.FIELD : Verb.UNKNOWN;
    }

    /** MAIL FROM: or RCPT TO: without its space. */
    private static boolean isMistyped(String word) {
        return word.regionMatches(true, 0, "MAIL", 0, 4) || word.regionMatches(true, 0, "RCPT", 0, 4);
    }

    /** Returns the verb only: the argument may hold a password. */
    @Override
    public String toString() {
        return verb.toString();
    }
}
