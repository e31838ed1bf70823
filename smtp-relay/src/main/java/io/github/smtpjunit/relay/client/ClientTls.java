package io.github.smtpjunit.relay.client;

import io.github.smtpjunit.relay.TlsPolicy;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Makes TLS of a connection to a next hop. */
final class ClientTls {

    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2"); // RFC 8996

    private ClientTls() {}

    /** Whether TLS, once it is agreed on, proves the identity of the peer. */
    static boolean verifies(TlsPolicy use) {
        return use == TlsPolicy.REQUIRED || use == TlsPolicy.IMPLICIT;
    }

    /** Shakes hands on a connection. What the socket returns is closed with it. */
    static SSLSocket shakeHands(Socket connection, HostAddress target, TlsPolicy use, Supplier<SSLContext> context)
            throws IOException {
        boolean verified = verifies(use);
        SSLContext trusting = verified ? context.get() : AnyCertificate.CONTEXT;
        // The host's name without the dot of the root goes into SNI (RFC 6066 section 3), an address does not
        String host = target.host().replaceFirst("\\.$", "");
        SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket(connection, host, target.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        List<String> supported = Arrays.asList(socket.getSupportedProtocols());
        parameters.setProtocols(PROTOCOLS.stream().filter(supported::contains).toArray(String[]::new));
        if (verified) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // compares the name by RFC 6125
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /**
     * Encrypts for any peer that answers (RFC 7435): an eavesdropper learns nothing, a man in the middle learns all.
     * Mail to unknown hosts has no better way, since the alternative is clear text.
     */
    private static final class AnyCertificate extends X509ExtendedTrustManager {

        static final SSLContext CONTEXT = context();

        private static SSLContext context() {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, new TrustManager[] {new AnyCertificate()}, null);
                return context;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Every JDK has TLS", e);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
