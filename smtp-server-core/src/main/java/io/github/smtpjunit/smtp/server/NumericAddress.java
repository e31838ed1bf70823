package io.github.smtpjunit.smtp.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses as text; no name is ever looked up. */
final class NumericAddress {

    private static final Pattern IPV4 =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");
    private static final Pattern MAYBE_IPV6 = Pattern.compile("(?=.*:)[0-9a-fA-F:.]{2,45}");

    private NumericAddress() {}

    static Optional<InetAddress> parse(String text) {
        if (IPV4.matcher(text).matches()) {
            return literal(text);
        }
        return MAYBE_IPV6.matcher(text).matches() ? literal("[" + text + "]") : Optional.empty();
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.getByName(text)); // in brackets it is an address or an error
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    static InetAddress of(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("An IP address has 4 or 16 octets, not " + octets.length, e);
        }
    }
}
