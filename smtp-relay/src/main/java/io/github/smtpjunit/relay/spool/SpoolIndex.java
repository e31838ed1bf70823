package io.github.smtpjunit.relay.spool;

import io.github.smtpjunit.relay.spool.MailSpool.Claim;
import io.github.smtpjunit.smtp.Envelope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The queue in memory: which mails there are, when each is due, and whether it is claimed. Thread-safe; it does no I/O.
 */
final class SpoolIndex {

    private static final Comparator<Entry> BY_TIME =
            Comparator.comparing(Entry::dueAt).thenComparing(entry -> entry.mail.id());

    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<String, Entry> entries = new TreeMap<>();
    /** The entries that will be due, by the time at which they will be. */
    private final TreeSet<Entry> schedule = new TreeSet<>(BY_TIME);

    /** The entries that are due and were passed over, by what they wait for; they are not in the schedule. */
    private final Map<String, TreeSet<Entry>> passedOver = new HashMap<>();

    private int drafts;
    private int claimed;

    /** About how many octets of memory the mails take, and those that are coming in. */
    private long memory;

    private static final class Entry {
        private QueuedMail mail;
        private long token;
        private @Nullable Instant leaseEnd;
        private @Nullable Instant dueAt;
        private @Nullable String obstacle;
        private long weight;

        Entry(QueuedMail mail) {
            this.mail = mail;
        }

        Instant dueAt() {
            return dueAt == null ? Instant.MAX : dueAt;
        }
    }

    /** Keeps a place for a mail that is coming in; false if the queue is full. */
    boolean reserve(Envelope envelope, int maxMails) {
        lock.lock();
        try {
            if (entries.size() + drafts >= maxMails) {
                return false;
            }
            drafts++;
            memory += QueuedMail.weight(envelope);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Gives a kept place up. */
    void cancel(Envelope envelope) {
        lock.lock();
        try {
            drafts--;
            memory -= QueuedMail.weight(envelope);
        } finally {
            lock.unlock();
        }
    }

    /** Fills a kept place. */
    void fill(QueuedMail mail) {
        lock.lock();
        try {
            cancel(mail.envelope());
            add(mail);
        } finally {
            lock.unlock();
        }
    }

    /** About how many octets of memory the mails take, and those that are coming in. */
    long memory() {
        lock.lock();
        try {
            return memory;
        } finally {
            lock.unlock();
        }
    }

    void add(QueuedMail mail) {
        lock.lock();
        try {
            Entry entry = new Entry(mail);
            entries.put(mail.id(), entry);
            weigh(entry);
            schedule(entry);
        } finally {
            lock.unlock();
        }
    }

    List<Claim> claim(Instant now, Duration lease, int limit, Function<QueuedMail, Optional<String>> obstacle) {
        List<Claim> claims = new ArrayList<>();
        lock.lock();
        try {
            while (claims.size() < limit
                    && !schedule.isEmpty()
                    && !schedule.first().dueAt().isAfter(now)) {
                Entry entry = schedule.first();
                Optional<String> waitsFor = obstacle.apply(entry.mail);
                if (waitsFor.isPresent()) {
                    passOver(entry, waitsFor.get());
                    continue;
                }
                entry.token++;
                entry.mail = entry.mail.withAttempts(entry.mail.attempts() + 1);
                lease(entry, now.plus(lease));
                schedule(entry);
                claims.add(new Claim(entry.mail, entry.token));
                if (!entry.dueAt().isAfter(now)) {
                    break; // a lease of no length: once is enough
                }
            }
            return claims;
        } catch (RuntimeException | Error e) {
            claims.forEach(this::undo); // or they would be claimed for ever
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private void passOver(Entry entry, String obstacle) {
        schedule.remove(entry);
        entry.obstacle = obstacle;
        passedOver.computeIfAbsent(obstacle, unused -> new TreeSet<>(BY_TIME)).add(entry);
    }

    /** Puts mails that were passed over back into the schedule; how many. */
    int resume(String obstacle, int limit) {
        lock.lock();
        try {
            int resumed = 0;
            TreeSet<Entry> waiting = passedOver.get(obstacle);
            while (waiting != null && resumed < limit && !waiting.isEmpty()) {
                schedule(waiting.first());
                resumed++;
            }
            return resumed;
        } finally {
            lock.unlock();
        }
    }

    /** No mail has come in after the present, and no mail waits for longer than the longest wait. */
    void boundWaits(Instant now, Duration longestWait) {
        Instant latest = now.plus(longestWait);
        lock.lock();
        try {
            for (Entry entry : entries.values()) {
                if (entry.mail.acceptedAt().isAfter(now)) {
                    entry.mail = entry.mail.withAcceptedAt(now);
                }
                if (entry.mail.nextAttempt().isAfter(latest)) {
                    entry.mail = entry.mail.withNextAttempt(latest);
                    schedule(entry);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Undoes a claim as if it had never been. */
    void undo(Claim claim) {
        lock.lock();
        try {
            Entry entry = entries.get(claim.mail().id());
            if (entry != null && entry.leaseEnd != null && entry.token == claim.token()) {
                entry.mail = entry.mail.withAttempts(claim.mail().attempts() - 1);
                lease(entry, null);
                schedule(entry);
            }
        } finally {
            lock.unlock();
        }
    }

    Optional<Instant> nextDue() {
        lock.lock();
        try {
            return schedule.isEmpty()
                    ? Optional.empty()
                    : Optional.of(schedule.first().dueAt());
        } finally {
            lock.unlock();
        }
    }

    void check(Claim claim) throws StaleClaimException {
        lock.lock();
        try {
            claimed(claim);
        } finally {
            lock.unlock();
        }
    }

    void renew(Claim claim, Instant now, Duration lease) throws StaleClaimException {
        lock.lock();
        try {
            Entry entry = claimed(claim);
            lease(entry, now.plus(lease));
            schedule(entry);
        } finally {
            lock.unlock();
        }
    }

    /**
     * What a mail is to be by its claimer's word: all as the claimer says, but what an operator has said in the
     * meantime stays, and when it came in.
     */
    QueuedMail merge(Claim claim, QueuedMail state) throws StaleClaimException {
        lock.lock();
        try {
            QueuedMail current = claimed(claim).mail;
            QueuedMail merged = state.withHeld(state.held() || current.held()).withAcceptedAt(current.acceptedAt());
            return current.givenUp() ? merged.withGivenUp(current.nextAttempt()) : merged;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a claim; the mail stays. */
    void release(Claim claim) {
        lock.lock();
        try {
            Entry entry = entries.get(claim.mail().id());
            if (entry != null && entry.token == claim.token()) {
                lease(entry, null);
                schedule(entry);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Changes a mail; nothing happens if it has left. */
    void update(QueuedMail mail) {
        lock.lock();
        try {
            Entry entry = entries.get(mail.id());
            if (entry != null) {
                entry.mail = mail;
                weigh(entry);
                schedule(entry);
            }
        } finally {
            lock.unlock();
        }
    }

    void remove(Claim claim) throws StaleClaimException {
        lock.lock();
        try {
            claimed(claim);
            remove(claim.mail().id());
        } finally {
            lock.unlock();
        }
    }

    boolean remove(String id) {
        lock.lock();
        try {
            Entry entry = entries.remove(id);
            if (entry == null) {
                return false;
            }
            memory -= entry.weight;
            lease(entry, null);
            unschedule(entry);
            return true;
        } finally {
            lock.unlock();
        }
    }

    Optional<QueuedMail> find(String id) {
        lock.lock();
        try {
            return Optional.ofNullable(entries.get(id)).map(entry -> entry.mail);
        } finally {
            lock.unlock();
        }
    }

    List<QueuedMail> list() {
        lock.lock();
        try {
            return entries.values().stream().map(entry -> entry.mail).toList();
        } finally {
            lock.unlock();
        }
    }

    /** How many mails are claimed. */
    int claimed() {
        lock.lock();
        try {
            return claimed;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    private Entry claimed(Claim claim) throws StaleClaimException {
        Entry entry = entries.get(claim.mail().id());
        if (entry == null || entry.leaseEnd == null || entry.token != claim.token()) {
            throw new StaleClaimException(claim.mail().id());
        }
        return entry;
    }

    private void lease(Entry entry, @Nullable Instant end) {
        claimed += (end == null ? 0 : 1) - (entry.leaseEnd == null ? 0 : 1);
        entry.leaseEnd = end;
    }

    private void weigh(Entry entry) {
        memory -= entry.weight;
        entry.weight = entry.mail.weight();
        memory += entry.weight;
    }

    private void schedule(Entry entry) {
        unschedule(entry);
        Instant due = entry.mail.nextAttempt();
        Instant leaseEnd = entry.leaseEnd;
        if (!entry.mail.held()) {
            entry.dueAt = leaseEnd != null && leaseEnd.isAfter(due) ? leaseEnd : due;
            schedule.add(entry);
        }
    }

    private void unschedule(Entry entry) {
        if (entry.dueAt == null) {
            return;
        }
        TreeSet<Entry> waiting = entry.obstacle == null ? null : passedOver.get(entry.obstacle);
        if (waiting == null) {
            schedule.remove(entry);
        } else {
            waiting.remove(entry);
            if (waiting.isEmpty()) {
                passedOver.remove(entry.obstacle);
            }
        }
        entry.obstacle = null;
        entry.dueAt = null;
    }
}
