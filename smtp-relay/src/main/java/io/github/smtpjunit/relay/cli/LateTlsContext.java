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
 * A TLS context that is made in the background: to make a certificate takes as long as all else at a start. The first
 * client that encrypts waits for it.
 */
final class LateTlsContext extends SSLContext {

    private LateTlsContext(CompletableFuture<SSLContext> context) {
        super(new Spi(context), null, "TLS");
    }

    /** Starts to make a context. */
    static SSLContext of(Supplier<SSLContext> maker) {
        CompletableFuture<SSLContext> context = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        context.complete(maker.get());
                    } catch (RuntimeException e) {
                        context.completeExceptionally(e);
                    }
                },
                "tls-context");
        thread.setDaemon(true);
        thread.start();
        return new LateTlsContext(context);
    }

    private static final class Spi extends SSLContextSpi {

        private final CompletableFuture<SSLContext> context;

        Spi(CompletableFuture<SSLContext> context) {
            this.context = context;
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("This context initializes itself");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return context.join().getSocketFactory();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return context.join().getServerSocketFactory();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return context.join().createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return context.join().createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return context.join().getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return context.join().getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return context.join().getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return context.join().getSupportedSSLParameters();
        }
    }
}
