package io.github.smtpjunit.relay.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Forces the names in a directory to the disk, once for all threads that ask at about the same time. One of them does
 * it, for itself and for those that had come when it began. The others wait, and the next of them does it for all that
 * have come since.
 */
final class DirectoryForce implements Closeable {

    // Windows opens no directory as a file, and writes names in order by its own journal.
    private static final boolean POSSIBLE = !System.getProperty("os.name", "").startsWith("Windows");

    private final Path directory;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private @Nullable FileChannel channel;
    private long asked;
    private long forced;
    private long failed;
    private long forces;
    private boolean busy;

    DirectoryForce(Path directory) {
        this.directory = directory;
    }

    /** Returns when all names that were there before the call are on the disk. */
    void force() throws IOException {
        if (!POSSIBLE) {
            return;
        }
        long upTo = become();
        if (upTo < 0) {
            return;
        }
        boolean done = false;
        boolean interrupted = false;
        try {
            open().force(true);
            done = true;
        } catch (ClosedByInterruptException e) {
            interrupted = true; // says nothing about the disk: a thread that waits tries again
            throw e;
        } finally {
            lock.lock();
            try {
                busy = false;
                forces++;
                if (done) {
                    forced = upTo;
                } else if (!interrupted) {
                    // It fails for all that waited: a force after a failed one may succeed though names were lost.
                    failed = upTo;
                }
                ended.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Waits for the thread's turn, and returns the last ticket that it is for; -1 if another thread has done it
     * meanwhile.
     */
    private long become() throws IOException {
        lock.lock();
        try {
            long mine = ++asked;
            while (true) {
                if (forced >= mine) {
                    return -1;
                }
                if (failed >= mine) {
                    throw new IOException("The directory " + directory + " could not be forced to the disk");
                }
                if (!busy) {
                    busy = true;
                    return asked;
                }
                ended.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Opens the directory, again if an interrupted thread has closed it. Only the thread whose turn it is calls it. */
    private FileChannel open() throws IOException {
        FileChannel open = channel;
        if (open == null || !open.isOpen()) {
            open = FileChannel.open(directory, StandardOpenOption.READ);
            channel = open;
        }
        return open;
    }

    /** How many have asked. */
    long asked() {
        lock.lock();
        try {
            return asked;
        } finally {
            lock.unlock();
        }
    }

    /** How often the disk was asked. */
    long forces() {
        lock.lock();
        try {
            return forces;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        if (open != null) {
            open.close();
        }
    }
}
