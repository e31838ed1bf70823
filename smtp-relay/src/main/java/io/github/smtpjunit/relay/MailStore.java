package io.github.smtpjunit.relay;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;

/**
 * The mails of a {@link FileSpool} on the disk: small ones in the journal for as long as nothing is to be said of them but that they came,
 * the others in files of their own. Changes of one mail must not overlap.
 */
final class MailStore implements Closeable {

    private final SpoolLayout layout;
    private final Journal journal;
    private final QueueFiles files;
    private final FaultPoints faults;
    private final Function<String, Lock> changes;
    private final Problems problems;

    /**
     * Prepares the store.
     *
     * @param changes gives the right to change a mail, which must be unlocked
     */
    MailStore(
            SpoolLayout layout,
            Journal journal,
            FaultPoints faults,
            Function<String, Lock> changes,
            Problems problems) {
        this.layout = layout;
        this.journal = journal;
        this.files = new QueueFiles(layout, faults);
        this.faults = faults;
        this.changes = changes;
        this.problems = problems;
    }

    /** Makes a draft a mail: in the journal, or where that has no room for it, in a file of its own. */
    void store(FileDraft draft, QueuedMail mail) throws IOException {
        JournalMail small = draft.forJournal(mail);
        if (small == null) {
            files.store(draft, mail);
        } else if (!journal.add(small)) {
            makeRoom();
            files.store(draft, mail);
        }
    }

    /** Moves a mail out of the journal. Whoever finds no room there does it, so that there is room again before long. */
    private void makeRoom() {
        Optional<String> next = journal.next();
        if (next.isEmpty()) {
            return;
        }
        Lock change = changes.apply(next.get());
        try {
            moveAll(List.of(next.get()));
        } finally {
            change.unlock();
        }
    }

    /** Moves mails of the journal to files, as far as the disk allows. */
    private void moveAll(List<String> ids) {
        List<String> moved = new ArrayList<>();
        try {
            for (String id : ids) {
                if (move(id)) {
                    moved.add(id);
                }
            }
            files.forceName();
            for (String id : moved) {
                leaveJournal(id);
            }
        } catch (IOException e) {
            moved.stream().filter(journal::has).forEach(id -> SpoolLayout.discard(layout.mail(id), e));
            problems.tell("Mails stay in the journal for now: " + e);
        }
    }

    /** Gives a mail that is in the journal a file of its own; false if it is not there. Its name is not forced. */
    private boolean move(String id) throws IOException {
        Optional<JournalMail.Octets> octets = journal.octets(id);
        if (octets.isPresent()) {
            files.move(id, octets.get());
        }
        return octets.isPresent();
    }

    private void leaveJournal(String id) throws IOException {
        journal.remove(id);
        faults.pass(SpoolStep.AFTER_MOVE);
    }

    InputStream content(String id) throws IOException {
        Optional<JournalMail.Octets> mail = journal.octets(id);
        return mail.isPresent() ? mail.get().content() : MailFile.content(layout.mail(id), id);
    }

    /** Keeps the state of a mail. If it has one, it waits for something, and does so in a file of its own. */
    void save(MailState state) throws IOException {
        String id = state.mail().id();
        boolean isMoved = move(id);
        try {
            files.save(state); // which forces the names of both files
            if (isMoved) {
                leaveJournal(id);
            }
        } catch (IOException e) {
            if (journal.has(id)) {
                SpoolLayout.discard(layout.mail(id), e);
            }
            throw e;
        }
    }

    void erase(String id) throws IOException {
        faults.pass(SpoolStep.BEFORE_DONE);
        if (journal.has(id)) {
            journal.remove(id);
        } else {
            files.erase(id);
        }
        faults.pass(SpoolStep.AFTER_DONE);
    }

    /** How often the disk was asked to keep names. */
    long directoryForces() {
        return files.directoryForces();
    }

    /** Ends; all that is left is in files. */
    @Override
    public void close() throws IOException {
        try (files;
                journal) {
            moveAll(journal.ids());
        }
    }
}
