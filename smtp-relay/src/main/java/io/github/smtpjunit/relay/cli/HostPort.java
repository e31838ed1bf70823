package io.github.smtpjunit.relay.cli;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A place in the network.
 *
 * @param host a host name or an address, IPv6 without brackets
 * @param port 0 to 65535
 */
record HostPort(String host, int port) {

    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9A-Fa-f:.%\\w]+)]|([^\\s:\\[\\]]+)):(\\d{1,5})");

    /**
     * Reads {@code HOST:PORT}.
     *
     * @throws IllegalArgumentException if it is of another form; the message names the remedy
     */
    static HostPort parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + LogText.escaped(text)
                    + "\" is not HOST:PORT, such as 127.0.0.1:2525 or [::1]:2525 with the brackets of IPv6");
        }
        int port = Integer.parseInt(matcher.group(3));
        if (port > 65_535) {
            throw new IllegalArgumentException("The port " + port + " does not lie between 0 and 65535");
        }
        return new HostPort(matcher.group(1) != null ? matcher.group(1) : matcher.group(2), port);
    }

    static HostPort of(InetSocketAddress address) {
        return new HostPort(address(address.getAddress()), address.getPort());
    }

    /** An address in its shortest form (RFC 5952). */
    private static String address(InetAddress address) {
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

    /** Returns {@code HOST:PORT}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** Reads the value of an option. */
    static final class Converter implements ITypeConverter<HostPort> {
        @Override
        public HostPort convert(String value) {
            try {
                return parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
