package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a session comes from: what the socket says, then a PROXY header, then XCLIENT and XFORWARD (Postfix
 * XCLIENT_README and XFORWARD_README). It does no I/O.
 */
final class ClientIdentity {

    private final Trust trust;
    private Peer connected; // as the socket says, or the proxy before it
    private Peer peer; // the same, or as a gateway says

    ClientIdentity(Trust trust, Peer connected) {
        this.trust = trust;
        this.connected = connected;
        this.peer = connected;
    }

    Peer peer() {
        return peer;
    }

    /** A proxy has told who it speaks for. */
    void proxied(ProxyHeader header) {
        connected = connected.behind(header);
        peer = connected;
    }

    /** TLS has started, and what a gateway said in clear text is worth nothing (RFC 3207 section 4.2). */
    void forget() {
        peer = connected;
    }

    /** A mail is over, and what XFORWARD said about it too. */
    void endMail() {
        peer = peer.withoutForwarded();
    }

    /** Tells whether this peer may speak for others; what XCLIENT says is no reason to trust it. */
    boolean isGateway() {
        return trust.isGateway(connected.remote());
    }

    /** The rules about who may use XCLIENT and XFORWARD, and when. */
    Optional<Reply> guard(boolean inTransaction) {
        if (trust.gateways().isEmpty()) {
            return Optional.of(Replies.COMMAND_UNKNOWN);
        }
        if (!isGateway()) {
            return Optional.of(Replies.NOT_A_GATEWAY);
        }
        return inTransaction ? Optional.of(Replies.NOT_IN_TRANSACTION) : Optional.empty();
    }

    /** Replaces the peer by the client that the gateway describes, and leaves the rest to the session. */
    Reply override(String argument, Function<ClientAttributes, Reply> session) {
        ClientAttributes xclient;
        try {
            xclient = ClientAttributes.parseXclient(argument);
        } catch (IllegalArgumentException e) {
            return Replies.badAttribute(String.valueOf(e.getMessage()));
        }
        peer = peer.overriddenBy(xclient);
        return session.apply(xclient);
    }

    /** Notes what the gateway says about the next mail. */
    Reply forward(String argument) {
        try {
            peer = peer.forwarding(ClientAttributes.parseXforward(argument));
            return Replies.OK;
        } catch (IllegalArgumentException e) {
            return Replies.badAttribute(String.valueOf(e.getMessage()));
        }
    }
}
