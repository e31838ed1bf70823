package io.github.smtpjunit.smtp.server;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.Leniency;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.given.Given;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.sasl.SaslMechanism;
import io.github.smtpjunit.smtp.usercode.UserCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Configures and starts {@linkplain SmtpServer servers}, or {@linkplain SmtpListener listeners} for a main loop of your
 * own. One builder can start many, one after the other or at a time. Not thread-safe.
 */
public final class SmtpServerBuilder {

    private final List<Endpoint> endpoints = new ArrayList<>(); // the first one is that of host(...) and port(...)
    private final Set<ServiceExtension> extensions = EnumSet.allOf(ServiceExtension.class);
    private final List<String> extraKeywords = new ArrayList<>();
    private final TlsDraft tls;
    private final AuthDraft auth;
    private final Limits limits;
    private String hostname = "localhost";
    private MailHandler handler = MailHandler.DISCARD;
    private SmtpPolicy policy = SmtpPolicy.ACCEPT;
    private SessionListener listener = SessionListener.NONE;
    private boolean lmtp;
    private boolean lenient;
    private Trust trust = new Trust(List.of(), List.of());
    private boolean refusesBareNewlines;
    private @Nullable Clock clock;
    private @Nullable Faults faults;
    private @Nullable Executor executor;

    SmtpServerBuilder() {
        endpoints.add(new Endpoint(null, 0, false));
        tls = new TlsDraft();
        auth = new AuthDraft();
        limits = new Limits();
    }

    private SmtpServerBuilder(SmtpServerBuilder other) {
        endpoints.addAll(other.endpoints);
        extensions.retainAll(other.extensions);
        extraKeywords.addAll(other.extraKeywords);
        tls = other.tls.clone();
        auth = other.auth.clone();
        limits = other.limits.clone();
        hostname = other.hostname;
        handler = other.handler;
        policy = other.policy;
        listener = other.listener;
        lmtp = other.lmtp;
        lenient = other.lenient;
        trust = other.trust;
        refusesBareNewlines = other.refusesBareNewlines;
        clock = other.clock;
        faults = other.faults;
        executor = other.executor;
    }

    /**
     * Copies this builder, so that a shared one can be varied.
     *
     * @return a builder with the same values
     */
    public SmtpServerBuilder copy() {
        return new SmtpServerBuilder(this);
    }

    /**
     * Sets the interface to listen on.
     *
     * @param name its host name or address; {@code 0.0.0.0} or {@code ::} for all interfaces. Default: loopback
     * @return this builder
     */
    public SmtpServerBuilder host(String name) {
        endpoints.set(0, endpoints.get(0).withHost(requireNonNull(name, "name")));
        return this;
    }

    /**
     * Sets the port to listen on.
     *
     * @param number 0 to 65535; 0, the default, takes any free port
     * @return this builder
     */
    public SmtpServerBuilder port(int number) {
        endpoints.set(0, endpoints.get(0).withPort(number));
        return this;
    }

    /**
     * Listens at a further place, beside {@link #host(String)} and {@link #port(int)}.
     *
     * @param name the host name or address of the interface
     * @param number the port, 0 for any free one
     * @return this builder
     */
    public SmtpServerBuilder alsoListen(String name, int number) {
        endpoints.add(new Endpoint(requireNonNull(name, "name"), number, false));
        return this;
    }

    /**
     * Listens at a further place where TLS starts with the connection (RFC 8314 section 3.3). Needs
     * {@link #tls(SSLContext)}.
     *
     * @param name the host name or address of the interface
     * @param number the port, 0 for any free one
     * @return this builder
     */
    public SmtpServerBuilder alsoListenTls(String name, int number) {
        endpoints.add(new Endpoint(requireNonNull(name, "name"), number, true));
        return this;
    }

    /**
     * Sets the name that the server greets with.
     *
     * @param name a domain or address literal. Default: {@code localhost}
     * @return this builder
     */
    public SmtpServerBuilder hostname(String name) {
        hostname = requireNonNull(name, "name");
        return this;
    }

    /**
     * Sets what is done with a mail.
     *
     * @param mailHandler called for each mail. Default: accept and forget
     * @return this builder
     */
    public SmtpServerBuilder handler(MailHandler mailHandler) {
        handler = requireNonNull(mailHandler, "mailHandler");
        return this;
    }

    /**
     * Puts something around the handler that is set, for example to keep or count what it accepts.
     *
     * @param wrapper makes the new handler from the old one
     * @return this builder
     */
    public SmtpServerBuilder wrapHandler(UnaryOperator<MailHandler> wrapper) {
        handler = UserCode.answer(
                requireNonNull(wrapper, "wrapper").apply(handler),
                "The wrapper",
                "return a handler, the given one to keep it");
        return this;
    }

    /**
     * Sets what is let in.
     *
     * @param smtpPolicy asked at each point of a session. Default: everything is let in
     * @return this builder
     */
    public SmtpServerBuilder policy(SmtpPolicy smtpPolicy) {
        policy = requireNonNull(smtpPolicy, "smtpPolicy");
        return this;
    }

    /**
     * Watches the sessions, beside the listeners that watch already. Transcripts are kept only for a server that is
     * watched.
     *
     * @param sessionListener notified of each session. Default: no listener
     * @return this builder
     */
    public SmtpServerBuilder addSessionListener(SessionListener sessionListener) {
        requireNonNull(sessionListener, "sessionListener");
        listener = listener == SessionListener.NONE ? sessionListener : new SessionListeners(listener, sessionListener);
        return this;
    }

    /**
     * Switches service extensions off: they are not offered, and their commands and parameters are not known.
     *
     * @param switchedOff the extensions; BINARYMIME goes with CHUNKING, and SMTPUTF8 with 8BITMIME. Default: all are
     *     on; STARTTLS is offered only with {@link #tls(SSLContext)}
     * @return this builder
     */
    public SmtpServerBuilder without(ServiceExtension... switchedOff) {
        for (ServiceExtension extension : Given.each("switchedOff", switchedOff)) {
            extensions.remove(extension);
        }
        for (ServiceExtension extension : List.copyOf(extensions)) {
            Optional<ServiceExtension> base = extension.base();
            if (base.isPresent() && !extensions.contains(base.get())) {
                extensions.remove(extension);
            }
        }
        return this;
    }

    /**
     * Adds a line to the reply to EHLO, to see what a client makes of it.
     *
     * @param keyword the line, for example {@code X-NEW one two}
     * @return this builder
     */
    public SmtpServerBuilder advertise(String keyword) {
        extraKeywords.add(requireNonNull(keyword, "keyword"));
        return this;
    }

    /**
     * Speaks LMTP in place of SMTP (RFC 2033): clients greet with LHLO, and get one reply for each recipient at the end
     * of the data, see {@link MailHandler#handleEach}. Not for port 25. Default: SMTP
     *
     * @return this builder
     */
    public SmtpServerBuilder lmtp() {
        lmtp = true;
        return this;
    }

    /**
     * Accepts what {@link Leniency} lists, as printers, scanners and old programs send it: addresses without brackets,
     * HELO without a name, and more. Right for capturing what such a client sends. The envelope has the addresses as
     * sent, and each use is recorded: {@link SessionRecord#leniencies()} and {@link SessionListener#tolerated}. The
     * order of commands, and where lines and mail data end, stay as strict as they are; so do limits, TLS, AUTH and
     * policy. Default: what breaks the grammar gets 501 or 555
     *
     * @return this builder
     */
    public SmtpServerBuilder lenient() {
        lenient = true;
        return this;
    }

    /**
     * Lets load balancers tell who their clients are, by the PROXY protocol (HAProxy, versions 1 and 2).
     *
     * <p>A client from a trusted address must send a PROXY header before all else, within the
     * {@linkplain #handshakeTimeout(Duration) time for a handshake} and of at most 4096 octets, or is cut off without a
     * word. From then on {@link SessionInfo#remoteAddress()} is what the header says, for the connect policy too, and
     * {@link SessionInfo#proxyAddress()} is the load balancer. A client from any other address is an ordinary one, and
     * its PROXY header an unknown command.
     *
     * @param trusted where the load balancers are, one or more. Default: no address, the protocol is off
     * @return this builder
     */
    public SmtpServerBuilder proxyProtocol(AddressRange... trusted) {
        trust = new Trust(someOf(trusted), trust.gateways());
        return this;
    }

    /**
     * Offers XCLIENT and XFORWARD to trusted gateways (Postfix, XCLIENT_README and XFORWARD_README) only.
     *
     * <p>XCLIENT replaces facts of the session, as if the gateway's client had connected:
     * {@link SessionInfo#remoteAddress()}, {@link SessionInfo#remoteName()}, {@link SessionInfo#localAddress()}, name
     * and authentication (of the mechanism {@code XCLIENT}). The connect policy is asked again; STARTTLS undoes it.
     * XFORWARD tells about the next mail only: {@link SessionInfo#forwarded()}.
     *
     * @param trusted where the gateways are, one or more; behind a {@linkplain #proxyProtocol proxy}, what the proxy
     *     says. Default: no address, the commands are unknown
     * @return this builder
     */
    public SmtpServerBuilder xclient(AddressRange... trusted) {
        trust = new Trust(trust.proxies(), someOf(trusted));
        return this;
    }

    private static List<AddressRange> someOf(AddressRange... trusted) {
        List<AddressRange> some = Given.each("trusted", trusted);
        ServerConfig.require(!some.isEmpty(), "name who is trusted, such as AddressRange.parse(\"127.0.0.0/8\")");
        return some;
    }

    /**
     * Offers STARTTLS (RFC 3207).
     *
     * @param context has the server's key and certificate. Default: none
     * @return this builder
     */
    public SmtpServerBuilder tls(SSLContext context) {
        tls.context = requireNonNull(context, "context");
        return this;
    }

    /**
     * Refuses mail, and questions about addresses (VRFY, EXPN), in clear text with 530 5.7.0. Needs
     * {@link #tls(SSLContext)}. Default: clear text is fine.
     *
     * @return this builder
     */
    public SmtpServerBuilder requireTls() {
        tls.required = true;
        return this;
    }

    /**
     * Lets TLS start with the connection (RFC 8314 section 3.3) at the first listener, that of {@link #host(String)}
     * and {@link #port(int)}. Needs {@link #tls(SSLContext)}. Default: it starts in clear text.
     *
     * @return this builder
     */
    public SmtpServerBuilder implicitTls() {
        endpoints.set(0, endpoints.get(0).withImplicitTls());
        return this;
    }

    /**
     * Sets the versions of TLS. Needs {@link #tls(SSLContext)}.
     *
     * @param versions {@code TLSv1.2}, {@code TLSv1.3} or, by default, both
     * @return this builder
     */
    public SmtpServerBuilder tlsProtocols(String... versions) {
        tls.protocols = Given.each("versions", versions);
        return this;
    }

    /**
     * Sets the cipher suites. Needs {@link #tls(SSLContext)}.
     *
     * @param names in order of preference, by the names of the JDK, for example {@code TLS_AES_128_GCM_SHA256}.
     *     Default: the choice of the JDK
     * @return this builder
     */
    public SmtpServerBuilder cipherSuites(String... names) {
        tls.cipherSuites = Given.each("names", names);
        return this;
    }

    /**
     * Asks clients for a certificate in the TLS handshake (RFC 8446 section 4.3.2); a client may have none. The
     * handshake fails for a certificate that the {@linkplain #tls(SSLContext) context} does not trust.
     * {@link TlsInfo#clientCertificates()} has what a client has shown. Needs {@link #tls(SSLContext)}.
     *
     * @return this builder
     */
    public SmtpServerBuilder requestClientCertificate() {
        tls.clientCertificate = ClientCertificate.REQUESTED;
        return this;
    }

    /**
     * Requires a certificate of each client: the handshake fails for a client without one that the
     * {@linkplain #tls(SSLContext) context} trusts. {@link TlsInfo#clientCertificates()} has what a client has shown.
     * Needs {@link #tls(SSLContext)}.
     *
     * @return this builder
     */
    public SmtpServerBuilder requireClientCertificate() {
        tls.clientCertificate = ClientCertificate.REQUIRED;
        return this;
    }

    /**
     * Offers AUTH (RFC 4954), in TLS only unless {@link #allowAuthWithoutTls()} is set. After that a client may
     * authenticate, but need not.
     *
     * @param whoIsWho decides who a client is, for example {@link SaslAuthenticator#acceptAny()}. Default: none
     * @return this builder
     */
    public SmtpServerBuilder authenticator(SaslAuthenticator whoIsWho) {
        auth.authenticator = requireNonNull(whoIsWho, "whoIsWho");
        return this;
    }

    /**
     * Refuses mail and questions about addresses (VRFY, EXPN) of a client that has not authenticated with 530 5.7.0.
     * Needs {@link #authenticator(SaslAuthenticator)}. Default: anonymous clients are fine.
     *
     * @return this builder
     */
    public SmtpServerBuilder requireAuth() {
        auth.required = true;
        return this;
    }

    /**
     * Offers AUTH in clear text too, where everybody on the way can read the password. Default: AUTH in clear text is
     * not offered, and refused with 538 5.7.11.
     *
     * @return this builder
     */
    public SmtpServerBuilder allowAuthWithoutTls() {
        auth.clearTextAllowed = true;
        return this;
    }

    /**
     * Offers these mechanisms only, in this order; some clients take the first one that they know.
     *
     * @param offered one or more of the {@linkplain SaslAuthenticator#mechanisms() mechanisms of the authenticator}.
     *     Default: all of them, in the order of {@link SaslMechanism}
     * @return this builder
     */
    public SmtpServerBuilder mechanisms(SaslMechanism... offered) {
        auth.mechanisms = Given.each("offered", offered);
        return this;
    }

    /**
     * Sets how many times authentication may fail in a session; the next AUTH gets 421 4.7.0, and the connection is
     * closed.
     *
     * @param count 1 or more. Default: 5
     * @return this builder
     */
    public SmtpServerBuilder maxAuthAttempts(int count) {
        auth.maxAttempts = count;
        return this;
    }

    /**
     * Sets the largest mail, which the SIZE extension tells the client.
     *
     * @param octets 1 or more. Default: 64 MiB
     * @return this builder
     */
    public SmtpServerBuilder maxMessageSize(long octets) {
        limits.maxMessageSize = octets;
        return this;
    }

    /**
     * Sets the largest header of a mail, with the empty line that ends it; a larger one gets 552 5.3.4.
     *
     * @param octets 1 or more. Default: no limit but {@link #maxMessageSize(long)}
     * @return this builder
     */
    public SmtpServerBuilder maxHeaderSize(long octets) {
        limits.maxHeaderSize = octets;
        return this;
    }

    /**
     * Sets the most recipients of one mail; further ones get 452 4.5.3.
     *
     * @param count 100 or more by RFC 5321 section 4.5.3.1.8; fewer to test a client. Default: 1000
     * @return this builder
     */
    public SmtpServerBuilder maxRecipients(int count) {
        limits.maxRecipients = count;
        return this;
    }

    /**
     * Sets the longest command line. AUTH may always have an initial response of 12288 octets (RFC 4954 section 4).
     *
     * @param octets 512 or more by RFC 5321 section 4.5.3.1.4, without CR LF. Default: 4096
     * @return this builder
     */
    public SmtpServerBuilder maxLineLength(int octets) {
        limits.maxLineLength = octets;
        return this;
    }

    /**
     * Sets how many lines of a session's dialogue are kept; the {@link Transcript} counts the rest. A line is kept up
     * to 500 characters.
     *
     * @param count 0 or more. Default: 1000
     * @return this builder
     */
    public SmtpServerBuilder maxTranscriptLines(int count) {
        limits.maxTranscriptLines = count;
        return this;
    }

    /**
     * Sets how many {@linkplain SessionRecord#failedAttempts() failed attempts} of a session are kept;
     * {@link SessionRecord#failedAttemptCount()} counts the rest too, and listeners get all. Each holds its envelope,
     * which may be large.
     *
     * @param count 0 or more. Default: 1000
     * @return this builder
     */
    public SmtpServerBuilder maxKeptFailedAttempts(int count) {
        limits.maxKeptFailedAttempts = count;
        return this;
    }

    /**
     * Sets after how many mistakes (500 to 504, 555) a session is ended with 421 4.7.0.
     *
     * @param count 0 or more. Default: 20
     * @return this builder
     */
    public SmtpServerBuilder maxErrors(int count) {
        limits.maxErrors = count;
        return this;
    }

    /**
     * Sets how many mail transactions a client may start over one connection; the next MAIL gets 421 4.7.0, and the
     * connection is closed. The LIMITS extension tells the client (RFC 9422 section 4.1).
     *
     * @param count 1 or more. Default: no limit
     * @return this builder
     */
    public SmtpServerBuilder maxMailsPerConnection(int count) {
        limits.maxMails = count;
        return this;
    }

    /**
     * Sets how many clients are served at a time; further ones get 421 4.7.0.
     *
     * @param count 1 or more. Default: 1000
     * @return this builder
     */
    public SmtpServerBuilder maxConnections(int count) {
        limits.maxConnections = count;
        return this;
    }

    /**
     * Lets a client have the place of an idle one when all {@linkplain #maxConnections connections} are taken: the one
     * that has been silent for longest outside a transaction gets 421 4.7.0, or is cut off if it keeps the server
     * waiting in a TLS handshake. By default all keep their places, and the new client gets 421.
     *
     * @return this builder
     */
    public SmtpServerBuilder idleConnectionsGiveWay() {
        limits.idleGivesWay = true;
        return this;
    }

    /**
     * Sets how many connections one client, known by its address, may have at a time; further ones get 421 4.7.0.
     * Connections that have authenticated do not count; clients behind a {@linkplain #proxyProtocol proxy} have no such
     * limit.
     *
     * @param count 1 or more. By default there is no limit
     * @param exempt the addresses of clients that may have more
     * @return this builder
     */
    public SmtpServerBuilder maxConnectionsPerClient(int count, AddressRange... exempt) {
        limits.clientLimit = new ClientLimit(count, Given.each("exempt", exempt));
        return this;
    }

    /**
     * Refuses a mail with a CR or LF that stands alone (RFC 5321 section 2.3.8), with 554 5.6.0 after its end: right
     * for a relay. A bare CR or LF never ends a line or the data, and is never normalised. Binary mails (RFC 3030) may
     * have it.
     *
     * @return this builder
     */
    public SmtpServerBuilder refuseBareNewlines() {
        refusesBareNewlines = true;
        return this;
    }

    /**
     * Takes a CR or LF that stands alone for content like any other octet, the default: right for capturing what a
     * client really sends. It takes back {@link #refuseBareNewlines()}.
     *
     * @return this builder
     */
    public SmtpServerBuilder keepBareNewlines() {
        refusesBareNewlines = false;
        return this;
    }

    /**
     * Sets how long a client may take for a line, or be silent within content, before it gets 421 4.4.2.
     *
     * @param limit a positive time. Default: 5 minutes (RFC 5321 section 4.5.3.2.7)
     * @return this builder
     */
    public SmtpServerBuilder idleTimeout(Duration limit) {
        limits.idleTimeout = requireNonNull(limit, "limit");
        return this;
    }

    /**
     * Sets how long the content of one mail may take from its first octet to its last, however lively the client is,
     * before it gets 421 4.4.2. What the handler does between its reads counts too.
     *
     * @param limit a positive time. Default: 30 minutes
     * @return this builder
     */
    public SmtpServerBuilder mailTimeout(Duration limit) {
        limits.mailTimeout = requireNonNull(limit, "limit");
        return this;
    }

    /**
     * Sets how long a TLS handshake, or the header of the {@linkplain #proxyProtocol PROXY protocol}, may take.
     *
     * @param limit a positive time. Default: 30 seconds
     * @return this builder
     */
    public SmtpServerBuilder handshakeTimeout(Duration limit) {
        limits.handshakeTimeout = requireNonNull(limit, "limit");
        return this;
    }

    /**
     * Lets clients wait for the greeting, and refuses those that do not: who sends anything before it gets 554 5.5.1 in
     * its place (RFC 5321 section 4.3.1).
     *
     * @param delay zero or more. Default: zero, the greeting comes at once and all clients are patient enough
     * @return this builder
     */
    public SmtpServerBuilder greetingDelay(Duration delay) {
        limits.greetingDelay = requireNonNull(delay, "delay");
        return this;
    }

    /**
     * Sets how long {@link SmtpServer#close()} waits for mails under way.
     *
     * @param limit zero or more. Default: 5 seconds
     * @return this builder
     */
    public SmtpServerBuilder shutdownGrace(Duration limit) {
        limits.shutdownGrace = requireNonNull(limit, "limit");
        return this;
    }

    /**
     * Returns the grace that was set, for code that has a default of its own.
     *
     * @return empty if {@link #shutdownGrace(Duration)} was not called
     */
    public Optional<Duration> shutdownGrace() {
        return Optional.ofNullable(limits.shutdownGrace);
    }

    /**
     * Sets the clock of time stamps and of {@link Faults}; it can be a {@link ManualClock}.
     *
     * @param source Default: the system's, in UTC
     * @return this builder
     */
    public SmtpServerBuilder clock(Clock source) {
        clock = requireNonNull(source, "source");
        return this;
    }

    /**
     * Returns the clock that was set, for an extension of a test framework that has one of its own.
     *
     * @return empty if {@link #clock(Clock)} was not called
     */
    public Optional<Clock> clock() {
        return Optional.ofNullable(clock);
    }

    /**
     * Sets what the server does wrong on purpose.
     *
     * @param rules shared by all servers that this builder starts, with their counts. Default: each server has its own,
     *     without rules, at {@link SmtpServer#faults()}
     * @return this builder
     */
    public SmtpServerBuilder faults(Faults rules) {
        faults = requireNonNull(rules, "rules");
        return this;
    }

    /**
     * Sets who runs the connections; each occupies a thread while it lasts. The server does not shut it down. A client
     * that it does not take is closed; one that has been greeted already, since no policy took part before that, gets
     * 421.
     *
     * @param threads Default: threads of the server's own; on JDK 21 and later virtual ones at first, and beyond 128
     *     connections at a time
     * @return this builder
     */
    public SmtpServerBuilder executor(Executor threads) {
        executor = requireNonNull(threads, "threads");
        return this;
    }

    /**
     * Starts a server. It listens when this method returns.
     *
     * @return the server; close it
     * @throws UncheckedIOException if a port is taken or an interface does not exist; the message names it
     * @throws IllegalArgumentException if a value is out of its range or two contradict each other; the message names
     *     the remedy
     */
    public SmtpServer start() {
        ServerConfig config = config();
        List<SmtpListener> listeners = new ArrayList<>();
        AtomicLong lastId = new AtomicLong();
        try {
            for (Endpoint endpoint : endpoints) {
                listeners.add(endpoint.listen(lastId, config));
            }
        } catch (IOException e) {
            listeners.forEach(SmtpListener::close);
            throw new UncheckedIOException(e.getMessage(), e);
        }
        SmtpServer server = new SmtpServer(config, listeners, executor);
        server.startAccepting();
        return server;
    }

    /**
     * Listens for a main loop of your own. What is set for {@link #handler(MailHandler)}, {@link #executor(Executor)},
     * {@link #maxConnections(int)}, {@link #shutdownGrace(Duration)} and further listeners is of no use there.
     *
     * @return a listener that accepts connections already; close it
     * @throws IOException if the port is taken or the interface does not exist; the message names it
     * @throws IllegalArgumentException if a value is out of its range or two contradict each other; the message names
     *     the remedy
     */
    public SmtpListener bind() throws IOException {
        return endpoints.get(0).listen(new AtomicLong(), config());
    }

    ServerConfig config() {
        Reply greeting =
                lmtp ? Replies.lmtpGreeting(hostname) : Replies.greeting(hostname); // refuses what cannot be one
        check();
        return new ServerConfig(
                hostname,
                greeting,
                handler,
                policy,
                listener,
                Collections.unmodifiableSet(EnumSet.copyOf(extensions)),
                List.copyOf(extraKeywords),
                lmtp,
                lenient,
                trust,
                tls.settings(),
                tls.required,
                auth.rules(extensions),
                limits.maxMessageSize,
                limits.maxHeaderSize,
                limits.maxRecipients,
                limits.maxLineLength,
                limits.maxErrors,
                limits.maxMails,
                limits.maxConnections,
                limits.idleGivesWay,
                limits.clientLimit,
                limits.maxTranscriptLines,
                limits.maxKeptFailedAttempts,
                refusesBareNewlines,
                limits.idleTimeout,
                limits.mailTimeout,
                limits.handshakeTimeout,
                limits.greetingDelay,
                limits.shutdownGrace(),
                clock == null ? Clock.systemUTC() : clock,
                faults == null ? new Faults() : faults);
    }

    private void check() {
        for (Endpoint endpoint : endpoints) {
            endpoint.check();
        }
        tls.check(endpoints, extensions);
        auth.check(extensions, tls.isReachable(endpoints, extensions));
        limits.check();
        for (String keyword : extraKeywords) {
            ServerConfig.require(!keyword.isBlank(), "a line that is advertised needs a keyword");
            Reply.of(250, keyword); // refuses what cannot stand in a reply
        }
        ServerConfig.require(
                !hostname.isBlank() && hostname.indexOf(' ') < 0, "hostname must be a name without spaces");
    }
}
