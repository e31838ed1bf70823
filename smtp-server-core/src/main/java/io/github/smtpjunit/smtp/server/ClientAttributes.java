package io.github.smtpjunit.smtp.server;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a gateway says about a client by XCLIENT or XFORWARD (Postfix XCLIENT_README and XFORWARD_README): attributes in
 * upper case with their decoded values, as sent otherwise.
 *
 * @param values the attributes in the order in which they were sent
 */
record ClientAttributes(Map<String, String> values) {

    private static final List<String> XCLIENT =
            List.of("NAME", "ADDR", "PORT", "PROTO", "HELO", "LOGIN", "DESTADDR", "DESTPORT");
    private static final List<String> XFORWARD = List.of("NAME", "ADDR", "PORT", "PROTO", "HELO", "IDENT", "SOURCE");

    /** The lines in the reply to EHLO. */
    static final List<String> EHLO_LINES =
            List.of("XCLIENT " + String.join(" ", XCLIENT), "XFORWARD " + String.join(" ", XFORWARD));

    private static final int MAX_VALUE = 255;
    private static final int MAX_PROTOCOL = 64;
    private static final String UNAVAILABLE = "[UNAVAILABLE]";
    private static final String TEMPORARILY_UNAVAILABLE = "[TEMPUNAVAIL]";
    private static final String IPV6 = "IPV6:";

    /**
     * Parses the argument of XCLIENT.
     *
     * @throws IllegalArgumentException if it is malformed; the message is fit for a reply
     */
    static ClientAttributes parseXclient(String argument) {
        ClientAttributes parsed = parse(argument, XCLIENT);
        parsed.value("PROTO").ifPresent(protocol -> require(protocol.matches("(?i)E?SMTP"), "PROTO"));
        return parsed;
    }

    /**
     * Parses the argument of XFORWARD.
     *
     * @throws IllegalArgumentException if it is malformed; the message is fit for a reply
     */
    static ClientAttributes parseXforward(String argument) {
        ClientAttributes parsed = parse(argument, XFORWARD);
        parsed.value("PROTO").ifPresent(protocol -> require(protocol.length() <= MAX_PROTOCOL, "PROTO"));
        parsed.value("SOURCE").ifPresent(source -> require(source.matches("(?i)LOCAL|REMOTE"), "SOURCE"));
        return parsed;
    }

    private static ClientAttributes parse(String argument, List<String> known) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String word : argument.strip().split(" +", -1)) {
            int equals = word.indexOf('=');
            String name = word.substring(0, Math.max(0, equals)).toUpperCase(Locale.ROOT);
            if (!known.contains(name)) {
                throw new IllegalArgumentException("Known attributes: " + String.join(" ", known));
            }
            String value = decode(name, word.substring(equals + 1));
            check(name, value);
            require(values.put(name, value) == null, name);
        }
        return new ClientAttributes(Collections.unmodifiableMap(values));
    }

    private static void check(String name, String value) {
        if (value.equalsIgnoreCase(UNAVAILABLE)) {
            return;
        }
        boolean valid = switch (name) {
            case "ADDR", "DESTADDR" -> parseAddress(value).isPresent();
            case "PORT", "DESTPORT" -> value.matches("\\d{1,5}") && Integer.parseInt(value) <= 65_535;
            case "LOGIN" -> true;
            default -> value.chars().noneMatch(Character::isWhitespace);
        };
        require(valid, name);
    }

    /** Decodes xtext (RFC 3461 section 4) that stands for printable UTF-8 of a bounded length. */
    private static String decode(String name, String xtext) {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        byte[] octets = xtext.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] != '+') {
                decoded.write(octets[i]);
                continue;
            }
            int high = i + 2 < octets.length ? Character.digit(octets[i + 1], 16) : -1;
            int low = i + 2 < octets.length ? Character.digit(octets[i + 2], 16) : -1;
            require(high >= 0 && low >= 0, name);
            decoded.write(16 * high + low);
            i += 2;
        }
        String value = utf8(name, decoded.toByteArray());
        require(!value.isEmpty() && value.length() <= MAX_VALUE, name);
        require(value.chars().noneMatch(Character::isISOControl), name);
        return value;
    }

    private static String utf8(String name, byte[] octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("Bad value of " + name, e);
        }
    }

    /** An IPv4 address as it is, an IPv6 address behind {@code IPV6:}. */
    private static Optional<InetAddress> parseAddress(String value) {
        boolean ipv6 = value.regionMatches(true, 0, IPV6, 0, IPV6.length());
        String address = ipv6 ? value.substring(IPV6.length()) : value;
        return NumericAddress.parse(address).filter(parsed -> ipv6 == address.indexOf(':') >= 0);
    }

    private static void require(boolean condition, String name) {
        if (!condition) {
            throw new IllegalArgumentException("Bad value of " + name);
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The value of an attribute, empty if it was not sent or is unavailable. */
    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name))
                .filter(value ->
                        !value.equalsIgnoreCase(UNAVAILABLE) && !value.equalsIgnoreCase(TEMPORARILY_UNAVAILABLE));
    }

    Optional<InetAddress> address(String name) {
        return value(name).flatMap(ClientAttributes::parseAddress);
    }

    /** The port, 0 if it was not sent or is unavailable. */
    int port(String name) {
        return value(name).map(Integer::parseInt).orElse(0);
    }
}
