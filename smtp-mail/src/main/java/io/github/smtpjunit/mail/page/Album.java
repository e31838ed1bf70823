package io.github.smtpjunit.mail.page;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.page.view.ShownAlbum;
import io.github.smtpjunit.smtp.given.Given;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The mails of test runs, as a directory of static pages: a browser opens {@code index.html} from the disk, or a CI
 * server shows it.
 *
 * <p>Each run has a directory of its own, named by its start, so that several JVMs write at the same time, and the
 * index shows all runs that the directory has. A build that deletes the directory begins a new album.
 *
 * <p>Thread-safe. Several processes may use one directory.
 */
public final class Album {

    /** The page to start with. */
    public static final String INDEX = "index.html";

    private static final String RUN = "run-";
    private static final String ENTRY = "entry.html";
    private static final String LOCK = ".lock";
    private static final DateTimeFormatter START =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path directory;
    private final Path run;
    private final Map<String, String> entries = new ConcurrentHashMap<>(); // their directories, by the key of the test

    private Album(Path directory, Path run) {
        this.directory = directory;
        this.run = run;
    }

    /**
     * Starts a run.
     *
     * @param directory the directory of the album; made if missing
     * @param start when the run has started
     * @return the album, to which the tests of the run are added
     * @throws IOException if the directory of the run cannot be made
     */
    public static Album startRun(Path directory, Instant start) throws IOException {
        String name = RUN + START.format(requireNonNull(start, "start"));
        Files.createDirectories(requireNonNull(directory, "directory"));
        for (int number = 1; ; number++) {
            try {
                return new Album(directory, Files.createDirectory(directory.resolve(name + "-" + number)));
            } catch (FileAlreadyExistsException e) {
                // another JVM has started in the same millisecond: it has this number
            }
        }
    }

    /**
     * Adds a test, or replaces what an earlier call with the same key has added.
     *
     * @param key tells the tests of the run apart, such as JUnit's unique id
     * @param test its pages
     * @return the page of the test
     * @throws IOException if a file cannot be written
     */
    public Path add(String key, TestPages test) throws IOException {
        requireNonNull(test, "test");
        String name = entries.computeIfAbsent(
                requireNonNull(key, "key"), unused -> String.format(Locale.ROOT, "%05d", entries.size() + 1));
        Path ofTest = Files.createDirectories(run.resolve(name));
        Path page = test.shown().writeTo(ofTest, "../../" + INDEX);
        Files.write(ofTest.resolve(ENTRY), test.shown().entry(run.getFileName() + "/" + name + "/"));
        return page;
    }

    /**
     * Writes the index of all runs that are in the directory.
     *
     * @return the page
     * @throws IOException if a file cannot be read or written
     */
    public Path writeIndex() throws IOException {
        return writeIndex(directory);
    }

    /**
     * Copies the runs of other albums, such as those of a project's modules, into one.
     *
     * @param albums the directories of the albums; one that does not exist has no run
     * @param into the directory of the album that they become; made if missing. Runs that it has already stay
     * @return its index
     * @throws IOException if a file cannot be read or written
     */
    public static Path merge(List<Path> albums, Path into) throws IOException {
        List<Path> sources = Given.each("albums", albums);
        Files.createDirectories(requireNonNull(into, "into"));
        for (Path album : sources) {
            if (Files.isDirectory(album) && !Files.isSameFile(album, into)) {
                for (Path run : runs(album)) {
                    copy(run, into.resolve(run.getFileName().toString()));
                }
            }
        }
        return writeIndex(into);
    }

    private static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copy = target.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** One process at a time writes the index, and a browser never sees half of it. */
    private static Path writeIndex(Path directory) throws IOException {
        synchronized (Album.class) { // a JVM cannot take a lock twice
            try (FileChannel channel = FileChannel.open(
                            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                List<String> entries = new ArrayList<>();
                for (Path run : runs(directory)) {
                    for (Path test : directories(run, "")) {
                        Path entry = test.resolve(ENTRY);
                        if (lock.isValid() && Files.exists(entry)) { // else it is being written
                            entries.add(Files.readString(entry));
                        }
                    }
                }
                Path written = Files.write(directory.resolve(INDEX + ".new"), new ShownAlbum(entries).page());
                return Files.move(
                        written,
                        directory.resolve(INDEX),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private static List<Path> runs(Path directory) throws IOException {
        return directories(directory, RUN);
    }

    private static List<Path> directories(Path directory, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix) && Files.isDirectory(file))
                    .sorted()
                    .toList();
        }
    }
}
