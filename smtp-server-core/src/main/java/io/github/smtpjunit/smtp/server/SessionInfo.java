package io.github.smtpjunit.smtp.server;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a session at one moment: who the peer is, how it greeted, TLS and authentication. Immutable; a policy or handler
 * gets a new one whenever a fact has changed.
 */
public final class SessionInfo {

    private final long id;
    private final InetSocketAddress remoteAddress;
    private final InetSocketAddress localAddress;
    private final Instant openedAt;
    private final @Nullable String heloName;
    private final boolean extended;
    private final @Nullable TlsInfo tls;
    private final @Nullable AuthInfo authentication;
    private final int transactionNumber;

    SessionInfo(
            long id,
            InetSocketAddress remoteAddress,
            InetSocketAddress localAddress,
            Instant openedAt,
            @Nullable String heloName,
            boolean extended,
            @Nullable TlsInfo tls,
            @Nullable AuthInfo authentication,
            int transactionNumber) {
        this.id = id;
        this.remoteAddress = remoteAddress;
        this.localAddress = localAddress;
        this.openedAt = openedAt;
        this.heloName = heloName;
        this.extended = extended;
        this.tls = tls;
        this.authentication = authentication;
        this.transactionNumber = transactionNumber;
    }

    /**
     * Returns the number of the session.
     *
     * @return 1 for the first connection of a server or listener, and one more for each further one
     */
    public long id() {
        return id;
    }

    /**
     * Returns the client's address.
     *
     * @return address and port
     */
    public InetSocketAddress remoteAddress() {
        return remoteAddress;
    }

    /**
     * Returns the address that the client connected to.
     *
     * @return address and port
     */
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    /**
     * Returns when the connection was accepted.
     *
     * @return the time by the server's clock
     */
    public Instant openedAt() {
        return openedAt;
    }

    /**
     * Returns the name that the client gave itself with EHLO or HELO.
     *
     * @return the name as sent, empty before the first one, and after STARTTLS until the next one (RFC 3207 section 4.2)
     */
    public Optional<String> heloName() {
        return Optional.ofNullable(heloName);
    }

    /**
     * Tells whether the client greeted with EHLO.
     *
     * @return false after HELO, and before any greeting
     */
    public boolean isExtended() {
        return extended;
    }

    /**
     * Returns what the TLS handshake settled.
     *
     * @return empty in clear text
     */
    public Optional<TlsInfo> tls() {
        return Optional.ofNullable(tls);
    }

    /**
     * Returns who the client has proved to be.
     *
     * @return empty for an anonymous client
     */
    public Optional<AuthInfo> authentication() {
        return Optional.ofNullable(authentication);
    }

    /**
     * Returns the number of the mail transaction within the session.
     *
     * @return 0 before the first MAIL command, 1 after it, and so on
     */
    public int transactionNumber() {
        return transactionNumber;
    }

    /**
     * Returns the protocol's name for a Received field (RFC 3848).
     *
     * @return {@code SMTP}, {@code ESMTP}, {@code ESMTPS}, {@code ESMTPA} or {@code ESMTPSA}
     */
    public String protocol() {
        return extended ? "ESMTP" + (tls == null ? "" : "S") + (authentication == null ? "" : "A") : "SMTP";
    }

    /** Returns the facts on one line, for logs. */
    @Override
    public String toString() {
        return "session " + id + " from " + remoteAddress.getAddress().getHostAddress() + ":" + remoteAddress.getPort()
                + (heloName == null ? "" : " (" + heloName + ")")
                + " " + protocol()
                + (authentication == null ? "" : " as " + authentication.user());
    }
}
