package io.github.smtpjunit.relay;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The mails that have files of their own, and the states of mails: how each appears whole, or not at all, and is safe. Written, forced,
 * renamed, the name forced: at each moment before the last there is nothing but a temporary file, or a whole one that nobody was told of.
 */
final class QueueFiles implements Closeable {

    private final SpoolLayout layout;
    private final FaultPoints faults;
    private final DirectoryForce names;

    QueueFiles(SpoolLayout layout, FaultPoints faults) {
        this.layout = layout;
        this.faults = faults;
        this.names = new DirectoryForce(layout.queue());
    }

    /** Makes a mail of a draft. */
    void store(FileDraft draft, QueuedMail mail) throws IOException {
        try {
            publish(draft.write(mail, faults), mail.id());
            forceName();
        } catch (IOException e) {
            draft.discard();
            SpoolLayout.discard(layout.mail(mail.id()), e);
            throw e;
        }
    }

    /** Gives a mail of the journal its own file, whose name is not forced yet. */
    void move(String id, JournalMail.Octets mail) throws IOException {
        Path temporary = SpoolLayout.temporary(layout.mail(id));
        try {
            faults.pass(SpoolStep.BEFORE_WRITE);
            Files.deleteIfExists(temporary);
            try (FileChannel file = SpoolLayout.create(temporary)) {
                SpoolLayout.writeFully(file, mail.array(), 0, mail.length());
                faults.pass(SpoolStep.AFTER_WRITE);
                file.force(false);
            }
            faults.pass(SpoolStep.AFTER_FORCE);
            publish(temporary, id);
        } catch (IOException e) {
            SpoolLayout.discard(temporary, e);
            SpoolLayout.discard(layout.mail(id), e);
            throw e;
        }
    }

    private void publish(Path temporary, String id) throws IOException {
        SpoolLayout.rename(temporary, layout.mail(id));
        faults.pass(SpoolStep.AFTER_RENAME);
    }

    /** Makes sure of the names of mails. */
    void forceName() throws IOException {
        names.force();
        faults.pass(SpoolStep.AFTER_DIRECTORY_FORCE);
    }

    /** Keeps the state of a mail. */
    void save(MailState state) throws IOException {
        Path file = layout.state(state.mail().id());
        Path temporary = SpoolLayout.temporary(file);
        try {
            faults.pass(SpoolStep.BEFORE_STATE_WRITE);
            SpoolLayout.writeTemporary(temporary, state.write());
            faults.pass(SpoolStep.AFTER_STATE_FORCE);
            SpoolLayout.rename(temporary, file);
            faults.pass(SpoolStep.AFTER_STATE_RENAME);
            names.force();
            faults.pass(SpoolStep.AFTER_STATE_DIRECTORY_FORCE);
        } catch (IOException e) {
            SpoolLayout.discard(temporary, e);
            throw e;
        }
    }

    /** Removes a mail, and then its state: a state without a mail is nothing, a mail without its state would begin anew. */
    void erase(String id) throws IOException {
        Files.deleteIfExists(layout.mail(id));
        faults.pass(SpoolStep.AFTER_MAIL_DELETE);
        Files.deleteIfExists(layout.state(id));
    }

    /** How often the disk was asked to keep names. */
    long directoryForces() {
        return names.forces();
    }

    @Override
    public void close() throws IOException {
        names.close();
    }
}
