package io.github.smtpjunit.smtp.server;

import java.util.regex.Pattern;

/**
 * A command line, split at its first space (RFC 5321 section 2.4: verbs in any case).
 *
 * @param verb what is asked
 * @param argument the rest without the space and without trailing white space, {@code ""} if there is none
 */
record Command(Verb verb, String argument) {

    private static final Pattern HTTP_VERSION =
            Pattern.compile("(?i)(?:^| )HTTP/\\d"); // ends a request line, whatever the method (RFC 9112 section 3)

    static Command parse(String line) {
        int space = line.indexOf(' ');
        String word = space < 0 ? line.stripTrailing() : line.substring(0, space);
        String argument = space < 0 ? "" : line.substring(space + 1).stripTrailing();
        Verb verb = Verb.of(word);
        return new Command(
                verb == Verb.UNKNOWN && HTTP_VERSION.matcher(argument).find() ? Verb.HTTP : verb, argument);
    }

    /** Returns the verb only: the argument may hold a password. */
    @Override
    public String toString() {
        return verb.toString();
    }
}
