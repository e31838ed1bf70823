package io.github.smtpjunit.relay;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.relay.client.ClientSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A host that mail is sent to, and how to speak to it. Each next hop has its own TLS policy and its own credentials:
 *
 * <pre>{@code
 * SmtpRelay.builder()
 *         .smartHost(NextHop.at("mail.example.org", 587)
 *                 .withTls(TlsPolicy.REQUIRED)
 *                 .withCredentials(Credentials.password("ada", "secret")))
 *         .route("example.com", NextHop.at("10.0.0.5", 25));
 * }</pre>
 *
 * @param host a host name or IP address
 * @param port the port, 1 to 65535
 * @param tls whether to encrypt; null for the {@linkplain SmtpRelayBuilder#tls relay's default}
 * @param trust makes the TLS connections, and knows which certificates to trust; null for the {@linkplain SmtpRelayBuilder#trust relay's
 *     default}
 * @param credentials who the relay is there; null for no AUTH
 */
public record NextHop(
        String host,
        int port,
        @Nullable TlsPolicy tls,
        @Nullable SSLContext trust,
        @Nullable Credentials credentials) {

    /**
     * Checks host and port.
     *
     * @param host a host name or IP address
     * @param port the port
     * @param tls whether to encrypt
     * @param trust makes the TLS connections
     * @param credentials who the relay is there
     * @throws IllegalArgumentException if the host is no name or address, or there is no such port; the message is one line
     */
    public NextHop {
        requireNonNull(host, "host");
        if (port < 1) {
            throw new IllegalArgumentException("A port is a number from 1 to 65535, not " + port);
        }
        host = HostPort.parse(host.indexOf(':') >= 0 ? "[" + host + "]" : host, port)
                .host();
    }

    /**
     * Names a host, with the relay's default for TLS and without credentials.
     *
     * @param host a host name or IP address
     * @param port the port
     * @return the next hop
     * @throws IllegalArgumentException if the host is no name or address, or there is no such port
     */
    public static NextHop at(String host, int port) {
        return new NextHop(host, port, null, null, null);
    }

    /** The same as text says it, such as {@code mx.example.org:25}. */
    static NextHop at(HostPort place) {
        return at(place.host(), place.port());
    }

    /**
     * Sets whether to encrypt the way to this host.
     *
     * @param use the TLS policy
     * @return a copy with it
     */
    public NextHop withTls(TlsPolicy use) {
        return new NextHop(host, port, requireNonNull(use, "use"), trust, credentials);
    }

    /**
     * Sets which certificates of this host to trust.
     *
     * @param context makes the TLS connections
     * @return a copy with it
     */
    public NextHop withTrust(SSLContext context) {
        return new NextHop(host, port, tls, requireNonNull(context, "context"), credentials);
    }

    /**
     * Sets who the relay is at this host. The secret is sent over verified TLS only, unless the policy is {@link TlsPolicy#NONE}: with {@link
     * TlsPolicy#OPPORTUNISTIC} and a certificate that is not trusted the mail waits.
     *
     * @param who the credentials
     * @return a copy with them
     */
    public NextHop withCredentials(Credentials who) {
        return new NextHop(host, port, tls, trust, requireNonNull(who, "who"));
    }

    HostPort place() {
        return new HostPort(host, port);
    }

    /** How to speak to it: as its own settings say, and as those of all hosts where it has none; but never with their credentials. */
    ClientSettings settings(ClientSettings common) {
        return new ClientSettings(
                common.helloName(),
                tls == null ? common.tls() : tls,
                trust == null ? common.context() : trust,
                credentials,
                common.timeouts());
    }

    List<InetAddress> addresses() throws UnknownHostException {
        return place().addresses();
    }

    /** Returns {@code HOST:PORT}, and nothing of the secret. */
    @Override
    public String toString() {
        return place().toString();
    }
}
