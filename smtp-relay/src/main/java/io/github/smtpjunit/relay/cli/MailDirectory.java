package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.smtp.server.ReceivedMail;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory with a pair of files for each mail: {@code 000001.eml}, its exact octets, and {@code 000001.json}, its envelope. The
 * json comes last, so a mail that has one is whole.
 *
 * <p>A mail comes in under a name that starts with {@code .incoming-} and gets its number when it is whole. Whoever creates the
 * {@code .eml} owns the number, so several processes can share a directory. Thread-safe.
 */
final class MailDirectory {

    private static final Pattern NUMBERED = Pattern.compile("(\\d{6,18})\\.(eml|json)");
    private static final String INCOMING = ".incoming-";
    private static final Duration MOMENTS = Duration.ofSeconds(5);

    private final Path directory;
    private final AtomicLong last = new AtomicLong();

    /**
     * Opens a directory, and makes it if need be.
     *
     * @throws IOException if mails cannot be written there
     */
    MailDirectory(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                number(file).ifPresent(number -> last.accumulateAndGet(number, Math::max));
            }
        }
        try (Incoming probe = incoming()) {
            probe.write(
                    new byte[1], 1); // a directory that cannot be written to is told at start, not with the first mail
        }
        removeOrphans();
    }

    private static OptionalLong number(Path file) {
        Matcher matcher = NUMBERED.matcher(String.valueOf(file.getFileName()));
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    /**
     * Removes what a killed process has left of mails that it never acknowledged. One that lives holds a lock on its files, but for
     * the moments after their creation.
     */
    private void removeOrphans() throws IOException {
        Instant recently = Instant.now().minus(MOMENTS);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, INCOMING + "*")) {
            for (Path file : files) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                        FileLock lock = channel.tryLock()) {
                    if (lock != null
                            && Files.getLastModifiedTime(file).toInstant().isBefore(recently)) {
                        Files.deleteIfExists(file);
                    }
                } catch (IOException | OverlappingFileLockException e) {
                    // not ours to judge
                }
            }
        }
    }

    /**
     * Starts to store a mail.
     *
     * @throws StoringException if that fails
     */
    Incoming incoming() throws StoringException {
        return storing(() -> new Incoming(directory.resolve(INCOMING + UUID.randomUUID())));
    }

    /** Lists the numbers of the whole mails, as they stand in the files' names, in order. */
    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> NUMBERED.matcher(name).matches() && name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .sorted((a, b) -> Long.compare(Long.parseLong(a), Long.parseLong(b)))
                    .toList();
        }
    }

    /**
     * Finds a file of a whole mail.
     *
     * @param name a name such as {@code 000001.eml}; anything that is no such name finds nothing
     * @return the file, empty if there is none, or its mail is not whole
     */
    Optional<Path> file(String name) {
        Matcher matcher = NUMBERED.matcher(name);
        return matcher.matches() && Files.exists(directory.resolve(matcher.group(1) + ".json"))
                ? Optional.of(directory.resolve(name)).filter(Files::isRegularFile)
                : Optional.empty();
    }

    Path path() {
        return directory;
    }

    /** Mails cannot be stored now: no fault of the mail or its client. */
    static final class StoringException extends IOException {

        private static final long serialVersionUID = 1L;

        StoringException(IOException cause) {
            super(cause);
        }
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
    final class Incoming implements AutoCloseable {

        private final Path file;
        private final FileChannel channel;

        private Incoming(Path file) throws IOException {
            this.file = file;
            this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try {
                channel.tryLock();
            } catch (IOException e) {
                // a file system without locks; then nobody takes this file for an orphan
            }
        }

        /** Writes all of a stream, and returns how many octets that were. */
        long write(InputStream content) throws IOException {
            byte[] buffer = new byte[16 * 1024];
            long size = 0;
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                write(buffer, count);
                size += count;
            }
            return size;
        }

        private void write(byte[] octets, int count) throws StoringException {
            ByteBuffer buffer = ByteBuffer.wrap(octets, 0, count);
            storing(() -> {
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                return count;
            });
        }

        /**
         * Puts the mail into its place.
         *
         * @return its number, with six digits or more
         * @throws StoringException if that fails; nothing is left then
         */
        String commit(ReceivedMail mail) throws StoringException {
            return storing(() -> publish(CapturedEnvelope.json(mail) + "\n"));
        }

        private String publish(String json) throws IOException {
            String number = takeNumber();
            Path content = directory.resolve(number + ".eml");
            Path partial = directory.resolve(file.getFileName() + "-json"); // no name that anybody looks for
            try {
                Files.move(file, content, StandardCopyOption.ATOMIC_MOVE); // onto the empty file that holds the number
                channel.close();
                Files.writeString(partial, json, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
                Files.move(partial, directory.resolve(number + ".json"), StandardCopyOption.ATOMIC_MOVE);
                return number;
            } catch (IOException e) {
                deleteQuietly(partial);
                deleteQuietly(content);
                throw e;
            }
        }

        private String takeNumber() throws IOException {
            while (true) {
                String number = String.format("%06d", last.incrementAndGet());
                Path content = directory.resolve(number + ".eml");
                try {
                    Files.createFile(content);
                } catch (FileAlreadyExistsException e) {
                    continue; // another process has taken it
                }
                if (Files.notExists(directory.resolve(number + ".json"))) {
                    return number;
                }
                Files.delete(content); // somebody has removed only half of a pair
            }
        }

        /** Removes what is left of a mail that was not committed. */
        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // it is to be removed anyway
            }
            deleteQuietly(file);
        }

        private static void deleteQuietly(Path unwanted) {
            try {
                Files.deleteIfExists(unwanted);
            } catch (IOException e) {
                // nothing more can be done
            }
        }
    }
}
