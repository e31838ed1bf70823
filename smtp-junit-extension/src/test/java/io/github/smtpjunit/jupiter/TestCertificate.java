package io.github.smtpjunit.jupiter;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A self-signed certificate for localhost, made by keytool; valid until 2126. */
final class TestCertificate {

    private TestCertificate() {}

    static SSLContext context() {
        char[] password = "password".toCharArray();
        try (InputStream in =
                Objects.requireNonNull(TestCertificate.class.getResourceAsStream("/localhost.p12"), "the key store")) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Cannot read the key store", e);
        }
    }
}
