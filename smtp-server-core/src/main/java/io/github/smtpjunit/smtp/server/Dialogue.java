package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.server.Step.Chunk;
import io.github.smtpjunit.smtp.server.Step.Next;
import java.io.IOException;
import java.util.Objects;
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

    private final ServerConfig config;
    private final Wire wire;
    private final Session session;
    private final Recorder recorder;
    private final Runnable whenSettled;
    private boolean over;
    private Phase lastPhase = Phase.CONNECT;
    private volatile boolean betweenMails;
    private volatile boolean settled;
    private volatile boolean stopping;

    Dialogue(ServerConfig config, Wire wire, Session session, Recorder recorder, Runnable whenSettled) {
        this.config = config;
        this.wire = wire;
        this.session = session;
        this.recorder = recorder;
        this.whenSettled = whenSettled;
    }

    /**
     * A mail whose content has started to arrive.
     *
     * @param mail what the handler sees
     * @param content its content, as the dialogue sees it
     */
    record Incoming(ReceivedMail mail, ContentStream content) {}

    void greet() throws IOException {
        say(session.connect(), "");
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
            String shown = session.mask(line);
            Step step = session.receive(line);
            if (step.next() == Next.CONTENT) {
                say(step, shown);
                wire.input().await(); // so that the 354 is out, whatever the handler does first
                return incoming(new DataReader(wire.input(), config.maxMessageSize(), refusesBareNewlines()));
            }
            if (step.next() == Next.CHUNK) {
                recorder.client(shown);
                return incoming(new ChunkReader(
                        wire.input(), chunk(step), this::nextChunk, config.maxMessageSize(), refusesBareNewlines()));
            }
            perform(step, shown);
        }
        wire.output().flush();
        return null;
    }

    private Incoming incoming(ContentStream content) {
        ReceivedMail mail = ReceivedMail.streaming(
                session.envelope().orElseThrow(), session.info(), config.clock().instant(), content);
        return new Incoming(mail, content);
    }

    private boolean refusesBareNewlines() {
        return config.bareNewlines() == BareNewlines.REFUSE && !session.isBinary();
    }

    private Line readLine() throws IOException {
        betweenMails = !session.isInTransaction();
        if (betweenMails && wire.input().available() == 0 && session.isSettledAfter(lastPhase)) {
            settled = true;
            whenSettled.run();
        }
        if (stopping && betweenMails) {
            throw new ServerStoppingException();
        }
        try {
            return wire.readLine(session.maxLineLength());
        } catch (ClientGoneException e) {
            throw stopping ? new ServerStoppingException() : e;
        } finally {
            betweenMails = false;
            settled = false;
        }
    }

    /** Lets the session end as soon as no mail is under way; called by another thread. */
    void stop() {
        stopping = true;
        if (betweenMails) {
            wire.stopReading();
        }
    }

    /** Tells whether the client has had its say, and nothing of it is unread; called by another thread. */
    boolean isSettled() {
        return settled && !wire.input().hasUnreadOctets();
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
            String shown = session.mask(line);
            Step step = session.receive(line);
            if (step.next() == Next.CHUNK) {
                recorder.client(shown);
                return chunk(step);
            }
            perform(step, shown);
            if (!session.isChunking()) {
                break;
            }
        }
        throw new TransactionAbortedException();
    }

    /** Hands a mail over and reads what the handler leaves of it; null if the client gave it up. */
    @Nullable
    Reply receive(Incoming incoming, MailHandler handler) throws IOException {
        try {
            ContentStream content = incoming.content();
            Reply reply = handle(incoming, handler);
            boolean failed = reply.equals(Replies.LOCAL_ERROR);
            if (!failed) {
                content.drain();
            }
            Reply refusal = content.refusal();
            if (failed || refusal != null) {
                content.skipAfterFailure();
            }
            return refusal != null ? refusal : reply;
        } catch (TransactionAbortedException e) {
            return null;
        } finally {
            recorder.event("(" + incoming.content().count() + " octets of content)");
        }
    }

    private Reply handle(Incoming incoming, MailHandler handler) throws IOException {
        try {
            return Objects.requireNonNull(handler.handle(incoming.mail()), "A handler must return a reply");
        } catch (Exception | AssertionError | LinkageError | StackOverflowError e) {
            incoming.content().throwIfBroken();
            if (incoming.content().refusal() == null) {
                UserCode.log("The mail handler failed in " + session.info(), e);
            }
            return Replies.LOCAL_ERROR;
        }
    }

    /** Answers the end of the data, which ends the transaction. */
    void answer(Reply reply) throws IOException {
        say(Step.line(Phase.END_OF_DATA, reply), "");
        session.endTransaction();
        if (reply.isPositive()) {
            recorder.mailAccepted();
        }
        wire.input().shrink();
    }

    void startTls() throws IOException {
        int timeout = (int) Math.min(config.idleTimeout().toMillis(), Integer.MAX_VALUE);
        TlsInfo tls;
        try {
            tls = wire.startTls(Objects.requireNonNull(config.tls(), "TLS needs a certificate"), timeout);
        } catch (IOException e) {
            throw new HandshakeFailedException(e);
        }
        session.tlsStarted(tls);
        lastPhase = Phase.TLS_HANDSHAKE;
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

    private void say(Step step, String line) throws IOException {
        lastPhase = step.phase();
        over |= step.next() == Next.CLOSE;
        if (!line.isEmpty()) {
            recorder.client(line);
        }
        Reply reply = step.reply();
        if (reply != null) {
            Reply said =
                    config.offers(ServiceExtension.ENHANCED_STATUS_CODES) ? reply : reply.withoutEnhancedStatusCode();
            recorder.server(said);
            if (!reply.isPositive()) {
                recorder.failed(step.phase(), line, reply, step.reason());
            }
            wire.output().write(said);
        }
    }
}
