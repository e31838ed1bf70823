package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.client.DomainNames;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the relay knows itself by, so that it does not send mail to itself (RFC 5321 section 5.1).
 *
 * @param names its host names in A-labels and lower case
 * @param addresses returns its addresses
 */
record OwnHost(Set<String> names, Predicate<InetAddress> addresses) {

    /**
     * Knows a relay by its names and by the addresses that it listens at, on any port. The wildcard address, which
     * leads to this machine, is its own even where it does not listen.
     *
     * @param names its host names
     * @param listening where it listens; a wildcard address stands for the addresses of all network interfaces
     */
    static OwnHost of(Collection<String> names, Collection<InetSocketAddress> listening) {
        Set<InetAddress> own = new HashSet<>();
        for (InetSocketAddress socket : listening) {
            if (socket.getAddress().isAnyLocalAddress()) {
                own.addAll(addressesOfInterfaces());
            } else {
                own.add(socket.getAddress());
            }
        }
        return new OwnHost(
                names.stream().map(DomainNames::canonical).collect(Collectors.toUnmodifiableSet()),
                address -> address.isAnyLocalAddress() || own.contains(address));
    }

    private static Set<InetAddress> addressesOfInterfaces() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .collect(Collectors.toSet());
        } catch (SocketException e) {
            throw new IllegalStateException("Cannot list the addresses of this machine: listen on named ones", e);
        }
    }

    /** Returns whether a host of this name, in {@linkplain DomainNames#canonical canonical} form, is the relay. */
    boolean isNamed(String name) {
        // RFC 6761 section 6.3: localhost and all below it is this machine
        return names.contains(name) || name.equals("localhost") || name.endsWith(".localhost");
    }

    boolean hasAddress(InetAddress address) {
        return addresses.test(address);
    }
}
