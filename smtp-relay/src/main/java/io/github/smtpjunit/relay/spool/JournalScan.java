package io.github.smtpjunit.relay.spool;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Looks through the files of a {@link Journal} for the mails that have not left it, and for what is broken. It changes
 * nothing, and takes it that a relay writes to them meanwhile.
 */
final class JournalScan {

    /**
     * A mail in the journal.
     *
     * @param segment the file that it is in
     * @param position where its record begins
     * @param length how many octets it has
     * @param header what stands in front of its content
     */
    record Found(Path segment, int position, int length, MailHeader header) {

        QueuedMail mail() {
            return header.mail();
        }
    }

    /** What cannot be read. */
    static final class Broken {

        private final Path segment;
        private final byte[] octets;
        private final String reason;
        private final boolean isHalf;

        private Broken(Path segment, byte[] octets, String reason, boolean isHalf) {
            this.segment = segment;
            this.octets = octets;
            this.reason = reason;
            this.isHalf = isHalf;
        }

        /** The file. */
        Path segment() {
            return segment;
        }

        /** What stands there. */
        byte[] octets() {
            return octets;
        }

        /** What is wrong with it. */
        String reason() {
            return reason;
        }

        /** Whether it may be a mail that was being written, and was never acknowledged. */
        boolean isHalf() {
            return isHalf;
        }
    }

    private final SortedMap<String, Found> mails = new TreeMap<>();
    private final List<String> left = new ArrayList<>();
    private final List<Broken> broken = new ArrayList<>();
    private final List<Path> segments = new ArrayList<>();
    private final List<Path> leftovers = new ArrayList<>();
    private final List<Path> foreign = new ArrayList<>();

    private JournalScan() {}

    static JournalScan of(SpoolLayout layout) throws IOException {
        JournalScan scan = new JournalScan();
        scan.sortNames(layout);
        try {
            List<JournalScan> parts =
                    scan.segments.parallelStream().map(JournalScan::ofSegment).toList();
            parts.forEach(scan::add);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return scan;
    }

    private static JournalScan ofSegment(Path file) {
        JournalScan scan = new JournalScan();
        try {
            scan.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return scan;
    }

    private void add(JournalScan part) {
        mails.putAll(part.mails);
        left.addAll(part.left);
        broken.addAll(part.broken);
    }

    private void sortNames(SpoolLayout layout) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(layout.journal())) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (SpoolLayout.isSegment(file)) {
                    segments.add(file);
                } else if (name.endsWith(SpoolLayout.SEGMENT + SpoolLayout.TEMPORARY)) {
                    leftovers.add(file);
                } else {
                    foreign.add(file);
                }
            }
        } catch (NoSuchFileException e) {
            return; // a spool from before there were journals
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        segments.sort(null);
    }

    private void read(Path file) throws IOException {
        byte[] all;
        try (InputStream in = SpoolLayout.open(file)) {
            all = in.readAllBytes();
        } catch (NoSuchFileException e) {
            return; // its last mail has left in the meantime
        }
        ByteBuffer segment = ByteBuffer.wrap(all);
        Optional<Long> salt = Segment.salt(segment);
        if (salt.isEmpty()) {
            broken.add(new Broken(file, all, "it does not begin as a segment of the journal does", false));
            return;
        }
        SegmentScan scan = SegmentScan.of(segment, salt.get());
        for (JournalRecord record : scan.records()) {
            read(file, segment, record);
        }
        for (SegmentScan.Broken part : scan.broken()) {
            String reason = "its octets from " + part.from() + " on are not a record";
            broken.add(new Broken(file, octets(segment, part.from(), part.to()), reason, !part.acknowledged()));
        }
    }

    private void read(Path file, ByteBuffer segment, JournalRecord record) {
        byte[] octets = octets(segment, record.mailAt(), record.mailAt() + record.length());
        try {
            if (record.done()) {
                left.add(MailHeader.readId(octets));
            } else {
                MailHeader header = MailHeader.read(octets);
                mails.put(header.mail().id(), new Found(file, record.position(), record.length(), header));
            }
        } catch (IOException e) {
            broken.add(new Broken(file, octets, String.valueOf(e.getMessage()), false));
        }
    }

    private static byte[] octets(ByteBuffer segment, int from, int to) {
        byte[] octets = new byte[to - from];
        segment.get(from, octets);
        return octets;
    }

    /** The mails, by their names. */
    SortedMap<String, Found> mails() {
        return mails;
    }

    /** The names of mails that were in there. */
    List<String> left() {
        return left;
    }

    List<Broken> broken() {
        return broken;
    }

    List<Path> segments() {
        return segments;
    }

    /** What was to become a segment. */
    List<Path> leftovers() {
        return leftovers;
    }

    List<Path> foreign() {
        return foreign;
    }

    /** Opens the content of a mail that is in the journal; empty if it is not there, or has left. */
    static Optional<InputStream> content(SpoolLayout layout, String id) throws IOException {
        Found found = of(layout).mails().get(id);
        if (found == null) {
            return Optional.empty();
        }
        try (InputStream in = SpoolLayout.open(found.segment())) {
            in.skipNBytes((long) found.position() + JournalRecord.HEAD);
            byte[] mail = in.readNBytes(found.length());
            MailHeader header = MailHeader.read(id, mail);
            ByteArrayInputStream content = new ByteArrayInputStream(mail, header.length(), mail.length);
            ContentOctets octets = new ContentOctets();
            octets.add(mail, header.length(), mail.length - header.length());
            return octets.crc() == header.crc() ? Optional.of(content) : Optional.empty();
        } catch (NoSuchFileException | SpoolFormatException e) {
            return Optional.empty(); // it has left in the meantime
        }
    }
}
