package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.client.HostPort;
import io.github.smtpjunit.smtp.Leniency;
import io.github.smtpjunit.smtp.server.FailedAttempt;
import io.github.smtpjunit.smtp.server.SessionListener;
import io.github.smtpjunit.smtp.server.SessionRecord;
import io.github.smtpjunit.smtp.server.Transcript;
import java.util.Locale;

/** Writes what happens in sessions into the log: refusals and what is tolerated always, the dialogue if asked for. */
final class SessionLog implements SessionListener {

    private final EventLog log;
    private final boolean verbose;

    SessionLog(EventLog log, boolean verbose) {
        this.log = log;
        this.verbose = verbose;
    }

    @Override
    public void opened(SessionRecord session) {
        if (verbose) {
            log.event(
                    "opened",
                    "session",
                    session.info().id(),
                    "remote",
                    HostPort.of(session.info().remoteAddress()));
        }
    }

    @Override
    public void said(SessionRecord session, Transcript.Line line) {
        if (verbose) {
            log.event(
                    "dialogue",
                    "session",
                    session.info().id(),
                    line.direction().name().toLowerCase(Locale.ROOT),
                    line.text());
        }
    }

    @Override
    public void tolerated(SessionRecord session, Leniency leniency, String line) {
        log.event(
                "tolerated",
                "session",
                session.info().id(),
                "remote",
                HostPort.of(session.info().remoteAddress()),
                "line",
                line,
                "reason",
                leniency.meaning());
    }

    @Override
    public void failed(SessionRecord session, FailedAttempt attempt) {
        log.event(
                attempt.reply().isPresent() ? "refused" : "aborted",
                "session",
                session.info().id(),
                "remote",
                HostPort.of(attempt.session().remoteAddress()),
                "phase",
                attempt.phase().name().toLowerCase(Locale.ROOT),
                "line",
                attempt.line(),
                "reason",
                attempt.reply().map(Object::toString).orElse(attempt.reason()));
    }

    @Override
    public void closed(SessionRecord session) {
        if (verbose) {
            log.event(
                    "closed",
                    "session",
                    session.info().id(),
                    "mails",
                    session.mailCount(),
                    "ending",
                    session.ending().map(Object::toString).orElse(""));
        }
    }
}
