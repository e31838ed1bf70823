package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.NextHop;
import io.github.smtpjunit.relay.RetrySchedule;
import io.github.smtpjunit.relay.TlsPolicy;
import io.github.smtpjunit.relay.client.HostPort;
import io.github.smtpjunit.relay.spool.FileSpool;
import io.github.smtpjunit.smtp.server.AddressRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of the relay, beyond those of every server. {@link #check()} comes before all else. */
final class ServeOptions {

    private static final String MEMORY = "memory";
    private static final String NO_CLIENT = "none";
    private static final List<AddressRange> LOOPBACK =
            List.of(AddressRange.parse("127.0.0.0/8"), AddressRange.parse("::1"));
    private static final Pattern DOMAIN = Pattern.compile("[^\\s@=:,]{1,255}");

    @Mixin
    private Routing routing = new Routing();

    @Mixin
    private Queue queue = new Queue();

    @Mixin
    private Admission admission = new Admission();

    @OptionHeading("Where mail goes")
    static final class Routing {

        @Option(
                names = "--smart-host",
                paramLabel = "HOST:PORT",
                converter = PlaceConverter.Remote.class,
                description = "Hand all mail to this host. Default: the MX hosts of each recipient's domain.")
        private @Nullable HostPort smartHost;

        @Option(
                names = "--smart-host-tls",
                paramLabel = "none|opportunistic|required|implicit",
                description = {
                    "Whether to encrypt the way to it. Default: opportunistic.",
                    "A password is sent over verified TLS only, or with none in clear text."
                })
        private @Nullable TlsPolicy smartHostTls;

        @Option(
                names = "--smart-host-trust",
                paramLabel = "FILE",
                description = "Its authorities in PEM. Default: those that Java trusts.")
        private @Nullable Path smartHostTrust;

        private AuthOptions.@Nullable User smartHostUser;
        private @Nullable SecretFile smartHostUserFile;

        @Option(
                names = "--smart-host-user",
                paramLabel = "NAME:PASSWORD",
                converter = AuthOptions.UserConverter.class,
                description = "The user that the relay authenticates as there.")
        void smartHostUser(AuthOptions.User user) {
            smartHostUser = user;
            smartHostUserFile = null;
        }

        @Option(
                names = "--smart-host-user-file",
                paramLabel = "FILE",
                converter = SecretFile.Converter.class,
                description = "Read NAME:PASSWORD of that user from this file.")
        void smartHostUserFile(SecretFile file) {
            smartHostUser = null;
            smartHostUserFile = file;
        }

        private AuthOptions.@Nullable User smartHostUser() {
            return smartHostUserFile == null
                    ? smartHostUser
                    : smartHostUserFile.readOne(new AuthOptions.UserConverter());
        }

        @Option(
                names = "--route",
                paramLabel = "DOMAIN=HOST:PORT",
                converter = RouteConverter.class,
                description = "Hand mail to this domain to this host. Can be given more than once.")
        private List<Destination> routes = new ArrayList<>();

        @Option(
                names = "--route-tls",
                paramLabel = "DOMAIN=none|opportunistic|required|implicit",
                converter = RouteTlsConverter.class,
                description = "Whether to encrypt the way of this route. Default: opportunistic.")
        private List<ForRoute<TlsPolicy>> routeTls = new ArrayList<>();

        @Option(
                names = "--route-trust",
                paramLabel = "DOMAIN=FILE",
                converter = RouteTrustConverter.class,
                description = "The authorities of its host in PEM. Default: those that Java trusts.")
        private List<ForRoute<Path>> routeTrust = new ArrayList<>();

        @Option(
                names = "--route-user",
                paramLabel = "DOMAIN=NAME:PASSWORD",
                converter = RouteUserConverter.class,
                description =
                        "The user that the relay authenticates as at its host. Default: no AUTH, also with --smart-host-user.")
        private List<ForRoute<AuthOptions.User>> routeUsers = new ArrayList<>();

        @Option(
                names = "--route-user-file",
                paramLabel = "FILE",
                converter = SecretFile.Converter.class,
                description =
                        "Read such users from this file, a DOMAIN=NAME:PASSWORD in each line. Can be given more than once.")
        private List<SecretFile> routeUserFiles = new ArrayList<>();

        private List<ForRoute<AuthOptions.User>> routeUsers() {
            List<ForRoute<AuthOptions.User>> all = new ArrayList<>();
            routeUserFiles.forEach(file -> all.addAll(file.read(new RouteUserConverter())));
            all.addAll(routeUsers);
            return all;
        }

        @Option(
                names = "--dns",
                paramLabel = "HOST:PORT",
                converter = PlaceConverter.Remote.class,
                description = "Ask this name server. Default: those of the system.")
        private @Nullable HostPort dns;

        @Option(
                names = "--concurrency",
                paramLabel = "N",
                description = "The most connections to one host, by its address, at a time. Default: 20.")
        private int concurrency = 20;

        @Option(
                names = "--max-sessions",
                paramLabel = "N",
                description = "The most connections to all hosts at a time, each with a thread. Default: 200.")
        private int maxSessions = 200;
    }

    @OptionHeading("The queue")
    static final class Queue {

        @Option(
                names = "--max-queue-mails",
                paramLabel = "N",
                description = "The most mails in the queue; beyond, clients get 452. Default: 100000.")
        private int maxMails = FileSpool.Options.DEFAULT.maxMails();

        @Option(
                names = "--max-queue-memory",
                paramLabel = "BYTES",
                description = {
                    "The most memory for the envelopes of the queue, and with --spool memory for the mails; beyond,"
                            + " clients get 452.",
                    "Default: a quarter of what Java may have (-Xmx)."
                })
        private long maxMemory = FileSpool.Options.DEFAULT.maxMemory();

        @Option(
                names = "--min-free-disk",
                paramLabel = "BYTES",
                description =
                        "The room to leave on the disk of the spool; below, clients get 452. Default: 67108864 (64"
                                + " MiB).")
        private long minFreeDisk = FileSpool.Options.DEFAULT.minFreeBytes();

        @Option(
                names = "--spool",
                paramLabel = "DIR|memory",
                description = "Where mail waits; memory keeps nothing over a restart. Default: the directory"
                        + " smtp-relay-spool.")
        private String spool = "smtp-relay-spool";

        @Option(
                names = "--retry-schedule",
                paramLabel = "STEPS",
                converter = RetryConverter.class,
                description = "The waits between attempts, such as 1m,5m*2,1h*3; the last one repeats. Default:"
                        + " 5m,10m,20m,40m,4000s.")
        private RetrySchedule retrySchedule = RetrySchedule.DEFAULT;

        @Option(
                names = "--expire",
                paramLabel = "TIME",
                converter = TimeConverter.class,
                description = "After how long a mail goes back to its sender, such as 12h. Default: 5d.")
        private Duration expire = Duration.ofDays(5);

        @Option(
                names = "--delay-warning",
                paramLabel = "TIME",
                converter = TimeConverter.class,
                description = "After how long to report to the sender that a mail waits, such as 4h. Default: never.")
        private @Nullable Duration delayWarning;
    }

    @OptionHeading("Who may relay")
    static final class Admission {

        @Option(
                names = "--allow-from",
                paramLabel = "CIDR|none",
                description = {
                    "Relay for these clients without AUTH, such as 10.0.0.0/8. Can be given more than once; none means"
                            + " that each client needs AUTH.",
                    "Default: this machine, 127.0.0.0/8 and ::1."
                })
        private List<String> allowFrom = new ArrayList<>();

        @Option(
                names = "--relay-domain",
                paramLabel = "DOMAIN",
                description = "Accept mail to this domain from every client. Can be given more than once.")
        private List<String> relayDomains = new ArrayList<>();

        @Option(
                names = "--allow-recipient",
                paramLabel = "PATTERN",
                description = {
                    "Accept mail to no other recipients than these, such as '*@example.org', so that a test system does not write to"
                            + " real people.",
                    "Can be given more than once."
                })
        private List<String> allowedRecipients = new ArrayList<>();

        @Option(
                names = "--deny-recipient",
                paramLabel = "PATTERN",
                description =
                        "Refuse mail to these recipients, also if another option allows it. Can be given more than once.")
        private List<String> deniedRecipients = new ArrayList<>();
    }

    /** Refuses options that contradict each other or lie out of range. */
    void check() {
        boolean hasUser = routing.smartHostUser() != null; // a file of secrets is read before all else
        UsageException.require(
                routing.smartHost != null
                        || (routing.smartHostTls == null && routing.smartHostTrust == null && !hasUser),
                "--smart-host-tls, --smart-host-trust and --smart-host-user need --smart-host HOST:PORT");
        UsageException.require(routing.concurrency > 0, "--concurrency must be 1 or more, not " + routing.concurrency);
        UsageException.require(routing.maxSessions > 0, "--max-sessions must be 1 or more, not " + routing.maxSessions);
        UsageException.require(queue.maxMails > 0, "--max-queue-mails must be 1 or more, not " + queue.maxMails);
        UsageException.require(queue.maxMemory > 0, "--max-queue-memory must be 1 or more, not " + queue.maxMemory);
        UsageException.require(queue.minFreeDisk >= 0, "--min-free-disk must be 0 or more, not " + queue.minFreeDisk);
        UsageException.require(!queue.spool.isBlank(), "--spool needs a directory, or the word memory");
        UsageException.require(!queue.expire.isZero(), "--expire must be more than nothing, such as 5d");
        admission.relayDomains.forEach(domain -> UsageException.require(
                DOMAIN.matcher(domain).matches(),
                "--relay-domain must be a domain such as example.org, not " + LogText.value(domain)));
        allowFrom();
        routes();
    }

    /** Returns where all mail goes, empty for the hosts that DNS names. */
    Optional<NextHop> smartHost() {
        return Optional.ofNullable(routing.smartHost)
                .map(place -> hop(place, routing.smartHostTls, routing.smartHostTrust, routing.smartHostUser()));
    }

    /** Returns the next hops by domains in lower case; of a domain that is given twice, the last one. */
    Map<String, NextHop> routes() {
        Map<String, TlsPolicy> tls = byRoute("--route-tls", routing.routeTls);
        Map<String, Path> trust = byRoute("--route-trust", routing.routeTrust);
        Map<String, AuthOptions.User> users = byRoute("--route-user", routing.routeUsers());
        Map<String, NextHop> routes = new LinkedHashMap<>();
        for (Destination route : routing.routes) {
            String domain = route.domain();
            routes.put(domain, hop(route.place(), tls.get(domain), trust.get(domain), users.get(domain)));
        }
        return routes;
    }

    /** The values of an option by domain, the last one of each; each domain has a route. */
    private <T> Map<String, T> byRoute(String option, List<ForRoute<T>> given) {
        Map<String, T> values = new HashMap<>();
        for (ForRoute<T> one : given) {
            values.put(one.domain(), one.value());
            UsageException.require(
                    routing.routes.stream().anyMatch(route -> route.domain().equals(one.domain())),
                    option + " " + one.domain() + " needs --route " + one.domain() + "=HOST:PORT");
        }
        return values;
    }

    /** Returns a next hop as options describe it. */
    static NextHop hop(HostPort place, @Nullable TlsPolicy tls, @Nullable Path trust, AuthOptions.@Nullable User user) {
        NextHop hop = NextHop.at(place.host(), place.port()).withTls(tls == null ? TlsPolicy.OPPORTUNISTIC : tls);
        if (trust != null) {
            hop = hop.withTrust(TrustFile.read(trust));
        }
        return user == null ? hop : hop.withCredentials(user.name(), user.password());
    }

    /** Returns what an operator should know of the options before any mail comes in. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        smartHost()
                .filter(ServeOptions::showsItsPassword)
                .ifPresent(hop -> warnings.add("--smart-host-tls none sends the password of --smart-host-user to " + hop
                        + " in clear text; use required where the host has TLS"));
        routes().forEach((domain, hop) -> {
            if (showsItsPassword(hop)) {
                warnings.add("--route-tls " + domain + "=none sends the password of --route-user to " + hop
                        + " in clear text; use required where the host has TLS");
            }
        });
        return warnings;
    }

    static boolean showsItsPassword(NextHop hop) {
        return hop.tls().equals(Optional.of(TlsPolicy.NONE)) && hop.user().isPresent();
    }

    Optional<HostPort> dns() {
        return Optional.ofNullable(routing.dns);
    }

    int concurrency() {
        return routing.concurrency;
    }

    int maxSessions() {
        return routing.maxSessions;
    }

    FileSpool.Options spoolOptions() {
        return new FileSpool.Options(queue.maxMails, queue.minFreeDisk, queue.maxMemory);
    }

    /** Returns the directory of the spool, empty for one in memory. */
    Optional<Path> spoolDirectory() {
        return queue.spool.equals(MEMORY) ? Optional.empty() : Optional.of(Path.of(queue.spool));
    }

    RetrySchedule retrySchedule() {
        return queue.retrySchedule;
    }

    Duration expire() {
        return queue.expire;
    }

    Optional<Duration> delayWarning() {
        return Optional.ofNullable(queue.delayWarning);
    }

    /** Returns the patterns of the only recipients; an empty list allows all. */
    List<String> allowedRecipients() {
        return admission.allowedRecipients;
    }

    List<String> deniedRecipients() {
        return admission.deniedRecipients;
    }

    /** Returns the clients that may relay without AUTH. */
    List<AddressRange> allowFrom() {
        if (admission.allowFrom.isEmpty()) {
            return LOOPBACK;
        }
        if (admission.allowFrom.contains(NO_CLIENT)) {
            UsageException.require(
                    admission.allowFrom.stream().allMatch(NO_CLIENT::equals),
                    "--allow-from none excludes any other --allow-from: leave one of them out");
            return List.of();
        }
        try {
            return admission.allowFrom.stream().map(AddressRange::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new UsageException("--allow-from: " + e.getMessage());
        }
    }

    /** Returns the domains in lower case. */
    List<String> relayDomains() {
        return admission.relayDomains.stream()
                .map(domain -> domain.toLowerCase(Locale.ROOT))
                .toList();
    }

    /**
     * A route.
     *
     * @param domain in lower case
     * @param place where its mail goes
     */
    record Destination(String domain, HostPort place) {}

    /** Reads a route. */
    static final class RouteConverter implements ITypeConverter<Destination> {
        @Override
        public Destination convert(String value) {
            int equals = value.indexOf('=');
            String domain = equals < 0 ? "" : value.substring(0, equals).strip();
            if (!DOMAIN.matcher(domain).matches()) {
                throw new TypeConversionException("it must be DOMAIN=HOST:PORT, such as example.org=10.0.0.5:25");
            }
            HostPort place = new PlaceConverter.Remote().convert(value.substring(equals + 1));
            return new Destination(domain.toLowerCase(Locale.ROOT), place);
        }
    }

    /**
     * What an option says of a route.
     *
     * @param domain the route's, in lower case
     * @param value what it says
     */
    record ForRoute<T>(String domain, T value) {}

    private static <T> ForRoute<T> forRoute(String value, String example, Function<String, T> parser) {
        int equals = value.indexOf('=');
        String domain = equals < 0 ? "" : value.substring(0, equals).strip();
        if (!DOMAIN.matcher(domain).matches()) {
            throw new TypeConversionException("it must be " + example);
        }
        return new ForRoute<>(domain.toLowerCase(Locale.ROOT), parser.apply(value.substring(equals + 1)));
    }

    /** Reads the TLS policy of a route. */
    static final class RouteTlsConverter implements ITypeConverter<ForRoute<TlsPolicy>> {
        @Override
        public ForRoute<TlsPolicy> convert(String value) {
            return forRoute(
                    value,
                    "DOMAIN=POLICY, such as example.org=required",
                    policy -> Stream.of(TlsPolicy.values())
                            .filter(use -> use.name().equalsIgnoreCase(policy))
                            .findFirst()
                            .orElseThrow(
                                    () -> new TypeConversionException("give none, opportunistic, required or implicit"
                                            + " as the TLS policy, not " + LogText.value(policy))));
        }
    }

    /** Reads the authorities of a route. */
    static final class RouteTrustConverter implements ITypeConverter<ForRoute<Path>> {
        @Override
        public ForRoute<Path> convert(String value) {
            return forRoute(value, "DOMAIN=FILE, such as example.org=ca.pem", Path::of);
        }
    }

    /** Reads the user of a route. Nothing of the value is repeated in a message. */
    static final class RouteUserConverter implements ITypeConverter<ForRoute<AuthOptions.User>> {
        @Override
        public ForRoute<AuthOptions.User> convert(String value) {
            return forRoute(value, "DOMAIN=NAME:PASSWORD", new AuthOptions.UserConverter()::convert);
        }
    }

    /** Reads a retry schedule. */
    static final class RetryConverter implements ITypeConverter<RetrySchedule> {
        @Override
        public RetrySchedule convert(String value) {
            try {
                return RetrySchedule.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Reads a length of time. */
    static final class TimeConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            try {
                return RetrySchedule.parseDuration(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
