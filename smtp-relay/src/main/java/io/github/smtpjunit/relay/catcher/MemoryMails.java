package io.github.smtpjunit.relay.catcher;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Keeps mails in memory, as long as the process lives. */
public final class MemoryMails implements MailKeeper {

    private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();
    private final AtomicLong held = new AtomicLong();
    private final long mostOctets;

    /** Keeps at most so many octets. */
    public MemoryMails(long mostOctets) {
        this.mostOctets = mostOctets;
    }

    @Override
    public Incoming incoming(BooleanSupplier dropOldest) {
        return new InMemory(dropOldest);
    }

    private final class InMemory implements Incoming {

        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private final BooleanSupplier dropOldest;
        private long counted;

        InMemory(BooleanSupplier dropOldest) {
            this.dropOldest = dropOldest;
        }

        @Override
        public void write(InputStream content) throws IOException {
            byte[] buffer = new byte[16 * 1024];
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                counted += count;
                held.addAndGet(count);
                boolean hasDropped = true;
                while (held.get() > mostOctets && hasDropped) {
                    hasDropped = dropOldest.getAsBoolean();
                }
                if (held.get() > mostOctets) {
                    throw new StoringException(new IOException("The mails in memory would have more than " + mostOctets
                            + " octets: give --directory, or the JVM more memory (-Xmx)"));
                }
                octets.write(buffer, 0, count);
            }
        }

        @Override
        public String commit(CaughtMail mail) {
            String id = String.format("%06d", last.incrementAndGet());
            contents.put(id, octets.toByteArray());
            counted = 0;
            return id;
        }

        @Override
        public void close() {
            held.addAndGet(-counted);
            counted = 0;
        }
    }

    @Override
    public Optional<Changes> changes(Set<String> known) {
        return Optional.empty();
    }

    @Override
    public InputStream open(String id) throws IOException {
        byte[] content = contents.get(id);
        if (content == null) {
            throw new FileNotFoundException("Mail " + id + " is deleted");
        }
        return new ByteArrayInputStream(content);
    }

    @Override
    public void delete(String id) {
        byte[] content = contents.remove(id);
        if (content != null) {
            held.addAndGet(-content.length);
        }
    }

    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }
}
