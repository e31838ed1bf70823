package io.github.smtpjunit.relay;

import io.github.smtpjunit.smtp.server.AddressRange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where to find a server.
 *
 * @param host a domain name in A-labels, or an IP address without brackets
 * @param port 1 to 65535
 */
record HostPort(String host, int port) {

    private static final int MAX_PORT = 65_535;

    HostPort {
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("A port is a number from 1 to 65535, not " + port);
        }
    }

    /**
     * Parses {@code HOST:PORT}, {@code 192.0.2.1:25} or {@code [2001:db8::1]:25}.
     *
     * @throws IllegalArgumentException if the text is none of these, in one line
     */
    static HostPort parse(String text) {
        return parse(text, OptionalInt.empty());
    }

    /** Parses the same, with a port that is taken when the text has none. */
    static HostPort parse(String text, int defaultPort) {
        return parse(text, OptionalInt.of(defaultPort));
    }

    private static HostPort parse(String text, OptionalInt defaultPort) {
        int bracket = text.startsWith("[") ? text.indexOf(']') + 1 : 0;
        int colon = text.indexOf(':', bracket);
        if (bracket == 0 && text.indexOf(':', colon + 1) > colon) {
            throw bad(text, "an IPv6 address stands in brackets, such as [2001:db8::1]:25");
        }
        String host = colon < 0 ? text : text.substring(0, colon);
        if (colon < 0 && defaultPort.isEmpty()) {
            throw bad(text, "the port is missing, as in " + (text.isEmpty() ? "mx.example.org" : text) + ":25");
        }
        int port = colon < 0 ? defaultPort.getAsInt() : port(text, text.substring(colon + 1));
        return new HostPort(bracket > 0 ? unbracketed(text, host) : name(text, host), port);
    }

    private static String unbracketed(String text, String host) {
        String inside = host.endsWith("]") ? host.substring(1, host.length() - 1) : "";
        if (!inside.contains(":") || address(inside).isEmpty()) {
            throw bad(text, "in brackets stands an IPv6 address, such as [2001:db8::1]:25");
        }
        return inside;
    }

    private static String name(String text, String host) {
        String name = DomainNames.ascii(host).orElseThrow(() -> bad(text, "\"" + host + "\" is no host name"));
        if (address(name).isEmpty()
                && name.matches("(.*\\.)?[0-9]+")) { // RFC 1123 section 2.1: no top-level domain is a number
            throw bad(text, "\"" + host + "\" is neither a host name nor an IPv4 address");
        }
        return name;
    }

    private static int port(String text, String digits) {
        if (!digits.matches("\\d{1,5}") || Integer.parseInt(digits) < 1 || Integer.parseInt(digits) > MAX_PORT) {
            throw bad(text, "a port is a number from 1 to 65535, not \"" + digits + "\"");
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException bad(String text, String problem) {
        return new IllegalArgumentException("\"" + text + "\" is not HOST:PORT: " + problem);
    }

    /** Reads an IP address; no name is looked up. */
    static Optional<InetAddress> address(String text) {
        if (text.indexOf('/') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(AddressRange.parse(text).network());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Looks up the addresses, by the means of the operating system.
     *
     * @return at least one
     * @throws UnknownHostException if there is none, or none can be found for now
     */
    List<InetAddress> addresses() throws UnknownHostException {
        Optional<InetAddress> literal = address(host);
        return literal.isPresent() ? List.of(literal.get()) : List.of(InetAddress.getAllByName(host));
    }

    /** Returns the form that {@link #parse(String)} takes. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
