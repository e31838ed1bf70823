package io.github.smtpjunit.certificates;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.certificates.CertificateMaker.Issuer;
import io.github.smtpjunit.certificates.CertificateMaker.Purpose;
import io.github.smtpjunit.certificates.CertificateMaker.Validity;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The identity that a server or a client shows in a TLS handshake: a private key, its certificate, and the chain of
 * issuers.
 *
 * <p>{@link CertificateKit} makes identities for tests. {@link #read(Path, Path)} reads one from PEM files. {@link
 * #selfSigned(String...)} makes one that no authority has signed. Immutable.
 */
public final class TlsIdentity {

    private final PrivateKey privateKey;
    private final List<X509Certificate> chain;

    TlsIdentity(PrivateKey privateKey, List<X509Certificate> chain) {
        this.privateKey = privateKey;
        this.chain = List.copyOf(chain);
    }

    /**
     * Makes an identity whose certificate is signed by its own key. It is good enough to encrypt, but clients do not
     * trust it. It is valid for {@value CertificateKit#VALIDITY_DAYS} days.
     *
     * @param names the host names and addresses of the certificate, at least one
     * @return a new identity with a new EC P-256 key
     * @throws IllegalArgumentException if there is no name
     */
    public static TlsIdentity selfSigned(String... names) {
        requireNonNull(names, "names");
        for (String name : names) {
            requireNonNull(name, "names");
        }
        if (names.length == 0) {
            throw new IllegalArgumentException("A certificate needs a name: the host name that clients connect to");
        }
        return selfSigned(List.of(names), CertificateKit.validityNow(Clock.systemUTC()));
    }

    static TlsIdentity selfSigned(List<String> names, Validity validity) {
        KeyPair keys = CertificateMaker.ecKeys();
        X500Principal name = new X500Principal("CN=" + names.get(0));
        X509Certificate certificate =
                CertificateMaker.make(name, names, keys.getPublic(), Purpose.SERVER, validity, new Issuer(name, keys));
        return new TlsIdentity(keys.getPrivate(), List.of(certificate));
    }

    /**
     * Reads an identity from files in PEM (RFC 7468): a certificate with its chain, the server's own certificate first,
     * and an unencrypted private key in PKCS #8. Both may be in one file. Other content is ignored.
     *
     * @param certificateChain the file with the certificates
     * @param privateKey the file with the key
     * @return the identity
     * @throws IOException if a file cannot be read or contains something else, or if the key does not belong to the
     *     certificate. The message is one line, and names the file and the remedy
     */
    public static TlsIdentity read(Path certificateChain, Path privateKey) throws IOException {
        requireNonNull(certificateChain, "certificateChain");
        requireNonNull(privateKey, "privateKey");
        String chainText = text(certificateChain);
        String keyText = text(privateKey);
        List<X509Certificate> chain;
        try {
            chain = Pem.readCertificates(chainText);
        } catch (IllegalArgumentException e) {
            throw new IOException(certificateChain + ": " + e.getMessage(), e);
        }
        PublicKey publicKey = chain.get(0).getPublicKey();
        try {
            PrivateKey key = Pem.readPrivateKey(keyText, publicKey.getAlgorithm());
            requirePair(key, publicKey);
            return new TlsIdentity(key, chain);
        } catch (IllegalArgumentException e) {
            throw new IOException(privateKey + ": " + e.getMessage(), e);
        }
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such file", e);
        } catch (MalformedInputException e) {
            throw new IOException(
                    file + ": it is not text; turn DER or PKCS #12 into PEM by openssl x509, pkey or pkcs12", e);
        } catch (IOException e) {
            throw new IOException(file + ": it cannot be read (" + e + ")", e);
        }
    }

    private static void requirePair(PrivateKey privateKey, PublicKey publicKey) {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> publicKey.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            byte[] something = publicKey.getEncoded();
            signature.initSign(privateKey);
            signature.update(something);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(something);
            if (signature.verify(signed)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the key cannot be used: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(
                "it is not the key of the first certificate; use the key that belongs to the certificate, and put the"
                        + " server's own certificate first");
    }

    /**
     * Returns the private key.
     *
     * @return the key
     */
    public PrivateKey privateKey() {
        return privateKey;
    }

    /**
     * Returns the certificates that are sent in a handshake.
     *
     * @return the certificate itself, then the known certificates of its issuers, without the authority at the root
     */
    public List<X509Certificate> chain() {
        return chain;
    }

    /**
     * Returns the certificate itself.
     *
     * @return the first of the chain
     */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /**
     * Returns a context for a server that shows this certificate. If the server asks for client certificates, it
     * verifies them against the authorities that this JVM trusts by default.
     *
     * @return a new context without TLS sessions to resume
     */
    public SSLContext serverContext() {
        return context(this, null);
    }

    /**
     * A context that shows an identity if one is given. It trusts what the trust manager trusts; without one, what the
     * JVM trusts.
     */
    static SSLContext context(@Nullable TlsIdentity identity, TrustManager @Nullable [] trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys =
                    identity == null ? new KeyManager[0] : new KeyManager[] {new SingleKeyManager(identity)};
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no TLS", e);
        }
    }

    /**
     * Returns the certificates as text.
     *
     * @return {@link #chain()} in PEM (RFC 7468)
     */
    public String chainPem() {
        return Pem.certificates(chain);
    }

    /**
     * Returns the private key as text.
     *
     * @return PKCS #8 in PEM (RFC 7468), not encrypted
     */
    public String privateKeyPem() {
        return Pem.privateKey(privateKey);
    }

    /** Returns the subject and the issuer, and no part of the key. */
    @Override
    public String toString() {
        return certificate().getSubjectX500Principal() + ", issued by "
                + certificate().getIssuerX500Principal();
    }
}
