package io.github.smtpjunit.smtp.server;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate for localhost, made by the JDK's keytool once for all tests. */
final class TestCertificate {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final KeyStore STORE = make();

    private TestCertificate() {}

    private static KeyStore make() {
        try {
            Path directory = Files.createTempDirectory("smtp-junit");
            Path file = directory.resolve("localhost.p12");
            try {
                generate(file);
                KeyStore store = KeyStore.getInstance("PKCS12");
                try (InputStream in = Files.newInputStream(file)) {
                    store.load(in, PASSWORD);
                }
                return store;
            } finally {
                Files.deleteIfExists(file);
                Files.delete(directory);
            }
        } catch (Exception e) {
            throw new IllegalStateException("keytool made no certificate", e);
        }
    }

    private static void generate(Path file) throws Exception {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder((keytool
                                + " -genkeypair -alias localhost -keyalg EC -groupname secp256r1 -validity 2 -storetype PKCS12"
                                + " -dname CN=localhost -ext SAN=dns:localhost,ip:127.0.0.1 -storepass changeit -keystore "
                                + file)
                        .split(" ", -1))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException("keytool failed");
        }
    }

    /** Has the key, and trusts the certificate. */
    static SSLContext context() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(STORE, PASSWORD);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(STORE);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trusts nothing but the public authorities, so it breaks the handshake off. */
    static SSLContext stranger() {
        try {
            return SSLContext.getDefault();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
