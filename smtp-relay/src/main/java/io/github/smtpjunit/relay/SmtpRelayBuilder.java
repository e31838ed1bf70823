package io.github.smtpjunit.relay;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.relay.FixedRouter.Way;
import io.github.smtpjunit.relay.client.ClientSettings;
import io.github.smtpjunit.relay.client.ClientSettings.Timeouts;
import io.github.smtpjunit.relay.client.Credentials;
import io.github.smtpjunit.relay.spool.MailSpool;
import io.github.smtpjunit.relay.spool.MemorySpool;
import io.github.smtpjunit.smtp.AddressPattern;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.given.Given;
import io.github.smtpjunit.smtp.server.AddressRange;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Configures and starts a {@link SmtpRelay}. It needs to know where mail goes: by a {@linkplain #smartHost smart host},
 * by {@linkplain #route routes} that take the place of DNS, or by {@linkplain #mxLookup DNS} itself. Not thread-safe.
 */
public final class SmtpRelayBuilder {

    private static final Duration DNS_PATIENCE = Duration.ofSeconds(5);
    private static final int MX_PORT = 25;
    private static final Duration NEVER = Duration.ofDays(36_500);

    private final SmtpServerBuilder server = SmtpServer.builder()
            .maxMessageSize(25L * 1024 * 1024)
            .maxConnections(100)
            .idleConnectionsGiveWay()
            .refuseBareNewlines()
            // What the relay does not do: the order of mails, and what needs a promise of time or a conversion on the
            // way.
            .without(
                    ServiceExtension.MT_PRIORITY,
                    ServiceExtension.DELIVERBY,
                    ServiceExtension.FUTURERELEASE,
                    ServiceExtension.BINARY_MIME);
    private boolean withServer = true;
    private String hostname = "localhost";
    private List<AddressRange> trusted = RelayPolicy.LOOPBACK;
    private final List<DomainPattern> relayDomains = new ArrayList<>();
    private final List<AddressPattern> allowed = new ArrayList<>();
    private final List<AddressPattern> denied = new ArrayList<>();
    private final List<Way> ways = new ArrayList<>();
    private final List<SmartHost> smartHosts = new ArrayList<>();
    private @Nullable RefusedMails refused;
    private boolean mxLookup;
    private final List<InetSocketAddress> dnsServers = new ArrayList<>();
    private TlsPolicy tls = TlsPolicy.OPPORTUNISTIC;
    private @Nullable SSLContext trust;
    private @Nullable Credentials credentials;
    private Timeouts timeouts = Timeouts.DEFAULT;
    private @Nullable MailSpool spool;
    private Clock clock = Clock.systemUTC();
    private @Nullable Executor executor;
    private RetrySchedule retrySchedule = RetrySchedule.DEFAULT;
    private Duration expireAfter = Duration.ofDays(5);
    private Duration delayWarningAfter = NEVER;
    private Duration deadHostRest = Duration.ofMinutes(5);
    private int concurrency = 20;
    private int maxSessions = 200;
    private Duration shutdownGrace = Duration.ofSeconds(5);
    private RelayListener listener = RelayListener.NONE;

    /**
     * Where all mail goes.
     *
     * @param hop the host
     * @param sharesCredentials whether it takes those of the builder
     */
    private record SmartHost(NextHop hop, boolean sharesCredentials) {

        NextHop with(@Nullable Credentials shared) {
            return sharesCredentials && shared != null ? hop.with(shared) : hop;
        }
    }

    SmtpRelayBuilder() {}

    // How mail comes in

    /**
     * Sets up the server by which mails come in: where it listens, its TLS, users, limits and faults. Its handler,
     * policy and clock are the relay's. By default it listens on loopback at any free port, takes 25 MiB, 1,000
     * recipients and 100 connections, of which an idle one gives way when all are taken, and refuses bare newlines.
     *
     * @param setUp gets the server's builder at once
     * @return this
     */
    public SmtpRelayBuilder server(Consumer<SmtpServerBuilder> setUp) {
        requireNonNull(setUp, "setUp").accept(server);
        return this;
    }

    /**
     * Leaves out the server: mails come in by {@link SmtpRelay#send} only.
     *
     * @return this
     */
    public SmtpRelayBuilder withoutServer() {
        withServer = false;
        return this;
    }

    /**
     * Sets the relay's own name, which stands in the greeting, in EHLO, in trace fields and in reports.
     *
     * @param name a domain name, {@code localhost} by default
     * @return this
     */
    public SmtpRelayBuilder hostname(String name) {
        hostname = requireNonNull(name, "name");
        server.hostname(name);
        return this;
    }

    /**
     * Sets the clients that may relay without AUTH. The default is loopback; a call replaces it.
     *
     * @param ranges the addresses; without any, each client needs AUTH
     * @return this
     */
    public SmtpRelayBuilder allowFrom(AddressRange... ranges) {
        trusted = Given.each("ranges", ranges);
        return this;
    }

    /**
     * Accepts mail to some domains from every client.
     *
     * @param domains each {@code example.org}, or {@code .example.org} for all domains below it
     * @return this
     * @throws IllegalArgumentException if one is no domain
     */
    public SmtpRelayBuilder relayDomains(String... domains) {
        Given.each("domains", domains).stream().map(DomainPattern::parse).forEach(relayDomains::add);
        return this;
    }

    /**
     * Accepts mail to no other recipients than these, so that a test system does not write to real people. A local-part
     * that is an address again ({@code x%evil.test@ok.test}, {@code evil.test!x@ok.test},
     * {@code "x@evil.test"@ok.test}) is never allowed.
     *
     * @param patterns each an {@link AddressPattern}, for example {@code *@example.org}
     * @return this
     * @throws IllegalArgumentException if one can match no address
     */
    public SmtpRelayBuilder allowRecipients(String... patterns) {
        Given.each("patterns", patterns).stream().map(AddressPattern::parse).forEach(allowed::add);
        return this;
    }

    /**
     * Refuses mail to some recipients, also if another setting allows it, and all mail to a local-part that is an
     * address again, as {@link #allowRecipients} does: it could be one of them.
     *
     * @param patterns each an {@link AddressPattern}
     * @return this
     * @throws IllegalArgumentException if one can match no address
     */
    public SmtpRelayBuilder denyRecipients(String... patterns) {
        Given.each("patterns", patterns).stream().map(AddressPattern::parse).forEach(denied::add);
        return this;
    }

    /**
     * Accepts mail to recipients that {@link #allowRecipients} refuses too, and keeps it instead of relaying it. Only
     * clients that may send to these recipients can do so: the relay is no more open by it. A mail to recipients of
     * both kinds is kept and relayed, and its client gets 250 when both is stored. Recipients that
     * {@link #denyRecipients} matches are refused. By default nothing is kept.
     *
     * @param keeper keeps the mails
     * @return this
     */
    public SmtpRelayBuilder keepRefused(RefusedMails keeper) {
        refused = requireNonNull(keeper, "keeper");
        return this;
    }

    // Where it goes

    /**
     * Sends all mail to one host that routes it on, except where a {@linkplain #route route} is configured. Called
     * again, it names the host to try next.
     *
     * @param host a host name or IP address
     * @param port the port
     * @return this
     */
    public SmtpRelayBuilder smartHost(String host, int port) {
        smartHosts.add(new SmartHost(NextHop.at(host, port), true));
        return this;
    }

    /**
     * Sends all mail to one host that routes it on, except where a {@linkplain #route route} is configured. Called
     * again, it names the host to try next.
     *
     * @param hop the host, and how to speak to it; without credentials of its own there is no AUTH
     * @return this
     */
    public SmtpRelayBuilder smartHost(NextHop hop) {
        smartHosts.add(new SmartHost(requireNonNull(hop, "hop"), false));
        return this;
    }

    /**
     * Sends mail to a domain to a host, without AUTH. Called again for a domain, it names the host to try next.
     *
     * @param domain {@code example.org}, or {@code .example.org} for all domains below it
     * @param host a host name or IP address
     * @param port the port
     * @return this
     * @throws IllegalArgumentException if it is no domain
     */
    public SmtpRelayBuilder route(String domain, String host, int port) {
        requireNonNull(domain, "domain");
        return route(domain, NextHop.at(host, port));
    }

    /**
     * Sends mail to a domain to a host. Called again for a domain, it names the host to try next.
     *
     * @param domain {@code example.org}, or {@code .example.org} for all domains below it
     * @param hop the host, and how to speak to it; without credentials of its own there is no AUTH
     * @return this
     * @throws IllegalArgumentException if it is no domain
     */
    public SmtpRelayBuilder route(String domain, NextHop hop) {
        DomainPattern pattern = DomainPattern.parse(requireNonNull(domain, "domain"));
        requireNonNull(hop, "hop");
        for (int i = 0; i < ways.size(); i++) {
            if (ways.get(i).domain().equals(pattern)) {
                List<NextHop> hosts = Stream.concat(ways.get(i).hosts().stream(), Stream.of(hop))
                        .toList();
                ways.set(i, new Way(pattern, hosts));
                return this;
            }
        }
        ways.add(new Way(pattern, List.of(hop)));
        return this;
    }

    /**
     * Sends mail for which there is neither route nor smart host to the mail hosts that DNS names (RFC 5321 section 5).
     *
     * @param servers recursive name servers; without any, those of the operating system
     * @return this
     */
    public SmtpRelayBuilder mxLookup(InetSocketAddress... servers) {
        dnsServers.addAll(Given.each("servers", servers));
        mxLookup = true;
        return this;
    }

    // How it gets there

    /**
     * Sets whether the way to a next hop is encrypted that has no {@linkplain NextHop#withTls policy of its own}.
     *
     * @param use {@link TlsPolicy#OPPORTUNISTIC} by default
     * @return this
     */
    public SmtpRelayBuilder tls(TlsPolicy use) {
        tls = requireNonNull(use, "use");
        return this;
    }

    /**
     * Sets which certificates to trust of a next hop that has no {@linkplain NextHop#withTrust trust of its own}.
     *
     * @param context makes the TLS connections; the JVM's default context by default
     * @return this
     */
    public SmtpRelayBuilder trust(SSLContext context) {
        trust = requireNonNull(context, "context");
        return this;
    }

    /**
     * Authenticates at the smart hosts given by {@link #smartHost(String, int)}, and at no other next hop: a route, a
     * {@link NextHop} and a host that DNS names never get a secret that was not given for them. See
     * {@link NextHop#withCredentials} for when it is sent.
     *
     * @param user the name; by default there is no AUTH
     * @param password the password; shown nowhere
     * @return this
     */
    public SmtpRelayBuilder credentials(String user, String password) {
        credentials = Credentials.password(user, password);
        return this;
    }

    /**
     * Authenticates with an OAuth 2.0 bearer token (RFC 7628), at the same hosts as
     * {@linkplain #credentials a password}.
     *
     * @param user the name
     * @param token the token; shown nowhere
     * @return this
     */
    public SmtpRelayBuilder bearerToken(String user, String token) {
        credentials = Credentials.bearerToken(user, token);
        return this;
    }

    /**
     * Sets how long to wait for the next hop.
     *
     * @param connect for the connection; 30 s by default
     * @param command for the greeting and the reply to a command; 5 min by default
     * @param data for the reply to DATA; 2 min by default
     * @param finalDot for the reply to the end of the data; 10 min by default
     * @return this
     * @throws IllegalArgumentException if one is not more than zero
     */
    public SmtpRelayBuilder timeouts(Duration connect, Duration command, Duration data, Duration finalDot) {
        timeouts = new Timeouts(
                Given.positiveSpan("connect", connect),
                Given.positiveSpan("command", command),
                Given.positiveSpan("data", data),
                Given.positiveSpan("finalDot", finalDot));
        return this;
    }

    /**
     * Sets how many connections there may be to one host, by its address, for all domains that lead there. It begins
     * with up to five, and the number grows with success and shrinks with failure.
     *
     * @param sessions at least 1; 20 by default
     * @return this
     */
    public SmtpRelayBuilder concurrency(int sessions) {
        if (sessions < 1) {
            throw new IllegalArgumentException("A relay needs at least 1 session for a destination, not " + sessions);
        }
        concurrency = sessions;
        return this;
    }

    /**
     * Sets how many sessions with next hops there may be in all; each has a thread. A quarter of them is for
     * destinations without a session, so that a few slow hosts cannot take all of them.
     *
     * @param sessions at least 1; 200 by default
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public SmtpRelayBuilder maxSessions(int sessions) {
        if (sessions < 1) {
            throw new IllegalArgumentException("A relay needs at least 1 session, not " + sessions);
        }
        maxSessions = sessions;
        return this;
    }

    // When

    /**
     * Sets where the mails are.
     *
     * @param mails the spool, which the relay closes when it is closed; a new {@link MemorySpool} by default
     * @return this
     */
    public SmtpRelayBuilder spool(MailSpool mails) {
        spool = requireNonNull(mails, "mails");
        return this;
    }

    /**
     * Sets what time it is.
     *
     * @param source a {@link io.github.smtpjunit.smtp.server.ManualClock} in tests, so that days of retries take no
     *     time
     * @return this
     */
    public SmtpRelayBuilder clock(Clock source) {
        clock = requireNonNull(source, "source");
        server.clock(source);
        return this;
    }

    /**
     * Sets the executor that runs the sessions with next hops. Mail for which it refuses a thread is tried again later.
     *
     * @param threads runs a task for each session, on a thread of its own; the relay does not shut it down. Daemon
     *     threads of the relay's own by default
     * @return this
     */
    public SmtpRelayBuilder executor(Executor threads) {
        executor = requireNonNull(threads, "threads");
        return this;
    }

    /**
     * Sets when to try again.
     *
     * @param schedule {@link RetrySchedule#DEFAULT} by default; the attempts come up to a tenth earlier, but not while
     *     a dead host rests
     * @return this
     */
    public SmtpRelayBuilder retrySchedule(RetrySchedule schedule) {
        retrySchedule = requireNonNull(schedule, "schedule");
        return this;
    }

    /**
     * Sets when to give up.
     *
     * @param age of the mail, at the end of an attempt; 5 days by default
     * @return this
     * @throws IllegalArgumentException if it is not more than zero
     */
    public SmtpRelayBuilder expireAfter(Duration age) {
        expireAfter = Given.positiveSpan("age", age);
        return this;
    }

    /**
     * Reports to the sender of a mail when its delivery takes long.
     *
     * @param age of the mail, at the end of an attempt; never by default
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public SmtpRelayBuilder delayWarningAfter(Duration age) {
        delayWarningAfter = Given.span("age", age);
        return this;
    }

    /**
     * Sets how long to leave a host alone that cannot be reached. It is never longer than the shortest step of the
     * retry schedule.
     *
     * @param time 5 min by default
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public SmtpRelayBuilder deadHostRest(Duration time) {
        deadHostRest = Given.span("time", time);
        return this;
    }

    /**
     * Sets how long running transactions may take when the relay stops.
     *
     * @param limit 5 s by default; what is broken off then stays in the spool
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public SmtpRelayBuilder shutdownGrace(Duration limit) {
        shutdownGrace = Given.span("limit", limit);
        server.shutdownGrace(limit);
        return this;
    }

    /**
     * Sets a listener, which is notified of what the relay does.
     *
     * @param listener the listener
     * @return this
     */
    public SmtpRelayBuilder listener(RelayListener listener) {
        this.listener = requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Starts the relay: opens its ports, and begins to work off what is in the spool.
     *
     * @return the running relay
     * @throws IllegalStateException if it would not know where mail goes, has credentials for no host, keeps what no
     *     setting refuses, or the server cannot be set up as asked
     * @throws java.io.UncheckedIOException if a port cannot be opened
     */
    public SmtpRelay start() {
        if (smartHosts.isEmpty() && ways.isEmpty() && !mxLookup) {
            throw new IllegalStateException(
                    "The relay does not know where mail goes: give it a smartHost(..), route(..)s, or mxLookup()");
        }
        if (credentials != null && smartHosts.stream().noneMatch(SmartHost::sharesCredentials)) {
            throw new IllegalStateException(
                    "credentials(..) are for smartHost(host, port), and no smart host is set: give another"
                            + " next hop its own by NextHop.withCredentials(..)");
        }
        if (refused != null && allowed.isEmpty()) {
            throw new IllegalStateException(
                    "keepRefused(..) keeps nothing without allowRecipients(..), which would relay to all recipients");
        }
        MailSpool mails = spool == null ? new MemorySpool() : spool;
        RelayPolicy policy = new RelayPolicy(trusted, relayDomains, denied, allowed, refused != null);
        MailIntake intake = refused == null
                ? new MailIntake(hostname, mails, clock, listener)
                : new MailIntake(hostname, mails, clock, listener, policy::isKept, refused);
        SmtpServer started = withServer
                ? server.policy(smartHosts.isEmpty() ? policy.withoutPostmaster() : policy)
                        .handler(intake)
                        .start()
                : null;
        try {
            RelayConfig config = new RelayConfig(
                    hostname,
                    router(started == null ? List.of() : started.addresses()),
                    new ClientSettings(hostname, tls, trust, null, timeouts),
                    mails,
                    clock,
                    retrySchedule,
                    expireAfter,
                    delayWarningAfter,
                    deadHostRest,
                    concurrency,
                    maxSessions,
                    shutdownGrace,
                    listener);
            return new SmtpRelay(config, intake, started, executor);
        } catch (RuntimeException | Error e) { // there may be no thread to be had
            if (started != null) {
                started.close();
            }
            throw e;
        }
    }

    private Router router(List<InetSocketAddress> listening) {
        Router last = mxLookup && smartHosts.isEmpty() // to get ready for DNS takes a while
                ? new MxRouter(
                        dnsServers, DNS_PATIENCE, OwnHost.of(List.of(hostname), listening), MX_PORT, new Random())
                : FixedRouter.NOWHERE;
        List<NextHop> hops =
                smartHosts.stream().map(host -> host.with(credentials)).toList();
        return new FixedRouter(ways, hops, last);
    }
}
