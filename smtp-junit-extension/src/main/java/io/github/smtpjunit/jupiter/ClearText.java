package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.smtp.server.SessionRecord;
import io.github.smtpjunit.smtp.server.Transcript;
import io.github.smtpjunit.smtp.server.Transcript.Direction;
import java.util.List;
import java.util.regex.Pattern;

/** What a client sent before TLS, and should not have. */
final class ClearText {

    /** Mechanisms that hand the password, or a token that is as good, to whoever listens. */
    private static final Pattern CREDENTIALS =
            Pattern.compile("AUTH +(PLAIN|LOGIN|XOAUTH2|OAUTHBEARER)\\b.*", Pattern.CASE_INSENSITIVE);

    private static final Pattern COMMANDS =
            Pattern.compile("(AUTH|MAIL|RCPT|DATA|BDAT)\\b.*", Pattern.CASE_INSENSITIVE);

    private ClearText() {}

    static List<String> credentials(SessionRecord session) {
        return lines(session, CREDENTIALS);
    }

    static List<String> commands(SessionRecord session) {
        return lines(session, COMMANDS);
    }

    private static List<String> lines(SessionRecord session, Pattern wanted) {
        return session.transcript().lines().stream()
                .takeWhile(line -> !isHandshake(line))
                .filter(line -> line.direction() == Direction.CLIENT)
                .map(Transcript.Line::text)
                .filter(wanted.asMatchPredicate())
                .toList();
    }

    private static boolean isHandshake(Transcript.Line line) {
        return line.direction() == Direction.EVENT && line.text().startsWith("(TLSv");
    }
}
