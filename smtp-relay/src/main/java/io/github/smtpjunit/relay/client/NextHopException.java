package io.github.smtpjunit.relay.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A session could not be opened, or is lost. The connection is closed; another host may be tried. */
public final class NextHopException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient RemoteReply reply;
    private final boolean tlsFailure;
    private boolean greeted;
    private boolean withoutTls;

    NextHopException(RemoteReply reply) {
        this(reply, false, null);
    }

    NextHopException(RemoteReply reply, Throwable cause) {
        this(reply, false, cause);
    }

    private NextHopException(RemoteReply reply, boolean tlsFailure, @Nullable Throwable cause) {
        super(reply.toString(), cause);
        this.reply = reply;
        this.tlsFailure = tlsFailure;
    }

    /** TLS could not be agreed on: without it the host may be of use. */
    static NextHopException ofTls(String problem, Throwable cause) {
        return new NextHopException(RemoteReply.of(454, "4.7.5", problem), true, cause);
    }

    /** The host offers no TLS: it will not soon take what must not go without. */
    static NextHopException ofNoTls() {
        NextHopException none = new NextHopException(RemoteReply.of(454, "4.7.4", "The next hop offers no STARTTLS"));
        none.withoutTls = true;
        return none;
    }

    /** The host has not proved its identity, so it gets no secret, and no mail without a secret. */
    NextHopException forLackOfVerification() {
        String problem = reply.text().replaceFirst("^4\\.\\d+\\.\\d+ ", "");
        NextHopException unverified = new NextHopException(
                RemoteReply.of(
                        454,
                        "4.7.5",
                        "The password is sent over verified TLS only; give the authority of the host's certificate by"
                                + " --smart-host-trust (--route-trust, or withTrust(..)): " + problem),
                this);
        unverified.greeted = greeted;
        return unverified;
    }

    /** What the host replied, or what the relay itself has to say. */
    public RemoteReply reply() {
        return reply;
    }

    boolean isTlsFailure() {
        return tlsFailure;
    }

    public boolean isForLackOfTls() {
        return withoutTls;
    }

    /** The host had greeted before. */
    NextHopException afterGreeting() {
        greeted = true;
        return this;
    }

    /** Whether the host is there and wants mail, only not this way. */
    public boolean isAfterGreeting() {
        return greeted;
    }
}
