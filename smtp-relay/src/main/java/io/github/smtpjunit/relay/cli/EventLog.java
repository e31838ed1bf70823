package io.github.smtpjunit.relay.cli;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The log: one line for an event, of {@code key=value} pairs that start with {@code time=... event=...}.
 *
 * <p>Lines are written by a thread of their own, so that no mail waits for the reader of the log. If the log is not
 * read, lines beyond a bound are dropped and counted. Thread-safe.
 */
final class EventLog implements AutoCloseable {

    private static final int MAX_WAITING = 10_000;
    private static final long MAX_LENGTH = 4L * 1024 * 1024; // of all together: a line may name a thousand recipients
    private static final long LAST_WORDS_SECONDS = 2;
    private static final String END = "";

    private final PrintStream out;
    private final Clock clock;
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicLong length = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer = new Thread(this::write, "log-writer");

    EventLog(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * Writes an event.
     *
     * @param name what happened
     * @param pairs keys and values in turn; a value may be any text
     */
    void event(String name, Object... pairs) {
        String line = line(clock.instant(), name, pairs);
        if (length.addAndGet(line.length()) > MAX_LENGTH || !waiting.offer(line)) {
            length.addAndGet(-line.length());
            dropped.incrementAndGet();
        }
    }

    /** Writes what an operator should look at. */
    void warning(String message) {
        event("warning", "message", message);
    }

    private static String line(Instant time, String name, Object... pairs) {
        StringBuilder line = new StringBuilder("time=")
                .append(time.truncatedTo(ChronoUnit.MILLIS))
                .append(" event=")
                .append(name);
        for (int i = 0; i < pairs.length; i += 2) {
            line.append(' ').append(pairs[i]).append('=').append(LogText.value(String.valueOf(pairs[i + 1])));
        }
        return line.toString();
    }

    private void write() {
        boolean ended = false;
        while (!ended) {
            try {
                ended = writeNext();
            } catch (InterruptedException e) {
                ended = true;
            } catch (Throwable e) { // a line that finds no memory is lost, and not those after it
                dropped.incrementAndGet();
            }
        }
        out.flush();
    }

    /** Writes a line as soon as there is one; true at the end. */
    private boolean writeNext() throws InterruptedException {
        String line = waiting.take();
        length.addAndGet(-line.length());
        if (line.equals(END)) {
            return true;
        }
        out.println(line);
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            out.println(line(clock.instant(), "log-lines-dropped", "count", lost));
        }
        if (waiting.isEmpty()) {
            out.flush();
        }
        return false;
    }

    /** Writes what waits, but does not wait for long. */
    @Override
    public void close() {
        try {
            waiting.offer(END, LAST_WORDS_SECONDS, TimeUnit.SECONDS);
            writer.join(TimeUnit.SECONDS.toMillis(LAST_WORDS_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
