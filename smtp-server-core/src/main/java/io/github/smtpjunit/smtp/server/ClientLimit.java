package io.github.smtpjunit.smtp.server;

import java.net.InetAddress;
import java.util.List;

/**
 * How many connections a client may have at a time.
 *
 * @param most how many of one address
 * @param exempt the addresses that may have more
 */
record ClientLimit(int most, List<AddressRange> exempt) {

    static final ClientLimit NONE = new ClientLimit(Integer.MAX_VALUE, List.of());

    ClientLimit {
        exempt = List.copyOf(exempt);
    }

    boolean appliesTo(InetAddress client) {
        return most < Integer.MAX_VALUE && exempt.stream().noneMatch(range -> range.contains(client));
    }
}
