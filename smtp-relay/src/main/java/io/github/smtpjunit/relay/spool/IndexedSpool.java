package io.github.smtpjunit.relay.spool;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.given.Given;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A spool that has its queue in memory, wherever it keeps its mails: what {@link MemorySpool} and {@link FileSpool}
 * share. A change is saved first and then true; two changes of one mail do not overlap.
 */
abstract class IndexedSpool implements MailSpool {

    private static final int STRIPES = 64;

    final SpoolIndex index = new SpoolIndex();
    final SpoolIds ids = new SpoolIds();

    private final List<Lock> stripes =
            Stream.<Lock>generate(ReentrantLock::new).limit(STRIPES).toList();
    private final int maxMails;
    private final long maxMemory;
    private volatile Runnable listener = () -> {};
    private volatile Runnable flushListener = () -> {};

    /**
     * Makes an empty queue.
     *
     * @param maxMails how many mails there is room for
     * @param maxMemory how many octets of memory they may take, about
     */
    IndexedSpool(int maxMails, long maxMemory) {
        this.maxMails = maxMails;
        this.maxMemory = maxMemory;
    }

    /** Keeps the state of a mail, durably. */
    abstract void save(QueuedMail mail) throws IOException;

    /** Removes what is kept of a mail. */
    abstract void erase(String id) throws IOException;

    /** An attempt had an outcome, or an operator has looked at the mail: it does not kill the relay. */
    void trust(String id) {}

    /** How many octets of memory the contents take. */
    long contentMemory() {
        return 0;
    }

    /**
     * Keeps a place for a mail. A queue that is full has still room for some reports, which have the null reverse-path:
     * it would stay full of mails that can neither be delivered nor be reported on.
     */
    final void reserve(Envelope envelope) throws SpoolFullException {
        int limit = envelope.reversePath().isNull() ? maxMails + maxMails / 10 + 1 : maxMails;
        Optional<String> full = fullMemory(memoryFor(envelope));
        if (full.isPresent() || !index.reserve(envelope, limit)) {
            throw new SpoolFullException(full.orElseGet(this::tooManyMails));
        }
    }

    final long memoryFor(Envelope envelope) {
        return envelope.reversePath().isNull() ? maxMemory + maxMemory / 10 : maxMemory;
    }

    /** Returns why the queue accepts no mail; empty if it accepts mail. */
    final Optional<String> fullQueue() {
        return index.size() < maxMails ? fullMemory(maxMemory) : Optional.of(tooManyMails());
    }

    private String tooManyMails() {
        return "The queue is full: it has " + index.size() + " mails";
    }

    private Optional<String> fullMemory(long limit) {
        long used = index.memory() + contentMemory();
        return used < limit
                ? Optional.empty()
                : Optional.of("The queue is full: its " + index.size() + " mails take " + used + " octets of memory");
    }

    /** Calls the listener; no lock is held here. */
    final void announce() {
        listener.run();
    }

    @Override
    public List<Claim> claim(Instant now, Duration lease, int limit, Function<QueuedMail, Optional<String>> obstacle)
            throws IOException {
        requireNonNull(now, "now");
        Given.number("limit", limit, 0, Integer.MAX_VALUE);
        requireNonNull(obstacle, "obstacle");
        return index.claim(now, Given.span("lease", lease), limit, obstacle);
    }

    @Override
    public final int resume(String obstacle, int limit) {
        requireNonNull(obstacle, "obstacle");
        Given.number("limit", limit, 0, Integer.MAX_VALUE);
        return index.resume(obstacle, limit);
    }

    @Override
    public final void undo(Claim claim) {
        requireNonNull(claim, "claim");
        index.undo(claim);
    }

    @Override
    public final void boundWaits(Instant now, Duration longestWait) {
        requireNonNull(now, "now");
        index.boundWaits(now, Given.span("longestWait", longestWait));
    }

    @Override
    public final Optional<Instant> nextDue() {
        return index.nextDue();
    }

    @Override
    public final void renew(Claim claim, Instant now, Duration lease) throws IOException {
        requireNonNull(claim, "claim");
        requireNonNull(now, "now");
        index.renew(claim, now, Given.span("lease", lease));
    }

    @Override
    public final void record(Claim claim, QueuedMail state) throws IOException {
        requireNonNull(claim, "claim");
        requireNonNull(state, "state");
        Lock change = changeOf(claim.mail().id());
        try {
            settle(claim, state);
        } finally {
            change.unlock();
        }
    }

    @Override
    public final void defer(Claim claim, QueuedMail state) throws IOException {
        requireNonNull(claim, "claim");
        requireNonNull(state, "state");
        Lock change = changeOf(claim.mail().id());
        try {
            settle(claim, state);
        } finally {
            index.release(claim);
            change.unlock();
        }
        announce();
    }

    private void settle(Claim claim, QueuedMail state) throws IOException {
        QueuedMail mail = index.merge(claim, state);
        trust(mail.id());
        try {
            save(mail);
        } finally {
            index.update(mail); // it is what has happened, recorded or not
        }
    }

    @Override
    public final void done(Claim claim) throws IOException {
        requireNonNull(claim, "claim");
        Lock change = changeOf(claim.mail().id());
        try {
            index.remove(claim);
            erase(claim.mail().id());
        } finally {
            change.unlock();
        }
    }

    /** Finds a mail by its name. */
    final Optional<QueuedMail> find(String id) {
        return index.find(id);
    }

    @Override
    public final List<QueuedMail> list() {
        return index.list();
    }

    @Override
    public final int size() {
        return index.size();
    }

    @Override
    public final boolean hold(String id, boolean hold) throws IOException {
        requireNonNull(id, "id");
        return change(id, mail -> mail.withHeld(hold), !hold);
    }

    @Override
    public final boolean flush(String id, Instant now) throws IOException {
        requireNonNull(id, "id");
        requireNonNull(now, "now");
        flushListener.run();
        return change(id, mail -> mail.nextAttempt().isAfter(now) ? mail.withNextAttempt(now) : mail, true);
    }

    @Override
    public final boolean giveUp(String id, Instant now) throws IOException {
        requireNonNull(id, "id");
        requireNonNull(now, "now");
        return change(id, mail -> mail.withGivenUp(now), true);
    }

    /** Changes a mail by an operator's word. */
    private boolean change(String id, UnaryOperator<QueuedMail> how, boolean mayBeDue) throws IOException {
        Lock change = changeOf(id);
        try {
            Optional<QueuedMail> mail = index.find(id);
            if (mail.isEmpty()) {
                return false;
            }
            QueuedMail changed = how.apply(mail.get());
            if (changed.equals(mail.get())) {
                return true;
            }
            if (mail.get().held() && !changed.held()) {
                trust(id);
            }
            save(changed);
            // Asked for again: a claim may have raised the number of attempts meanwhile.
            index.find(id).ifPresent(current -> index.update(how.apply(current)));
        } finally {
            change.unlock();
        }
        if (mayBeDue) {
            announce();
        }
        return true;
    }

    @Override
    public final boolean delayReported(String id) throws IOException {
        requireNonNull(id, "id");
        Lock change = changeOf(id);
        try {
            Optional<QueuedMail> mail = index.find(id);
            if (mail.isEmpty()) {
                return false;
            }
            save(mail.get().withDelayReported());
            index.find(id).ifPresent(current -> index.update(current.withDelayReported()));
            return true;
        } finally {
            change.unlock();
        }
    }

    @Override
    public final boolean delete(String id) throws IOException {
        requireNonNull(id, "id");
        Lock change = changeOf(id);
        try {
            if (index.find(id).isEmpty()) {
                return false;
            }
            erase(id);
            return index.remove(id);
        } finally {
            change.unlock();
        }
    }

    @Override
    public final void onWork(Runnable listener) {
        this.listener = requireNonNull(listener, "listener");
    }

    @Override
    public final void onFlush(Runnable listener) {
        flushListener = requireNonNull(listener, "listener");
    }

    /** The right to change a mail, already taken. */
    final Lock changeOf(String id) {
        Lock lock = stripes.get(stripe(id));
        lock.lock();
        return lock;
    }

    /** The right to change several mails, already taken, in an order in which no two threads wait for each other. */
    final List<Lock> changesOf(List<String> ids) {
        List<Lock> locks = ids.stream()
                .map(IndexedSpool::stripe)
                .distinct()
                .sorted()
                .map(stripes::get)
                .toList();
        locks.forEach(Lock::lock);
        return locks;
    }

    private static int stripe(String id) {
        return Math.floorMod(id.hashCode(), STRIPES);
    }
}
