package io.github.smtpjunit.relay.client;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.server.AddressRange;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to find a server, or where one is to listen.
 *
 * @param host a domain name in A-labels, or an IP address without brackets
 * @param port 1 to 65535; where one is to listen also 0, for any free one
 */
public record HostPort(String host, int port) {

    private static final int MAX_PORT = 65_535;
    private static final String ZONE = "%[\\w.-]+$"; // of a link-local address (RFC 4007 section 11)

    /**
     * Makes a place.
     *
     * @param host a domain name in A-labels, or an IP address without brackets
     * @param port 0 to 65535
     * @throws IllegalArgumentException if there is no such port
     */
    public HostPort {
        requireNonNull(host, "host");
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("A port is a number from 1 to 65535, not " + port);
        }
    }

    /**
     * Parses where a server is: {@code mx.example.org:25}, {@code 192.0.2.1:25} or {@code [2001:db8::1]:25}.
     *
     * @param text the text
     * @return host and port
     * @throws IllegalArgumentException if the text has another form; the message is one line and names the remedy
     */
    public static HostPort parse(String text) {
        return parse(requireNonNull(text, "text"), 1, OptionalInt.empty());
    }

    /**
     * Parses where a server is to listen: the same, and port 0 stands for any free one.
     *
     * @param text the text
     * @return host and port
     * @throws IllegalArgumentException if the text is of another form; the message is one line and names the remedy
     */
    public static HostPort parseListening(String text) {
        return parse(requireNonNull(text, "text"), 0, OptionalInt.empty());
    }

    /** Parses where a server is, with a default port for a text without one. */
    public static HostPort parse(String text, int defaultPort) {
        return parse(text, 1, OptionalInt.of(defaultPort));
    }

    /**
     * Returns the place of a socket.
     *
     * @param address one that is resolved
     * @return its address, of IPv6 in the shortest form (RFC 5952), and its port
     */
    public static HostPort of(InetSocketAddress address) {
        return new HostPort(text(requireNonNull(address, "address").getAddress()), address.getPort());
    }

    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        if (!(address instanceof Inet6Address)) {
            return text;
        }
        for (int run = 8; run >= 2; run--) {
            Matcher zeros =
                    Pattern.compile("(^|:)0(:0){" + (run - 1) + "}(:|$|(?=%))").matcher(text);
            if (zeros.find()) {
                return text.substring(0, zeros.start()) + "::" + text.substring(zeros.end());
            }
        }
        return text;
    }

    private static HostPort parse(String text, int lowestPort, OptionalInt defaultPort) {
        int bracket = text.startsWith("[") ? text.indexOf(']') + 1 : 0;
        int colon = text.indexOf(':', bracket);
        if (bracket == 0 && text.indexOf(':', colon + 1) > colon) {
            throw bad(text, "an IPv6 address stands in brackets, such as [2001:db8::1]:25");
        }
        String host = colon < 0 ? text : text.substring(0, colon);
        if (colon < 0 && defaultPort.isEmpty()) {
            throw bad(text, "the port is missing, as in " + (text.isEmpty() ? "mx.example.org" : text) + ":25");
        }
        int port = colon < 0 ? defaultPort.getAsInt() : port(text, text.substring(colon + 1), lowestPort);
        return new HostPort(bracket > 0 ? unbracketed(text, host) : name(text, host), port);
    }

    private static String unbracketed(String text, String host) {
        String inside = host.endsWith("]") ? host.substring(1, host.length() - 1) : "";
        if (!inside.contains(":") || address(inside.replaceFirst(ZONE, "")).isEmpty()) {
            throw bad(text, "in brackets stands an IPv6 address, such as [2001:db8::1]:25");
        }
        return inside;
    }

    private static String name(String text, String host) {
        String name = DomainNames.ascii(host).orElseThrow(() -> bad(text, "\"" + host + "\" is not a host name"));
        if (address(name).isEmpty()
                && name.matches("(.*\\.)?[0-9]+")) { // RFC 1123 section 2.1: no top-level domain is a number
            throw bad(text, "\"" + host + "\" is neither a host name nor an IPv4 address");
        }
        return name;
    }

    private static int port(String text, String digits, int lowest) {
        if (!digits.matches("\\d{1,5}") || Integer.parseInt(digits) < lowest || Integer.parseInt(digits) > MAX_PORT) {
            throw bad(text, "a port is a number from " + lowest + " to 65535, not \"" + digits + "\"");
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException bad(String text, String problem) {
        return new IllegalArgumentException("\"" + text + "\" is not HOST:PORT: " + problem);
    }

    /** Reads an IP address; no name is looked up. */
    public static Optional<InetAddress> address(String text) {
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
     * @throws UnknownHostException if there is no address, or it cannot be found for now
     */
    public List<InetAddress> addresses() throws UnknownHostException {
        Optional<InetAddress> literal = address(host);
        return literal.isPresent() ? List.of(literal.get()) : List.of(InetAddress.getAllByName(host));
    }

    /** Returns {@code HOST:PORT}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
