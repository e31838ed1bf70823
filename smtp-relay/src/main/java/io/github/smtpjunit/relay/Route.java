package io.github.smtpjunit.relay;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a look-up of a destination found. */
sealed interface Route {

    /** Hosts to try in this order; at least one. */
    record Hosts(List<Target> targets) implements Route {

        public Hosts {
            targets = List.copyOf(targets);
            if (targets.isEmpty()) {
                throw new IllegalArgumentException("A route needs a host");
            }
        }
    }

    /** There is no way, for now (4yz) or for good (5yz). */
    record None(RemoteReply reason) implements Route {}

    /**
     * One address of one host.
     *
     * @param host the name that its certificate must bear and that logs show: a domain name, or an address in text
     * @param address where to connect
     * @param port the port
     * @param hop how to speak to it, null for a host that the operator has not named
     */
    record Target(
            String host,
            InetAddress address,
            int port,
            @Nullable NextHop hop) {

        /** A host that the operator has not named. */
        Target(String host, InetAddress address, int port) {
            this(host, address, port, null);
        }

        boolean isNamedByOperator() {
            return hop != null;
        }

        /** Returns {@code host[address]:port}, by which two hosts of one name or address can be told apart. */
        @Override
        public String toString() {
            return host + "[" + address.getHostAddress() + "]:" + port;
        }
    }
}
