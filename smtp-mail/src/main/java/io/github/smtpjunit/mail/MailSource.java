package io.github.smtpjunit.mail;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The octets of a mail as they were sent, before anything is read into them. Immutable and thread-safe. */
public final class MailSource {

    private final byte[] octets;
    private volatile @Nullable SourcePart root; // read on first use

    private MailSource(byte[] octets) {
        this.octets = octets;
    }

    /**
     * Copies octets.
     *
     * @param octets a mail, or a piece of one
     * @return the source
     */
    public static MailSource of(byte[] octets) {
        return new MailSource(requireNonNull(octets, "octets").clone());
    }

    /** Without a copy: the array does not change. */
    byte[] octets() {
        return octets;
    }

    /**
     * Returns the octets.
     *
     * @return a fresh array
     */
    public byte[] bytes() {
        return octets.clone();
    }

    /**
     * Returns the length.
     *
     * @return octets
     */
    public int size() {
        return octets.length;
    }

    /**
     * Tells whether the octets are valid UTF-8, as those of ASCII are.
     *
     * @return false if they contain any sequence that UTF-8 does not have
     */
    public boolean isUtf8() {
        return Charsets.isUtf8(octets);
    }

    /**
     * Returns the octets as text.
     *
     * @return decoded as UTF-8 if they are valid UTF-8, or else as Latin-1
     */
    public String text() {
        return isUtf8() ? new String(octets, StandardCharsets.UTF_8) : latin1();
    }

    /**
     * Returns the octets as text of the same length.
     *
     * @return one character for each octet
     */
    public String latin1() {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    /**
     * Returns where a CR or LF stands alone (RFC 5321 section 2.3.8).
     *
     * @return offsets in the octets, ascending; empty if all lines end in CR LF
     */
    public List<Integer> bareNewlines() {
        List<Integer> offsets = new ArrayList<>();
        for (int i = 0; i < octets.length; i++) {
            boolean bareLf = octets[i] == '\n' && (i == 0 || octets[i - 1] != '\r');
            boolean bareCr = octets[i] == '\r' && (i + 1 == octets.length || octets[i + 1] != '\n');
            if (bareLf || bareCr) {
                offsets.add(i);
            }
        }
        return offsets;
    }

    /**
     * Returns the parts as they stand in the source.
     *
     * @return the outermost part
     */
    public SourcePart root() {
        SourcePart read = root;
        if (read == null) {
            read = SourcePart.of(latin1());
            root = read;
        }
        return read;
    }

    /** Returns how long the source is. */
    @Override
    public String toString() {
        return Problems.octets(octets.length);
    }
}
