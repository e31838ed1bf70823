package io.github.smtpjunit.inbox;

import io.github.smtpjunit.smtp.server.FailedAttempt;
import io.github.smtpjunit.smtp.server.SessionInfo;
import io.github.smtpjunit.smtp.server.SessionRecord;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Where one test ends and the next one begins in an inbox that both use. A mail belongs to the test in which its
 * transaction began (MAIL, RFC 5321 section 4.1.1.2); a connection that had finished no mail belongs to the earlier
 * test until it has finished one. Thread-safe.
 */
final class TestBoundary {

    private static final long UNKNOWN = Long.MAX_VALUE; // the last one is unknown
    private static final String CLEARED = "code before inbox.clear()";

    /** Of an inbox that has one test only, or tests that share all that arrives. */
    static final TestBoundary NONE = new TestBoundary("", -1, Map.of(), new ConcurrentHashMap<>());

    private final String earlierTest;
    private final long order; // of the last event before

    /** By the numbers of the sessions that were open, how many attempts had failed in them. */
    private final Map<Long, Integer> open;

    /** By the numbers of those that had finished no mail, the last event that is the earlier test's. */
    private final Map<Long, Long> straying;

    private TestBoundary(String earlierTest, long order, Map<Long, Integer> open, Map<Long, Long> straying) {
        this.earlierTest = earlierTest;
        this.order = order;
        this.open = open;
        this.straying = straying;
    }

    /**
     * Draws the boundary now.
     *
     * @param earlierTest the test that ends, as messages name it
     * @param sessions all sessions
     * @param delivered tells which sessions have finished a mail
     */
    static TestBoundary after(
            String earlierTest, Collection<SessionRecord> sessions, Predicate<SessionRecord> delivered) {
        List<SessionRecord> open =
                sessions.stream().filter(session -> session.ending().isEmpty()).toList();
        Map<Long, Long> straying = new ConcurrentHashMap<>();
        open.stream()
                .filter(delivered.negate())
                .forEach(session -> straying.put(session.info().id(), UNKNOWN));
        return new TestBoundary(
                earlierTest,
                lastOrder(sessions),
                open.stream()
                        .collect(Collectors.toUnmodifiableMap(
                                session -> session.info().id(), SessionRecord::failedAttemptCount)),
                straying);
    }

    /**
     * Draws a boundary within a test, or between tests that only the user knows, now. What the earlier test has left
     * under way stays that test's. A client that has begun no mail may be one that connects ahead: its first mail is
     * the new part's.
     *
     * @param sessions all sessions
     */
    TestBoundary cleared(Collection<SessionRecord> sessions) {
        return new TestBoundary(
                orCleared(earlierTest),
                lastOrder(sessions),
                sessions.stream()
                        .filter(session -> session.ending().isEmpty())
                        .filter(session -> open.containsKey(session.info().id())
                                || orders(session).anyMatch(event -> event > 0))
                        .collect(Collectors.toUnmodifiableMap(
                                session -> session.info().id(), SessionRecord::failedAttemptCount)),
                straying);
    }

    private static String orCleared(String earlierTest) {
        if (earlierTest.isEmpty()) {
            return CLEARED;
        }
        return earlierTest.contains(CLEARED) ? earlierTest : earlierTest + ", or " + CLEARED + ",";
    }

    private static long lastOrder(Collection<SessionRecord> sessions) {
        return sessions.stream().flatMapToLong(TestBoundary::orders).max().orElse(-1);
    }

    private static LongStream orders(SessionRecord session) {
        return LongStream.concat(
                LongStream.of(session.info().transactionOrder()),
                session.failedAttempts().stream().mapToLong(FailedAttempt::order));
    }

    String earlierTest() {
        return earlierTest;
    }

    /** Tells whether a mail that has just been finished is the earlier test's; to be asked once for each mail. */
    boolean isStraggler(SessionInfo session) {
        boolean first = straying.replace(session.id(), UNKNOWN, session.transactionOrder());
        return first || session.transactionOrder() <= order;
    }

    /** Tells whether a client is still busy with the earlier test's mail, or has not begun its first one. */
    boolean isStraying(SessionRecord session) {
        return last(session) == UNKNOWN
                || (session.isInTransaction() && session.info().transactionOrder() <= order);
    }

    /** Tells whether something has happened in a session since the test began that is the test's. */
    boolean isOfTest(SessionRecord session) {
        return !open.containsKey(session.info().id())
                || session.info().transactionOrder() > last(session)
                || failedAttempts(session).findAny().isPresent();
    }

    /** The attempts of a session that failed since the test began. */
    Stream<FailedAttempt> failedAttempts(SessionRecord session) {
        long last = last(session);
        return session.failedAttempts().stream().filter(attempt -> attempt.order() > last);
    }

    /** The last event of a session that is the earlier test's. */
    private long last(SessionRecord session) {
        return Math.max(order, straying.getOrDefault(session.info().id(), order));
    }

    /** How many attempts have failed in a session since the test began. */
    int failedAttemptCount(SessionRecord session) {
        return session.failedAttemptCount() - open.getOrDefault(session.info().id(), 0);
    }
}
