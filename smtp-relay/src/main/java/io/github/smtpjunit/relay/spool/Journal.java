package io.github.smtpjunit.relay.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where small mails are safe first: files of a fixed size that all share, so that mails which come in at the same time
 * are one write and one force, and a mail by itself is no more. It is for the short way from one host to the next; a
 * mail that stays for longer moves to a file of its own.
 *
 * <p>That a mail has left is written over the mark of its record, and into the file system's cache only: it is true for
 * the next process, and after a power failure the mail may be back. A segment is used again once all its mails have
 * left. One whose write or force has failed gets no further mail.
 *
 * <p>Thread-safe.
 */
final class Journal implements Closeable {

    /**
     * How large it may grow.
     *
     * @param segmentSize the octets of a segment
     * @param maxSegments how many there may be for mails to come in
     * @param memory how many octets of its mails are kept in memory, so that they need not be read again
     */
    record Limits(int segmentSize, int maxSegments, long memory) {

        static final Limits DEFAULT = new Limits(4 * 1024 * 1024, 16, 16L * 1024 * 1024);

        /** Those of a test: the system property {@code smtp-relay.journal-segment} makes segments smaller. */
        static Limits ofSystemProperty() {
            Integer size = Integer.getInteger("smtp-relay.journal-segment");
            return size == null ? DEFAULT : new Limits(size, DEFAULT.maxSegments(), DEFAULT.memory());
        }
    }

    private static final int BUFFER = 1024 * 1024;
    private static final long NEXT_TRY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final SpoolLayout layout;
    private final Limits limits;
    private final CrashPoint crashPoint;
    private final ProblemSink problems;
    private final DirectoryForce names;
    private final SecureRandom random = new SecureRandom();
    private final GroupCommit<JournalMail> commits = new GroupCommit<>(this::store);
    private final Map<String, JournalMail> mails = new ConcurrentHashMap<>();
    private final List<Segment> segments = new CopyOnWriteArrayList<>();
    private final AtomicLong memory = new AtomicLong();

    // Of the thread that stores
    private @Nullable ByteBuffer buffer;
    private @Nullable Segment current;
    private long refusedAt;
    private boolean refused;

    Journal(SpoolLayout layout, Limits limits, CrashPoint crashPoint, ProblemSink problems) {
        this.layout = layout;
        this.limits = limits;
        this.crashPoint = crashPoint;
        this.problems = problems;
        this.names = new DirectoryForce(layout.journal());
    }

    // Mails that come in

    /**
     * Keeps a mail, safe on return.
     *
     * @return false if there is no room for it, or it is too large for a write
     * @throws IOException if it cannot be kept; it will not be there after a crash either, as far as the disk obeys
     */
    boolean add(JournalMail mail) throws IOException {
        int space = JournalRecord.space(mail.length());
        if (space > BUFFER || Segment.FIRST + space > limits.segmentSize()) {
            return false; // as with a long envelope
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new ClosedByInterruptException(); // as a file of its own would
        }
        commits.commit(mail);
        return mail.segment() != null;
    }

    private int store(List<JournalMail> waiting) throws IOException {
        Segment segment = segmentFor(waiting.get(0));
        if (segment == null) {
            return waiting.size();
        }
        ByteBuffer records = buffer();
        int start = segment.end();
        List<Integer> positions = new ArrayList<>(waiting.size());
        for (JournalMail mail : waiting) {
            int used = records.position();
            int space = JournalRecord.space(mail.length());
            if (space > records.remaining() || !segment.hasRoom(used + space)) {
                break;
            }
            positions.add(start + used);
            byte[] octets = Objects.requireNonNull(mail.octets());
            JournalRecord.put(records, segment.salt(), segment.generation(), start, octets, mail.length());
        }
        try {
            crashPoint.pass(SpoolStep.BEFORE_JOURNAL_WRITE);
            segment.append(records.flip(), crashPoint);
            crashPoint.pass(SpoolStep.AFTER_JOURNAL_FORCE);
        } catch (IOException | RuntimeException e) {
            giveUp(segment, positions);
            throw e;
        }
        for (int i = 0; i < positions.size(); i++) {
            enter(waiting.get(i), segment, positions.get(i));
        }
        return positions.size();
    }

    private ByteBuffer buffer() {
        ByteBuffer records = buffer;
        if (records == null) {
            records = ByteBuffer.allocateDirect(Math.min(BUFFER, limits.segmentSize()));
            buffer = records;
        }
        return records.clear();
    }

    private void enter(JournalMail mail, Segment segment, int position) {
        segment.enter();
        mail.place(segment, position);
        mails.put(mail.id(), mail);
        byte[] octets = Objects.requireNonNull(mail.octets());
        if (memory.addAndGet(octets.length) > limits.memory()) {
            memory.addAndGet(-mail.forget());
        }
    }

    /**
     * Stores no further mail in a segment whose disk has failed. What was to be written may be there nevertheless, so
     * it is marked.
     */
    private void giveUp(Segment segment, List<Integer> positions) {
        current = null;
        for (int position : positions) {
            try {
                segment.mark(position);
            } catch (IOException e) {
                problems.report("A mail that was refused may be delivered all the same, if the process ends now: " + e);
                break;
            }
        }
        segment.giveUp();
        closeIfEmpty(segment);
    }

    private @Nullable Segment segmentFor(JournalMail mail) throws IOException {
        Segment segment = current;
        if (segment == null || !segment.hasRoom(JournalRecord.space(mail.length()))) {
            crashPoint.pass(SpoolStep.BEFORE_SEGMENT);
            segment = free();
            if (segment != null) {
                segment.reuse();
            } else {
                segment = segments.size() < limits.maxSegments() ? create() : null;
            }
            // Without another one, the one at hand stays for smaller mails
            current = segment == null ? current : segment;
        }
        return segment;
    }

    private @Nullable Segment free() {
        for (Segment segment : segments) {
            if (segment != current && segment.live() == 0 && !segment.isGivenUp()) {
                return segment;
            }
        }
        return null;
    }

    /** Makes a segment; null if that cannot be done: a mail of its own may find room where so much does not. */
    private @Nullable Segment create() {
        if (refused && System.nanoTime() - refusedAt < NEXT_TRY_NANOS) {
            return null;
        }
        try {
            Segment segment = Segment.create(layout.newSegment(), random.nextLong(), limits.segmentSize());
            segments.add(segment);
            names.force();
            crashPoint.pass(SpoolStep.AFTER_SEGMENT);
            refused = false;
            return segment;
        } catch (IOException e) {
            problems.report("The journal cannot grow for now, mails are kept in files of their own: " + e);
            refused = true;
            refusedAt = System.nanoTime();
            return null;
        }
    }

    /** How many mails wait for those that are being stored. */
    int waiting() {
        return commits.waiting();
    }

    // Mails that are in it

    /** Takes over a mail that a former process has left. */
    void adopt(JournalMail mail) {
        Segment segment = Objects.requireNonNull(mail.segment());
        segment.enter();
        segment.giveUp();
        if (!segments.contains(segment)) {
            segments.add(segment);
        }
        mails.put(mail.id(), mail);
    }

    boolean has(String id) {
        return mails.containsKey(id);
    }

    /** The names of the mails in it. */
    List<String> ids() {
        return List.copyOf(mails.keySet());
    }

    /** The name of a mail that should move, since its segment is wanted; empty if absent. */
    Optional<String> next() {
        return segments.stream()
                .filter(segment -> segment.live() > 0)
                .min(Comparator.comparingInt(Segment::live))
                .flatMap(segment -> mails.values().stream()
                        .filter(mail -> mail.segment() == segment)
                        .map(JournalMail::id)
                        .findFirst());
    }

    /** All of a mail's octets, as they would stand in a file of its own; empty if it has left. */
    Optional<JournalMail.Octets> octets(String id) throws IOException {
        JournalMail mail = mails.get(id);
        if (mail == null) {
            return Optional.empty();
        }
        byte[] octets = mail.octets();
        if (octets == null) {
            octets = Objects.requireNonNull(mail.segment()).read(mail.mailAt(), mail.length());
        }
        // If it has left meanwhile, they may be another's
        return mails.get(id) == mail ? Optional.of(mail.octets(octets)) : Optional.empty();
    }

    /** A mail leaves, as it is done or has a file of its own. */
    void remove(String id) throws IOException {
        JournalMail mail = mails.get(id);
        if (mail == null) {
            return;
        }
        Segment segment = Objects.requireNonNull(mail.segment());
        segment.mark(mail.position());
        if (mails.remove(id, mail)) {
            memory.addAndGet(-mail.forget());
            segment.leave();
            closeIfEmpty(segment);
        }
    }

    /** Removes a segment that is not needed. */
    private void closeIfEmpty(Segment segment) {
        if (segment.live() > 0 || !segment.isGivenUp()) {
            return;
        }
        segments.remove(segment);
        try {
            segment.close();
        } catch (IOException e) {
            problems.report("Cannot remove a segment of the journal: " + e);
        }
    }

    /** Ends; what still has mails in it stays. */
    @Override
    public void close() throws IOException {
        for (Segment segment : segments) {
            segment.close();
        }
        names.close();
    }
}
