package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a rule does when it is hit: its actions put together. Does not change once the rule is made. */
final class FaultPlan {

    /** How the connection ends. */
    enum End {
        /** By FIN, both ways. */
        CLOSE("closed"),
        /** By RST. */
        RESET("reset"),
        /** By FIN both ways, without the goodbye of TLS. */
        CUT("cut off"),
        /** By FIN one way; the client can still send. */
        HALF_CLOSE("half closed");

        final String word;

        End(String word) {
            this.word = word;
        }
    }

    /** What becomes of a mail. */
    enum Storing {
        /** It is refused, or lost, with the reply. */
        NOT,
        /** As usual. */
        ONCE,
        /** The handler gets it twice. */
        TWICE
    }

    /**
     * How a reply goes out.
     *
     * @param portion how many octets at a time
     * @param interval how long to wait between two portions
     * @param length how many octets in all
     */
    record Manner(int portion, Duration interval, int length) {
        static final Manner WHOLE = new Manner(Integer.MAX_VALUE, Duration.ZERO, Integer.MAX_VALUE);
    }

    final List<Supplier<Duration>> before = new ArrayList<>();
    final List<Supplier<Duration>> after = new ArrayList<>();

    @Nullable
    Reply reply;

    byte @Nullable [] octets;
    List<Reply> each = List.of(); // in LMTP, one for a recipient
    Manner manner = Manner.WHOLE;

    @Nullable
    Manner throttle; // from here on

    @Nullable
    Reply challenge;

    @Nullable
    End end;

    @Nullable
    Reply bounce; // what a report to the sender gives for reason

    boolean ignores; // as if the command had never come
    boolean answersFirst; // before the end
    Storing storing = Storing.ONCE;
    int truncatedTo = Integer.MAX_VALUE;
    UnaryOperator<Reply> ehlo = UnaryOperator.identity();
    UnaryOperator<TlsSettings> tls = UnaryOperator.identity();
    boolean skipsHandshake;
    boolean awaitsHello;

    @Nullable
    TlsSettings tlsFirst; // before the greeting

    int bodyOctets;
    int bodyPortion = Integer.MAX_VALUE;
    Duration bodyInterval = Duration.ZERO;

    /** For ever, until somebody releases the client. */
    static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    void pause(Supplier<Duration> time) {
        require(end == null, "waits after the end of the connection: put hang() or delay(...) first");
        (answersFirst ? after : before).add(time);
    }

    void answer(@Nullable Reply said, byte @Nullable [] raw) {
        require(!answersFirst, "has two replies: use one, or replies(...) for one after the other");
        require(end == null, "replies after the end of the connection: put the reply first");
        reply = said;
        octets = raw;
        answersFirst = true;
        if (refusal() != null) {
            storing = Storing.NOT;
        }
    }

    void answerEach(List<Reply> replies) {
        require(!answersFirst, "has two replies: use one, or replies(...) for one after the other");
        require(end == null, "replies after the end of the connection: put the reply first");
        each = replies;
        answersFirst = true;
        storing = replies.stream().anyMatch(Reply::isPositive) ? storing : Storing.NOT;
    }

    /** The reply to the nth recipient of a mail, from 0. */
    Reply toRecipient(int index) {
        return each.get(Math.min(index, each.size() - 1));
    }

    void ask(Reply question) {
        require(!answersFirst, "has two replies: use one, or replies(...) for one after the other");
        challenge = question;
        answersFirst = true;
    }

    void ignore() {
        require(!answersFirst && end == null, "answers a command that it ignores");
        ignores = true;
        answersFirst = true;
    }

    void end(End how) {
        require(end == null, "ends the connection twice");
        require(!ignores, "ends the connection at a command that it ignores: use close() alone");
        end = how;
        storing = answersFirst ? storing : Storing.NOT;
    }

    static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException("This rule contradicts itself: it " + problem);
        }
    }

    /** Tells whether the client gets no reply at all. */
    boolean endsInsteadOfReply() {
        return end != null && !answersFirst;
    }

    boolean storesThenEnds() {
        return endsInsteadOfReply() && storing != Storing.NOT;
    }

    /** The negative reply in place of the normal one, null if absent. */
    @Nullable
    Reply refusal() {
        byte[] raw = octets;
        if (raw != null) {
            return raw.length > 0 && (raw[0] == '4' || raw[0] == '5') ? meant(raw) : null;
        }
        return reply == null || reply.isPositive() ? null : reply;
    }

    /** The reply that these octets look like. */
    private static Reply meant(byte[] raw) {
        String line =
                new String(raw, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
        return line.matches("[45]\\d\\d[ -][ -~]{1,200}")
                ? Reply.of(Integer.parseInt(line.substring(0, 3)), line.substring(4))
                : Replies.LOCAL_ERROR;
    }

    /** The reply to a mail that no handler gets, null for the normal one. */
    @Nullable
    Reply verdict() {
        return endsInsteadOfReply() ? Replies.LOCAL_ERROR : refusal() == null ? reply : refusal();
    }

    /** What goes over the wire instead of this reply. */
    byte[] octetsInsteadOf(Reply said) {
        byte[] raw = octets;
        return raw == null ? said.octets() : raw.clone();
    }

    /** How the reply shows in the transcript. */
    String wording(Reply said) {
        byte[] raw = octets;
        String text = raw == null ? said.toString() : new String(raw, StandardCharsets.ISO_8859_1);
        return manner.length() < text.length() ? text.substring(0, manner.length()) : text;
    }
}
