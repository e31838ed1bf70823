package io.github.smtpjunit.relay.cli;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * A TLS context that is made in the background, after the start: to make a certificate takes as long as all else at a
 * start. The first connection that encrypts waits for it. Thread-safe.
 */
final class LateTlsContext extends SSLContext {

    private final Spi late;

    private LateTlsContext(Spi late) {
        super(late, null, "TLS");
        this.late = late;
    }

    static LateTlsContext of(Supplier<SSLContext> maker) {
        return new LateTlsContext(new Spi(maker));
    }

    /** Starts to make the context, unless that has happened. */
    void begin() {
        late.begin();
    }

    private static final class Spi extends SSLContextSpi {

        private final Supplier<SSLContext> maker;
        private final CompletableFuture<SSLContext> made = new CompletableFuture<>();
        private boolean begun;

        Spi(Supplier<SSLContext> maker) {
            this.maker = maker;
        }

        synchronized void begin() {
            if (begun) {
                return;
            }
            begun = true;
            Thread thread = new Thread(this::make, "tls-context");
            thread.setDaemon(true);
            thread.start();
        }

        private void make() {
            try {
                made.complete(maker.get());
            } catch (RuntimeException e) {
                made.completeExceptionally(e);
            }
        }

        private SSLContext context() {
            begin();
            return made.join();
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("This context initializes itself");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return context().getSocketFactory();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return context().getServerSocketFactory();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return context().createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return context().createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return context().getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return context().getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return context().getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return context().getSupportedSSLParameters();
        }
    }
}
