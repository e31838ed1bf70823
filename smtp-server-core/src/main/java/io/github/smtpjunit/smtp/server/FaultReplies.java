package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Reply;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Which replies may stand where (RFC 5321 section 4.3.2). */
final class FaultReplies {

    private FaultReplies() {}

    /** Refuses a reply that no server gives there. */
    static void check(Phase phase, Reply reply) {
        switch (phase) {
            case TLS_HANDSHAKE -> refuse(phase, "there are no replies within a handshake: use close(), raw(...), ...");
            case BODY -> refuse(phase, "a mail is refused at END_OF_DATA; use raw(...) for a reply within the content");
            case IDLE ->
                require(
                        reply.code() == 421,
                        phase,
                        reply,
                        "the client has sent no command, so the server may send 421 only");
            default -> {
                List<Integer> positive = positive(phase);
                require(
                        positive.contains(reply.code()) || reply.code() >= 400,
                        phase,
                        reply,
                        positive.isEmpty()
                                ? "only 4yz and 5yz may stand there"
                                : "it can be "
                                        + positive.stream().map(String::valueOf).collect(Collectors.joining(", "))
                                        + ", 4yz or 5yz");
            }
        }
    }

    private static List<Integer> positive(Phase phase) {
        return switch (phase) {
            case STARTTLS, XCLIENT -> List.of(220);
            case AUTH -> List.of(235);
            case RCPT -> List.of(250, 251);
            case DATA -> List.of(354);
            case VRFY -> List.of(250, 251, 252);
            case HELP -> List.of(211, 214);
            case QUIT -> List.of(221);
            case EHLO, MAIL, BDAT, END_OF_DATA, RSET, NOOP, EXPN, XFORWARD -> List.of(250);
            case CONNECT, TLS_HANDSHAKE, BODY, UNKNOWN, IDLE -> List.of();
        };
    }

    private static void require(boolean condition, Phase phase, Reply reply, String remedy) {
        if (!condition) {
            refuse(phase, "not " + reply.code() + ": " + remedy + ". To break the rules on purpose, use raw(...)");
        }
    }

    private static void refuse(Phase phase, String remedy) {
        throw new IllegalArgumentException("The phase " + phase + " cannot carry this reply: " + remedy);
    }

    static String list(Collection<Phase> phases) {
        return phases.stream().sorted().map(Phase::name).collect(Collectors.joining(", "));
    }
}
