package io.github.smtpjunit.benchmarks;

import io.github.smtpjunit.relay.spool.FileSpool;
import io.github.smtpjunit.relay.spool.MailSpool;
import io.github.smtpjunit.relay.spool.MailSpool.Claim;
import io.github.smtpjunit.relay.spool.MailSpool.Draft;
import io.github.smtpjunit.smtp.Envelope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The speed of the file spool on a disk: how many mails of 4 KiB it stores durably in a second, with 1, 16 and 64
 * threads, beside the same system calls alone. The ways are interleaved, and the figures are medians, since the speed
 * of a disk varies. It also measures the time to open a full spool.
 *
 * <p>This is not a JMH benchmark, since JMH cannot interleave rounds. The arguments are: a directory on the disk to
 * measure, the number of rounds, the milliseconds of a round, and the number of mails in the full spool.
 */
public final class SpoolBenchmark {

    private static final int WARM_UP = 4;
    private static final int CONTENT = 4096;
    private static final Envelope ENVELOPE = Envelope.of("ada@example.org", "bob@example.com");

    private final Path directory;
    private final byte[] content = new byte[CONTENT];
    private final AtomicLong names = new AtomicLong();

    private SpoolBenchmark(Path directory) {
        this.directory = directory;
        new Random(1).nextBytes(content);
    }

    /**
     * Measures.
     *
     * @param args a directory, rounds, milliseconds, mails
     */
    public static void main(String[] args) throws Exception {
        Path directory = Files.createDirectories(Path.of(args[0]));
        SpoolBenchmark benchmark = new SpoolBenchmark(directory);
        for (int threads : new int[] {1, 16, 64}) {
            benchmark.run(threads, Integer.parseInt(args[1]), Long.parseLong(args[2]));
        }
        benchmark.openFull(Integer.parseInt(args[3]));
    }

    private void run(int threads, int rounds, long millis) throws Exception {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        Path bare = Files.createDirectories(directory.resolve("bare"));
        try (FileChannel names = FileChannel.open(bare, StandardOpenOption.READ);
                FileSpool spool = FileSpool.open(directory.resolve("spool"))) {
            Map<String, Callable<?>> ways = new LinkedHashMap<>();
            ways.put("a file, forced", () -> file(bare, false, names));
            ways.put("a file, forced, renamed, the directory forced by each", () -> file(bare, true, names));
            ways.put("FileSpool", () -> store(spool));
            ways.put("FileSpool, claimed and done", () -> storeAndFinish(spool));
            for (int round = -WARM_UP; round < rounds; round++) {
                for (Map.Entry<String, Callable<?>> way : ways.entrySet()) {
                    double rate = rate(threads, millis, way.getValue());
                    if (round >= 0) {
                        rates.computeIfAbsent(way.getKey(), name -> new ArrayList<>())
                                .add(rate);
                    }
                    empty(bare);
                    empty(spool);
                    names.force(true);
                }
            }
        }
        rates.forEach((name, all) -> {
            Collections.sort(all);
            System.out.printf(
                    "%2d threads  %-55s %7.0f mails/s  (quartiles %.0f, %.0f)%n",
                    threads, name, all.get(all.size() / 2), all.get(all.size() / 4), all.get(all.size() * 3 / 4));
        });
    }

    private static double rate(int threads, long millis, Callable<?> task) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            AtomicInteger count = new AtomicInteger();
            long start = System.nanoTime();
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(executor.submit(() -> {
                    while (System.nanoTime() - start < millis * 1_000_000) {
                        task.call();
                        count.incrementAndGet();
                    }
                    return null;
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
            return count.get() / ((System.nanoTime() - start) / 1e9);
        } finally {
            executor.shutdown();
        }
    }

    private Path file(Path directory, boolean named, FileChannel names) throws IOException {
        Path file = directory.resolve(Long.toString(this.names.incrementAndGet()));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(content));
            channel.force(false);
        }
        if (named) {
            Files.move(file, directory.resolve(file.getFileName() + ".mail"), StandardCopyOption.ATOMIC_MOVE);
            names.force(true);
        }
        return file;
    }

    private String store(MailSpool spool) throws IOException {
        try (Draft draft = spool.draft(ENVELOPE, Instant.now())) {
            draft.content().write(content);
            return draft.commit().id();
        }
    }

    private String storeAndFinish(MailSpool spool) throws IOException {
        String id = store(spool);
        for (Claim claim : spool.claim(Instant.now(), Duration.ofHours(1), 1)) {
            spool.done(claim);
        }
        return id;
    }

    private static void empty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private static void empty(MailSpool spool) throws IOException {
        for (Claim claim : spool.claim(Instant.MAX.minusSeconds(9_999), Duration.ofHours(1), Integer.MAX_VALUE)) {
            spool.done(claim);
        }
    }

    private void openFull(int mails) throws Exception {
        Path full = directory.resolve("full");
        try (FileSpool spool = FileSpool.open(full, new FileSpool.Options(2 * mails, 0))) {
            ExecutorService executor = Executors.newFixedThreadPool(64);
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                futures.add(executor.submit(() -> {
                    while (spool.size() < mails) {
                        store(spool);
                    }
                    return null;
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
            executor.shutdown();
        }
        for (int round = 0; round < 3; round++) {
            long start = System.nanoTime();
            try (FileSpool spool = FileSpool.open(full)) {
                System.out.printf("%d mails found in %.1f s%n", spool.size(), (System.nanoTime() - start) / 1e9);
            }
        }
    }
}
