package io.github.smtpjunit.relay.catcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A directory with a pair of files for each mail: {@code 000001.eml}, its exact octets, and {@code 000001.json}, its
 * envelope. The json comes last, so a mail that has one is whole.
 *
 * <p>A mail comes in as {@code .incoming-}, and gets its number when it is whole: the process that creates
 * {@code .000001.json} owns the number, so several processes can share a directory. The envelope is written into that
 * file, the content is renamed, then the envelope. What is being written is locked, so that the next start finds what a
 * killed process has left, half a pair too, and removes it. Nothing is forced to the disk: a pair survives the process,
 * not a power failure. Thread-safe.
 */
public final class MailDirectory implements MailKeeper {

    private static final Pattern TAKEN = Pattern.compile("\\.(\\d{6,18})\\.json");
    private static final String INCOMING = ".incoming-";
    private static final Duration MOMENTS = Duration.ofSeconds(5);
    private static final long TICK_NANOS = Duration.ofSeconds(2).toNanos(); // the coarsest time of a file
    private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

    private final Path directory;
    private final AtomicLong last = new AtomicLong();
    private @Nullable FileTime seen; // the time of the directory; guarded by this, as what follows
    private long seenAt;
    private long listedAt;

    /**
     * Opens a directory, and makes it if need be.
     *
     * @throws IOException if mails cannot be written there
     */
    public MailDirectory(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory);
        if (removeOrphans()) {
            CompletableFuture.delayedExecutor(MOMENTS.toMillis() + 1, TimeUnit.MILLISECONDS)
                    .execute(this::removeOrphansAgain);
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String number = number(file, ".json") + number(file, ".eml"); // it has one of both at most
                if (!number.isEmpty()) {
                    last.accumulateAndGet(Long.parseLong(number), Math::max);
                }
            }
        }
        try (FileIncoming probe = newFile()) {
            probe.write(new byte[1], 1); // a directory that cannot be written to is reported at start
        }
    }

    /** Returns the number in a file's name, as it stands there; "" if it is no file of a mail. */
    private static String number(Path file, String ending) {
        String name = String.valueOf(file.getFileName());
        String number = name.substring(0, Math.max(0, name.length() - ending.length()));
        boolean isNumber =
                number.length() >= 6 && number.length() <= 18 && number.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber && name.endsWith(ending) ? number : "";
    }

    /**
     * Removes what a killed process has left of mails that it never acknowledged. A process that lives has locked each
     * of its files before it writes into it. An empty file may be locked in the next moment.
     *
     * @return whether there are files that one has to look at again
     */
    private boolean removeOrphans() throws IOException {
        boolean isUnsure = false;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, MailDirectory::isHidden)) {
            for (Path file : files) {
                Matcher taken = TAKEN.matcher(String.valueOf(file.getFileName()));
                if (taken.matches()) {
                    isUnsure |= !isJudged(file, taken.group(1));
                } else if (String.valueOf(file.getFileName()).startsWith(INCOMING)) {
                    isUnsure |= !isJudged(file, "");
                }
            }
        }
        return isUnsure;
    }

    private static boolean isHidden(Path file) {
        return String.valueOf(file.getFileName()).startsWith(".");
    }

    private void removeOrphansAgain() {
        try {
            removeOrphans();
        } catch (IOException e) {
            // the next start tries it again
        }
    }

    private boolean isJudged(Path file, String number) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            boolean hasBegun = channel.size() > 0;
            if (lock == null) {
                return true; // its process lives
            }
            if (!hasBegun && !isOld(file)) {
                return false;
            }
            if (hasBegun && !number.isEmpty() && Files.notExists(directory.resolve(number + ".json"))) {
                Files.deleteIfExists(directory.resolve(number + ".eml")); // it was renamed, and the envelope was not
            }
            Files.deleteIfExists(file);
        } catch (IOException | OverlappingFileLockException e) {
            // not ours to judge
        }
        return true;
    }

    private static boolean isOld(Path file) throws IOException {
        Instant recently = Instant.now().minus(MOMENTS);
        return Files.getLastModifiedTime(file).toInstant().isBefore(recently);
    }

    @Override
    public Incoming incoming() throws StoringException {
        return newFile();
    }

    private FileIncoming newFile() throws StoringException {
        return storing(() -> new FileIncoming(directory.resolve(INCOMING + UUID.randomUUID())));
    }

    /** The name of a number in a directory. */
    static String name(long number) {
        return String.format("%06d", number);
    }

    /** Lists the numbers of the whole mails, as they stand in the files' names, in order. */
    private Set<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String number = number(file, ".json");
                if (!number.isEmpty() && (number.length() == 6 || number.charAt(0) != '0')) {
                    names.add(number);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
        return new LinkedHashSet<>(names);
    }

    /**
     * The time of the directory says whether something has changed. It has ticks: what changes in the tick of a look
     * does not show in it, so the names are listed again until the tick is over.
     */
    @Override
    public synchronized Optional<Set<String>> namesIfChanged() throws IOException {
        FileTime modified = lastChange();
        long now = System.nanoTime();
        if (!modified.equals(seen)) {
            seen = modified;
            seenAt = now;
        } else if (listedAt - seenAt > TICK_NANOS || now - listedAt < LOOK_NANOS) {
            return Optional.empty();
        }
        listedAt = now;
        return Optional.of(names());
    }

    private FileTime lastChange() throws IOException {
        try {
            return Files.getLastModifiedTime(directory);
        } catch (NoSuchFileException e) {
            throw new IOException("The directory of mails is gone: " + directory, e);
        }
    }

    @Override
    public CaughtMail read(String id) {
        Path content = directory.resolve(id + ".eml");
        return CaughtMail.unread(
                id,
                () -> new CaughtMail.Files(Files.readString(directory.resolve(id + ".json")), Files.size(content)),
                () -> summary(content));
    }

    private static MailSummary summary(Path content) {
        try (InputStream octets = Files.newInputStream(content)) {
            return MailSummary.of(octets.readNBytes(MailSummary.MAX_READ));
        } catch (IOException e) {
            return MailSummary.of(new byte[0]);
        }
    }

    @Override
    public InputStream open(String id) throws IOException {
        return Files.newInputStream(directory.resolve(id + ".eml"));
    }

    /** Hides the envelope first: what is left then is no mail, and the next start removes it. */
    @Override
    public void delete(String id) throws IOException {
        Path hidden = directory.resolve("." + id + ".json");
        try {
            Files.move(directory.resolve(id + ".json"), hidden, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return; // another has deleted it
        }
        Files.deleteIfExists(directory.resolve(id + ".eml"));
        Files.deleteIfExists(hidden);
    }

    @Override
    public Optional<String> problem() {
        return Files.isWritable(directory) ? Optional.empty() : Optional.of("Cannot write to the directory of mails");
    }

    private interface Work<T> {
        T get() throws IOException;
    }

    private static <T> T storing(Work<T> work) throws StoringException {
        try {
            return work.get();
        } catch (IOException e) {
            throw new StoringException(e);
        }
    }

    /** A mail on its way in. Not thread-safe. */
    private final class FileIncoming implements Incoming {

        private final Path file;
        private final FileChannel channel;

        private FileIncoming(Path file) throws IOException {
            this.file = file;
            this.channel = create(file);
        }

        @Override
        public void write(InputStream content) throws IOException {
            CaptureStep.AFTER_CREATE.pass();
            byte[] buffer = new byte[16 * 1024];
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                write(buffer, count);
            }
        }

        private void write(byte[] octets, int count) throws StoringException {
            ByteBuffer buffer = ByteBuffer.wrap(octets, 0, count);
            storing(() -> {
                writeAll(channel, buffer);
                return count;
            });
        }

        @Override
        public String commit(CaughtMail mail, BooleanSupplier dropOldest) throws StoringException {
            return storing(() -> publish(mail.fileText()));
        }

        private String publish(String json) throws IOException {
            CaptureStep.AFTER_CONTENT.pass();
            while (true) {
                String number = name(last.incrementAndGet());
                if (isFree(number) && isPublished(number, json)) {
                    return number;
                }
            }
        }

        /** Publishes the mail by a number, unless another process has that. */
        private boolean isPublished(String number, String json) throws IOException {
            Path envelope = directory.resolve("." + number + ".json");
            FileChannel taken;
            try {
                taken = create(envelope);
            } catch (FileAlreadyExistsException e) {
                return false; // another process has just taken it
            }
            Path content = directory.resolve(number + ".eml");
            boolean isHalf = false;
            boolean isWhole = false;
            try {
                CaptureStep.AFTER_NUMBER.pass();
                if (!isFree(number)) {
                    return false; // the process that had the number has released it by publishing its mail
                }
                writeAll(taken, StandardCharsets.UTF_8.encode(json));
                CaptureStep.AFTER_ENVELOPE.pass();
                Files.move(file, content, StandardCopyOption.ATOMIC_MOVE);
                isHalf = true;
                channel.close();
                CaptureStep.AFTER_CONTENT_RENAME.pass();
                Files.move(envelope, directory.resolve(number + ".json"), StandardCopyOption.ATOMIC_MOVE);
                isWhole = true;
                CaptureStep.AFTER_ENVELOPE_RENAME.pass();
                return true;
            } finally {
                if (!isWhole) {
                    if (isHalf) {
                        deleteQuietly(content);
                    }
                    deleteQuietly(envelope);
                }
                closeQuietly(taken);
            }
        }

        @Override
        public void close() {
            closeQuietly(channel);
            deleteQuietly(file);
        }

        /** What was written is in the file; a pair that is whole stays whole. */
        private static void closeQuietly(FileChannel written) {
            try {
                written.close();
            } catch (IOException e) {
                // its lock is gone with the process, at the latest
            }
        }

        private static void deleteQuietly(Path unwanted) {
            try {
                Files.deleteIfExists(unwanted);
            } catch (IOException e) {
                // nothing more can be done
            }
        }
    }

    /** Returns whether no mail has a number. A file that is left of a half removed pair has it too. */
    private boolean isFree(String number) {
        return Files.notExists(directory.resolve(number + ".eml"))
                && Files.notExists(directory.resolve(number + ".json"));
    }

    /** Creates a file, and says by a lock that its process lives. */
    private static FileChannel create(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            channel.tryLock();
        } catch (IOException e) {
            // a file system without locks; then no process takes this file for an orphan
        }
        return channel;
    }

    private static void writeAll(FileChannel channel, ByteBuffer octets) throws IOException {
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
    }
}
