package io.github.smtpjunit.smtp.server;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.EnhancedStatusCode;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.given.Given;
import io.github.smtpjunit.smtp.server.FaultPlan.End;
import io.github.smtpjunit.smtp.server.FaultPlan.Manner;
import io.github.smtpjunit.smtp.server.FaultPlan.Storing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What the server does wrong when a rule of {@link Faults} is hit.
 *
 * <p>The actions of a rule are done in order: {@code then(delay(ofSeconds(5)), reply(busy), close())}. Where none of
 * them replies or ends the connection, the normal reply follows. A negative reply means that the command is not
 * executed; with a positive one it is executed, and the reply differs in its words only. What goes wrong with EHLO is
 * in {@link EhloFault}, with TLS in {@link TlsFault}. Immutable.
 */
public final class FaultAction {

    private static final Set<Phase> WITH_REPLY = EnumSet.complementOf(EnumSet.of(Phase.TLS_HANDSHAKE, Phase.BODY));
    private static final Set<Phase> COMMANDS = commands();
    private static final int MAX_REPLY_LINE = 512; // RFC 5321 section 4.5.3.1.5

    private final String name;
    private final Set<Phase> phases;
    private final Consumer<FaultPlan> effect;

    private FaultAction(String name, Set<Phase> phases, Consumer<FaultPlan> effect) {
        this.name = name;
        this.phases = phases;
        this.effect = effect;
    }

    /** All but BDAT, whose chunk would be left over. */
    private static Set<Phase> commands() {
        Set<Phase> phases = EnumSet.copyOf(FaultCondition.COMMANDS);
        phases.remove(Phase.BDAT);
        return phases;
    }

    static FaultAction anywhere(String name, Consumer<FaultPlan> effect) {
        return new FaultAction(name, EnumSet.allOf(Phase.class), effect);
    }

    static FaultAction at(Phase phase, String name, Consumer<FaultPlan> effect) {
        return new FaultAction(name, EnumSet.of(phase), effect);
    }

    /** What these do together. */
    static FaultPlan plan(Phase phase, List<FaultAction> actions) {
        FaultPlan plan = new FaultPlan();
        for (FaultAction action : actions) {
            if (!action.phases.contains(phase)) {
                throw new IllegalArgumentException(
                        action + " has no effect at " + phase + ": use it at " + FaultReplies.list(action.phases));
            }
            action.effect.accept(plan);
            Reply reply = plan.reply;
            if (reply != null) {
                FaultReplies.check(phase, reply);
            }
        }
        return plan;
    }

    // Replies

    /**
     * Replies otherwise.
     *
     * @param reply one that the phase can carry, for example of {@link io.github.smtpjunit.smtp.Replies}
     * @return the action
     */
    public static FaultAction reply(Reply reply) {
        requireNonNull(reply, "reply");
        return anywhere(reply.toString().replace('\n', '|'), plan -> plan.answer(reply, null));
    }

    /**
     * Replies otherwise.
     *
     * @param code the reply code, for example 451
     * @param enhanced the enhanced status code, for example {@code 4.7.1}
     * @param lines the text
     * @return the action
     * @throws IllegalArgumentException if that is no reply
     */
    public static FaultAction reply(int code, String enhanced, String... lines) {
        requireNonNull(enhanced, "enhanced");
        Given.each("lines", lines);
        return reply(Reply.of(code, EnhancedStatusCode.parse(enhanced), lines));
    }

    /**
     * Replies, then closes the connection.
     *
     * @param reply one that the phase can carry
     * @return the action
     */
    public static FaultAction replyAndClose(Reply reply) {
        requireNonNull(reply, "reply");
        return anywhere("%s, then close".formatted(reply), plan -> {
            plan.answer(reply, null);
            plan.end(End.CLOSE);
        });
    }

    /**
     * Sends octets in place of the reply, whatever they are; the way around all checks. If they start with 4 or 5 the
     * command is not executed.
     *
     * @param octets what goes over the wire, nothing added; none at all means no reply
     * @return the action
     */
    public static FaultAction raw(byte[] octets) {
        requireNonNull(octets, "octets");
        byte[] copy = octets.clone();
        String text = new String(copy, StandardCharsets.ISO_8859_1);
        String shown = SessionRecord.printable(text.length() > 60 ? text.substring(0, 60) + "..." : text);
        return anywhere("raw \"" + shown + "\"", plan -> plan.answer(null, copy));
    }

    /**
     * Sends characters in place of the reply, whatever they are. See {@link #raw(byte[])}.
     *
     * @param latin1 each character stands for the octet of its number
     * @return the action
     */
    public static FaultAction raw(String latin1) {
        requireNonNull(latin1, "latin1");
        return raw(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Replies to each recipient of a mail in its own way, as LMTP can (RFC 2033 section 4.2): the first reply is for
     * the first recipient that was accepted, and so on; the last one is for all others. If one of them is positive, the
     * handler gets the mail, with all its recipients. Over SMTP, where a mail has one reply, it is the first one. Use
     * at {@link Phase#END_OF_DATA}.
     *
     * @param replies two or more; 250, 4yz or 5yz
     * @return the action
     */
    public static FaultAction replyEach(Reply... replies) {
        Given.each("replies", replies);
        if (replies.length < 2) {
            throw new IllegalArgumentException("replyEach(...) needs two replies or more: use reply(...) for one");
        }
        List<Reply> copy = List.of(replies);
        copy.forEach(reply -> FaultReplies.check(Phase.END_OF_DATA, reply));
        String words = copy.stream().map(String::valueOf).collect(Collectors.joining(" / "));
        return at(Phase.END_OF_DATA, words.replace('\n', '|'), plan -> plan.answerEach(copy));
    }

    /**
     * Goes on asking in an AUTH exchange, whatever the client says, but for {@code *}: sends 334 and this text. Once
     * the rule is spent the exchange goes on as if the client had not answered. Use at {@link Phase#AUTH}.
     *
     * <p>For ever it is an endless exchange; {@code challenge("what?")} is no base64, {@code challenge("")} is empty.
     *
     * @param text what follows the code, in base64 or not; printable US-ASCII
     * @return the action
     */
    public static FaultAction challenge(String text) {
        requireNonNull(text, "text");
        Reply challenge = Reply.of(334, text);
        return at(Phase.AUTH, "334 " + text, plan -> plan.ask(challenge));
    }

    // Malformed replies with names

    /**
     * Sends a line that announces another, which never comes.
     *
     * @param code the code of the line, 200 to 599
     * @return the action
     * @throws IllegalArgumentException if that is no code; use {@link #raw(String)} for such a line
     */
    public static FaultAction unterminated(int code) {
        return raw(code(code) + "-and this is not all\r\n");
    }

    /**
     * Sends a reply of two lines with different codes.
     *
     * @param first the code of the first line, 200 to 599
     * @param second the code of the second line, 200 to 599
     * @return the action
     * @throws IllegalArgumentException if one is no code; use {@link #raw(String)} for such lines
     */
    public static FaultAction mixedCodes(int first, int second) {
        return raw(code(first) + "-one thing\r\n" + code(second) + " and another\r\n");
    }

    /**
     * Sends a reply whose line ends in LF alone.
     *
     * @param code the code of the line, 200 to 599
     * @return the action
     * @throws IllegalArgumentException if that is no code; use {@link #raw(String)} for such a line
     */
    public static FaultAction bareLineFeed(int code) {
        return raw(code(code) + " no carriage return\n");
    }

    /**
     * Sends a line that is longer than the 512 octets of RFC 5321 section 4.5.3.1.5.
     *
     * @param code the code of the line, 200 to 599
     * @param octets the length of the line, CR LF included, 513 to 1,000,000
     * @return the action
     * @throws IllegalArgumentException if that is no code, or a line of this length is not too long
     */
    public static FaultAction overlong(int code, int octets) {
        String start = code(code) + " ";
        int length = Given.number("octets", octets, MAX_REPLY_LINE + 1, 1_000_000);
        return raw(start + "x".repeat(length - start.length() - 2) + "\r\n");
    }

    /**
     * Sends a line with octets that are no text: NUL, control characters, and no UTF-8 either.
     *
     * @param code the code of the line, 200 to 599
     * @return the action
     * @throws IllegalArgumentException if that is no code; use {@link #raw(String)} for such a line
     */
    public static FaultAction binary(int code) {
        return raw(code(code) + " \0\1\2\u001b\u00ff\u00fe\u0080\r\n");
    }

    /**
     * Sends two replies where one is expected.
     *
     * @param first the reply to the command
     * @param second one that answers no command
     * @return the action
     */
    public static FaultAction twoReplies(Reply first, Reply second) {
        requireNonNull(first, "first");
        requireNonNull(second, "second");
        byte[] octets = Arrays.copyOf(first.octets(), first.octetCount() + second.octetCount());
        second.copyTo(octets, first.octetCount());
        return raw(octets);
    }

    // Time

    /**
     * Waits: before the reply, or if it stands behind a reply, after it. The time is that of the server's clock; with a
     * {@link ManualClock} it passes when the test says so. {@link Faults#release()} and the end of the server cut it
     * short.
     *
     * @param time zero or more
     * @return the action
     */
    public static FaultAction delay(Duration time) {
        requireNonNull(time, "time");
        checkDelay(time);
        return anywhere("delay " + time, plan -> plan.pause(() -> time));
    }

    /**
     * Waits as {@link #delay(Duration)} does, each time for another time.
     *
     * @param most zero or more; each wait is no longer
     * @param seed where the sequence of {@link Random} starts; it shows in the rule
     * @return the action
     */
    public static FaultAction jitter(Duration most, long seed) {
        requireNonNull(most, "most");
        checkDelay(most);
        Random random = new Random(seed);
        long nanos = Spans.nanos(most);
        return anywhere(
                "delay of up to " + most + ", seed " + seed,
                plan -> plan.pause(() -> Duration.ofNanos((long) (random.nextDouble() * nanos))));
    }

    /**
     * Says nothing more until the client leaves, {@link Faults#release()} is called, or the server is closed.
     *
     * @return the action
     */
    public static FaultAction hang() {
        return anywhere("hang", plan -> plan.pause(() -> FaultPlan.FOR_EVER));
    }

    /**
     * Sends the reply slowly.
     *
     * @param octets how many at a time, at least 1
     * @param interval how long to wait between them, by the server's clock
     * @return the action
     */
    public static FaultAction drip(int octets, Duration interval) {
        requireNonNull(interval, "interval");
        checkPace("drip", octets, interval);
        return new FaultAction(
                "drip " + octets + " per " + interval,
                WITH_REPLY,
                plan -> plan.manner = new Manner(octets, interval, plan.manner.length()));
    }

    /**
     * Sends each octet of the reply in a segment of its own.
     *
     * @return the action
     */
    public static FaultAction fragment() {
        return new FaultAction(
                "fragment", WITH_REPLY, plan -> plan.manner = new Manner(1, Duration.ZERO, plan.manner.length()));
    }

    /**
     * Slows the connection down from here on: all replies, and the content of all mails.
     *
     * @param octets how many at a time, at least 1
     * @param interval how long to wait between them, by the server's clock
     * @return the action
     */
    public static FaultAction throttle(int octets, Duration interval) {
        requireNonNull(interval, "interval");
        checkPace("throttle", octets, interval);
        return new FaultAction(
                "throttle to " + octets + " per " + interval,
                WITH_REPLY,
                plan -> plan.throttle = new Manner(octets, interval, Integer.MAX_VALUE));
    }

    /**
     * Takes no notice of the command: it is not executed, and there is no reply to it; the session goes on with the
     * next one. With {@link FaultMatcher#pipelined()}, a server that offers PIPELINING and loses what is pipelined. For
     * a server that falls silent, use {@link #hang()}.
     *
     * @return the action
     */
    public static FaultAction ignore() {
        return new FaultAction("ignore", COMMANDS, FaultPlan::ignore);
    }

    // The connection

    /**
     * Closes the connection: in place of the reply, or if it stands behind a reply, after it.
     *
     * @return the action
     */
    public static FaultAction close() {
        return anywhere("close", plan -> plan.end(End.CLOSE));
    }

    /**
     * Resets the connection (RST), in place of the reply or after it. What has been sent before may be lost with it.
     *
     * @return the action
     */
    public static FaultAction reset() {
        return anywhere("reset", plan -> plan.end(End.RESET));
    }

    /**
     * Closes the connection under TLS without a word, in place of the reply or after it: the {@code close_notify} that
     * tells the end from an attack (RFC 8446 section 6.1) is missing. In clear text it is {@link #close()}.
     *
     * @return the action
     */
    public static FaultAction closeWithoutNotify() {
        return anywhere("close without close_notify", plan -> plan.end(End.CUT));
    }

    /**
     * Closes the server's half of the connection, in place of the reply or after it, and reads on until the client
     * leaves.
     *
     * @return the action
     */
    public static FaultAction halfClose() {
        return anywhere("half close", plan -> plan.end(End.HALF_CLOSE));
    }

    /**
     * Closes the connection after the normal reply.
     *
     * @return the action
     */
    public static FaultAction closeAfterReply() {
        return new FaultAction("close after the reply", WITH_REPLY, plan -> {
            plan.answersFirst = true;
            plan.end(End.CLOSE);
        });
    }

    /**
     * Closes the connection in the middle of the reply: of the normal one, or of one that stands before this.
     *
     * @param octets how many of them the client gets
     * @return the action
     */
    public static FaultAction cutAfter(int octets) {
        checkCount("cutAfter", octets);
        return new FaultAction("cut after " + octets + " octets", WITH_REPLY, plan -> {
            plan.answersFirst = true;
            plan.manner = new Manner(plan.manner.portion(), plan.manner.interval(), octets);
            plan.end(End.CLOSE);
        });
    }

    // The content (BODY, END_OF_DATA)

    /**
     * Closes the connection when so much of the content has been read. Use at {@link Phase#BODY}.
     *
     * @param octets zero or more; un-stuffed, as the handler sees them
     * @return the action
     */
    public static FaultAction closeAfterBody(int octets) {
        return afterBody("close", octets, End.CLOSE);
    }

    /**
     * Resets the connection when so much of the content has been read. Use at {@link Phase#BODY}.
     *
     * @param octets zero or more; un-stuffed, as the handler sees them
     * @return the action
     */
    public static FaultAction resetAfterBody(int octets) {
        return afterBody("reset", octets, End.RESET);
    }

    private static FaultAction afterBody(String name, int octets, End end) {
        checkCount(name + "AfterBody", octets);
        return at(Phase.BODY, name + " after " + octets + " octets of content", plan -> {
            plan.bodyOctets = octets;
            plan.end(end);
        });
    }

    /**
     * Reads the content slowly, so that the client's writes block once all buffers are full. Use at {@link Phase#BODY}.
     *
     * @param octets how many at a time, at least 1
     * @param interval how long to wait between them, by the server's clock
     * @return the action
     */
    public static FaultAction slowRead(int octets, Duration interval) {
        requireNonNull(interval, "interval");
        checkPace("slowRead", octets, interval);
        return at(Phase.BODY, "read " + octets + " per " + interval, plan -> {
            plan.bodyPortion = octets;
            plan.bodyInterval = interval;
        });
    }

    /**
     * Stores the mail and closes the connection before the 250, so that the client cannot know. A client that retries
     * sends a duplicate; the mail's handler has been run. Use at {@link Phase#END_OF_DATA}.
     *
     * @return the action
     */
    public static FaultAction storeAndClose() {
        return at(Phase.END_OF_DATA, "store, then close before the reply", plan -> {
            plan.end(End.CLOSE);
            plan.storing = Storing.ONCE;
        });
    }

    /**
     * Accepts the mail and loses it: the handler never sees it. Use at {@link Phase#END_OF_DATA}.
     *
     * @return the action
     */
    public static FaultAction lose() {
        return at(Phase.END_OF_DATA, "lose", plan -> plan.storing = Storing.NOT);
    }

    /**
     * Accepts the mail and then cannot deliver it: in its place the handler gets a report to its sender (RFC 3464),
     * from the null reverse-path and about all recipients who may be reported on (RFC 3461). A mail that is such a
     * report itself is lost. Use at {@link Phase#END_OF_DATA}.
     *
     * @param reason what the next hop has said, for example {@link io.github.smtpjunit.smtp.Replies#NO_SUCH_USER}
     * @return the action
     * @throws IllegalArgumentException if that is no permanent failure
     */
    public static FaultAction bounce(Reply reason) {
        requireNonNull(reason, "reason");
        if (!reason.isPermanentFailure()) {
            throw new IllegalArgumentException("A mail is bounced for a reason of 5yz, not for " + reason);
        }
        return at(Phase.END_OF_DATA, "accept, then bounce: " + reason, plan -> {
            plan.storing = Storing.NOT;
            plan.bounce = reason;
        });
    }

    /**
     * Accepts the mail once and hands it to the handler twice. Use at {@link Phase#END_OF_DATA}; without effect on
     * {@link SmtpConnection#process()}, which hands back one mail at a time.
     *
     * @return the action
     */
    public static FaultAction twice() {
        return at(Phase.END_OF_DATA, "hand over twice", plan -> plan.storing = Storing.TWICE);
    }

    /**
     * Hands over the start of the mail only, and accepts it all the same. Use at {@link Phase#END_OF_DATA}.
     *
     * @param octets how much of the content the handler gets
     * @return the action
     */
    public static FaultAction truncate(int octets) {
        checkCount("truncate", octets);
        return at(Phase.END_OF_DATA, "truncate to " + octets + " octets", plan -> plan.truncatedTo = octets);
    }

    private static int code(int code) {
        return Given.number("code", code, 200, 599);
    }

    private static void checkCount(String method, int octets) {
        if (octets < 0) {
            throw new IllegalArgumentException(method + "(octets) needs zero or more, not " + octets);
        }
    }

    private static void checkPace(String method, int octets, Duration interval) {
        if (octets < 1 || interval.isNegative()) {
            throw new IllegalArgumentException(
                    method + "(octets, interval) needs at least 1 octet and a time of zero or more");
        }
    }

    private static void checkDelay(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("A delay is zero or more, not " + time);
        }
    }

    /** Returns what it does, as it shows in transcripts. */
    @Override
    public String toString() {
        return name;
    }
}
