package io.github.smtpjunit.smtp.server;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A range of IPv4 or IPv6 addresses in CIDR notation, such as {@code 127.0.0.0/8} or {@code 2001:db8::/32} (RFC 4632,
 * RFC 4291).
 *
 * @param network the first address of the range; no bit behind the prefix is set
 * @param prefixLength how many leading bits all addresses share, 0 to 32 for IPv4 and 0 to 128 for IPv6
 */
public record AddressRange(InetAddress network, int prefixLength) {

    private static final int MAPPED_PREFIX =
            96; // IPv4 within IPv6, which the JDK turns into IPv4 (RFC 4291 section 2.5.5.2)

    /**
     * Checks the range.
     *
     * @param network the first address of the range
     * @param prefixLength how many leading bits all addresses share
     * @throws IllegalArgumentException if the prefix is too long, or the address has bits behind it
     */
    public AddressRange {
        requireNonNull(network, "network");
        byte[] octets = network.getAddress();
        network = NumericAddress.of(octets); // without a name and a zone
        int bits = octets.length * 8;
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException(
                    "The prefix of " + network.getHostAddress() + " has 0 to " + bits + " bits, not " + prefixLength);
        }
        byte[] first = masked(octets, prefixLength);
        if (!Arrays.equals(octets, first)) {
            throw new IllegalArgumentException(network.getHostAddress() + "/" + prefixLength
                    + " has bits behind its prefix: write "
                    + NumericAddress.of(first).getHostAddress() + "/" + prefixLength);
        }
    }

    /**
     * Parses a range.
     *
     * @param text an address, a slash and the length of the prefix, such as {@code 10.0.0.0/8}; an address alone is a
     *     range of one
     * @return the range
     * @throws IllegalArgumentException if the text is not of that form; no host name is looked up
     */
    public static AddressRange parse(String text) {
        requireNonNull(text, "text");
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        InetAddress network = NumericAddress.parse(address)
                .orElseThrow(() -> new IllegalArgumentException(
                        "An address range is an IP address and a prefix, such as 127.0.0.0/8 or ::1, not " + text));
        int bits = network.getAddress().length * 8;
        if (slash < 0) {
            return new AddressRange(network, bits);
        }
        String prefix = text.substring(slash + 1);
        if (!prefix.matches("\\d{1,3}")) {
            throw new IllegalArgumentException("The prefix is a number of bits, such as /24, not /" + prefix);
        }
        boolean mapped = bits == 32 && address.indexOf(':') >= 0;
        return new AddressRange(network, Integer.parseInt(prefix) - (mapped ? MAPPED_PREFIX : 0));
    }

    /**
     * Tells whether an address lies within this range.
     *
     * @param address the address; an IPv6 zone is ignored
     * @return true if it is of the same family and shares the prefix
     */
    public boolean contains(InetAddress address) {
        requireNonNull(address, "address");
        return Arrays.equals(masked(address.getAddress(), prefixLength), network.getAddress());
    }

    private static byte[] masked(byte[] octets, int prefixLength) {
        byte[] first = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            int kept = Math.max(0, Math.min(8, prefixLength - 8 * i));
            first[i] = (byte) (octets[i] & 0xff00 >> kept);
        }
        return first;
    }

    /** Returns the range in CIDR notation. */
    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefixLength;
    }
}
