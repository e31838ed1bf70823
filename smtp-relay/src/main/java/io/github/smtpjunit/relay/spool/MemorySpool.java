package io.github.smtpjunit.relay.spool;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.Envelope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps mails in memory: the spool of a relay in a test. What is in it is gone with the process.
 *
 * <p>Thread-safe. It needs no closing, and can be read after it was closed; it accepts no mail then.
 */
public final class MemorySpool extends IndexedSpool {

    private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
    private final AtomicLong contentMemory = new AtomicLong();
    private volatile boolean closed;

    /** Makes an empty spool for up to 100,000 mails, which may take a quarter of the memory that the JVM may have. */
    public MemorySpool() {
        this(FileSpool.Options.DEFAULT.maxMails());
    }

    /**
     * Makes an empty spool, whose mails may take a quarter of the memory that the JVM may have.
     *
     * @param maxMails how many mails there is room for
     * @throws IllegalArgumentException if there is room for no mail
     */
    public MemorySpool(int maxMails) {
        this(maxMails, FileSpool.Options.DEFAULT.maxMemory());
    }

    /**
     * Makes an empty spool.
     *
     * @param maxMails how many mails there is room for
     * @param maxMemory how much memory they may take with their contents, in octets, about
     * @throws IllegalArgumentException if there is room for no mail
     */
    public MemorySpool(int maxMails, long maxMemory) {
        super(maxMails, maxMemory);
        if (maxMails < 1 || maxMemory < 1) {
            throw new IllegalArgumentException(
                    "A spool has room for at least one mail, not " + maxMails + ", " + maxMemory);
        }
    }

    @Override
    long contentMemory() {
        return contentMemory.get();
    }

    @Override
    public Draft draft(Envelope envelope, Instant acceptedAt) throws IOException {
        requireNonNull(envelope, "envelope");
        requireNonNull(acceptedAt, "acceptedAt");
        reserve(envelope);
        return new MemoryDraft(ids.next(acceptedAt), envelope, acceptedAt);
    }

    @Override
    public InputStream content(Claim claim) throws IOException {
        requireNonNull(claim, "claim");
        index.check(claim);
        return content(claim.mail().id())
                .orElseThrow(() -> new StaleClaimException(claim.mail().id()));
    }

    @Override
    public Optional<InputStream> content(String id) {
        return Optional.ofNullable(contents.get(requireNonNull(id, "id"))).map(ByteArrayInputStream::new);
    }

    @Override
    void save(QueuedMail mail) {
        // The index has it.
    }

    @Override
    void erase(String id) {
        byte[] content = contents.remove(id);
        if (content != null) {
            contentMemory.addAndGet(-content.length);
        }
    }

    @Override
    public void close() {
        closed = true;
        onWork(() -> {});
    }

    private final class MemoryDraft implements Draft {

        private final String id;
        private final Envelope envelope;
        private final Instant acceptedAt;
        private final ContentOctets octets = new ContentOctets();
        private @Nullable ByteArrayOutputStream content = new ByteArrayOutputStream();

        MemoryDraft(String id, Envelope envelope, Instant acceptedAt) {
            this.id = id;
            this.envelope = envelope;
            this.acceptedAt = acceptedAt;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public OutputStream content() {
            return new OutputStream() {
                @Override
                public void write(int octet) throws IOException {
                    write(new byte[] {(byte) octet}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    ByteArrayOutputStream target = content;
                    if (target == null) {
                        throw new IOException("The draft of mail " + id + " takes no more content");
                    }
                    long others = index.memory() - QueuedMail.weight(envelope); // its own was let in
                    if (contentMemory.addAndGet(length) + others > memoryFor(envelope)) {
                        contentMemory.addAndGet(-length);
                        throw new SpoolFullException("The queue is full: a mail of more than " + octets.size()
                                + " octets finds no room in its memory");
                    }
                    octets.add(bytes, offset, length);
                    target.write(bytes, offset, length);
                }
            };
        }

        @Override
        public QueuedMail commit() throws IOException {
            return commit(acceptedAt);
        }

        @Override
        public QueuedMail commit(Instant due) throws IOException {
            requireNonNull(due, "due");
            ByteArrayOutputStream whole = content;
            if (whole == null) {
                throw new IllegalStateException("A draft is committed once, and not after it was closed");
            }
            if (closed) {
                throw new IOException("The spool is closed"); // no relay would look at the mail
            }
            content = null;
            contents.put(id, whole.toByteArray());
            QueuedMail mail = QueuedMail.accepted(id, envelope, acceptedAt, octets.size(), octets.isEightBit(), due);
            index.fill(mail);
            announce();
            return mail;
        }

        @Override
        public void close() {
            if (content != null) {
                content = null;
                contentMemory.addAndGet(-octets.size());
                index.cancel(envelope);
            }
        }
    }
}
