package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.client.HostAddress;
import io.github.smtpjunit.relay.client.RemoteReply;
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
     * A host to try.
     *
     * @param host where it is
     * @param hop how to speak to it, null for a host that the operator has not named
     */
    record Target(HostAddress host, @Nullable NextHop hop) {

        /** A host that the operator has not named. */
        Target(HostAddress host) {
            this(host, null);
        }

        boolean isNamedByOperator() {
            return hop != null;
        }

        @Override
        public String toString() {
            return host.toString();
        }
    }
}
