package io.github.smtpjunit.relay.spool;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;

/**
 * The mails of a {@link FileSpool} on the disk: small ones in the journal for as long as nothing is to be said of them
 * but that they came, the others in files of their own. Changes of one mail must not overlap.
 */
final class MailStore implements Closeable {

    /** Each is up to two open files. */
    private static final int STATES_AT_ONCE = 64;

    private static final long MOVING_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final SpoolLayout layout;
    private final Journal journal;
    private final QueueFiles files;
    private final CrashPoint crashPoint;
    private final Function<String, Lock> changes;
    private final ProblemSink problems;
    private final GroupCommit<Wanted> states = new GroupCommit<>(this::saveTogether);

    /**
     * Prepares the store.
     *
     * @param changes gives the right to change a mail, which must be unlocked
     */
    MailStore(
            SpoolLayout layout,
            Journal journal,
            CrashPoint crashPoint,
            Function<String, Lock> changes,
            ProblemSink problems) {
        this.layout = layout;
        this.journal = journal;
        this.files = new QueueFiles(layout, crashPoint);
        this.crashPoint = crashPoint;
        this.changes = changes;
        this.problems = problems;
    }

    /** Makes octets a mail: in the journal, or where that has no room for it, in a file of its own. */
    void store(DraftOctets octets, QueuedMail mail) throws IOException {
        JournalMail small = octets.forJournal(mail);
        if (small == null) {
            files.store(octets, mail);
        } else if (!journal.add(small)) {
            makeRoom();
            files.store(octets, mail);
        }
    }

    /** Moves a mail out of the journal. A thread that finds no room there does it, so that there is room again soon. */
    private void makeRoom() {
        Optional<String> next = journal.next();
        if (next.isEmpty()) {
            return;
        }
        Lock change = changes.apply(next.get());
        try {
            move(List.of(next.get()));
        } finally {
            change.unlock();
        }
    }

    /** Moves mails of the journal to files, as far as the disk allows. */
    private void move(List<String> ids) {
        try {
            save(ids, List.of());
        } catch (IOException e) {
            problems.report("Mails stay in the journal for now: " + e);
        }
    }

    /** Keeps mails that are still in the journal, and states, in files. */
    private void save(List<String> ids, List<MailState> changed) throws IOException {
        Map<String, JournalMail.Octets> moved = new LinkedHashMap<>();
        for (String id : ids) {
            Optional<JournalMail.Octets> octets = journal.octets(id);
            octets.ifPresent(found -> moved.put(id, found));
        }
        if (moved.isEmpty() && changed.isEmpty()) {
            return;
        }
        files.save(moved, changed);
        for (String id : moved.keySet()) {
            journal.remove(id);
            crashPoint.pass(SpoolStep.AFTER_MOVE);
        }
    }

    InputStream content(String id) throws IOException {
        Optional<JournalMail.Octets> mail = journal.octets(id);
        return mail.isPresent() ? mail.get().content() : MailFile.content(layout.mail(id), id);
    }

    /** A state that is to be kept, and what has kept it from that. */
    private static final class Wanted {

        private final List<MailState> some;
        private final Map<String, IOException> failures = new LinkedHashMap<>();

        Wanted(List<MailState> some) {
            this.some = some;
        }
    }

    /**
     * Keeps the states of mails. A mail that has one waits for something, and does so in a file of its own.
     *
     * @return what has failed, by the names of the mails: one that fails is no reason for the others to do so
     */
    Map<String, IOException> save(List<MailState> some) throws IOException {
        Wanted wanted = new Wanted(some);
        states.commit(wanted);
        return wanted.failures;
    }

    /** Keeps what several threads want to keep at about the same time; each by itself if that fails. */
    private int saveTogether(List<Wanted> wanted) {
        List<MailState> all = new ArrayList<>();
        int items = 0;
        while (items < wanted.size() && (items == 0 || all.size() < STATES_AT_ONCE)) {
            all.addAll(wanted.get(items++).some);
        }
        Optional<IOException> failure = trySaving(all);
        if (failure.isPresent()) {
            for (Wanted one : wanted.subList(0, items)) {
                for (MailState state : one.some) {
                    Optional<IOException> its = all.size() == 1 ? failure : trySaving(List.of(state));
                    its.ifPresent(problem -> one.failures.put(state.mail().id(), problem));
                }
            }
        }
        return items;
    }

    /** Keeps states together. An interrupt takes effect afterwards. */
    private Optional<IOException> trySaving(List<MailState> some) {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                try {
                    save(some.stream().map(state -> state.mail().id()).toList(), some);
                    return Optional.empty();
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                }
            }
        } catch (IOException e) {
            return Optional.of(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void erase(String id) throws IOException {
        crashPoint.pass(SpoolStep.BEFORE_DONE);
        if (journal.has(id)) {
            journal.remove(id);
        } else {
            files.erase(id);
        }
        crashPoint.pass(SpoolStep.AFTER_DONE);
    }

    /** How often the disk was asked to keep names. */
    long directoryForces() {
        return files.directoryForces();
    }

    /**
     * Ends. What is left in the journal moves to files, as far as a short time allows; the rest stays there for the
     * next process.
     */
    @Override
    public void close() throws IOException {
        try (files;
                journal) {
            List<String> left = journal.ids();
            long start = System.nanoTime();
            for (int from = 0; from < left.size(); from += STATES_AT_ONCE) {
                move(left.subList(from, Math.min(left.size(), from + STATES_AT_ONCE)));
                if (System.nanoTime() - start >= MOVING_NANOS) {
                    break;
                }
            }
        }
    }
}
