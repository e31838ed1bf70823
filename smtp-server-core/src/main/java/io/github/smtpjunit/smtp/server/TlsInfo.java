package io.github.smtpjunit.smtp.server;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.given.Given;
import java.security.cert.Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS handshake settled.
 *
 * @param protocol the protocol version, for example {@code TLSv1.3}
 * @param cipherSuite the cipher suite, for example {@code TLS_AES_256_GCM_SHA384}
 * @param serverName the host name that the client asked for (SNI, RFC 6066 section 3), null if it named none
 * @param clientCertificates the client's certificate and its chain, empty if it showed none
 */
public record TlsInfo(
        String protocol, String cipherSuite, @Nullable String serverName, List<Certificate> clientCertificates) {

    /**
     * Copies the list of certificates.
     *
     * @param protocol the protocol version
     * @param cipherSuite the cipher suite
     * @param serverName the host name that the client asked for, null if it named none
     * @param clientCertificates the client's certificate and its chain
     */
    public TlsInfo {
        requireNonNull(protocol, "protocol");
        requireNonNull(cipherSuite, "cipherSuite");
        clientCertificates = Given.each("clientCertificates", clientCertificates);
    }
}
