package io.github.smtpjunit.smtp.server;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The commands that the server tells apart (RFC 5321 section 4.1.1, its extensions, and LMTP). */
enum Verb {
    EHLO(Phase.EHLO),
    HELO(Phase.EHLO),
    LHLO(Phase.EHLO),
    STARTTLS(Phase.STARTTLS),
    AUTH(Phase.AUTH),
    MAIL(Phase.MAIL),
    RCPT(Phase.RCPT),
    DATA(Phase.DATA),
    BDAT(Phase.BDAT),
    RSET(Phase.RSET),
    NOOP(Phase.NOOP),
    VRFY(Phase.VRFY),
    EXPN(Phase.EXPN),
    HELP(Phase.HELP),
    QUIT(Phase.QUIT),
    XCLIENT(Phase.XCLIENT),
    XFORWARD(Phase.XFORWARD),
    /** The first word of an HTTP request, whatever its method. */
    HTTP(Phase.UNKNOWN),
    /** The name of a header field with its colon, as behind the first line of an HTTP request. */
    FIELD(Phase.UNKNOWN),
    UNKNOWN(Phase.UNKNOWN);

    private static final Set<Verb> BETWEEN_CHUNKS = EnumSet.of(BDAT, RSET, NOOP, EHLO, HELO, LHLO);
    private static final Set<String> HTTP_METHODS =
            Set.of("GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PRI");

    private final Phase phase;

    Verb(Phase phase) {
        this.phase = phase;
    }

    Phase phase() {
        return phase;
    }

    /** Tells whether the command may stand between two chunks of a mail (RFC 3030 section 2). */
    boolean mayComeBetweenChunks() {
        return BETWEEN_CHUNKS.contains(this);
    }

    static Verb of(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) >= 0x80) {
                return UNKNOWN; // some letters become ASCII only in upper case, such as the dotless i
            }
        }
        String name = word.toUpperCase(Locale.ROOT);
        return switch (name) {
            case "EHLO" -> EHLO;
            case "HELO" -> HELO;
            case "LHLO" -> LHLO;
            case "STARTTLS" -> STARTTLS;
            case "AUTH" -> AUTH;
            case "MAIL" -> MAIL;
            case "RCPT" -> RCPT;
            case "DATA" -> DATA;
            case "BDAT" -> BDAT;
            case "RSET" -> RSET;
            case "NOOP" -> NOOP;
            case "VRFY" -> VRFY;
            case "EXPN" -> EXPN;
            case "HELP" -> HELP;
            case "QUIT" -> QUIT;
            case "XCLIENT" -> XCLIENT;
            case "XFORWARD" -> XFORWARD;
            default -> HTTP_METHODS.contains(name) ? HTTP : UNKNOWN;
        };
    }
}
