package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.server.ProxyHeader.Addresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end: the socket's addresses, and what a trusted peer says instead of them.
 *
 * @param remote the client
 * @param local what the client connected to
 * @param proxy who said so, null if that is what the socket says
 * @param name the client's host name by XCLIENT, null if it is not known
 * @param forwarded the attributes of XFORWARD
 */
record Peer(
        InetSocketAddress remote,
        InetSocketAddress local,
        @Nullable InetSocketAddress proxy,
        @Nullable String name,
        Map<String, String> forwarded) {

    Peer(InetSocketAddress remote, InetSocketAddress local) {
        this(remote, local, null, null, Map.of());
    }

    /** The client behind a proxy; the proxy itself if it speaks for no client. */
    Peer behind(ProxyHeader header) {
        Addresses addresses = header.addresses();
        return addresses == null
                ? this
                : new Peer(addresses.source(), addresses.destination(), remote, name, forwarded);
    }

    /** The client as a gateway describes it; what XCLIENT does not mention stays as it is. */
    Peer overriddenBy(ClientAttributes xclient) {
        return new Peer(
                overridden(remote, xclient, "ADDR", "PORT"),
                overridden(local, xclient, "DESTADDR", "DESTPORT"),
                proxy == null ? remote : proxy,
                xclient.has("NAME") ? xclient.value("NAME").orElse(null) : name,
                Map.of());
    }

    private static InetSocketAddress overridden(
            InetSocketAddress old, ClientAttributes xclient, String address, String port) {
        boolean moved = xclient.has(address);
        InetAddress host = moved ? xclient.address(address).orElseGet(Peer::unavailable) : old.getAddress();
        int number = moved || xclient.has(port) ? xclient.port(port) : old.getPort();
        return new InetSocketAddress(host, number);
    }

    private static InetAddress unavailable() {
        return NumericAddress.of(new byte[4]);
    }

    /** With attributes of XFORWARD beside those that are known already. */
    Peer forwarding(ClientAttributes xforward) {
        Map<String, String> all = new LinkedHashMap<>(forwarded);
        all.putAll(xforward.values());
        return new Peer(remote, local, proxy, name, all);
    }

    Peer withoutForwarded() {
        return forwarded.isEmpty() ? this : new Peer(remote, local, proxy, name, Map.of());
    }
}
