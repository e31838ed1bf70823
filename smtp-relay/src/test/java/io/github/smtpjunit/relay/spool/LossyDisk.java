package io.github.smtpjunit.relay.spool;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A disk that keeps over a power failure what was forced to it, and of the rest whatever the test says: each write to a
 * file and each change of a name is there or is not, in any combination. A file system on it is
 * {@link LossyFileSystem}.
 */
final class LossyDisk {

    /** What has a name. */
    abstract static class Node {}

    /** Octets, and what of them would be there after a power failure. */
    static final class FileNode extends Node {
        byte[] octets = new byte[0];
        byte[] forced = new byte[0];
        final List<Write> unforced = new ArrayList<>();
    }

    /** Names, and which of them would be there after a power failure. */
    static final class DirectoryNode extends Node {
        final TreeMap<String, Node> names = new TreeMap<>();
        TreeMap<String, Node> forced = new TreeMap<>();
        final List<Map<String, @Nullable Node>> unforced = new ArrayList<>();
    }

    /** Octets that were written, or a new length. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Write(int position, byte[] octets) {

        byte[] to(byte[] before) {
            byte[] after = Arrays.copyOf(before, Math.max(before.length, position + octets.length));
            System.arraycopy(octets, 0, after, position, octets.length);
            return after;
        }
    }

    final DirectoryNode root;

    /** Called after each change, which is where the power may fail. */
    private Runnable onChange = () -> {};

    private long reads;

    LossyDisk() {
        this(new DirectoryNode());
    }

    private LossyDisk(DirectoryNode root) {
        this.root = root;
    }

    synchronized void onChange(Runnable listener) {
        onChange = listener;
    }

    /** How often octets of a file were read. */
    synchronized long reads() {
        return reads;
    }

    // What a file system does

    synchronized void write(FileNode file, int position, byte[] octets) {
        Write write = new Write(position, octets);
        file.octets = write.to(file.octets);
        file.unforced.add(write);
        onChange.run();
    }

    /** Not for what must survive: a lock's file. */
    synchronized void truncate(FileNode file, int length) {
        file.octets = Arrays.copyOf(file.octets, Math.min(length, file.octets.length));
        file.forced = file.octets.clone();
        file.unforced.clear();
    }

    synchronized byte[] read(FileNode file) {
        reads++;
        return file.octets;
    }

    synchronized void force(Node node) {
        if (node instanceof FileNode file) {
            file.forced = file.octets.clone();
            file.unforced.clear();
        } else if (node instanceof DirectoryNode directory) {
            directory.forced = new TreeMap<>(directory.names);
            directory.unforced.clear();
        }
        onChange.run();
    }

    /** Changes names of a directory in one step; null for one that goes. */
    synchronized void name(DirectoryNode directory, Map<String, @Nullable Node> changes) {
        apply(changes, directory.names);
        directory.unforced.add(changes);
        onChange.run();
    }

    private static void apply(Map<String, @Nullable Node> changes, Map<String, Node> names) {
        changes.forEach((name, node) -> {
            if (node == null) {
                names.remove(name);
            } else {
                names.put(name, node);
            }
        });
    }

    // The power failure

    /** How many writes and changes of names are not forced. */
    synchronized int unforced() {
        int[] count = {0};
        copy(
                root,
                new IdentityHashMap<>(),
                place -> {
                    count[0]++;
                    return true;
                },
                new int[1]);
        return count[0];
    }

    /** The disk after a power failure, with those of the unforced changes that are chosen by their numbers. */
    synchronized LossyDisk afterPowerFailure(IntPredicate kept) {
        return new LossyDisk((DirectoryNode) copy(root, new IdentityHashMap<>(), kept, new int[1]));
    }

    /** The disk after the end of a process. */
    LossyDisk afterKill() {
        return afterPowerFailure(place -> true);
    }

    /** What is on the disk, by path: equal if the disks are. */
    synchronized Map<String, ByteBuffer> image() {
        Map<String, ByteBuffer> image = new HashMap<>();
        addTo(image, "", root);
        return image;
    }

    private static void addTo(Map<String, ByteBuffer> image, String path, Node node) {
        if (node instanceof FileNode file) {
            image.put(path, ByteBuffer.wrap(file.octets));
        } else if (node instanceof DirectoryNode directory) {
            image.put(path + "/", ByteBuffer.allocate(0));
            directory.names.forEach((name, child) -> addTo(image, path + "/" + name, child));
        }
    }

    private static Node copy(Node node, Map<Node, Node> done, IntPredicate kept, int[] place) {
        Node before = done.get(node);
        if (before != null) {
            return before;
        }
        if (node instanceof FileNode file) {
            FileNode copy = new FileNode();
            copy.octets = file.forced;
            for (Write write : file.unforced) {
                if (kept.test(place[0]++)) {
                    copy.octets = write.to(copy.octets);
                }
            }
            copy.forced = copy.octets;
            done.put(node, copy);
            return copy;
        }
        DirectoryNode directory = (DirectoryNode) node;
        TreeMap<String, Node> names = new TreeMap<>(directory.forced);
        for (Map<String, @Nullable Node> changes : directory.unforced) {
            if (kept.test(place[0]++)) {
                apply(changes, names);
            }
        }
        DirectoryNode copy = new DirectoryNode();
        names.forEach((name, child) -> copy.names.put(name, copy(child, done, kept, place)));
        copy.forced = new TreeMap<>(copy.names);
        done.put(node, copy);
        return copy;
    }

    /** A change of one name. */
    static Map<String, @Nullable Node> change(String name, @Nullable Node node) {
        Map<String, @Nullable Node> change = new HashMap<>();
        change.put(name, node);
        return change;
    }

    /** A change of a name to another. */
    static Map<String, @Nullable Node> rename(String from, String to, Node node) {
        Map<String, @Nullable Node> change = new LinkedHashMap<>();
        change.put(from, null);
        change.put(to, node);
        return change;
    }
}
