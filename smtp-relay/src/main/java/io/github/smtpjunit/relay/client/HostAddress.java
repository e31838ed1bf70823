package io.github.smtpjunit.relay.client;

import java.net.InetAddress;

/**
 * One address of one host.
 *
 * @param host the name that its certificate must bear and that logs show: a domain name, or an address in text
 * @param address where to connect
 * @param port the port
 */
public record HostAddress(String host, InetAddress address, int port) {

    /** Returns {@code host[address]:port}, by which two hosts of one name or address can be told apart. */
    @Override
    public String toString() {
        return host + "[" + address.getHostAddress() + "]:" + port;
    }
}
