package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.ServerConfig.USER_CODE;
import static io.github.smtpjunit.smtp.server.SessionListeners.FAILED;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Leniency;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.SessionRecord.Ending;
import io.github.smtpjunit.smtp.server.Transcript.Direction;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the record of a session and tells the listener; does nothing for a server without a session listener. */
final class Recorder {

    private static final int MAX_WORD = 20;

    private final ServerConfig config;
    private final Session session;
    private final @Nullable SessionRecord log;
    private boolean broken;
    private boolean stepFailed; // since the last line was awaited, and that is an attempt
    private int failedTransaction; // in which a command to it failed, and that is an attempt; 0 for none
    private boolean mailFailed; // and is over, and the client has said nothing since but what belongs to it

    Recorder(ServerConfig config, Session session) {
        this.config = config;
        this.session = session;
        this.log = config.isWatched()
                ? new SessionRecord(session.info(), config.maxTranscriptLines(), config.maxKeptFailedAttempts())
                : null;
    }

    void opened() {
        tell(log -> config.listener().opened(log));
    }

    /** Whether anybody will see the record. */
    boolean isWatched() {
        return log != null;
    }

    /** The next line of the client is awaited. */
    void stepOver() {
        stepFailed = false;
    }

    /**
     * A line of the client, before it is answered.
     *
     * @param shown how it may be shown
     */
    void client(Line line, String shown, boolean pipelined) {
        if (log != null && !shown.isEmpty()) {
            mailFailed &= belongsToMail(line.command().verb().phase());
            if (!session.isAuthenticating()) {
                log.addCommand(word(line, shown), pipelined);
                noteClearText(line, shown);
            } else if (line.text().indexOf(' ') >= 0) { // a command: no response of an exchange has a space
                noteCredentials(log, line, shown);
            }
            add(Direction.CLIENT, shown, pipelined);
        }
    }

    private static String word(Line line, String shown) {
        Verb verb = line.command().verb();
        if (verb != Verb.UNKNOWN && verb != Verb.HTTP && verb != Verb.FIELD) {
            return verb.name();
        }
        String word = shown.split("[ :]", 2)[0];
        return SessionRecord.printable(word.substring(0, Math.min(word.length(), MAX_WORD)))
                .toUpperCase(Locale.ROOT);
    }

    /** Notes what a line gives away, if it came without TLS; it need not have been answered. */
    void noteClearText(Line line, String shown) {
        if (log != null) {
            noteCredentials(log, line, shown);
            if (session.info().tls().isEmpty() && ClearText.leadsToAMail(line)) {
                log.addMailInClear(SessionRecord.printable(shown));
            }
        }
    }

    private void noteCredentials(SessionRecord log, Line line, String shown) {
        if (session.info().tls().isEmpty() && ClearText.hasCredentials(line)) {
            log.addCredentialsInClear(SessionRecord.printable(shown));
        }
    }

    /** A line of the client has been let in although it broke the grammar. */
    void tolerated(Set<Leniency> leniencies, String shown) {
        for (Leniency leniency : leniencies) {
            tell(log -> {
                log.add(leniency);
                config.listener().tolerated(log, leniency, SessionRecord.printable(shown));
            });
        }
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

    /** The client goes on with the content, whatever has failed before. */
    void contentStarts() {
        failedTransaction = 0;
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
            stepFailed = true;
            if (followsFailure(phase)) {
                return;
            }
            mailFailed = phase == Phase.MAIL || phase == Phase.END_OF_DATA;
            SessionInfo info = session.info();
            if (session.isInTransaction() && belongsToMail(phase)) {
                failedTransaction = info.transactionNumber();
            }
            Envelope envelope = session.envelope().orElse(null);
            String argument = phase == Phase.MAIL || phase == Phase.RCPT
                    ? Command.parse(line).argument()
                    : "";
            FailedAttempt attempt = new FailedAttempt(
                    config.clock().instant(),
                    phase,
                    info,
                    envelope,
                    SessionRecord.printable(line),
                    envelope != null
                            ? envelope.from()
                            : phase == Phase.MAIL ? PathArgument.sender(argument, config.lenient()) : null,
                    phase == Phase.RCPT ? PathArgument.recipient(argument, config.lenient()) : null,
                    reply,
                    reason);
            log.update(info, session.isInTransaction());
            log.add(attempt);
            config.listener().failed(log, attempt);
        });
    }

    /**
     * Whether a command fails because the mail to which it belongs has failed: the client sends it all the same, most
     * of all in a pipeline.
     */
    private boolean followsFailure(Phase phase) {
        return session.isInTransaction()
                ? phase != Phase.RCPT && belongsToMail(phase) && session.wasEveryRecipientRefused()
                : mailFailed && belongsToMail(phase);
    }

    private static boolean belongsToMail(Phase phase) {
        return phase == Phase.RCPT || phase == Phase.DATA || phase == Phase.BDAT;
    }

    /**
     * The session will not go on; the first reason is recorded. A line that has failed is one attempt, even if the
     * connection ends with it.
     */
    void brokenOff(Phase phase, String line, String reason) {
        if (!broken) {
            broken = true;
            if (!stepFailed) {
                failed(phase, line, null, reason);
            }
        }
    }

    /**
     * The session will not go on in the middle of something. A client that gives up a mail because a command failed has
     * made one attempt.
     */
    void abandoned(Phase phase, String reason) {
        if (!session.isInTransaction() || failedTransaction != session.info().transactionNumber()) {
            brokenOff(phase, "", reason);
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
