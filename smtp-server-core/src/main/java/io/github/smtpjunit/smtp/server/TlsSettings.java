package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.ServerConfig.require;

import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * How the server shakes hands.
 *
 * @param context has the server's key and certificate, and trusts those of clients
 * @param protocols the versions, not empty
 * @param cipherSuites the suites in order of preference, empty for the JDK's choice
 * @param clientCertificate whether clients are asked for theirs
 */
record TlsSettings(
        SSLContext context, List<String> protocols, List<String> cipherSuites, ClientCertificate clientCertificate) {

    /** Older versions must not be offered (RFC 8996, RFC 8997). */
    static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** Refuses what could never work, before the first handshake fails of it. */
    void check() {
        for (String protocol : protocols) {
            require(
                    PROTOCOLS.contains(protocol),
                    "tlsProtocols(...) knows TLSv1.2 and TLSv1.3 only (RFC 8996), not \"" + protocol + "\"");
        }
        require(!protocols.isEmpty(), "tlsProtocols() needs at least one: leave it away for TLSv1.2 and TLSv1.3");
        if (!cipherSuites.isEmpty()) {
            checkCipherSuites();
        }
    }

    private void checkCipherSuites() {
        Set<String> supported = Set.of(context.getSupportedSSLParameters().getCipherSuites());
        for (String suite : cipherSuites) {
            require(
                    supported.contains(suite),
                    "cipherSuites(...): this JDK does not support \"" + suite
                            + "\"; SSLContext.getSupportedSSLParameters() has the names");
        }
        require(
                cipherSuites.stream().anyMatch(this::isUsable),
                "cipherSuites(...) has none for " + String.join(" or ", protocols)
                        + ": add one, or change tlsProtocols(...)");
    }

    /** The suites of TLS 1.3 leave the key exchange out of their names (RFC 8446 appendix B.4). */
    private boolean isUsable(String suite) {
        return protocols.contains(suite.contains("_WITH_") ? "TLSv1.2" : "TLSv1.3");
    }

    void applyTo(SSLSocket socket) {
        socket.setUseClientMode(false);
        socket.setEnabledProtocols(protocols.toArray(String[]::new));
        if (!cipherSuites.isEmpty()) {
            socket.setEnabledCipherSuites(cipherSuites.toArray(String[]::new));
        }
        socket.setNeedClientAuth(clientCertificate == ClientCertificate.REQUIRED);
        if (clientCertificate == ClientCertificate.REQUESTED) {
            socket.setWantClientAuth(true); // takes back what is said of the need, so it comes last
        }
    }
}
