package io.github.smtpjunit.relay.catcher;

import io.github.smtpjunit.relay.client.HostPort;
import io.github.smtpjunit.smtp.sasl.AuthInfo;
import io.github.smtpjunit.smtp.server.FailedAttempt;
import io.github.smtpjunit.smtp.server.SessionInfo;
import io.github.smtpjunit.smtp.server.SessionListener;
import io.github.smtpjunit.smtp.server.SessionRecord;
import io.github.smtpjunit.smtp.server.SessionRecord.Ending;
import io.github.smtpjunit.smtp.server.TlsInfo;
import io.github.smtpjunit.smtp.server.Transcript;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * The latest sessions of this process, with their dialogues: they tell why a mail did not arrive. They are bounded in
 * number and in octets. Those in which nothing failed go first. Thread-safe.
 */
public final class CaughtSessions implements SessionListener {

    private static final Set<Ending> BAD_ENDINGS = Set.of(Ending.TIMED_OUT, Ending.TLS_FAILED, Ending.FAULT);
    private static final int MAX_SESSIONS = 500;
    private static final int MIN_WELL = 50;
    private static final long OVERHEAD = 2_000; // of each session, in octets
    private static final long OVERHEAD_OF_TEXT = 200; // of each line and what belongs to it

    private final long maxOctets;
    private final TreeMap<Long, SessionRecord> sessions = new TreeMap<>(); // guarded by this, as what follows
    private final TreeMap<Long, Long> octets = new TreeMap<>(); // of those that are over
    private long octetsInAll;
    private final LongAdder failed = new LongAdder();
    private final List<CaughtMails.Listener> listeners = new CopyOnWriteArrayList<>();

    /**
     * Makes a place for sessions.
     *
     * @param maxOctets how much memory those may take that are over; an open session has bounds of its own
     */
    public CaughtSessions(long maxOctets) {
        this.maxOctets = maxOctets;
    }

    /** Adds one that is notified of sessions that begin, fail and end. */
    public void addListener(CaughtMails.Listener listener) {
        listeners.add(listener);
    }

    /** Takes one away. */
    public void removeListener(CaughtMails.Listener listener) {
        listeners.remove(listener);
    }

    @Override
    public void opened(SessionRecord session) {
        synchronized (this) {
            sessions.put(session.info().id(), session);
            dropSurplus();
        }
        tell();
    }

    @Override
    public void failed(SessionRecord session, FailedAttempt attempt) {
        failed.increment();
        tell();
    }

    @Override
    public void closed(SessionRecord session) {
        long its = octets(session);
        synchronized (this) {
            if (sessions.containsKey(session.info().id())) {
                octets.put(session.info().id(), its);
                octetsInAll += its;
                dropSurplus();
            }
        }
        tell();
    }

    /** A bound of the memory that a session takes. */
    private static long octets(SessionRecord session) {
        long octets = OVERHEAD;
        for (Transcript.Line line : session.transcript().lines()) {
            octets += octets(line.text());
        }
        for (FailedAttempt attempt : session.failedAttempts()) {
            octets += octets(attempt.line()
                    + attempt.reason()
                    + attempt.reply().map(Object::toString).orElse(""));
            octets += OVERHEAD_OF_TEXT
                    * attempt.envelope()
                            .map(envelope -> envelope.recipients().size())
                            .orElse(0);
        }
        for (List<String> lines : List.of(session.commands(), session.credentialsInClear(), session.mailInClear())) {
            octets += lines.stream().mapToLong(CaughtSessions::octets).sum();
        }
        return octets;
    }

    private static long octets(String text) {
        return OVERHEAD_OF_TEXT + 2L * text.length();
    }

    private synchronized void dropSurplus() {
        while (sessions.size() > MAX_SESSIONS || octetsInAll > maxOctets) {
            long dropped = mostDispensable();
            sessions.remove(dropped);
            Long its = octets.remove(dropped);
            octetsInAll -= its == null ? 0 : its;
        }
    }

    /** The oldest in which nothing failed, unless few of them are left; then the oldest that is over. */
    private synchronized long mostDispensable() {
        List<Long> over = new ArrayList<>(octets.keySet());
        List<Long> well = over.stream().filter(this::hasGoneWell).toList();
        if (well.size() <= MIN_WELL) {
            over.removeAll(well);
        }
        return Stream.of(well.size() > MIN_WELL ? well : over, octets.keySet(), sessions.keySet())
                .flatMap(Collection::stream)
                .findFirst()
                .orElseThrow();
    }

    /** Whether a session has nothing to explain; the page marks the others. */
    private synchronized boolean hasGoneWell(long id) {
        SessionRecord session = sessions.get(id);
        return session == null
                || (session.failedAttemptCount() == 0
                        && session.ending().filter(BAD_ENDINGS::contains).isEmpty());
    }

    private void tell() {
        listeners.forEach(CaughtMails.Listener::changed);
    }

    /** Returns how many attempts have failed since the start. */
    long failedCount() {
        return failed.sum();
    }

    /** Returns the sessions, the latest first. */
    synchronized List<SessionRecord> list() {
        return new ArrayList<>(sessions.descendingMap().values());
    }

    /** Finds a session by its number. */
    synchronized Optional<SessionRecord> find(long id) {
        return Optional.ofNullable(sessions.get(id));
    }

    /** Returns what the API says of a session in a list. */
    static Map<String, Object> json(SessionRecord session) {
        SessionInfo info = session.info();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", info.id());
        json.put("remote", HostPort.of(info.remoteAddress()).toString());
        json.put("openedAt", info.openedAt().toString());
        json.put("helo", info.heloName().orElse(""));
        json.put("protocol", info.protocol());
        json.put("tlsProtocol", info.tls().map(TlsInfo::protocol).orElse(null));
        json.put("tlsCipher", info.tls().map(TlsInfo::cipherSuite).orElse(null));
        json.put("user", info.authentication().map(AuthInfo::user).orElse(null));
        json.put("mailCount", session.mailCount());
        json.put("commands", session.commands());
        json.put("usedPipelining", session.usedPipelining());
        json.put(
                "leniencies",
                session.leniencies().stream()
                        .map(leniency -> leniency.meaning())
                        .toList());
        json.put(
                "ending",
                session.ending()
                        .map(ending -> ending.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .orElse(null));
        json.put("failedAttemptCount", session.failedAttemptCount());
        json.put(
                "failedAttempts",
                session.failedAttempts().stream().map(CaughtSessions::json).toList());
        return json;
    }

    /** Returns what the API says of one session, with its dialogue. */
    static Map<String, Object> fullJson(SessionRecord session) {
        Map<String, Object> json = json(session);
        Transcript transcript = session.transcript();
        Instant start = session.info().openedAt();
        json.put("omittedLines", transcript.omitted());
        json.put(
                "dialogue",
                transcript.lines().stream().map(line -> json(line, start)).toList());
        return json;
    }

    private static Map<String, Object> json(Transcript.Line line, Instant start) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", line.at().toString());
        json.put("millis", Duration.between(start, line.at()).toMillis());
        json.put("from", line.direction().name().toLowerCase(Locale.ROOT));
        json.put("text", line.text());
        json.put("pipelined", line.pipelined());
        return json;
    }

    /** Returns what was refused or broken off in a session, the latest first, with the session's number. */
    static Stream<Map<String, Object>> refusals(SessionRecord session) {
        List<FailedAttempt> attempts = new ArrayList<>(session.failedAttempts());
        Collections.reverse(attempts);
        return attempts.stream().map(attempt -> {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("session", session.info().id());
            json.putAll(json(attempt));
            return json;
        });
    }

    private static Map<String, Object> json(FailedAttempt attempt) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", attempt.at().toString());
        json.put("phase", attempt.phase().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        json.put("line", attempt.line());
        json.put("sender", attempt.sender().orElse(null));
        json.put("recipient", attempt.recipient().orElse(null));
        json.put("reply", attempt.reply().map(Object::toString).orElse(null));
        json.put("reason", attempt.reason());
        return json;
    }
}
