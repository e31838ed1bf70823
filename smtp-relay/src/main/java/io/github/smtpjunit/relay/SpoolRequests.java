package io.github.smtpjunit.relay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * How a process asks the one that has the spool to change something: a file of lines {@code hold ID}, which is answered by a file of as many
 * lines {@code done ID}, {@code unknown ID} or {@code failed REASON}. Each file appears whole, by its rename.
 */
final class SpoolRequests {

    private static final String REQUEST = ".request";
    private static final String ANSWER = ".answer";
    private static final int LONGEST = 1024 * 1024;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final String DONE = "done ";
    private static final String UNKNOWN = "unknown ";
    private static final String FAILED = "failed ";

    private final Path directory;

    SpoolRequests(SpoolLayout layout) {
        this.directory = layout.requests();
    }

    // The process that has the spool

    /** Removes what nobody waits for any more. */
    void clear() throws IOException {
        for (Path file : files("")) {
            Files.deleteIfExists(file);
        }
    }

    int serve(FileSpool spool, Instant now, RelayListener listener) throws IOException {
        List<Path> requests = files(REQUEST);
        int served = 0;
        for (Path request : requests) {
            List<String> lines;
            try {
                lines = read(request);
                Files.delete(request);
            } catch (NoSuchFileException e) {
                continue; // withdrawn
            }
            List<String> answer = new ArrayList<>();
            for (String line : lines) {
                answer.add(serve(spool, line, now, listener));
            }
            String name = request.getFileName().toString();
            write(directory.resolve(name.substring(0, name.length() - REQUEST.length()) + ANSWER), answer);
            served++;
        }
        return served;
    }

    private static String serve(FileSpool spool, String line, Instant now, RelayListener listener) {
        int space = line.indexOf(' ');
        String id = line.substring(space + 1);
        if (space < 0 || !SpoolIds.isId(id)) {
            return FAILED + "what was asked is no request";
        }
        try {
            SpoolControl.Action action =
                    SpoolControl.Action.valueOf(line.substring(0, space).toUpperCase(Locale.ROOT));
            Optional<QueuedMail> before = spool.find(id);
            if (!action.apply(spool, id, now)) {
                return UNKNOWN + id;
            }
            spool.find(id).or(() -> before).ifPresent(mail -> Hearing.tell(listener, who -> who.changed(mail, action)));
            return DONE + id;
        } catch (IllegalArgumentException e) {
            return FAILED + "what was asked is no request";
        } catch (IOException e) {
            return FAILED + SpoolText.rest(String.valueOf(e.getMessage()));
        }
    }

    // The process that asks

    /**
     * Asks, and waits for the answer.
     *
     * @return the mails that were there
     */
    List<String> ask(SpoolControl.Action action, List<String> ids, Duration patience) throws IOException {
        String name = UUID.randomUUID().toString();
        Path request = directory.resolve(name + REQUEST);
        Path answer = directory.resolve(name + ANSWER);
        String verb = action.name().toLowerCase(Locale.ROOT);
        write(request, ids.stream().map(id -> verb + " " + id).toList());
        try {
            await(answer, patience);
            return understand(read(answer));
        } finally {
            Files.deleteIfExists(request);
            Files.deleteIfExists(answer);
        }
    }

    private void await(Path answer, Duration patience) throws IOException {
        long start = System.nanoTime();
        while (!Files.exists(answer)) {
            if (System.nanoTime() - start >= patience.toNanos()) {
                throw new IOException("The relay that has the spool " + directory.getParent()
                        + " has not answered within " + patience.toSeconds() + " s");
            }
            LockSupport.parkNanos(POLL_NANOS);
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw new IOException(
                        "Interrupted while waiting for the relay that has the spool " + directory.getParent());
            }
        }
    }

    private static List<String> understand(List<String> answer) throws IOException {
        List<String> done = new ArrayList<>();
        for (String line : answer) {
            if (line.startsWith(FAILED)) {
                throw new IOException("The relay could not do it: " + line.substring(FAILED.length()));
            }
            if (line.startsWith(DONE)) {
                done.add(line.substring(DONE.length()));
            }
        }
        return done;
    }

    private List<Path> files(String ending) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path file : all) {
                String name = file.getFileName().toString();
                if (name.endsWith(ending) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(file);
                }
            }
        }
        files.sort(null);
        return files;
    }

    private static List<String> read(Path file) throws IOException {
        try (InputStream in = SpoolLayout.open(file)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static void write(Path file, List<String> lines) throws IOException {
        SpoolLayout.write(
                file, lines.stream().collect(Collectors.joining("\n", "", "\n")).getBytes(StandardCharsets.UTF_8));
    }
}
