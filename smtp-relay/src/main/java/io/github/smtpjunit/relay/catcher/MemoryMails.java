package io.github.smtpjunit.relay.catcher;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Keeps mails in memory, as long as the process lives, within a bound. A mail that comes in makes no room for itself
 * before it is whole: one that breaks off, or is too large, drops no other.
 */
public final class MemoryMails implements MailKeeper {

    private static final int CHUNK = 16 * 1024;
    private static final long OVERHEAD = 4 * 1024; // of what is known of each mail

    /** A mail in memory: chunks of its content, so that nothing has to be copied while it grows. */
    private record Kept(List<byte[]> chunks, long weight) {}

    private final Map<String, Kept> mails = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong arriving = new AtomicLong();
    private final long most;

    /**
     * Makes an empty place.
     *
     * @param mostOctets how much is kept; a half of it more may be on its way in
     */
    public MemoryMails(long mostOctets) {
        this.most = mostOctets;
    }

    @Override
    public Incoming incoming() {
        return new InMemory();
    }

    private final class InMemory implements Incoming {

        private final List<byte[]> chunks = new ArrayList<>();
        private long counted;

        @Override
        public void write(InputStream content) throws IOException {
            byte[] chunk = content.readNBytes(CHUNK);
            while (chunk.length > 0) {
                counted += chunk.length;
                if (arriving.addAndGet(chunk.length) > most / 2) {
                    throw tooLarge("The mails that come in have more than " + most / 2 + " octets");
                }
                chunks.add(chunk);
                chunk = content.readNBytes(CHUNK);
            }
        }

        @Override
        public String commit(CaughtMail mail, BooleanSupplier dropOldest) throws StoringException {
            long weight = OVERHEAD + counted + 4L * mail.fileText().length();
            if (weight > most) {
                throw tooLarge("The mail and its envelope need more than " + most + " octets");
            }
            held.addAndGet(weight);
            while (held.get() > most) {
                if (!dropOldest.getAsBoolean()) {
                    held.addAndGet(-weight);
                    throw tooLarge("The mails in memory have more than " + most + " octets");
                }
            }
            String id = MailDirectory.name(last.incrementAndGet());
            mails.put(id, new Kept(List.copyOf(chunks), weight));
            return id;
        }

        private static StoringException tooLarge(String what) {
            return new StoringException(new IOException(what + ": give --directory, or the JVM more memory (-Xmx)"));
        }

        @Override
        public void close() {
            arriving.addAndGet(-counted);
            counted = 0;
        }
    }

    /** Returns how many octets are taken up, for a test. */
    long held() {
        return held.get();
    }

    /** Returns how many octets are on their way in, for a test. */
    long arriving() {
        return arriving.get();
    }

    @Override
    public Optional<Set<String>> namesIfChanged() {
        return Optional.empty();
    }

    @Override
    public CaughtMail read(String id) {
        throw new IllegalStateException("No other process adds mails here");
    }

    @Override
    public InputStream open(String id) throws IOException {
        Kept mail = mails.get(id);
        if (mail == null) {
            throw new FileNotFoundException("Mail " + id + " is deleted");
        }
        return new SequenceInputStream(Collections.enumeration(
                mail.chunks().stream().map(ByteArrayInputStream::new).toList()));
    }

    @Override
    public void delete(String id) {
        Kept mail = mails.remove(id);
        if (mail != null) {
            held.addAndGet(-mail.weight());
        }
    }

    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }
}
