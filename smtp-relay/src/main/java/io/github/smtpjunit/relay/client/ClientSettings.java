package io.github.smtpjunit.relay.client;

import io.github.smtpjunit.relay.TlsPolicy;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How the relay speaks to the next hop.
 *
 * @param helloName the name in EHLO
 * @param tls whether to encrypt
 * @param trust makes TLS connections, and knows which certificates to trust; null for the JVM's default
 * @param credentials the user to authenticate as, null for no AUTH
 * @param timeouts how long to wait for what
 */
public record ClientSettings(
        String helloName,
        TlsPolicy tls,
        @Nullable SSLContext trust,
        @Nullable Credentials credentials,
        Timeouts timeouts) {

    public ClientSettings withTls(TlsPolicy use) {
        return new ClientSettings(helloName, use, trust, credentials, timeouts);
    }

    /**
     * Makes TLS connections. The JVM's default is asked for when it is needed, since it reads all authorities that Java
     * trusts.
     */
    SSLContext context() {
        try {
            return trust == null ? SSLContext.getDefault() : trust;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JDK has no TLS", e);
        }
    }

    /**
     * How long to wait (RFC 5321 section 4.5.3.2).
     *
     * @param connect for the connection
     * @param command for the greeting, and for the reply to a command
     * @param data for the reply to DATA, and for the peer to take each block of the content
     * @param finalDot for the reply to the end of data
     */
    public record Timeouts(Duration connect, Duration command, Duration data, Duration finalDot) {

        public static final Timeouts DEFAULT = new Timeouts(
                Duration.ofSeconds(30), Duration.ofSeconds(300), Duration.ofSeconds(120), Duration.ofSeconds(600));
    }
}
