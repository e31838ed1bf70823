package io.github.smtpjunit.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A ZIP archive.
 *
 * @param entries its files, without directories
 */
public record ZipFile(List<Attachment> entries) {

    /** What an archive may grow to; more is an attack, or not worth a test's memory. */
    static final int MAX_OCTETS = 256 * 1024 * 1024;

    /**
     * The record at the end, and where in it the number of entries stands; a number that is too large for it is all
     * ones.
     */
    private static final byte[] END = {'P', 'K', 5, 6};

    /** The charset of names that do not say that they are UTF-8 (APPNOTE.TXT, appendix D). */
    private static final Charset CODE_PAGE_437 = Charset.forName("IBM437");

    private static final int COUNT_AT = 10;
    private static final int LARGE_COUNT = 0xffff;

    /**
     * Makes an archive.
     *
     * @param entries its files
     */
    public ZipFile {
        entries = List.copyOf(requireNonNull(entries, "entries"));
    }

    /**
     * Reads an archive.
     *
     * @param archive the file
     * @return empty if it is no archive, or if the archive is broken or has more than 256 MB of content
     */
    public static Optional<ZipFile> read(Attachment archive) {
        requireNonNull(archive, "archive");
        return read(archive, UTF_8).or(() -> read(archive, CODE_PAGE_437));
    }

    private static Optional<ZipFile> read(Attachment archive, Charset names) {
        List<Attachment> entries = new ArrayList<>();
        int count = 0;
        int left = MAX_OCTETS;
        try (ZipInputStream zip = new ZipInputStream(archive.stream(), names)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] octets = atMost(left, zip);
                left -= octets.length;
                count++;
                if (!entry.isDirectory()) {
                    entries.add(Attachment.of(entry.getName(), "application/octet-stream", octets));
                }
            }
        } catch (IOException | IllegalArgumentException e) { // broken, or a name is in another charset
            return Optional.empty();
        }
        int told = toldCount(archive.bytes()); // the JDK's reader takes what is cut off for the end
        return told == count || told == LARGE_COUNT ? Optional.of(new ZipFile(List.copyOf(entries))) : Optional.empty();
    }

    /** How many entries the archive says that it has; -1 if it has no end. */
    private static int toldCount(byte[] content) {
        for (int at = content.length - COUNT_AT - 2; at >= 0; at--) {
            if (Arrays.equals(content, at, at + END.length, END, 0, END.length)) {
                return (content[at + COUNT_AT] & 0xff) | (content[at + COUNT_AT + 1] & 0xff) << 8;
            }
        }
        return -1;
    }

    private static byte[] atMost(int limit, InputStream in) throws IOException {
        byte[] octets = in.readNBytes(limit);
        if (in.read() >= 0) {
            throw new IOException("Larger than " + MAX_OCTETS + " octets");
        }
        return octets;
    }

    /**
     * Returns the names of the files. Names that are not UTF-8 are read in code page 437.
     *
     * @return with their directories, in the order of the archive
     */
    public List<String> names() {
        return entries.stream().flatMap(entry -> entry.name().stream()).toList();
    }

    /**
     * Returns a file.
     *
     * @param name its name, with its directories
     * @return the first file of that name; empty if there is no such file
     */
    public Optional<Attachment> entry(String name) {
        requireNonNull(name, "name");
        return entries.stream()
                .filter(entry -> entry.name().filter(name::equals).isPresent())
                .findFirst();
    }
}
