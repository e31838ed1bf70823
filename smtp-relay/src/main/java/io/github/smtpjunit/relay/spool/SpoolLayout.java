package io.github.smtpjunit.relay.spool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where things are in a spool's directory, and how its files are made: for their owner only, and not through symbolic
 * links. No name is made from the text of a mail.
 *
 * @param root the spool's directory
 */
record SpoolLayout(Path root) {

    static final String MAIL = ".mail";
    static final String STATE = ".state";
    static final String SEGMENT = ".segment";
    static final String TEMPORARY = ".tmp";
    static final String REASON = ".reason";

    private static final Pattern SEGMENT_NAME = Pattern.compile("[0-9]{6,}\\.segment");
    private static final String FORMAT_NAME = "smtp-relay-spool ";
    private static final String FORMAT = FORMAT_NAME + "1";
    private static final int LONGEST_FORMAT = 100;

    Path lock() {
        return root.resolve("lock");
    }

    Path format() {
        return root.resolve("format");
    }

    Path queue() {
        return root.resolve("queue");
    }

    Path corrupt() {
        return root.resolve("corrupt");
    }

    Path requests() {
        return root.resolve("requests");
    }

    Path journal() {
        return root.resolve("journal");
    }

    Path mail(String id) {
        return queue().resolve(id + MAIL);
    }

    Path state(String id) {
        return queue().resolve(id + STATE);
    }

    /** A name for a segment of the journal that no file has. */
    Path newSegment() {
        int number = 1;
        Path file = segment(number);
        while (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            file = segment(++number);
        }
        return file;
    }

    private Path segment(int number) {
        return journal().resolve(String.format("%06d", number) + SEGMENT);
    }

    static boolean isSegment(Path file) {
        return SEGMENT_NAME.matcher(file.getFileName().toString()).matches();
    }

    /** How many processes in a row have ended without closing the spool. */
    Path crashes() {
        return root.resolve("crashes");
    }

    /** Returns whether a file of the directory is one of those above, or one that file systems put everywhere. */
    boolean isOurs(Path file) {
        return Set.of(
                        lock(),
                        format(),
                        temporary(format()),
                        journal(),
                        queue(),
                        corrupt(),
                        requests(),
                        crashes(),
                        root.resolve("lost+found"))
                .contains(file);
    }

    static Path temporary(Path file) {
        return file.resolveSibling(file.getFileName() + TEMPORARY);
    }

    /**
     * Reads the mark of the directory's format.
     *
     * @return false if there is no such file
     * @throws IOException if it is not one that we know
     */
    boolean isSpool() throws IOException {
        String mark;
        try (InputStream in = open(format())) {
            mark = new String(in.readNBytes(LONGEST_FORMAT), StandardCharsets.US_ASCII).trim();
        } catch (NoSuchFileException e) {
            return false;
        }
        if (mark.equals(FORMAT)) {
            return true;
        }
        if (mark.startsWith(FORMAT_NAME)) {
            throw new IOException("The spool " + root + " is of another version: its format is \"" + mark
                    + "\", and this program knows \"" + FORMAT + "\"");
        }
        throw new IOException("The directory " + root + " is not a spool: its file \"format\" does not say so");
    }

    /**
     * Looks whether the directories are such, and no link to elsewhere.
     *
     * @throws IOException if one is not; the message names it
     */
    void checkDirectories() throws IOException {
        for (Path directory : new Path[] {journal(), queue(), corrupt(), requests()}) {
            if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException("The spool's " + directory + " is not a directory");
            }
        }
    }

    /** Makes the directory and those above it, their names forced, unless they are there. */
    void createRoot() throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path path = root; path != null && !Files.isDirectory(path); path = path.getParent()) {
            missing.push(path);
        }
        for (Path directory : missing) {
            Path parent = directory.getParent();
            if (parent == null) {
                throw new IOException("The spool " + root + " is not a directory");
            }
            if (directory.equals(root)) {
                createDirectory(directory);
            } else {
                Files.createDirectories(directory);
            }
            try (DirectoryForce force = new DirectoryForce(parent)) {
                force.force();
            }
        }
    }

    void create() throws IOException {
        for (Path directory : new Path[] {journal(), queue(), corrupt(), requests()}) {
            createDirectory(directory);
        }
        if (!isSpool()) {
            write(format(), (FORMAT + "\n").getBytes(StandardCharsets.US_ASCII));
            try (DirectoryForce force = new DirectoryForce(root)) {
                force.force();
            }
        }
    }

    static void createDirectory(Path directory) throws IOException {
        try {
            Files.createDirectory(directory, forOwner(directory, "rwx------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException("The spool's " + directory + " is not a directory", e);
            }
        }
    }

    /** Makes a new file. */
    static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), forOwner(file, "rw-------"));
    }

    /** Opens a file for writing. */
    static FileChannel openOrCreate(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                forOwner(file, "rw-------"));
    }

    static InputStream open(Path file) throws IOException {
        return Channels.newInputStream(FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /** Writes a small file, whole or not at all; its name is not forced. */
    static void write(Path file, byte[] octets) throws IOException {
        Path temporary = temporary(file);
        try {
            writeTemporary(temporary, octets);
            rename(temporary, file);
        } catch (IOException e) {
            discard(temporary, e);
            throw e;
        }
    }

    /** Writes and forces a small file that is to be renamed. */
    static void writeTemporary(Path temporary, byte[] octets) throws IOException {
        Files.deleteIfExists(temporary);
        try (FileChannel channel = create(temporary)) {
            writeFully(channel, octets, 0, octets.length);
            channel.force(false);
        }
    }

    static void writeFully(FileChannel channel, byte[] octets, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(octets, offset, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes what a failure has left. */
    static void discard(Path file, Exception failure) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static FileAttribute<?>[] forOwner(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
