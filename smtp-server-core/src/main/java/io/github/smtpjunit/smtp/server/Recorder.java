package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.SessionRecord.Ending;
import io.github.smtpjunit.smtp.server.Transcript.Direction;
import java.util.List;
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
        if (log != null) {
            UserCode.tell(() -> config.listener().opened(log), "The session listener failed");
        }
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
        if (log != null) {
            update();
            if (text.indexOf('\n') < 0) {
                add(Direction.SERVER, text, false);
            } else {
                List.of(text.split("\n", -1)).forEach(line -> add(Direction.SERVER, line, false));
            }
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
        if (log != null) {
            Transcript.Line line =
                    new Transcript.Line(config.clock().instant(), direction, SessionRecord.printable(text), pipelined);
            log.add(line);
            UserCode.tell(() -> config.listener().said(log, line), "The session listener failed");
        }
    }

    void transactionEnded(boolean accepted) {
        if (log != null) {
            update();
            if (accepted) {
                log.addMail();
            }
        }
    }

    void failed(Phase phase, String line, @Nullable Reply reply, String reason) {
        if (log != null) {
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
            UserCode.tell(() -> config.listener().failed(log, attempt), "The session listener failed");
        }
    }

    /** The session will not go on; what comes first is told. */
    void brokenOff(Phase phase, String line, String reason) {
        if (!broken) {
            broken = true;
            failed(phase, line, null, reason);
        }
    }

    void closed(Ending ending) {
        if (log != null) {
            log.update(session.info(), session.isInTransaction());
            log.end(ending);
            UserCode.tell(() -> config.listener().closed(log), "The session listener failed");
        }
    }

    /** Brings the record's facts up to date before a client can see the effect. */
    private void update() {
        if (log != null) {
            log.update(session.info(), session.isInTransaction());
        }
    }
}
