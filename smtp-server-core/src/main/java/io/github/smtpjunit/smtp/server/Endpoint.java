package io.github.smtpjunit.smtp.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A place to listen at.
 *
 * @param host the interface, null for loopback
 * @param port the port, 0 for any
 * @param implicitTls whether the handshake comes first
 */
record Endpoint(@Nullable String host, int port, boolean implicitTls) {

    private static final int BACKLOG = 1024;

    Endpoint withHost(String name) {
        return new Endpoint(name, port, implicitTls);
    }

    Endpoint withPort(int number) {
        return new Endpoint(host, number, implicitTls);
    }

    Endpoint withImplicitTls() {
        return new Endpoint(host, port, true);
    }

    /** Refuses what is no place. */
    void check() {
        ServerConfig.require(port >= 0 && port <= 65_535, "port must lie between 0 and 65535");
    }

    SmtpListener listen(AtomicLong lastId, ServerConfig config) throws IOException {
        InetSocketAddress address =
                host == null ? new InetSocketAddress(SmtpListener.loopback(), port) : new InetSocketAddress(host, port);
        return new SmtpListener(address, BACKLOG, implicitTls, lastId, config);
    }
}
