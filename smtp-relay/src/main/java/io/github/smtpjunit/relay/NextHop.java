package io.github.smtpjunit.relay;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.relay.client.ClientSettings;
import io.github.smtpjunit.relay.client.Credentials;
import io.github.smtpjunit.relay.client.HostPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A host that mail is sent to, and how to speak to it. Each next hop has its own TLS policy and its own credentials:
 *
 * <pre>{@code
 * SmtpRelay.builder()
 *         .smartHost(NextHop.at("mail.example.org", 587)
 *                 .withTls(TlsPolicy.REQUIRED)
 *                 .withCredentials("ada", "secret"))
 *         .route("example.com", NextHop.at("10.0.0.5", 25));
 * }</pre>
 *
 * <p>Immutable: each {@code with..} method returns a copy.
 */
public final class NextHop {

    private final HostPort place;
    private final @Nullable TlsPolicy tls;
    private final @Nullable SSLContext trust;
    private final @Nullable Credentials credentials;

    private NextHop(
            HostPort place, @Nullable TlsPolicy tls, @Nullable SSLContext trust, @Nullable Credentials credentials) {
        this.place = place;
        this.tls = tls;
        this.trust = trust;
        this.credentials = credentials;
    }

    /**
     * Names a host, with the relay's default for TLS and without credentials.
     *
     * @param host a host name or IP address
     * @param port the port
     * @return the next hop
     * @throws IllegalArgumentException if the host is no name or address, or there is no such port; the message is one
     *     line
     */
    public static NextHop at(String host, int port) {
        requireNonNull(host, "host");
        if (port < 1) {
            throw new IllegalArgumentException("A port is a number from 1 to 65535, not " + port);
        }
        return at(HostPort.parse(host.indexOf(':') >= 0 ? "[" + host + "]" : host, port));
    }

    /** The same as text says it, such as {@code mx.example.org:25}. */
    static NextHop at(HostPort place) {
        return new NextHop(place, null, null, null);
    }

    /**
     * Sets whether to encrypt the way to this host.
     *
     * @param use the TLS policy
     * @return a copy with it
     */
    public NextHop withTls(TlsPolicy use) {
        return new NextHop(place, requireNonNull(use, "use"), trust, credentials);
    }

    /**
     * Sets which certificates of this host to trust.
     *
     * @param context makes the TLS connections
     * @return a copy with it
     */
    public NextHop withTrust(SSLContext context) {
        return new NextHop(place, tls, requireNonNull(context, "context"), credentials);
    }

    /**
     * Sets the name and password of the relay at this host (RFC 4954). The password is sent over verified TLS only,
     * unless the policy is {@link TlsPolicy#NONE}: with {@link TlsPolicy#OPPORTUNISTIC} and a certificate that is not
     * trusted the mail waits.
     *
     * @param user the name
     * @param password the password; shown nowhere
     * @return a copy with them
     */
    public NextHop withCredentials(String user, String password) {
        return with(Credentials.password(user, password));
    }

    /**
     * Sets the name and the OAuth 2.0 bearer token (RFC 7628) of the relay at this host. The token is sent as
     * {@linkplain #withCredentials a password} is.
     *
     * @param user the name
     * @param token the token; shown nowhere
     * @return a copy with them
     */
    public NextHop withBearerToken(String user, String token) {
        return with(Credentials.bearerToken(user, token));
    }

    NextHop with(Credentials secret) {
        return new NextHop(place, tls, trust, secret);
    }

    /**
     * Returns the host.
     *
     * @return a host name in lower case, or an IP address without brackets
     */
    public String host() {
        return place.host();
    }

    /**
     * Returns the port.
     *
     * @return 1 to 65535
     */
    public int port() {
        return place.port();
    }

    /**
     * Returns whether to encrypt the way to this host.
     *
     * @return the TLS policy; empty for the {@linkplain SmtpRelayBuilder#tls relay's default}
     */
    public Optional<TlsPolicy> tls() {
        return Optional.ofNullable(tls);
    }

    /**
     * Returns what makes the TLS connections to this host.
     *
     * @return the context; empty for the {@linkplain SmtpRelayBuilder#trust relay's default}
     */
    public Optional<SSLContext> trust() {
        return Optional.ofNullable(trust);
    }

    /**
     * Returns the name by which the relay authenticates at this host.
     *
     * @return the name; empty for no AUTH
     */
    public Optional<String> user() {
        return Optional.ofNullable(credentials).map(Credentials::user);
    }

    HostPort place() {
        return place;
    }

    /**
     * How to speak to it: by its own settings, and where it has no setting by that of all hosts; but never with their
     * credentials.
     */
    ClientSettings settings(ClientSettings common) {
        return new ClientSettings(
                common.helloName(),
                tls == null ? common.tls() : tls,
                trust == null ? common.trust() : trust,
                credentials,
                common.timeouts());
    }

    List<InetAddress> addresses() throws UnknownHostException {
        return place.addresses();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NextHop hop
                && place.equals(hop.place)
                && tls == hop.tls
                && Objects.equals(trust, hop.trust)
                && Objects.equals(credentials, hop.credentials);
    }

    @Override
    public int hashCode() {
        return place.hashCode();
    }

    /** Returns {@code HOST:PORT}, and nothing of the secret. */
    @Override
    public String toString() {
        return place.toString();
    }
}
