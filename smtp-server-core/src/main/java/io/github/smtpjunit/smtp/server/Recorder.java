package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.ServerConfig.USER_CODE;
import static io.github.smtpjunit.smtp.server.SessionListeners.FAILED;

import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.SessionRecord.Ending;
import io.github.smtpjunit.smtp.server.Transcript.Direction;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the record of a session and tells the listener; does nothing for a server that nobody watches. */
final class Recorder {

    private final ServerConfig config;
    private final Session session;
    private final @Nullable SessionRecord log;
    private boolean broken;

    Recorder(ServerConfig config, Session session) {
        this.config = config;
        this.session = session;
        this.log = config.isWatched() ? new SessionRecord(session.info(), config.maxTranscriptLines()) : null;
    }

    void opened() {
        tell(log -> config.listener().opened(log));
    }

    /** Whether anybody will see the record. */
    boolean isWatched() {
        return log != null;
    }

    void client(String text, boolean pipelined) {
        add(Direction.CLIENT, text, pipelined);
    }

    void server(Reply reply) {
        if (log != null) {
            server(reply.toString());
        }
    }

    /** A reply as it goes over the wire. */
    void server(String text) {
        tell(this::update);
        if (log != null && text.indexOf('\n') >= 0) {
            List.of(text.split("\n", -1)).forEach(line -> add(Direction.SERVER, line, false));
        } else {
            add(Direction.SERVER, text, false);
        }
    }

    void content(long octets) {
        if (log != null) {
            event("(" + octets + " octets of content)");
        }
    }

    void event(String text) {
        add(Direction.EVENT, text, false);
    }

    private void add(Direction direction, String text, boolean pipelined) {
        tell(log -> {
            Transcript.Line line =
                    new Transcript.Line(config.clock().instant(), direction, SessionRecord.printable(text), pipelined);
            log.add(line);
            config.listener().said(log, line);
        });
    }

    void transactionEnded(boolean accepted) {
        tell(log -> {
            update(log);
            if (accepted) {
                log.addMail();
            }
        });
    }

    void failed(Phase phase, String line, @Nullable Reply reply, String reason) {
        tell(log -> {
            SessionInfo info = session.info();
            Attempt attempt = new Attempt(
                    config.clock().instant(),
                    phase,
                    info,
                    session.envelope().orElse(null),
                    SessionRecord.printable(line),
                    reply,
                    reason);
            log.update(info, session.isInTransaction());
            log.add(attempt);
            config.listener().failed(log, attempt);
        });
    }

    /** The session will not go on; what comes first is told. */
    void brokenOff(Phase phase, String line, String reason) {
        if (!broken) {
            broken = true;
            failed(phase, line, null, reason);
        }
    }

    void closed(Ending ending) {
        tell(log -> {
            update(log);
            log.end(ending);
            config.listener().closed(log);
        });
    }

    /** Brings the record's facts up to date before a client can see the effect. */
    private void update(SessionRecord log) {
        log.update(session.info(), session.isInTransaction());
    }

    /** No failure of the record, the listener or the clock changes what the client gets. */
    private void tell(Consumer<SessionRecord> news) {
        SessionRecord log = this.log;
        if (log != null) {
            USER_CODE.tell(() -> news.accept(log), FAILED);
        }
    }
}
