package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.DnsClient.Answer;
import io.github.smtpjunit.relay.Route.Target;
import io.github.smtpjunit.relay.client.DomainNames;
import io.github.smtpjunit.relay.client.HostAddress;
import io.github.smtpjunit.relay.client.HostPort;
import io.github.smtpjunit.relay.client.RemoteReply;
import io.github.smtpjunit.smtp.Mailbox;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Finds the way by DNS (RFC 5321 section 5.1, RFC 7505). */
final class MxRouter implements Router {

    private static final int MAX_HOSTS = 10; // of a domain
    private static final int MAX_ADDRESSES_OF_HOST = 5;
    private static final int MAX_TARGETS = 10;

    private static final RemoteReply NULL_MX = RemoteReply.of(556, "5.1.10", "Domain accepts no mail (null MX)");
    private static final RemoteReply NO_DOMAIN = RemoteReply.of(550, "5.1.2", "No such domain");
    private static final RemoteReply BAD_DOMAIN = RemoteReply.of(550, "5.1.2", "Not a domain or address to send to");
    private static final RemoteReply NO_HOST = RemoteReply.of(550, "5.4.4", "Domain has no mail host with an address");
    private static final RemoteReply LOOP = RemoteReply.of(550, "5.4.6", "Mail loops back to this relay");

    private final DnsClient dns;
    private final OwnHost own;
    private final int port;
    private final Random random;

    /**
     * Makes a router with a DNS cache of its own.
     *
     * @param dnsServers recursive name servers; an empty list means those of the operating system
     * @param patience how long an answer of DNS may take; a route waits for three in a row at most
     * @param own what the relay is called
     * @param port the port of all hosts, 25 outside tests
     * @param random shuffles hosts of equal preference; shared by threads
     */
    MxRouter(List<InetSocketAddress> dnsServers, Duration patience, OwnHost own, int port, Random random) {
        this.dns = new DnsClient(dnsServers, patience);
        this.own = own;
        this.port = port;
        this.random = random;
    }

    /** A mail host of a domain; its name is in A-labels and lower case, as far as it is a name. */
    private record Host(String name, int preference) {}

    /** What is known about the addresses of a host. */
    private record Found(Host host, List<InetAddress> addresses, Optional<String> problem) {}

    @Override
    public String destination(Mailbox recipient) {
        String domain = recipient.domain();
        // A literal as it is spelt: [010.0.0.1] is read in two ways, so it is not an address to send to.
        return domain.startsWith("[") ? domain.toLowerCase(Locale.ROOT) : DomainNames.canonical(domain);
    }

    @Override
    public Route route(String destination) {
        if (destination.startsWith("[")) {
            return literal(destination);
        }
        Optional<String> domain = DomainNames.ascii(destination);
        if (domain.isEmpty()) {
            return new Route.None(BAD_DOMAIN);
        }
        Answer answer = dns.ask(domain.get(), Type.MX).join();
        if (answer instanceof Answer.Records records) {
            return byMx(records.list());
        }
        if (answer instanceof Answer.Nothing nothing) {
            // RFC 5321 section 5.1: without an MX record, the domain itself is taken for its mail host
            return nothing.nameExists() ? byHosts(List.of(new Host(domain.get(), 0))) : new Route.None(NO_DOMAIN);
        }
        return unknown((Answer.Unknown) answer); // and no fallback to the domain's own address
    }

    private static Route.None unknown(Answer.Unknown answer) {
        return new Route.None(RemoteReply.of(451, "4.4.3", answer.problem()));
    }

    /** An address literal is an address already (RFC 5321 section 2.3.4). */
    private Route literal(String literal) {
        String inside = literal.substring(1, literal.length() - 1).toLowerCase(Locale.ROOT);
        boolean isV6 = inside.startsWith("ipv6:");
        String text = isV6 ? inside.substring(5) : inside;
        Optional<InetAddress> address = HostPort.address(text).filter(found -> isV6 || text.indexOf(':') < 0);
        if (address.isEmpty()) {
            return new Route.None(BAD_DOMAIN);
        }
        return own.hasAddress(address.get())
                ? new Route.None(LOOP)
                : new Route.Hosts(List.of(new Target(new HostAddress(text, address.get(), port))));
    }

    private Route byMx(List<Record> records) {
        List<Host> hosts = new ArrayList<>();
        for (Record record : records) {
            MXRecord mx = (MXRecord) record;
            if (!mx.getTarget().equals(Name.root)) {
                hosts.add(new Host(name(mx.getTarget()), mx.getPriority()));
            }
        }
        if (hosts.isEmpty()) {
            return new Route.None(NULL_MX); // RFC 7505 section 3
        }
        Collections.shuffle(hosts, random); // RFC 5321 section 5.1: those of equal preference spread the load
        hosts.sort(Comparator.comparingInt(Host::preference));
        return byHosts(hosts);
    }

    private static String name(Name name) {
        return name.toString(true).toLowerCase(Locale.ROOT);
    }

    private Route byHosts(List<Host> hosts) {
        // RFC 5321 section 5.1: a host that is the relay itself is dropped, with all that are no better
        List<Host> others = better(
                hosts,
                hosts.stream()
                        .filter(host -> own.isNamed(host.name()))
                        .findFirst()
                        .map(Host::preference));
        List<Found> looked = lookUp(others.stream().limit(MAX_HOSTS).toList());
        Optional<Integer> ownPreference = looked.stream()
                .filter(found -> found.addresses().stream().anyMatch(own::hasAddress))
                .findFirst()
                .map(found -> found.host().preference());
        List<Found> left = looked.stream()
                .filter(found -> ownPreference.isEmpty() || found.host().preference() < ownPreference.get())
                .toList();
        if (left.isEmpty()) {
            return new Route.None(LOOP);
        }
        List<Target> targets =
                left.stream().flatMap(this::targets).limit(MAX_TARGETS).toList();
        if (!targets.isEmpty()) {
            return new Route.Hosts(targets);
        }
        return left.stream()
                .flatMap(found -> found.problem().stream())
                .findFirst()
                .map(problem -> new Route.None(RemoteReply.of(451, "4.4.3", problem)))
                .orElse(new Route.None(NO_HOST)); // RFC 5321 section 5.1: no fallback to the domain's own address
    }

    private static List<Host> better(List<Host> hosts, Optional<Integer> preference) {
        return hosts.stream()
                .filter(host -> preference.isEmpty() || host.preference() < preference.get())
                .toList();
    }

    private Stream<Target> targets(Found found) {
        return found.addresses().stream()
                .filter(address -> !address.isMulticastAddress())
                .limit(MAX_ADDRESSES_OF_HOST)
                .map(address -> new Target(new HostAddress(found.host().name(), address, port)));
    }

    /** Looks up all hosts at the same time. */
    private List<Found> lookUp(List<Host> hosts) {
        List<CompletableFuture<Found>> pending = hosts.stream()
                .map(host -> dns.ask(host.name(), Type.A)
                        .thenCombine(dns.ask(host.name(), Type.AAAA), (v4, v6) -> found(host, List.of(v4, v6))))
                .toList();
        return pending.stream().map(CompletableFuture::join).toList();
    }

    private static Found found(Host host, List<Answer> answers) {
        List<InetAddress> addresses = new ArrayList<>();
        Optional<String> problem = Optional.empty();
        for (Answer answer : answers) {
            if (answer instanceof Answer.Records records) {
                records.list().forEach(record -> addresses.add(address(host.name(), record)));
            } else if (answer instanceof Answer.Unknown unknown) {
                problem = Optional.of(unknown.problem());
            }
        }
        return new Found(host, addresses, problem);
    }

    /** The address; one of IPv4 within IPv6 becomes what it stands for, so that it is known for an own one. */
    private static InetAddress address(String host, Record record) {
        try {
            byte[] octets = record instanceof ARecord v4
                    ? v4.getAddress().getAddress()
                    : ((AAAARecord) record).getAddress().getAddress();
            return InetAddress.getByAddress(host, octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("An address record holds an address", e);
        }
    }
}
