package io.github.smtpjunit.certificates;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * The files that {@link CertificateKit#writeTo(Path)} writes, for code under test that takes its configuration from
 * files.
 *
 * @param authority {@code ca.pem}: the authority's certificate, for clients to trust
 * @param trustStore {@code truststore.p12}: the same as a PKCS #12 trust store
 * @param trustStorePassword its password, {@code changeit}
 * @param serverChain {@code server.pem}: the good server certificate
 * @param serverKey {@code server-key.pem}: its private key, PKCS #8 without encryption
 */
public record CertificateFiles(
        Path authority, Path trustStore, String trustStorePassword, Path serverChain, Path serverKey) {

    static final String PASSWORD = "changeit";

    /**
     * Names the files.
     *
     * @param authority the authority's certificate
     * @param trustStore the same as a trust store
     * @param trustStorePassword its password
     * @param serverChain the good server certificate
     * @param serverKey its private key
     */
    public CertificateFiles {
        requireNonNull(authority, "authority");
        requireNonNull(trustStore, "trustStore");
        requireNonNull(trustStorePassword, "trustStorePassword");
        requireNonNull(serverChain, "serverChain");
        requireNonNull(serverKey, "serverKey");
    }

    CertificateFiles(Path directory) {
        this(
                directory.resolve("ca.pem"),
                directory.resolve("truststore.p12"),
                PASSWORD,
                directory.resolve("server.pem"),
                directory.resolve("server-key.pem"));
    }
}
