package io.github.smtpjunit.relay.spool;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The right to change a spool: one process has it, and its number stands in the file. */
final class SpoolLock implements Closeable {

    /** Behind all text, since Windows lets no process read what is locked. */
    private static final long LOCKED = Long.MAX_VALUE - 1;

    private static final int LONGEST_PID = 20;

    /**
     * The spools that this process has. To open the lock file of one of them would be wrong: on POSIX, a process loses
     * its lock when any of its descriptors of the file is closed.
     */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path root;
    private final FileChannel channel;

    private SpoolLock(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /**
     * Takes the right.
     *
     * @throws SpoolInUseException if another process has it
     */
    static SpoolLock take(SpoolLayout layout) throws IOException {
        Path root = layout.root().toRealPath();
        if (!OURS.add(root)) {
            throw new SpoolInUseException(
                    layout.root(), pid(ProcessHandle.current().pid() + ""));
        }
        try {
            return new SpoolLock(root, lock(layout));
        } catch (IOException | RuntimeException e) {
            OURS.remove(root);
            throw e;
        }
    }

    private static FileChannel lock(SpoolLayout layout) throws IOException {
        FileChannel channel = SpoolLayout.openOrCreate(layout.lock());
        try {
            FileLock lock = tryLock(channel);
            if (lock == null) {
                throw new SpoolInUseException(layout.root(), holder(layout));
            }
            byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
            channel.truncate(0);
            SpoolLayout.writeFully(channel, pid, 0, pid.length);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Locks the file; null if another process has locked it. */
    static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        return channel.tryLock(LOCKED, 1, false);
    }

    private static String holder(SpoolLayout layout) {
        try (InputStream in = SpoolLayout.open(layout.lock())) {
            return pid(new String(in.readNBytes(LONGEST_PID), StandardCharsets.US_ASCII).trim());
        } catch (IOException e) {
            return "";
        }
    }

    private static String pid(String digits) {
        return digits.matches("[0-9]+") ? "pid " + digits : "";
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            OURS.remove(root);
        }
    }
}
