package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.client.DomainNames;
import io.github.smtpjunit.relay.client.HostAddress;
import io.github.smtpjunit.relay.client.HostPort;
import io.github.smtpjunit.relay.client.RemoteReply;
import io.github.smtpjunit.smtp.Mailbox;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Follows the routes that the operator has configured: by domain, else by a smart host, else by another router. MX
 * records are ignored for them.
 */
final class FixedRouter implements Router {

    /** There is no route but those configured. */
    static final Router NOWHERE = new Router() {
        @Override
        public String destination(Mailbox recipient) {
            return DomainNames.canonical(recipient.domain());
        }

        @Override
        public Route route(String destination) {
            return new Route.None(RemoteReply.of(550, "5.4.4", "No route to host"));
        }
    };

    private final List<Way> ways;
    private final List<NextHop> smartHosts;
    private final Map<List<NextHop>, String> names = new HashMap<>();
    private final Map<String, List<NextHop>> byName = new HashMap<>();
    private final Router fallback;

    /**
     * Makes a router.
     *
     * @param ways by domain; the domain itself goes before a pattern, and a longer pattern before a shorter one
     * @param smartHosts where all other mail goes, in the order in which they are to be tried; may be empty
     * @param fallback where all other mail goes when there is no smart host, for example {@link #NOWHERE}
     * @throws IllegalArgumentException if there are two ways for a domain
     */
    FixedRouter(List<Way> ways, List<NextHop> smartHosts, Router fallback) {
        this.ways = ways.stream()
                .sorted(Comparator.comparing((Way way) -> way.domain().below())
                        .thenComparing(way -> -way.domain().name().length()))
                .toList();
        this.smartHosts = List.copyOf(smartHosts);
        this.fallback = fallback;
        for (Way way : ways) {
            if (ways.stream()
                            .filter(other -> other.domain().equals(way.domain()))
                            .count()
                    > 1) {
                throw new IllegalArgumentException(
                        "Two routes for " + way.domain() + ": give one, with its hosts separated by commas");
            }
        }
        Stream.concat(ways.stream().map(Way::hosts), Stream.of(this.smartHosts))
                .filter(hosts -> !hosts.isEmpty())
                .forEach(this::name);
    }

    /**
     * The way to a domain.
     *
     * @param domain the domain, or all below one
     * @param hosts the hosts in the order in which they are to be tried; at least one
     */
    record Way(DomainPattern domain, List<NextHop> hosts) {

        Way {
            hosts = List.copyOf(hosts);
        }

        /**
         * Parses {@code DOMAIN=HOST:PORT} or {@code DOMAIN=HOST:PORT,HOST:PORT}, with a domain as
         * {@link DomainPattern#parse} takes it.
         *
         * @throws IllegalArgumentException if the text is not of that form, in one line
         */
        static Way parse(String text) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("A route is written DOMAIN=HOST:PORT, not \"" + text + "\"");
            }
            return new Way(DomainPattern.parse(text.substring(0, equals)), hosts(text.substring(equals + 1)));
        }

        /** Parses {@code HOST:PORT} or {@code HOST:PORT,HOST:PORT}, as for a smart host. */
        static List<NextHop> hosts(String text) {
            return Stream.of(text.split(",", -1))
                    .map(host -> NextHop.at(HostPort.parse(host.strip())))
                    .toList();
        }
    }

    /**
     * Mail that goes to the same hosts in the same manner has the same destination. Its name is not that of a domain,
     * since it includes a port. Mail that differs only in the manner shares no session: one session may be
     * authenticated when the other must not be.
     */
    private void name(List<NextHop> hosts) {
        String places = hosts.stream().map(NextHop::toString).collect(Collectors.joining(","));
        String name = places;
        for (int number = 2; byName.containsKey(name) && !hosts.equals(byName.get(name)); number++) {
            name = places + "#" + number;
        }
        names.put(hosts, name);
        byName.put(name, hosts);
    }

    @Override
    public String destination(Mailbox recipient) {
        String domain = DomainNames.canonical(recipient.domain());
        List<NextHop> hosts = ways.stream()
                .filter(way -> way.domain().matches(domain))
                .findFirst()
                .map(Way::hosts)
                .orElse(smartHosts);
        String name = names.get(hosts);
        return name == null ? fallback.destination(recipient) : name;
    }

    @Override
    public Route route(String destination) {
        return Optional.ofNullable(byName.get(destination))
                .map(FixedRouter::resolve)
                .orElseGet(() -> fallback.route(destination));
    }

    private static Route resolve(List<NextHop> hosts) {
        List<Route.Target> targets = new ArrayList<>();
        for (NextHop host : hosts) {
            try {
                for (InetAddress address : host.addresses()) {
                    targets.add(new Route.Target(new HostAddress(host.host(), address, host.port()), host));
                }
            } catch (UnknownHostException e) {
                // the next host then; the JDK does not distinguish "not now" from "never"
            }
        }
        return targets.isEmpty()
                ? new Route.None(RemoteReply.of(
                        451,
                        "4.4.3",
                        "Cannot find the address of " + hosts.get(0).host()))
                : new Route.Hosts(targets);
    }
}
