package io.github.smtpjunit.relay.spool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * How a process asks the one that has the spool to change something: a file of lines {@code hold ID}, which is answered
 * by a file of as many lines {@code done ID}, {@code unknown ID} or {@code failed REASON}. Each file appears whole, by
 * its rename. An order is such a file without an answer: it stays until a relay has the spool.
 */
final class SpoolRequests {

    private static final String REQUEST = ".request";
    private static final String ANSWER = ".answer";
    private static final String ORDER = ".order";
    private static final int LONGEST = 1024 * 1024;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final String DONE = "done ";
    private static final String UNKNOWN = "unknown ";
    private static final String FAILED = "failed ";

    /**
     * Something to be done with a mail.
     *
     * @param action what
     * @param id the mail
     */
    record Order(SpoolControl.Action action, String id) {}

    private final SpoolLayout layout;
    private final Path directory;

    SpoolRequests(SpoolLayout layout) {
        this.layout = layout;
        this.directory = layout.requests();
    }

    // The process that has the spool

    /**
     * Removes requests for which no process waits, and carries out the orders that were left while no relay had the
     * spool.
     */
    void begin(FileSpool spool, Instant now, SpoolListener listener) throws IOException {
        for (Path file : files("")) {
            if (!file.getFileName().toString().endsWith(ORDER)) {
                Files.deleteIfExists(file);
            }
        }
        obey(spool, now, listener);
    }

    private void obey(FileSpool spool, Instant now, SpoolListener listener) throws IOException {
        for (Path order : files(ORDER)) {
            boolean isDone = true;
            for (String line : read(order)) {
                String answer = serve(spool, line, now, listener);
                if (answer.startsWith(FAILED)) {
                    spool.report(
                            "", "The order " + order + " cannot be carried out: " + answer.substring(FAILED.length()));
                    isDone = parse(line).isEmpty(); // what makes no sense now will make no sense later
                }
            }
            if (isDone) {
                Files.deleteIfExists(order);
            }
        }
    }

    int serve(FileSpool spool, Instant now, SpoolListener listener) throws IOException {
        obey(spool, now, listener);
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

    private static String serve(FileSpool spool, String line, Instant now, SpoolListener listener) {
        Optional<Order> parsed = parse(line);
        if (parsed.isEmpty()) {
            return FAILED + "what was asked is not a request";
        }
        String id = parsed.get().id();
        SpoolControl.Action action = parsed.get().action();
        try {
            Optional<QueuedMail> before = spool.find(id);
            if (!action.apply(spool, id, now)) {
                return UNKNOWN + id;
            }
            spool.find(id).or(() -> before).ifPresent(mail -> listener.changed(mail, action));
            return DONE + id;
        } catch (IOException e) {
            return FAILED + SpoolText.rest(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<Order> parse(String line) {
        int space = line.indexOf(' ');
        String id = line.substring(space + 1);
        if (space < 0 || !SpoolIds.isId(id)) {
            return Optional.empty();
        }
        String verb = line.substring(0, space).toUpperCase(Locale.ROOT);
        return Arrays.stream(SpoolControl.Action.values())
                .filter(action -> action.name().equals(verb))
                .map(action -> new Order(action, id))
                .findFirst();
    }

    // The process that asks

    /**
     * Asks, and waits for the answer.
     *
     * @return the mails that were there
     */
    List<String> ask(RequestFiles files, SpoolControl.Action action, List<String> ids, Duration patience)
            throws IOException {
        String name = UUID.randomUUID().toString();
        files.write(name + REQUEST, request(action, ids));
        try {
            return understand(await(files, name + ANSWER, patience));
        } finally {
            files.delete(name + REQUEST);
            files.delete(name + ANSWER);
        }
    }

    /** Leaves an order. Orders are carried out in the sequence in which they were left. */
    void order(RequestFiles files, SpoolControl.Action action, List<String> ids) throws IOException {
        String name = String.format("%020d-%s", nextPlace(), UUID.randomUUID());
        files.write(name + ORDER, request(action, ids));
        try (DirectoryForce force = new DirectoryForce(directory)) {
            force.force();
        }
    }

    /**
     * The time, unless the clock was ahead when an order was left that is still there: the next one comes behind it.
     */
    private long nextPlace() throws IOException {
        long last = files(ORDER).stream().mapToLong(SpoolRequests::place).max().orElse(0);
        return Math.max(System.currentTimeMillis(), last + 1);
    }

    private static long place(Path order) {
        String name = order.getFileName().toString();
        try {
            return Long.parseLong(name.substring(0, Math.max(0, name.indexOf('-'))));
        } catch (NumberFormatException e) {
            return 0; // another program has left it
        }
    }

    private static List<String> request(SpoolControl.Action action, List<String> ids) {
        String verb = action.name().toLowerCase(Locale.ROOT);
        return ids.stream().map(id -> verb + " " + id).toList();
    }

    /** What was ordered and is not done yet, in its sequence. */
    List<Order> orders() throws IOException {
        List<Order> orders = new ArrayList<>();
        for (Path file : files(ORDER)) {
            try {
                read(file).forEach(line -> parse(line).ifPresent(orders::add));
            } catch (NoSuchFileException e) {
                // it was done in the meantime
            }
        }
        return orders;
    }

    private List<String> await(RequestFiles files, String answer, Duration patience) throws IOException {
        long start = System.nanoTime();
        while (true) {
            Optional<List<String>> found = files.read(answer);
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() - start >= patience.toNanos()) {
                throw new IOException("The relay that has the spool " + layout.root() + " has not answered within "
                        + patience.toSeconds() + " s");
            }
            LockSupport.parkNanos(POLL_NANOS);
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while waiting for the relay that has the spool " + layout.root());
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
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException e) {
            return files; // no relay has ever run
        }
        files.sort(null);
        return files;
    }

    private static List<String> read(Path file) throws IOException {
        try (InputStream in = SpoolLayout.open(file)) {
            return lines(in);
        }
    }

    static List<String> lines(InputStream in) throws IOException {
        return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    static byte[] octets(List<String> lines) {
        return lines.stream().collect(Collectors.joining("\n", "", "\n")).getBytes(StandardCharsets.UTF_8);
    }

    private static void write(Path file, List<String> lines) throws IOException {
        SpoolLayout.write(file, octets(lines));
    }
}
