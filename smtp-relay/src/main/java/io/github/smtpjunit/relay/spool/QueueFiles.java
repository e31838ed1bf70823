package io.github.smtpjunit.relay.spool;

import io.github.smtpjunit.smtp.usercode.OwnThreads;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The mails that have files of their own, and the states of mails: how each appears whole, or not at all, and is safe.
 * Written, forced, renamed, the name forced: before the last step there is only a temporary file, or a whole one that
 * was not acknowledged.
 */
final class QueueFiles implements Closeable {

    private static final int FORCES_AT_ONCE = 16;

    private final SpoolLayout layout;
    private final CrashPoint crashPoint;
    private final DirectoryForce names;

    private final OwnThreads threads = new OwnThreads(() -> "smtp-relay-disk");

    /** A thread that finds all of these busy forces by itself. */
    private final ThreadPoolExecutor forcing = new ThreadPoolExecutor(
            0,
            FORCES_AT_ONCE,
            2,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            threads,
            new ThreadPoolExecutor.CallerRunsPolicy());

    QueueFiles(SpoolLayout layout, CrashPoint crashPoint) {
        this.layout = layout;
        this.crashPoint = crashPoint;
        this.names = new DirectoryForce(layout.queue());
    }

    /** Makes octets a mail. */
    void store(DraftOctets octets, QueuedMail mail) throws IOException {
        try {
            SpoolLayout.rename(octets.write(mail, crashPoint), layout.mail(mail.id()));
            crashPoint.pass(SpoolStep.AFTER_RENAME);
            names.force();
            crashPoint.pass(SpoolStep.AFTER_DIRECTORY_FORCE);
        } catch (IOException e) {
            octets.discard(mail.id());
            SpoolLayout.discard(layout.mail(mail.id()), e);
            throw e;
        }
    }

    /**
     * Gives mails their own files, and keeps states of mails: as many as there are at a time. All are written before
     * the first is forced, so that the disk has them in one go, and all have their names before these are forced.
     *
     * @param mails the octets of mails of the journal, by their names
     */
    void save(Map<String, JournalMail.Octets> mails, Collection<MailState> states) throws IOException {
        Map<Path, FileChannel> written = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, JournalMail.Octets> mail : mails.entrySet()) {
                crashPoint.pass(SpoolStep.BEFORE_WRITE);
                JournalMail.Octets octets = mail.getValue();
                write(written, layout.mail(mail.getKey()), octets.array(), octets.length());
                crashPoint.pass(SpoolStep.AFTER_WRITE);
            }
            for (MailState state : states) {
                crashPoint.pass(SpoolStep.BEFORE_STATE_WRITE);
                byte[] octets = state.write();
                write(written, layout.state(state.mail().id()), octets, octets.length);
            }
            force(written.values());
            for (Path file : written.keySet()) {
                crashPoint.pass(isMail(file) ? SpoolStep.AFTER_FORCE : SpoolStep.AFTER_STATE_FORCE);
            }
            for (Path file : written.keySet()) {
                SpoolLayout.rename(SpoolLayout.temporary(file), file);
                crashPoint.pass(isMail(file) ? SpoolStep.AFTER_RENAME : SpoolStep.AFTER_STATE_RENAME);
            }
            names.force();
            crashPoint.pass(states.isEmpty() ? SpoolStep.AFTER_DIRECTORY_FORCE : SpoolStep.AFTER_STATE_DIRECTORY_FORCE);
        } catch (IOException e) {
            for (Path file : written.keySet()) {
                SpoolLayout.discard(SpoolLayout.temporary(file), e);
                if (isMail(file)) {
                    SpoolLayout.discard(file, e); // it is still in the journal
                }
            }
            throw e;
        } finally {
            for (FileChannel file : written.values()) {
                file.close();
            }
        }
    }

    /** Forces files side by side, as a disk does that in less time than one after the other. */
    private void force(Collection<FileChannel> files) throws IOException {
        List<FutureTask<?>> tasks = new ArrayList<>();
        for (FileChannel file : files) {
            FutureTask<?> task = new FutureTask<>(() -> {
                file.force(false);
                return null;
            });
            tasks.add(task);
        }
        tasks.stream().skip(1).forEach(forcing::execute);
        tasks.stream().limit(1).forEach(FutureTask::run);
        IOException failure = null;
        for (FutureTask<?> task : tasks) {
            try {
                task.get();
            } catch (ExecutionException e) {
                failure = e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure = new ClosedByInterruptException();
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void write(Map<Path, FileChannel> written, Path file, byte[] octets, int length) throws IOException {
        Path temporary = SpoolLayout.temporary(file);
        Files.deleteIfExists(temporary);
        FileChannel channel = SpoolLayout.create(temporary);
        written.put(file, channel);
        SpoolLayout.writeFully(channel, octets, 0, length);
    }

    private static boolean isMail(Path file) {
        return file.getFileName().toString().endsWith(SpoolLayout.MAIL);
    }

    /**
     * Removes a mail, and then its state: a state without a mail is nothing, a mail without its state would begin anew.
     */
    void erase(String id) throws IOException {
        Files.deleteIfExists(layout.mail(id));
        crashPoint.pass(SpoolStep.AFTER_MAIL_DELETE);
        Files.deleteIfExists(layout.state(id));
    }

    /** How often the disk was asked to keep names. */
    long directoryForces() {
        return names.forces();
    }

    @Override
    public void close() throws IOException {
        forcing.shutdown();
        try {
            threads.awaitEnd(System.nanoTime() + TimeUnit.SECONDS.toNanos(2)); // they are idle
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        names.close();
    }
}
