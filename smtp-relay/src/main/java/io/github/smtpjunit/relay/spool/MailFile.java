package io.github.smtpjunit.relay.spool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;

/** Reads the files of mails: header, content, state. */
final class MailFile {

    private static final int BUFFER = 64 * 1024;
    private static final int LONGEST_STATE = 64 * 1024 * 1024;
    private static final Set<OpenOption> READING = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private MailFile() {}

    /**
     * Reads what a mail was when it came in.
     *
     * @throws SpoolFormatException if the file is not whole
     */
    static MailHeader header(Path file, String id) throws IOException {
        try (FileChannel channel = open(file)) {
            return header(channel, id);
        }
    }

    private static MailHeader header(FileChannel channel, String id) throws IOException {
        MailHeader header = MailHeader.read(id, channel);
        long content = channel.size() - header.length();
        if (content != header.mail().size()) {
            throw new SpoolFormatException("its content has " + content + " octets instead of "
                    + header.mail().size());
        }
        return header;
    }

    /** Opens the content of a mail; it is not checked. */
    static InputStream content(Path file, String id) throws IOException {
        FileChannel channel = open(file);
        try {
            channel.position(header(channel, id).length());
            return Channels.newInputStream(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Reads a content to see whether it is what it was.
     *
     * @throws SpoolFormatException if it is not
     */
    static void verify(Path file, String id) throws IOException {
        try (FileChannel channel = open(file)) {
            MailHeader header = header(channel, id);
            channel.position(header.length());
            InputStream content = Channels.newInputStream(channel);
            ContentOctets octets = new ContentOctets();
            byte[] buffer = new byte[BUFFER];
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                octets.add(buffer, 0, count);
            }
            if (octets.crc() != header.crc()) {
                throw new SpoolFormatException("its content does not have the checksum of its header");
            }
        }
    }

    /**
     * Reads the state of a mail.
     *
     * @throws SpoolFormatException if the file is not whole
     */
    static MailState state(Path file, QueuedMail accepted) throws IOException {
        try (FileChannel channel = open(file)) {
            ByteBuffer octets = ByteBuffer.allocate((int) Math.min(LONGEST_STATE, channel.size()));
            while (octets.hasRemaining() && channel.read(octets) >= 0) {
                // until all is there
            }
            return MailState.read(accepted, Arrays.copyOf(octets.array(), octets.position()));
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, READING);
    }
}
