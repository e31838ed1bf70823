package io.github.smtpjunit.smtp.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy says about the connection that it forwards (HAProxy, "The PROXY protocol", versions 1 and 2). It does no
 * I/O.
 *
 * @param addresses the two ends of the forwarded connection, null if the proxy speaks for itself or does not know
 */
record ProxyHeader(@Nullable Addresses addresses) {

    /** The longest header that is read: version 2 with some kilobytes of TLVs. */
    static final int MAX_LENGTH = 4_096;

    private static final byte[] V1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] V2 = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
    private static final int V1_SHORTEST = "PROXY UNKNOWN\r\n".length();
    private static final int V1_LONGEST = 107;
    private static final int V2_FIXED = 16;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;
    private static final Set<Integer> FAMILIES = Set.of(0x00, TCP4, 0x12, TCP6, 0x22, 0x31, 0x32);

    /**
     * The two ends of the forwarded connection.
     *
     * @param source the client
     * @param destination what the client connected to
     */
    record Addresses(InetSocketAddress source, InetSocketAddress destination) {}

    private static final ProxyHeader NO_ADDRESSES = new ProxyHeader(null);

    /**
     * Tells how many octets a header that starts so has at least beyond those; 0 if it is complete.
     *
     * @throws IllegalArgumentException if no header starts so
     */
    static int missing(byte[] octets, int count) {
        if (count == 0) {
            return V1_SHORTEST; // of both versions
        }
        if (startsLike(V2, octets, count)) {
            return count < V2_FIXED ? V2_FIXED - count : lengthOfV2(octets) - count;
        }
        require(startsLike(V1, octets, count), "not a PROXY header");
        if (count < V1_SHORTEST) {
            return V1_SHORTEST - count;
        }
        boolean cr = octets[count - 1] == '\r';
        if (octets[count - 1] == '\n' && octets[count - 2] == '\r') {
            return 0;
        }
        require(count + (cr ? 1 : 2) <= V1_LONGEST, "PROXY line too long");
        return cr ? 1 : 2;
    }

    private static boolean startsLike(byte[] signature, byte[] octets, int count) {
        int length = Math.min(count, signature.length);
        return Arrays.equals(signature, 0, length, octets, 0, length);
    }

    private static int lengthOfV2(byte[] octets) {
        int length = V2_FIXED + unsignedShort(octets, 14);
        require(length <= MAX_LENGTH, "PROXY header too long");
        return length;
    }

    private static int unsignedShort(byte[] octets, int index) {
        return ((octets[index] & 0xff) << 8) | (octets[index + 1] & 0xff);
    }

    /**
     * Parses a complete header.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    static ProxyHeader parse(byte[] octets, int count) {
        return octets[0] == V2[0]
                ? parseV2(octets, count)
                : parseV1(new String(octets, 0, count - 2, StandardCharsets.ISO_8859_1));
    }

    private static ProxyHeader parseV1(String line) {
        String[] words = line.split(" ", -1);
        if (words[1].equals("UNKNOWN")) {
            return NO_ADDRESSES;
        }
        boolean ipv6 = words[1].equals("TCP6");
        require(words.length == 6 && (ipv6 || words[1].equals("TCP4")), "malformed PROXY line");
        return new ProxyHeader(new Addresses(address(words[2], words[4], ipv6), address(words[3], words[5], ipv6)));
    }

    private static InetSocketAddress address(String address, String port, boolean ipv6) {
        Optional<InetAddress> parsed = NumericAddress.parse(address).filter(any -> ipv6 == address.indexOf(':') >= 0);
        require(parsed.isPresent() && port.matches("0|[1-9]\\d{0,4}"), "malformed PROXY line");
        int number = Integer.parseInt(port);
        require(number <= 65_535, "malformed PROXY line");
        return new InetSocketAddress(parsed.orElseThrow(), number);
    }

    private static ProxyHeader parseV2(byte[] octets, int count) {
        int command = octets[12];
        require(command == 0x20 || command == 0x21, "unknown version or command in PROXY header");
        int family = octets[13];
        if (command == 0x20) {
            return NO_ADDRESSES; // LOCAL: a health check, whatever the rest says
        }
        require(FAMILIES.contains(family), "unknown address family in PROXY header");
        if (family != TCP4 && family != TCP6) {
            return NO_ADDRESSES; // not a TCP connection, so it cannot be the client's
        }
        int size = family == TCP4 ? 4 : 16;
        require(count >= V2_FIXED + 2 * size + 4, "PROXY header too short for its addresses");
        int ports = V2_FIXED + 2 * size;
        return new ProxyHeader(new Addresses(
                address(octets, V2_FIXED, size, ports), address(octets, V2_FIXED + size, size, ports + 2)));
    }

    private static InetSocketAddress address(byte[] octets, int index, int size, int port) {
        InetAddress address = NumericAddress.of(Arrays.copyOfRange(octets, index, index + size));
        return new InetSocketAddress(address, unsignedShort(octets, port));
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
