package io.github.smtpjunit.certificates;

import java.nio.file.Path;

/**
 * The files that {@link CertificateKit#writeTo(Path)} writes, for code under test that takes its configuration from files.
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

    CertificateFiles(Path directory) {
        this(
                directory.resolve("ca.pem"),
                directory.resolve("truststore.p12"),
                PASSWORD,
                directory.resolve("server.pem"),
                directory.resolve("server-key.pem"));
    }
}
