package io.github.smtpjunit.relay.catcher;

import io.github.smtpjunit.smtp.server.ReceivedMail;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The mails that were caught, in the order of their numbers, within bounds: the oldest go first. Their contents are where the {@link
 * MailKeeper} keeps them; what a list shows is in memory. Thread-safe.
 */
public final class CaughtMails {

    private static final Duration LOOK = Duration.ofMillis(250); // for what another process adds

    /**
     * How many mails are kept, and for how long.
     *
     * @param mails how many at most
     * @param age for how long at most, null without a bound
     */
    public record Bounds(int mails, @Nullable Duration age) {}

    /** Is told that mails, or what is said of them, have changed. */
    public interface Listener {
        /** Is called by the thread that has changed something, and must not take long. */
        void changed();
    }

    private final MailKeeper keeper;
    private final Bounds bounds;
    private final Clock clock;
    private final NavigableMap<Long, CaughtMail> mails = new TreeMap<>(); // guarded by this, as what follows
    private final Set<String> read = new HashSet<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /**
     * Opens the mails of a keeper.
     *
     * @throws IOException if it cannot be looked into
     */
    public CaughtMails(MailKeeper keeper, Bounds bounds, Clock clock) throws IOException {
        this.keeper = keeper;
        this.bounds = bounds;
        this.clock = clock;
        look();
        for (CaughtMail mail : mails.values()) {
            read.add(mail.id()); // new is what this process catches
        }
        dropSurplus();
        warmUp(list());
    }

    /** Reads the summaries of the mails that are here already, so that the first list of all is quick. */
    private static void warmUp(List<CaughtMail> found) {
        if (!found.isEmpty()) {
            Thread thread = new Thread(() -> found.forEach(CaughtMail::summary), "catcher-summaries");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Adds one that is told of changes. */
    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    /** Takes one away. */
    public void removeListener(Listener listener) {
        listeners.remove(listener);
    }

    /**
     * Keeps a mail.
     *
     * @return what is known of it
     * @throws StoringException if it cannot be kept; nothing is left then
     * @throws IOException if its content breaks off
     */
    public CaughtMail keep(ReceivedMail mail) throws IOException {
        CountedStart content = new CountedStart(mail.content());
        CaughtMail caught;
        try (MailKeeper.Incoming incoming = keeper.incoming(this::dropOldest)) {
            incoming.write(content);
            caught = CaughtMail.of(
                    mail, content.count(), content.summary()); // what may fail, may do so before it is stored
            caught = caught.withId(incoming.commit(caught));
        }
        synchronized (this) {
            mails.put(Long.valueOf(caught.id()), caught);
            dropSurplus();
            notifyAll();
        }
        tell();
        return caught;
    }

    private boolean dropOldest() {
        synchronized (this) {
            if (mails.isEmpty()) {
                return false;
            }
            drop(mails.firstEntry().getValue());
        }
        return true;
    }

    /** Removes what is beyond the bounds. */
    private synchronized void dropSurplus() {
        Instant oldest = bounds.age() == null ? Instant.MIN : clock.instant().minus(bounds.age());
        while (!mails.isEmpty()) {
            CaughtMail first = mails.firstEntry().getValue();
            if (mails.size() <= bounds.mails() && !first.receivedAt().isBefore(oldest)) {
                return;
            }
            drop(first);
        }
    }

    private synchronized void drop(CaughtMail mail) {
        mails.remove(Long.valueOf(mail.id()));
        read.remove(mail.id());
        try {
            keeper.delete(mail.id());
        } catch (IOException e) {
            // its file cannot be removed; it is found again at the next start
        }
    }

    /** Looks for what others have added to a directory, or removed from it. */
    private synchronized void look() throws IOException {
        Set<String> known = new HashSet<>();
        mails.values().forEach(mail -> known.add(mail.id()));
        Optional<MailKeeper.Changes> changes = keeper.changes(known);
        if (changes.isPresent()) {
            changes.get().added().forEach(mail -> mails.put(Long.valueOf(mail.id()), mail));
            changes.get().gone().forEach(id -> mails.remove(Long.valueOf(id)));
        }
    }

    /**
     * Lists the mails.
     *
     * @return a copy that does not grow, the latest first
     * @throws IOException if the directory cannot be read
     */
    public synchronized List<CaughtMail> list() throws IOException {
        look();
        dropSurplus();
        return new ArrayList<>(mails.descendingMap().values());
    }

    /**
     * Finds a mail.
     *
     * @param id its number, with or without leading zeros; or {@code latest}
     */
    public synchronized Optional<CaughtMail> find(String id) throws IOException {
        look();
        dropSurplus();
        if (id.equals("latest")) {
            return mails.isEmpty()
                    ? Optional.empty()
                    : Optional.of(mails.lastEntry().getValue());
        }
        return id.matches("\\d{1,18}") ? Optional.ofNullable(mails.get(Long.valueOf(id))) : Optional.empty();
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
        boolean isChange;
        synchronized (this) {
            isChange = isUnread ? read.remove(mail.id()) : mails.containsValue(mail) && read.add(mail.id());
        }
        if (isChange) {
            tell();
        }
    }

    /** Deletes mails. */
    public void delete(Collection<CaughtMail> unwanted) {
        synchronized (this) {
            unwanted.forEach(this::drop);
        }
        if (!unwanted.isEmpty()) {
            tell();
        }
    }

    /**
     * Waits until enough mails are of a kind.
     *
     * @param kind the kind
     * @param least how many, 1 or more
     * @param timeout how long to wait at most
     * @return those of the kind, the latest first; fewer if the time is up
     */
    public List<CaughtMail> await(Predicate<CaughtMail> kind, int least, Duration timeout)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            List<CaughtMail> all;
            synchronized (this) {
                all = list();
            }
            List<CaughtMail> found = all.stream().filter(kind).toList();
            long left = end - System.nanoTime();
            if (found.size() >= least || left <= 0) {
                return found;
            }
            synchronized (this) {
                if (list().equals(all)) {
                    wait(Math.max(1, Math.min(LOOK.toMillis(), left / 1_000_000)));
                }
            }
        }
    }

    /** Returns what keeps mails from being kept, if anything does. */
    public Optional<String> problem() {
        return keeper.problem();
    }

    private void tell() {
        listeners.forEach(Listener::changed);
    }
}
