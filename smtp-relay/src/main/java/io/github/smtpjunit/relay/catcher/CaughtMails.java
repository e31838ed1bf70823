package io.github.smtpjunit.relay.catcher;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.server.ReceivedMail;
import io.github.smtpjunit.smtp.server.SessionInfo;
import io.github.smtpjunit.smtp.usercode.UserCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The mails that were caught, in the order of their numbers, within bounds: the oldest go first, and the listeners are
 * notified. Their contents are where the {@link MailKeeper} keeps them; what a list shows is in memory. Thread-safe.
 */
public final class CaughtMails implements AutoCloseable {

    private static final UserCode USER_CODE = new UserCode("io.github.smtpjunit.relay");
    private static final Duration LONGEST_START = Duration.ofSeconds(30);
    private static final int FEW = 100;
    private static final Duration ROUND = Duration.ofMillis(250); // for what another process adds, and what gets old

    /**
     * How many mails are kept, and for how long.
     *
     * @param mails how many at most
     * @param age for how long at most, null without a bound
     */
    public record Bounds(int mails, @Nullable Duration age) {}

    /** Why a mail is no longer here. */
    public enum Removal {
        /** A client of the API, or the page, has deleted it. */
        DELETED,
        /** There were more mails than the bound. */
        MAX_MAILS,
        /** It was older than the bound. */
        MAX_AGE,
        /** The mails in memory had more octets than the bound. */
        MEMORY
    }

    /** Is notified of what happens to mails. What it throws is logged, and changes nothing. */
    public interface Listener {

        /**
         * Mails, or what is said of them, have changed. Is called by the thread that changes them, and must not take
         * long.
         */
        void changed();

        /** A mail was caught. Is called by the thread of its client, which waits. */
        default void kept(CaughtMail mail) {}

        /** A mail is no longer kept. */
        default void removed(CaughtMail mail, Removal why) {}

        /** A mail should go, and cannot be deleted. It is said once of each mail. */
        default void notRemoved(CaughtMail mail, IOException cause) {}
    }

    private final MailKeeper keeper;
    private final Bounds bounds;
    private final Clock clock;
    private final NavigableMap<Long, CaughtMail> mails = new TreeMap<>(); // guarded by this, as what follows
    private final Set<String> read = new HashSet<>();
    private final Set<String> stuck = new HashSet<>(); // they should go, and cannot be deleted
    private long version; // is another after each change
    private final Queue<Consumer<Listener>> news = new ConcurrentLinkedQueue<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch mayBeListed = new CountDownLatch(1);
    private final CountDownLatch isRead = new CountDownLatch(1);
    private final ScheduledExecutorService rounds;
    private boolean hasWorked = true; // of its thread alone

    /**
     * Opens the mails of a keeper. Those that are there already are read meanwhile. A list of many
     * does not wait for that: shortly after the start it may count a pair of files that turns out to be no mail.
     *
     * @param keeper where the mails are
     * @param clock tells how old they are
     */
    public CaughtMails(MailKeeper keeper, Bounds bounds, Clock clock) {
        this.keeper = keeper;
        this.bounds = bounds;
        this.clock = clock;
        rounds = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "caught-mails");
            thread.setDaemon(true);
            return thread;
        });
        rounds.execute(this::readAll);
        var unused =
                rounds.scheduleWithFixedDelay(this::round, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Finds what is there at the start; then reads it, without the lock, so that no client waits; then what a list
     * shows of it, the latest first.
     */
    private void readAll() {
        try {
            Set<String> names = keeper.namesIfChanged().orElse(Set.of());
            synchronized (this) {
                for (String name : names) {
                    if (mails.putIfAbsent(Long.valueOf(name), keeper.read(name)) == null) {
                        read.add(name); // new is what this process catches
                    }
                }
                changed();
            }
        } catch (IOException e) {
            USER_CODE.log(() -> "The caught mails cannot be read", e);
        }
        List<CaughtMail> all;
        synchronized (this) {
            all = new ArrayList<>(mails.descendingMap().values());
        }
        if (all.size() > FEW) {
            mayBeListed.countDown();
        }
        forEach(all.subList(0, Math.min(FEW, all.size())), CaughtMail::listed); // what a page asks for first
        if (forEach(all, this::forgetUnlessReadable)) {
            isRead.countDown();
            mayBeListed.countDown();
            round();
            forEach(all, CaughtMail::listed);
        }
    }

    /** Returns false if the program ends meanwhile. */
    private boolean forEach(List<CaughtMail> all, Consumer<CaughtMail> action) {
        for (CaughtMail mail : all) {
            if (rounds.isShutdown()) {
                return false;
            }
            action.accept(mail);
        }
        return true;
    }

    private void forgetUnlessReadable(CaughtMail mail) {
        if (!mail.isReadable()) {
            forget(mail);
        }
    }

    /** Waits until it is known which mails are here; for a few, also until it is known that each is one. */
    private void awaitReading() throws IOException {
        try {
            if (!mayBeListed.await(LONGEST_START.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("The mails that are here are still being read");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The program ends");
        }
    }

    /** Looks around, also when no client asks: a mail gets old, another process adds one to the directory. */
    private void round() {
        boolean works = UserCode.call(
                () -> {
                    list();
                    return true;
                },
                failure -> {
                    if (hasWorked && !rounds.isShutdown()) { // it is said once, and not four times a second
                        USER_CODE.log(() -> "The caught mails cannot be looked after", failure);
                    }
                    return false;
                });
        hasWorked = works;
    }

    /** Adds one that is notified of changes. */
    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    /** Takes one away. */
    public void removeListener(Listener listener) {
        listeners.remove(listener);
    }

    /**
     * Keeps a mail. Once it is stored, no failure of anything else is thrown: its client would send it again.
     *
     * @return what is known of it
     * @throws StoringException if it cannot be kept; nothing is left then
     * @throws IOException if its content breaks off
     */
    public CaughtMail keep(ReceivedMail mail) throws IOException {
        return keep(mail.envelope(), List.of(), mail.session(), mail.receivedAt(), mail.content());
    }

    /**
     * Keeps a mail that went on to some of its recipients.
     *
     * @param relayed the recipients of the envelope to whom it went on
     * @see #keep(ReceivedMail)
     */
    public CaughtMail keep(
            Envelope envelope, List<String> relayed, SessionInfo session, Instant receivedAt, InputStream content)
            throws IOException {
        CountedStart counted = new CountedStart(content);
        CaughtMail caught;
        try (MailKeeper.Incoming incoming = keeper.incoming()) {
            incoming.write(counted);
            MailSummary summary = counted.summary();
            CaughtMail mail = CaughtMail.of(envelope, relayed, session, receivedAt, counted.count(), summary);
            synchronized (this) { // or a look into the directory would find it before it is known here
                caught = mail.withId(incoming.commit(mail, this::dropOldest));
                mails.put(caught.number(), caught);
                changed();
            }
        }
        CaughtMail kept = caught;
        news.add(listener -> listener.kept(kept));
        USER_CODE.tell(this::dropSurplus, () -> "Mail " + kept.id() + " is kept, and the oldest cannot be dropped");
        tellNews();
        return caught;
    }

    /** Takes a mail back that was kept, as if it had not come. */
    public void takeBack(CaughtMail mail) {
        remove(mail, null);
        tellNews();
    }

    private synchronized boolean dropOldest() {
        for (CaughtMail oldest : mails.values()) {
            if (remove(oldest, Removal.MEMORY)) {
                return true;
            }
        }
        return false;
    }

    /** Removes what is beyond the bounds, once it is known of each mail that it is one, and how old. */
    private synchronized void dropSurplus() {
        if (isRead.getCount() > 0) {
            return;
        }
        List<CaughtMail> old = new ArrayList<>();
        if (bounds.age() != null) {
            Instant oldest = clock.instant().minus(bounds.age());
            mails.values().stream()
                    .filter(mail -> mail.receivedAt().isBefore(oldest))
                    .forEach(old::add);
        }
        old.forEach(mail -> remove(mail, Removal.MAX_AGE));
        if (mails.size() > bounds.mails()) {
            List<CaughtMail> surplus =
                    mails.values().stream().limit(mails.size() - bounds.mails()).toList();
            surplus.forEach(mail -> remove(mail, Removal.MAX_MAILS));
        }
    }

    /** Removes a mail, for a reason that the listeners get, unless that is null. Returns false if it stays. */
    private synchronized boolean remove(CaughtMail mail, @Nullable Removal why) {
        if (!mails.containsKey(mail.number()) || !mail.isReadable()) {
            return false;
        }
        try {
            keeper.delete(mail.id());
        } catch (IOException e) {
            if (stuck.add(mail.id())) {
                news.add(listener -> listener.notRemoved(mail, e));
            }
            return false;
        }
        forget(mail);
        if (why != null) {
            news.add(listener -> listener.removed(mail, why));
        }
        return true;
    }

    private synchronized void forget(CaughtMail mail) {
        mails.remove(mail.number());
        read.remove(mail.id());
        stuck.remove(mail.id());
        changed();
    }

    /** Looks for what others have added to a directory, or removed from it. */
    private synchronized void look() throws IOException {
        Optional<Set<String>> there = keeper.namesIfChanged();
        if (there.isEmpty()) {
            return;
        }
        List.copyOf(mails.values()).stream()
                .filter(mail -> !there.get().contains(mail.id()))
                .forEach(this::forget);
        for (String name : there.get()) {
            if (!mails.containsKey(Long.valueOf(name))) {
                CaughtMail mail = keeper.read(name);
                if (mail.isReadable()) {
                    mails.put(mail.number(), mail);
                    changed();
                }
            }
        }
    }

    /** Wakes those that wait, and tells the listeners later. */
    private synchronized void changed() {
        version++;
        notifyAll();
        news.add(Listener::changed);
    }

    /** Tells the listeners what has happened, without the lock. */
    private void tellNews() {
        for (Consumer<Listener> item = news.poll(); item != null; item = news.poll()) {
            Consumer<Listener> told = item;
            listeners.forEach(listener ->
                    USER_CODE.tell(() -> told.accept(listener), () -> "A listener of the mails has failed"));
        }
    }

    private void lookAround() throws IOException {
        look();
        dropSurplus();
    }

    /**
     * Lists the mails.
     *
     * @return a copy that does not grow, the latest first
     * @throws IOException if the directory cannot be read
     */
    public List<CaughtMail> list() throws IOException {
        awaitReading();
        try {
            synchronized (this) {
                lookAround();
                return new ArrayList<>(mails.descendingMap().values());
            }
        } finally {
            tellNews();
        }
    }

    /**
     * Finds a mail.
     *
     * @param id its number, with or without leading zeros; or {@code latest}
     */
    public Optional<CaughtMail> find(String id) throws IOException {
        awaitReading();
        try {
            synchronized (this) {
                lookAround();
                if (id.equals("latest")) {
                    return Optional.ofNullable(mails.lastEntry()).map(Map.Entry::getValue);
                }
                return id.matches("\\d{1,18}") ? Optional.ofNullable(mails.get(Long.valueOf(id))) : Optional.empty();
            }
        } finally {
            tellNews();
        }
    }

    /**
     * Opens the content of a mail.
     *
     * @throws IOException if it is no longer there
     */
    public InputStream open(CaughtMail mail) throws IOException {
        return keeper.open(mail.id());
    }

    /** Tells whether a mail is new to the reader. */
    public synchronized boolean isUnread(CaughtMail mail) {
        return !read.contains(mail.id());
    }

    /** Says that the reader has seen a mail, or wants it to look new. */
    public void setUnread(CaughtMail mail, boolean isUnread) {
        synchronized (this) {
            boolean isChange =
                    isUnread ? read.remove(mail.id()) : mails.containsKey(mail.number()) && read.add(mail.id());
            if (isChange) {
                changed();
            }
        }
        tellNews();
    }

    /**
     * Deletes mails.
     *
     * @return how many; others were no longer there, or cannot be deleted
     */
    public int delete(Collection<CaughtMail> unwanted) {
        int count = 0;
        for (CaughtMail mail : unwanted) {
            count += remove(mail, Removal.DELETED) ? 1 : 0;
        }
        tellNews();
        return count;
    }

    /**
     * Waits until enough mails are of a kind.
     *
     * @param kind the kind; it is asked again for a mail when any mail has changed
     * @param least how many, 1 or more
     * @param timeout how long to wait at most
     * @return those of the kind, the latest first; fewer if the time is up
     */
    public List<CaughtMail> await(Predicate<CaughtMail> kind, int least, Duration timeout)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            long seen;
            synchronized (this) {
                seen = version;
            }
            List<CaughtMail> found = MailSearch.among(list(), kind);
            if (found.size() >= least || !awaitChange(seen, end)) {
                return found;
            }
        }
    }

    /** Waits for another version; the rounds look for what other processes add. Returns false if the time is up. */
    private synchronized boolean awaitChange(long seen, long end) throws InterruptedException {
        while (version == seen) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
        }
        return true;
    }

    /** Returns what keeps mails from being kept, if anything does. */
    public Optional<String> problem() {
        return keeper.problem();
    }

    /** Ends its thread. The mails stay. */
    @Override
    public void close() {
        rounds.shutdownNow();
    }
}
