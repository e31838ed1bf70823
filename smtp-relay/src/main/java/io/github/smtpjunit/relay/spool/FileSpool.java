package io.github.smtpjunit.relay.spool;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.given.Given;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps mails in a directory. A mail that was committed is there after the process was killed or the machine has lost
 * its power.
 *
 * <p>A small mail is first in a journal, which all share, so that mails that come in at the same time cost one write
 * and one force. If it is not delivered at once, it moves to a file of its own: its envelope and its content, as text
 * that {@code cat} shows. So do those that are left when the spool is closed, as far as a quarter of a second
 * allows. Large mails are there from the start.
 *
 * <p>One process at a time has the directory; another one uses {@link SpoolControl}. What cannot be read in it is moved
 * to its subdirectory {@code corrupt}, and what was not made by a spool is left alone; both are
 * {@linkplain #problems() reported}. The files are for their owner only, where the file system knows of owners.
 *
 * <p>A mail that was in the queue when a process ended has its attempt recorded before it is claimed. It counts while
 * no other mail is in an attempt, and after twenty such attempts without an outcome the mail is put on hold: it may be
 * what ends the process. After twenty processes that have ended soon and without closing the spool, the mails that they
 * have left are handed out one by one.
 *
 * <p>Thread-safe. Commits at about the same time share what they wait for.
 */
public final class FileSpool extends IndexedSpool {

    private static final int PROBLEMS_KEPT = 1_000;
    private static final int EXAMINED_AT_ONCE = 50;
    private static final long NEXT_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SpoolLayout layout;
    private final Options options;
    private final SpoolLock lock;
    private final MailStore mails;
    private final FileStore store;
    private final Crashes crashes;
    private final Recovery recovery;
    private final SpoolListener listener;
    private final SpoolRequests requests;
    private final AtomicReference<@Nullable OperatorDesk> operators = new AtomicReference<>();
    private final List<String> problems = new ArrayList<>();

    /** Read for what changes files, write for the end. */
    private final ReadWriteLock life = new ReentrantReadWriteLock();

    private long lookedAt = System.nanoTime();
    private boolean closed;

    /**
     * The limits of a spool.
     *
     * @param maxMails how many mails may be in the queue; a tenth more for those with the null reverse-path, so that
     *     there is room for the reports that a full queue owes
     * @param minFreeBytes how much room the file system must have left for another mail to be accepted, in octets; 0
     *     for no such limit
     * @param maxMemory how much memory the envelopes of the queue may take, in octets, about; a tenth more for the null
     *     reverse-path
     */
    public record Options(int maxMails, long minFreeBytes, long maxMemory) {

        /** 100,000 mails; 64 MiB free; a quarter of the memory that the JVM may have. */
        public static final Options DEFAULT = new Options(100_000, 64L * 1024 * 1024);

        /**
         * Checks the limits.
         *
         * @param maxMails how many mails may be in the queue
         * @param minFreeBytes how much room must be left
         * @param maxMemory how much memory they may take
         * @throws IllegalArgumentException if there is room for no mail, or the room to leave is negative
         */
        public Options {
            if (maxMails < 1 || minFreeBytes < 0 || maxMemory < 1) {
                throw new IllegalArgumentException(
                        "A spool needs maxMails and maxMemory of at least 1, and minFreeBytes of at least 0, not "
                                + maxMails + ", " + maxMemory + ", " + minFreeBytes);
            }
        }

        /**
         * Makes limits with a quarter of the memory that the JVM may have.
         *
         * @param maxMails how many mails may be in the queue
         * @param minFreeBytes how much room must be left
         * @throws IllegalArgumentException if there is room for no mail, or the room to leave is negative
         */
        public Options(int maxMails, long minFreeBytes) {
            this(maxMails, minFreeBytes, Runtime.getRuntime().maxMemory() / 4);
        }
    }

    private FileSpool(
            SpoolLayout layout,
            Options options,
            Journal.Limits limits,
            CrashPoint crashPoint,
            SpoolLock lock,
            SpoolListener listener)
            throws IOException {
        super(options.maxMails(), options.maxMemory());
        this.listener = new GuardedListener(listener);
        this.layout = layout;
        this.options = options;
        this.lock = lock;
        layout.create();
        Journal journal = new Journal(layout, limits, crashPoint, this::report);
        this.mails = new MailStore(layout, journal, crashPoint, this::changeOf, this::report);
        this.store = Files.getFileStore(layout.queue());
        this.requests = new SpoolRequests(layout);
        this.crashes = Crashes.begin(layout);
        this.recovery = new Recovery(layout, journal, index, ids, this::report);
    }

    /**
     * Opens a spool, with the limits of {@link Options#DEFAULT}. The directory is made if it is not there.
     *
     * @param directory the spool's directory
     * @return the spool, with the mails that are in it
     * @throws IOException if the directory cannot be used, another process has it, or it is of another version of
     *     spools; the message is one line that names it
     */
    public static FileSpool open(Path directory) throws IOException {
        return open(directory, Options.DEFAULT);
    }

    /**
     * Opens a spool. The directory is made if it is not there.
     *
     * @param directory the spool's directory
     * @param options the limits
     * @return the spool, with the mails that are in it
     * @throws IOException if the directory cannot be used, another process has it, or it is of another version of
     *     spools; the message is one line that names it
     */
    public static FileSpool open(Path directory, Options options) throws IOException {
        return open(directory, options, new SpoolListener() {});
    }

    /**
     * Opens a spool. The directory is made if it is not there.
     *
     * @param directory the spool's directory
     * @param options the limits
     * @param listener is notified of {@linkplain SpoolListener#problem problems}, those that are found here too, and of
     *     what operators have {@linkplain SpoolListener#changed asked for} while no relay had the spool
     * @return the spool, with the mails that are in it
     * @throws IOException if the directory cannot be used, another process has it, or it is of another version of
     *     spools; the message is one line that names it
     */
    public static FileSpool open(Path directory, Options options, SpoolListener listener) throws IOException {
        requireNonNull(directory, "directory");
        requireNonNull(options, "options");
        requireNonNull(listener, "listener");
        return open(directory, options, Journal.Limits.ofSystemProperty(), CrashPoint.ofSystemProperty(), listener);
    }

    static FileSpool open(Path directory, Options options, CrashPoint crashPoint) throws IOException {
        return open(directory, options, Journal.Limits.ofSystemProperty(), crashPoint);
    }

    static FileSpool open(Path directory, Options options, Journal.Limits limits, CrashPoint crashPoint)
            throws IOException {
        return open(directory, options, limits, crashPoint, new SpoolListener() {});
    }

    private static FileSpool open(
            Path directory, Options options, Journal.Limits limits, CrashPoint crashPoint, SpoolListener listener)
            throws IOException {
        SpoolLayout layout = new SpoolLayout(directory.toAbsolutePath().normalize());
        layout.createRoot();
        layout.isSpool(); // or it is one of another version, in which nothing is to be touched
        SpoolLock lock = SpoolLock.take(layout);
        try {
            FileSpool spool = new FileSpool(layout, options, limits, crashPoint, lock, listener);
            spool.recovery.run();
            spool.requests.begin(spool, Instant.now(), spool.listener);
            return spool;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    // Mails that come in

    @Override
    public Draft draft(Envelope envelope, Instant acceptedAt) throws IOException {
        requireNonNull(envelope, "envelope");
        requireNonNull(acceptedAt, "acceptedAt");
        Optional<String> full = fullDisk();
        if (full.isPresent()) {
            throw new SpoolFullException(full.get());
        }
        reserve(envelope);
        String id = ids.next(acceptedAt);
        return new FileDraft(this, SpoolLayout.temporary(layout.mail(id)), id, envelope, acceptedAt);
    }

    private Optional<String> fullDisk() throws IOException {
        long free = options.minFreeBytes() == 0 ? 0 : store.getUsableSpace();
        return free >= options.minFreeBytes()
                ? Optional.empty()
                : Optional.of("The file system of the spool " + layout.root() + " is full: " + free
                        + " octets are left, " + options.minFreeBytes() + " must be");
    }

    /**
     * Returns why no mail could be accepted now, as far as that is known without accepting one, or that there are mails
     * which cannot be read.
     *
     * @return one line, empty if nothing is in the way
     */
    public Optional<String> obstacle() {
        try {
            if (!Files.isWritable(layout.queue()) || !Files.isWritable(layout.journal())) {
                return Optional.of("The spool " + layout.root() + " cannot be written");
            }
            return fullDisk().or(this::fullQueue).or(recovery::unreadable);
        } catch (IOException e) {
            return Optional.of("The file system of the spool " + layout.root() + " cannot be asked for its free room: "
                    + e.getMessage());
        }
    }

    /** Makes octets a mail. */
    void store(DraftOctets octets, QueuedMail mail) throws IOException {
        Lock alive = alive();
        try {
            mails.store(octets, mail);
            index.fill(mail);
        } catch (IOException e) {
            throw explained(e);
        } finally {
            alive.unlock();
        }
    }

    /** A draft will never be a mail. */
    void abandon(Envelope envelope) {
        index.cancel(envelope);
    }

    /** Says that the disk is full, if that is what the system has said. */
    IOException explained(IOException e) {
        if (e instanceof SpoolFullException || !isFull(e)) {
            return e;
        }
        return new SpoolFullException("The file system of the spool " + layout.root() + " is full", e);
    }

    /** ENOSPC or EDQUOT; the JDK knows them by their texts only. */
    private static boolean isFull(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left")
                || message.contains("quota exceeded")
                || message.contains("not enough space");
    }

    // Mails that are worked on

    @Override
    public List<Claim> claim(Instant now, Duration lease, int limit, Function<QueuedMail, Optional<String>> obstacle)
            throws IOException {
        requireNonNull(now, "now");
        Given.span("lease", lease);
        Given.number("limit", limit, 0, Integer.MAX_VALUE);
        requireNonNull(obstacle, "obstacle");
        if (recovery.hasInherited() && crashes.areMany()) {
            return claimOne(now, lease, obstacle);
        }
        return claimReady(now, lease, limit, obstacle);
    }

    /** After many crashes: one mail at a time, which shows which one is the reason. */
    private List<Claim> claimOne(Instant now, Duration lease, Function<QueuedMail, Optional<String>> obstacle)
            throws IOException {
        return index.claimed() > 0 ? List.of() : claimReady(now, lease, 1, obstacle);
    }

    private List<Claim> claimReady(
            Instant now, Duration lease, int limit, Function<QueuedMail, Optional<String>> obstacle)
            throws IOException {
        List<Claim> ready = new ArrayList<>();
        while (ready.size() < limit) {
            List<Claim> taken = super.claim(now, lease, Math.min(limit - ready.size(), EXAMINED_AT_ONCE), obstacle);
            if (taken.isEmpty()) {
                break;
            }
            try {
                notAlone(index.claimed());
                ready.addAll(examined(taken));
            } catch (IOException | RuntimeException | Error e) {
                ready.forEach(index::undo);
                taken.forEach(index::undo);
                throw e;
            }
        }
        return ready;
    }

    /**
     * A mail that was counted because it was the only one in an attempt does not count once another one is in an
     * attempt.
     */
    private void notAlone(int claimed) throws IOException {
        String id = claimed > 1 ? recovery.uncountLoneMail() : null;
        Optional<QueuedMail> mail = id == null ? Optional.empty() : index.find(id);
        if (mail.isPresent()) {
            Lock change = changeOf(mail.get().id());
            try {
                save(mail.get());
            } finally {
                change.unlock();
            }
        }
    }

    /**
     * Looks at the mails that a former process has left before they are handed out for the first time; returns those
     * that can be, and all others.
     */
    private List<Claim> examined(List<Claim> claims) throws IOException {
        List<String> inherited = claims.stream()
                .map(claim -> claim.mail().id())
                .filter(recovery::isInherited)
                .toList();
        if (inherited.isEmpty()) {
            return claims;
        }
        List<Lock> changes = changesOf(inherited);
        try {
            boolean alone = index.claimed() == 1;
            List<Claim> ready = new ArrayList<>();
            List<Claim> poison = new ArrayList<>();
            List<MailState> states = new ArrayList<>();
            for (Claim claim : claims) {
                String id = claim.mail().id();
                if (!recovery.isInherited(id)) {
                    ready.add(claim);
                } else if (recovery.isWhole(id)) {
                    boolean isPoison = recovery.isPoison(id);
                    (isPoison ? poison : ready).add(claim);
                    int inARow = recovery.inARow(id) + (alone ? 1 : 0);
                    states.add(isPoison ? heldAgain(claim) : new MailState(claim.mail(), inARow));
                }
            }
            saveExamined(states, alone);
            poison.forEach(this::putOnHold);
            return ready;
        } finally {
            changes.forEach(Lock::unlock);
        }
    }

    /** A mail that kills: as it was before the attempt that it does not get. */
    private MailState heldAgain(Claim claim) {
        QueuedMail mail = claim.mail();
        return new MailState(mail.withAttempts(mail.attempts() - 1).withHeld(true), recovery.inARow(mail.id()));
    }

    private void saveExamined(List<MailState> states, boolean alone) throws IOException {
        Lock alive = alive();
        try {
            Map<String, IOException> failures = mails.save(states);
            for (Map.Entry<String, IOException> failure : failures.entrySet()) {
                IOException problem = explained(failure.getValue());
                boolean isFull = problem instanceof SpoolFullException; // to deliver is what makes room again
                if (!isFull && failures.size() == states.size()) {
                    throw problem; // it is the disk, and not a mail
                }
                report(
                        failure.getKey(),
                        "Mail " + failure.getKey() + " is tried without a record of it: " + problem.getMessage());
            }
        } finally {
            alive.unlock();
        }
        for (MailState state : states) {
            if (alone && !state.mail().held()) {
                recovery.count(state.mail().id());
            }
            recovery.seen(state.mail().id());
        }
    }

    private void putOnHold(Claim claim) {
        String id = claim.mail().id();
        index.undo(claim);
        index.find(id).ifPresent(current -> index.update(current.withHeld(true)));
        report(
                id,
                "Mail " + id + " is put on hold: the last " + Recovery.MOST_IN_A_ROW
                        + " attempts each ended with the process");
    }

    @Override
    public InputStream content(Claim claim) throws IOException {
        requireNonNull(claim, "claim");
        index.check(claim);
        return mails.content(claim.mail().id());
    }

    @Override
    public Optional<InputStream> content(String id) throws IOException {
        requireNonNull(id, "id");
        if (index.find(id).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(mails.content(id));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // it was done in the meantime
        }
    }

    @Override
    void trust(String id) {
        recovery.trust(id);
    }

    @Override
    void save(QueuedMail mail) throws IOException {
        Lock alive = alive();
        try {
            Map<String, IOException> failures = mails.save(List.of(new MailState(mail, recovery.inARow(mail.id()))));
            for (IOException failure : failures.values()) {
                throw explained(failure);
            }
        } finally {
            alive.unlock();
        }
    }

    @Override
    void erase(String id) throws IOException {
        Lock alive = alive();
        try {
            mails.erase(id);
            recovery.forget(id);
        } finally {
            alive.unlock();
        }
    }

    // Operators

    @Override
    public void serveOperators(Clock clock, SpoolListener listener) {
        requireNonNull(clock, "clock");
        requireNonNull(listener, "listener");
        OperatorDesk desk = new OperatorDesk(() -> serveRequests(clock.instant(), new GuardedListener(listener)));
        OperatorDesk before = operators.getAndSet(desk);
        if (before != null) {
            before.stop();
        }
        desk.start();
    }

    int serveRequests(Instant now) throws IOException {
        return serveRequests(now, listener);
    }

    /** Does what other processes have asked for; returns how many requests there were. */
    private int serveRequests(Instant now, SpoolListener who) throws IOException {
        if (System.nanoTime() - lookedAt >= NEXT_LOOK_NANOS
                && recovery.unreadable().isPresent()) {
            lookedAt = System.nanoTime();
            if (recovery.isMoreReadable()) {
                announce();
            }
        }
        return requests.serve(this, now, who);
    }

    /**
     * Returns what was found wrong in the directory, one line each: records that could not be read, files that do not
     * belong to the spool, mails that were put on hold.
     *
     * @return the lines since the spool was opened, up to 1,000 of them; a listener was notified of all of them, or the
     *     log has them
     */
    public List<String> problems() {
        synchronized (problems) {
            return List.copyOf(problems);
        }
    }

    void report(String id, String problem) {
        listener.problem(id, problem, null);
        synchronized (problems) {
            if (problems.size() < PROBLEMS_KEPT) {
                problems.add(problem);
            }
        }
    }

    /** How often the disk was asked to keep names. */
    long directoryForces() {
        return mails.directoryForces();
    }

    // The end

    private Lock alive() throws IOException {
        Lock alive = life.readLock();
        alive.lock();
        if (closed) {
            alive.unlock();
            throw new IOException("The spool " + layout.root() + " is closed");
        }
        return alive;
    }

    /** Waits for commits that are on their way, and lets another process have the directory. The mails stay. */
    @Override
    public void close() throws IOException {
        OperatorDesk desk = operators.get();
        if (desk != null) {
            desk.stop();
        }
        life.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                try (lock) {
                    mails.close();
                    crashes.end();
                }
            }
        } finally {
            life.writeLock().unlock();
        }
    }
}
