package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.ServerConfig.USER_CODE;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.server.Step.Chunk;
import io.github.smtpjunit.smtp.server.Step.Next;
import io.github.smtpjunit.smtp.server.WireInput.Silence;
import io.github.smtpjunit.smtp.usercode.UserCode;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The dialogue with one client: reads what the session asks for, writes what it answers. It knows no states.
 *
 * <pre>
 * greet
 * for each line:   session answers -> reply
 *   DATA, BDAT:    the content becomes a mail -> handler -> reply
 *   STARTTLS:      handshake
 *   QUIT, 421:     over
 * </pre>
 */
final class Dialogue {

    /** Of a handshake that takes longer, the client is taken for idle. */
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ServerConfig config;
    private final Wire wire;
    private final Session session;
    private final Recorder recorder;
    private final FaultInjector faults;
    private final Runnable whenSettled;
    private final Reading<Line> nextLine = this::nextLine;
    private volatile boolean over;
    private Phase lastPhase = Phase.CONNECT;
    private boolean pipelined; // the line that is being answered
    private volatile boolean betweenMails;
    private volatile long idleSince; // while it is between mails
    private volatile boolean stopping;
    private volatile boolean givingWay;

    Dialogue(ServerConfig config, Wire wire, Session session, Recorder recorder, Runnable whenSettled) {
        this.config = config;
        this.wire = wire;
        this.session = session;
        this.recorder = recorder;
        this.faults = new FaultInjector(config, wire, session, recorder);
        this.whenSettled = whenSettled;
    }

    /**
     * A mail whose content has started to arrive.
     *
     * @param mail what the handler sees
     * @param content its content, as the dialogue sees it
     * @param filtered its content, as the policy's filter passes it on; null without a filter
     */
    record Incoming(
            ReceivedMail mail,
            ContentStream content,
            @Nullable FilteredContent filtered) {

        /** What is wrong with the content, or the filter's verdict; null if nothing. */
        @Nullable
        Reply refusal() {
            Reply refusal = content.refusal();
            return refusal == null && filtered != null ? filtered.refusal() : refusal;
        }
    }

    /** A read during which the client has nothing to lose. */
    private interface Reading<T> {
        T read() throws IOException;
    }

    /** Lets a trusted proxy tell who it speaks for, before anything else. */
    void takeProxyHeader() throws IOException {
        if (config.trust().isProxy(session.info().remoteAddress())) {
            session.proxied(untilStopped(() -> wire.readProxyHeader(config.handshakeTimeout())));
            recorder.event("(PROXY header: " + session.info() + ")");
        }
    }

    void greet() throws IOException {
        boolean early = !config.greetingDelay().isZero()
                && untilStopped(() -> wire.input().arrivesWithin(config.greetingDelay()));
        say(early ? Step.then(Phase.CONNECT, Replies.SPOKE_TOO_EARLY, Next.CLOSE) : greeting(), "");
    }

    private Step greeting() throws IOException {
        return faults.interfere() ? faults.greet(this::shakeHands) : session.connect();
    }

    private Step answer(Line line, String shown) throws IOException {
        Step step = faults.interfere() ? faults.answer(line, shown) : session.receive(line);
        recorder.tolerated(session.leniencies(), shown);
        return step;
    }

    /** Refuses the client in place of a greeting. */
    void refuse(Reply reply) throws IOException {
        say(Step.then(Phase.CONNECT, reply, Next.CLOSE), "");
        wire.output().flush();
    }

    /** Goes on until the content of the next mail starts; null when the session is over. */
    @Nullable
    Incoming nextMail() throws IOException {
        while (!over) {
            Line line = readLine();
            String shown = show(line);
            Step step = answer(line, shown);
            if (step.next() == Next.CONTENT) {
                say(step, shown);
                wire.input().await(); // so that the 354 is out, whatever the handler does first
                return incoming(new DataReader(wire.input(), config.maxMessageSize(), bareNewlines()));
            }
            if (step.next() == Next.CHUNK) {
                return incoming(new ChunkReader(
                        wire.input(), chunk(step), this::nextChunk, config.maxMessageSize(), bareNewlines()));
            }
            perform(step, shown);
        }
        wire.output().flush();
        return null;
    }

    private Incoming incoming(ContentStream content) {
        recorder.contentStarts();
        content.limitHeader(config.maxHeaderSize());
        faults.content(content);
        wire.input().mailStarted(config.mailTimeout());
        ContentFilter filter = session.contentFilter();
        FilteredContent filtered = filter == ContentFilter.NONE ? null : new FilteredContent(content, filter);
        ReceivedMail mail = ReceivedMail.streaming(
                session.finalEnvelope(),
                session.info(),
                config.clock().instant(),
                filtered == null ? content : filtered);
        return new Incoming(mail, content, filtered);
    }

    /** In a binary mail each octet is content (RFC 3030 section 3). */
    private BareNewlineCheck bareNewlines() {
        return new BareNewlineCheck(config.refusesBareNewlines() && !session.isBinary());
    }

    /** Records a line, and returns how it may be shown; to be called before it is answered. */
    private String show(Line line) {
        String shown = session.noteAndMask(line);
        recorder.client(line, shown, pipelined);
        return shown;
    }

    private Line readLine() throws IOException {
        recorder.stepOver();
        pipelined = recorder.isWatched() && wire.isClientAhead();
        faults.idle();
        return session.isInTransaction() ? nextLine() : untilStopped(nextLine);
    }

    private Line nextLine() throws IOException {
        if (wire.input().available() == 0 && !session.isInTransaction() && !session.isAuthenticating()) {
            if (!session.isMailExpected()) {
                wire.input().awaitInSilence(Silence.SETTLED, whenSettled);
            } else {
                wire.input().awaitInSilence(Silence.IDLE, () -> {});
            }
        }
        return wire.readLine(session.lineLimit());
    }

    private <T> T untilStopped(Reading<T> reading) throws IOException {
        idleSince = System.nanoTime();
        betweenMails = true;
        try {
            if (stopping) {
                throw new ServerStoppingException();
            }
            return reading.read();
        } catch (ClientGoneException e) {
            throw stopping ? new ServerStoppingException() : e;
        } finally {
            betweenMails = false;
        }
    }

    /** Lets the session end as soon as no mail is under way; called by another thread. */
    void stop() {
        stopping = true;
        faults.stop();
        if (betweenMails) {
            wire.stopReading();
        }
    }

    /** Lets the session end as soon as no mail is under way, for another client; called by another thread. */
    void giveWay() {
        givingWay = true;
        stop();
        if (wire.isHandshaking()) {
            wire.stopReading();
        }
    }

    boolean isGivingWay() {
        return givingWay;
    }

    /**
     * How long the client has kept the server waiting for a command outside a transaction, or for its part of a
     * handshake, in nanoseconds; negative if it does not.
     */
    long idleNanos() {
        if (betweenMails) {
            return System.nanoTime() - idleSince;
        }
        long handshake = wire.handshakeNanos();
        return handshake > STALLED_NANOS ? handshake : -1;
    }

    /**
     * Tells whether no mail is to be expected of the client, and nothing that it sent is unread; called by another
     * thread.
     */
    boolean isQuiet() {
        return wire.input().silence() == Silence.SETTLED;
    }

    /** What the client is in the middle of, empty if it is in the middle of nothing; called by another thread. */
    Optional<String> business() {
        if (wire.isHandshaking()) {
            return Optional.of("in the middle of its TLS handshake");
        }
        if (wire.input().silence() != Silence.NONE) {
            return Optional.empty();
        }
        if (session.isInTransaction()) {
            return Optional.of("in the middle of a mail transaction");
        }
        return Optional.of(
                session.isAuthenticating()
                        ? "in the middle of AUTH"
                        : "waiting until the server reads or answers what it has sent");
    }

    private void perform(Step step, String line) throws IOException {
        if (step.next() == Next.SKIPPED_CHUNK) {
            ChunkReader.skip(wire.input(), chunk(step).size());
        }
        say(step, line);
        if (step.next() == Next.TLS) {
            startTls();
        }
    }

    private static Chunk chunk(Step step) {
        return Objects.requireNonNull(step.chunk(), "a BDAT step has a chunk");
    }

    /** Between two chunks: acknowledges the one and waits for the other. */
    private Chunk nextChunk() throws IOException {
        say(Step.line(Phase.BDAT, Replies.CHUNK_OK), "");
        while (!over) {
            Line line = readLine();
            String shown = show(line);
            Step step = answer(line, shown);
            if (step.next() == Next.CHUNK) {
                return chunk(step);
            }
            perform(step, shown);
            if (!session.isChunking()) {
                break;
            }
        }
        throw new TransactionAbortedException();
    }

    /** Hands a mail over and reads what the handler leaves of it; returns no reply if the client gave it up. */
    List<Reply> receive(Incoming incoming, MailHandler handler) throws IOException {
        ContentStream content = incoming.content();
        try {
            List<Reply> replies = handle(incoming, faults.around(handler));
            boolean failed = Collections.frequency(replies, Replies.LOCAL_ERROR) == replies.size();
            if (!failed) {
                content.drain();
            }
            Reply refusal = incoming.refusal();
            if (failed || refusal != null) {
                content.skipAfterFailure();
                return forAll(incoming, refusal != null ? refusal : Replies.LOCAL_ERROR);
            }
            return replies;
        } catch (TransactionAbortedException e) {
            return List.of();
        } finally {
            wire.input().mailEnded();
            recorder.content(content.count());
            if (incoming.filtered() != null) {
                incoming.filtered().release(() -> "The content filter failed in " + session.info());
            }
        }
    }

    /**
     * One reply; in LMTP one for each recipient, but for a chunk that is not the last one (RFC 2033 sections 4.2 and
     * 4.3).
     */
    private List<Reply> forAll(Incoming incoming, Reply reply) {
        boolean each = config.lmtp() && incoming.content().isLastPart();
        return Collections.nCopies(each ? recipientCount(incoming) : 1, reply);
    }

    private static int recipientCount(Incoming incoming) {
        return incoming.mail().envelope().recipients().size();
    }

    private List<Reply> handle(Incoming incoming, MailHandler handler) throws IOException {
        return UserCode.call(() -> ask(incoming, handler), failure -> {
            incoming.content().throwIfBroken();
            if (incoming.refusal() == null) {
                USER_CODE.log(() -> "The mail handler failed in " + session.info(), failure);
            }
            return List.of(Replies.LOCAL_ERROR);
        });
    }

    private List<Reply> ask(Incoming incoming, MailHandler handler) throws IOException {
        List<Reply> replies = config.lmtp()
                ? HandlerAnswer.each(handler, incoming.mail())
                : HandlerAnswer.one(handler, incoming.mail());
        if (incoming.filtered() != null && isAnyPositive(replies)) {
            incoming.filtered().readToEnd();
        }
        return replies;
    }

    /** Answers the end of the data, which ends the transaction. */
    void answer(List<Reply> replies) throws IOException {
        if (replies.isEmpty()) {
            return; // the client has its reply already
        }
        for (Reply reply : replies) {
            say(faults.endOfData(reply), "");
        }
        session.endTransaction();
        recorder.transactionEnded(isAnyPositive(replies));
        wire.input().shrink();
    }

    private static boolean isAnyPositive(List<Reply> replies) {
        for (Reply reply : replies) {
            if (reply.isPositive()) {
                return true;
            }
        }
        return false;
    }

    void startTls() throws IOException {
        TlsSettings settings = Objects.requireNonNull(config.tls(), "TLS needs a certificate");
        if (faults.interfere()) {
            faults.startTls(settings, this::shakeHands);
        } else {
            shakeHands(settings);
        }
    }

    private void shakeHands(TlsSettings settings) throws IOException {
        int timeout = (int) Math.min(Spans.millis(config.handshakeTimeout()), Integer.MAX_VALUE);
        for (Line line : wire.input().linesToThrowAway()) {
            recorder.noteClearText(line, session.noteAndMask(line));
        }
        TlsInfo tls;
        try {
            tls = wire.startTls(settings, timeout);
        } catch (IOException e) {
            throw new HandshakeFailedException(e);
        }
        session.tlsStarted(tls, wire.serverEndPoint());
        reached(Phase.TLS_HANDSHAKE);
        recorder.event("(" + tls.protocol() + ", " + tls.cipherSuite() + ")");
    }

    boolean isOver() {
        return over;
    }

    /** Where the session stands, for the record of how it ended. */
    Phase lastPhase() {
        return lastPhase;
    }

    /** A last word to a client that did not ask for it. */
    void sayFarewell(Reply reply) {
        over = true;
        recorder.server(reply);
        try {
            wire.output().write(reply);
            wire.output().flush();
        } catch (IOException e) {
            // the client does not hear it any more
        }
    }

    private void reached(Phase phase) {
        lastPhase = phase;
        session.reached(phase);
    }

    private void say(Step step, String line) throws IOException {
        reached(step.phase());
        if (step.next() == Next.CLOSE) {
            over = true;
        }
        Reply reply = step.reply();
        if (reply != null) {
            Reply said =
                    config.offers(ServiceExtension.ENHANCED_STATUS_CODES) ? reply : reply.withoutEnhancedStatusCode();
            if (faults.interfere()) {
                faults.say(said, () -> noteFailure(step, line, reply));
            } else {
                recorder.server(said);
                noteFailure(step, line, reply);
                wire.output().write(said);
            }
        }
    }

    private void noteFailure(Step step, String line, Reply reply) {
        if (!reply.isPositive()) {
            recorder.failed(step.phase(), line, reply, step.reason());
        }
    }
}
