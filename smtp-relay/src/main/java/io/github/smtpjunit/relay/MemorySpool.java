package io.github.smtpjunit.relay;

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
import org.jspecify.annotations.Nullable;

/**
 * Keeps mails in memory: the spool of a relay in a test. What is in it is gone with the process.
 *
 * <p>Thread-safe. It needs no closing, and can be read after it was closed.
 */
public final class MemorySpool extends IndexedSpool {

    private final int maxMails;
    private final Map<String, byte[]> contents = new ConcurrentHashMap<>();

    /** Makes an empty spool for up to 100,000 mails. */
    public MemorySpool() {
        this(FileSpool.Options.DEFAULT.maxMails());
    }

    /**
     * Makes an empty spool.
     *
     * @param maxMails how many mails there is room for
     * @throws IllegalArgumentException if there is room for none
     */
    public MemorySpool(int maxMails) {
        if (maxMails < 1) {
            throw new IllegalArgumentException("A spool has room for at least one mail, not " + maxMails);
        }
        this.maxMails = maxMails;
    }

    @Override
    public Draft draft(Envelope envelope, Instant acceptedAt) throws IOException {
        reserve(envelope, maxMails);
        return new MemoryDraft(ids.next(acceptedAt), envelope, acceptedAt);
    }

    @Override
    public InputStream content(Claim claim) throws IOException {
        index.check(claim);
        return content(claim.mail().id())
                .orElseThrow(() -> new StaleClaimException(claim.mail().id()));
    }

    @Override
    public Optional<InputStream> content(String id) {
        return Optional.ofNullable(contents.get(id)).map(ByteArrayInputStream::new);
    }

    @Override
    void save(QueuedMail mail) {
        // The index has it.
    }

    @Override
    void erase(String id) {
        contents.remove(id);
    }

    @Override
    public void close() {
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
                    target.write(bytes, offset, length);
                    octets.add(bytes, offset, length);
                }
            };
        }

        @Override
        public QueuedMail commit() {
            return commit(acceptedAt);
        }

        @Override
        public QueuedMail commit(Instant due) {
            ByteArrayOutputStream whole = content;
            if (whole == null) {
                throw new IllegalStateException("A draft is committed once, and not after it was closed");
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
                index.cancel();
            }
        }
    }
}
