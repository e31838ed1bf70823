package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.ServerConfig.USER_CODE;
import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.Dialogue.Incoming;
import io.github.smtpjunit.smtp.server.SessionRecord.Ending;
import io.github.smtpjunit.smtp.usercode.UserCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one client, from the accept to its end.
 *
 * <p>After the accept nothing has been said: look at the {@link #session() peer}, and {@link #refuse(Reply) refuse} it
 * if you like; a client behind a {@linkplain SmtpServerBuilder#proxyProtocol proxy} is known later, to the
 * {@linkplain SmtpPolicy#connect connect policy}. Then {@link #process()} drives the dialogue on the calling thread and
 * hands back one mail at a time.
 *
 * <p>A connection is used by one thread at a time; {@link #close()} may be called by any thread.
 */
public final class SmtpConnection implements AutoCloseable {

    private static final String GAVE_WAY = "the client was idle, and another one needed its place";

    private final Owner owner;
    private final long id;
    private final boolean implicitTls;
    private final Wire wire;
    private final Session session;
    private final Recorder recorder;
    private final Dialogue dialogue;
    private final ServerConfig config;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean recorded; // how it ended, for those who wait for the evidence
    private boolean begun;
    private List<Reply> owed = List.of(); // to the mail that process() handed back last
    private volatile @Nullable Thread driver;

    /** Who accepted the connection, and wants to know what becomes of it. */
    interface Owner {

        /** The client has finished for now. */
        default void settled() {}

        /** A mail went to the caller of process(), who may come back for more. */
        default void handedOver(SmtpConnection connection) {}

        /** The caller of process() came back. */
        default void resumed(SmtpConnection connection) {}

        /** The connection is closed. */
        void closed(SmtpConnection connection);
    }

    SmtpConnection(Socket socket, boolean implicitTls, long id, ServerConfig config, Owner owner) throws IOException {
        this.owner = owner;
        this.id = id;
        this.implicitTls = implicitTls;
        this.config = config;
        this.wire = new Wire(socket, config);
        this.session = new Session(
                config,
                id,
                new Peer((InetSocketAddress) socket.getRemoteSocketAddress(), (InetSocketAddress)
                        socket.getLocalSocketAddress()),
                config.clock().instant());
        this.recorder = new Recorder(config, session);
        this.dialogue = new Dialogue(config, wire, session, recorder, owner::settled);
        config.faults().openConnections().incrementAndGet();
    }

    /**
     * Returns the facts of the session as they are now.
     *
     * @return the peer's address, and whatever else is known
     */
    public SessionInfo session() {
        return session.info();
    }

    /**
     * Tells whether more may come from this client.
     *
     * @return false once the session is over
     */
    public boolean isOpen() {
        return !closed.get();
    }

    /**
     * Drives the dialogue on the calling thread until the client has sent a whole mail, or the session is over.
     *
     * <p>The mail is answered with 250 by the next call, so the caller has finished with it before the client gets the
     * reply; {@link #refuse(Reply)} answers otherwise, and {@link #close()} leaves the mail unanswered, which a client
     * takes for a failure. Call this until it returns empty, since a client may send many mails; or leave the
     * connection to {@link SmtpListener#accept()}, which returns it again. A client that goes away or makes mistakes is
     * no error here; it only ends its session.
     *
     * @return the next mail with its content in memory, or empty when the session is over and closed
     */
    public Optional<ReceivedMail> process() {
        driver = Thread.currentThread();
        owner.resumed(this);
        ReceivedMail[] kept = new ReceivedMail[1];
        drive(() -> {
            greetOnce();
            answerOwed();
            Incoming incoming;
            while (owed.isEmpty() && (incoming = dialogue.nextMail()) != null) {
                keep(incoming, kept);
            }
        });
        if (kept[0] != null) {
            owner.handedOver(this);
        }
        return Optional.ofNullable(kept[0]);
    }

    private void keep(Incoming incoming, ReceivedMail[] kept) throws IOException {
        List<Reply> replies = dialogue.receive(incoming, mail -> {
            kept[0] = mail.inMemory();
            return Replies.MAIL_ACCEPTED;
        });
        if (kept[0] != null && replies.stream().allMatch(Reply::isPositive)) {
            owed = replies;
        } else {
            dialogue.answer(replies);
        }
    }

    private void answerOwed() throws IOException {
        List<Reply> replies = owed;
        owed = List.of();
        dialogue.answer(replies);
    }

    /** Who accepted it has greeted the client already. */
    void greeted() {
        begun = true;
    }

    /** Serves the client to the end of its session. */
    void serve(MailHandler handler) {
        driver = Thread.currentThread();
        drive(() -> {
            greetOnce();
            Incoming incoming;
            while ((incoming = dialogue.nextMail()) != null) {
                dialogue.answer(dialogue.receive(incoming, handler));
            }
        });
    }

    /**
     * Refuses the client before the greeting, or the mail that {@link #process()} handed back last.
     *
     * <p>Before the greeting the reply takes the greeting's place, and the connection is closed. For a mail the session
     * goes on with the next {@code process()}.
     *
     * @param reply a 4yz or 5yz reply, for example {@link Replies#NO_SERVICE}
     * @throws IllegalArgumentException if the reply is a positive one
     * @throws IllegalStateException if there is nothing to refuse
     */
    public void refuse(Reply reply) {
        requireNonNull(reply, "reply");
        if (reply.isPositive()) {
            throw new IllegalArgumentException("A refusal is a 4yz or 5yz reply, not " + reply);
        }
        if (begun && owed.isEmpty()) {
            throw new IllegalStateException(
                    "There is nothing to refuse: call this before the first process(), or after one that returned a"
                            + " mail");
        }
        if (begun) {
            owed = Collections.nCopies(owed.size(), reply);
        } else {
            drive(() -> {
                open();
                dialogue.refuse(reply);
            });
        }
    }

    /** What a dialogue does until it hands a mail over, ends or fails. */
    private interface Talk {
        void run() throws IOException;
    }

    private void drive(Talk talk) {
        try {
            talk.run();
            if (dialogue.isOver()) {
                end(dialogue.lastPhase() == Phase.QUIT ? Ending.QUIT : Ending.REFUSED, "");
            }
        } catch (ProxyHeaderException e) {
            recorder.failed(Phase.CONNECT, "", null, String.valueOf(e.getMessage()));
            end(Ending.REFUSED, String.valueOf(e.getMessage()));
        } catch (HandshakeFailedException e) {
            if (dialogue.isGivingWay()) {
                end(Ending.TIMED_OUT, GAVE_WAY);
            } else {
                end(Ending.TLS_FAILED, String.valueOf(e.getMessage()));
            }
        } catch (FaultException e) {
            end(Ending.FAULT, "");
        } catch (SocketTimeoutException e) {
            dialogue.sayFarewell(Replies.IDLE_TIMEOUT);
            end(Ending.TIMED_OUT, "the client was silent or slow for too long");
        } catch (ServerStoppingException e) {
            boolean givesWay = dialogue.isGivingWay();
            dialogue.sayFarewell(givesWay ? Replies.GIVES_WAY : Replies.SHUTTING_DOWN);
            end(givesWay ? Ending.TIMED_OUT : Ending.STOPPED, givesWay ? GAVE_WAY : "the server was stopped");
        } catch (IOException e) {
            end(Ending.CLIENT_GONE, "the client closed the connection");
        } catch (Throwable e) { // what one client has caused ends its session, and never the caller's loop
            USER_CODE.log(this::defect, e);
            quietly(() -> dialogue.sayFarewell(Replies.SERVER_FAILED));
            end(Ending.CLIENT_GONE, "the server failed");
        }
    }

    private String defect() {
        return "A defect of the server in " + session.info();
    }

    /** Goes on whatever happens, so that what follows is done too. */
    private void quietly(UserCode.Action action) {
        USER_CODE.tell(action, this::defect);
    }

    private void open() throws IOException {
        begun = true;
        recorder.opened();
        dialogue.takeProxyHeader();
        if (implicitTls) {
            dialogue.startTls();
        }
    }

    private void greetOnce() throws IOException {
        if (!begun) {
            open();
            dialogue.greet();
        }
    }

    private void end(Ending ending, String failure) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        recordReason(ending, failure);
        config.faults().openConnections().decrementAndGet();
        quietly(wire::closeGently);
        recorder.closed(ending);
        recorded = true;
        session.disconnected();
        quietly(() -> owner.closed(this));
    }

    private void recordReason(Ending ending, String failure) {
        if (!failure.isEmpty()) {
            recorder.event("(" + failure + ")");
        }
        if (ending == Ending.TLS_FAILED) {
            recorder.failed(Phase.TLS_HANDSHAKE, "", null, failure);
        } else if (session.isInTransaction() || session.isAuthenticating()) {
            recorder.abandoned(dialogue.lastPhase(), failure.isEmpty() ? "the client sent QUIT" : failure);
        }
    }

    /** Lets the session end as soon as no mail is under way; the thread that serves it closes it. */
    void stop() {
        dialogue.stop();
    }

    boolean isQuiet() {
        return recorded || dialogue.isQuiet();
    }

    /** What the client is in the middle of; empty if a mail of it would have to begin first. */
    Optional<Quiet.Client> business() {
        return isLeaving() ? Optional.empty() : dialogue.business().map(doing -> new Quiet.Client(id, doing));
    }

    /** The number of its session: the order in which clients have connected. */
    long id() {
        return id;
    }

    Quiet.Client idle() {
        return new Quiet.Client(id, "connected, and in the middle of nothing");
    }

    /** Tells whether the last word has been said, even if the client has not heard it yet. */
    boolean isLeaving() {
        return closed.get() || dialogue.isOver() || dialogue.isGivingWay();
    }

    /**
     * How long the client has been idle outside a transaction, in nanoseconds; negative if it is not, or is leaving.
     */
    long idleNanos() {
        return isLeaving() ? -1 : dialogue.idleNanos();
    }

    /** Ends the session of an idle client, so that another one can be served. */
    void giveWay() {
        dialogue.giveWay();
    }

    /** Tells whether the client is at an address, and has not proved who it is. */
    boolean isStrangerAt(InetAddress address) {
        return !isLeaving()
                && session.info().authentication().isEmpty()
                && session.info().remoteAddress().getAddress().equals(address);
    }

    boolean isDrivenBy(Thread thread) {
        return driver == thread;
    }

    /** Somebody will call {@link #endIfLate()} about once a second. */
    void beWatched() {
        wire.input().beWatched();
    }

    /** Ends the session if the client has been silent for longer than it may. */
    void endIfLate() {
        wire.input().endIfLate();
    }

    /** Tells whether the client has not read its replies, or not ended its handshake, for longer than it may. */
    boolean isStalled() {
        return wire.output().isStalledFor(Spans.nanos(config.idleTimeout()))
                || wire.handshakeNanos() > Spans.nanos(config.handshakeTimeout());
    }

    /** Closes a connection that no thread will serve; a client that has been greeted gets the reply. */
    void turnAway(Reply farewell) {
        if (begun) {
            dialogue.sayFarewell(farewell);
        }
        close();
    }

    /** Breaks the connection under the thread that serves it, which then ends the session. */
    void abort() {
        wire.abort();
    }

    /**
     * Closes the connection. Has no effect on one that is closed already.
     *
     * <p>A mail that {@link #process()} handed back and that has not been answered stays so; the client will take it
     * for failed and send it again.
     */
    @Override
    public void close() {
        end(Ending.STOPPED, "the server closed the connection");
    }
}
