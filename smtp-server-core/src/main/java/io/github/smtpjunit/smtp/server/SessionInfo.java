package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.sasl.AuthInfo;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a session at one moment: who the peer is, how it greeted, TLS and authentication. Immutable; a policy or
 * handler gets a new one whenever a fact has changed.
 */
public final class SessionInfo {

    private final long id;
    private final Peer peer;
    private final Instant openedAt;
    private final boolean lmtp;
    private final @Nullable String heloName;
    private final boolean extended;
    private final @Nullable TlsInfo tls;
    private final @Nullable AuthInfo authentication;
    private final int transactionNumber;
    private final long transactionOrder;
    private final @Nullable Instant transactionBegan;

    SessionInfo(
            long id,
            Peer peer,
            Instant openedAt,
            boolean lmtp,
            @Nullable String heloName,
            boolean extended,
            @Nullable TlsInfo tls,
            @Nullable AuthInfo authentication,
            int transactionNumber,
            long transactionOrder,
            @Nullable Instant transactionBegan) {
        this.id = id;
        this.peer = peer;
        this.openedAt = openedAt;
        this.lmtp = lmtp;
        this.heloName = heloName;
        this.extended = extended;
        this.tls = tls;
        this.authentication = authentication;
        this.transactionNumber = transactionNumber;
        this.transactionOrder = transactionOrder;
        this.transactionBegan = transactionBegan;
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
     * Returns the client's address: what a trusted proxy says by the PROXY protocol or XCLIENT, else the other end of
     * the connection.
     *
     * @return address and port; {@code 0.0.0.0} and 0 for what XCLIENT calls unavailable
     */
    public InetSocketAddress remoteAddress() {
        return peer.remote();
    }

    /**
     * Returns the address that the client connected to, which may be that of a proxy.
     *
     * @return address and port
     */
    public InetSocketAddress localAddress() {
        return peer.local();
    }

    /**
     * Returns the address of the proxy that spoke for the client: the other end of the connection.
     *
     * @return empty if {@link #remoteAddress()} is that itself
     */
    public Optional<InetSocketAddress> proxyAddress() {
        return Optional.ofNullable(peer.proxy());
    }

    /**
     * Returns the client's host name, as a trusted gateway tells it by XCLIENT. The server itself looks up no names.
     *
     * @return empty if no gateway has sent it, or the gateway does not know it
     */
    public Optional<String> remoteName() {
        return Optional.ofNullable(peer.name());
    }

    /**
     * Returns what a trusted gateway says about the origin of the next mail by XFORWARD. Unlike XCLIENT that changes no
     * other fact.
     *
     * @return decoded values by attribute in upper case, {@code [UNAVAILABLE]} among them, in the order in which they
     *     were sent; empty without XFORWARD, and after the end of a transaction, RSET, EHLO and STARTTLS until the next
     *     one
     */
    public Map<String, String> forwarded() {
        return peer.forwarded();
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
     * Returns the name that the client gave itself with EHLO, HELO or LHLO.
     *
     * @return the name as sent, {@code ""} if a lenient server let the client leave it out; empty before the first one,
     *     and after STARTTLS until the next one (RFC 3207 section 4.2)
     */
    public Optional<String> heloName() {
        return Optional.ofNullable(heloName);
    }

    /**
     * Tells whether the client greeted with EHLO or LHLO.
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
     * Returns who the client has proved to be, or only {@linkplain AuthInfo#proved() says} that it is.
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
     * Returns when the mail transaction began, by its place among all events of this JVM: MAIL commands and failed
     * attempts of all sessions. Unlike a time it tells earlier from later also while the clock stands still.
     *
     * @return 0 before the first MAIL command; comparable with other transactions' and with
     *     {@link FailedAttempt#order()}, no count of anything
     */
    public long transactionOrder() {
        return transactionOrder;
    }

    /**
     * Returns when the mail transaction began: when the server answered its MAIL command.
     *
     * @return the time by the server's clock, empty before the first MAIL command
     */
    public Optional<Instant> transactionBegan() {
        return Optional.ofNullable(transactionBegan);
    }

    /**
     * Returns the protocol's name for a Received field (RFC 3848).
     *
     * @return {@code SMTP}, {@code ESMTP}, {@code ESMTPS}, {@code ESMTPA} or {@code ESMTPSA}; on an LMTP server
     *     {@code LMTP}, {@code LMTPS}, {@code LMTPA} or {@code LMTPSA}
     */
    public String protocol() {
        if (!extended && !lmtp) {
            return "SMTP";
        }
        return (lmtp ? "LMTP" : "ESMTP") + (tls == null ? "" : "S") + (authentication == null ? "" : "A");
    }

    /** Returns the facts on one line, for logs; what the client says of itself is escaped. */
    @Override
    public String toString() {
        InetSocketAddress remoteAddress = peer.remote();
        return "session " + id + " from " + remoteAddress.getAddress().getHostAddress() + ":" + remoteAddress.getPort()
                + (heloName == null ? "" : " (" + SessionRecord.printable(heloName) + ")")
                + " " + protocol()
                + (authentication == null
                        ? ""
                        : " as " + SessionRecord.printable(authentication.user())
                                + (authentication.proved() ? "" : " (credentials not checked)"));
    }
}
