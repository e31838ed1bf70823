package io.github.smtpjunit.certificates;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The textual encoding of certificates and keys (RFC 7468). It refuses what it cannot read, with a message for the
 * user.
 */
final class Pem {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";

    private Pem() {}

    static String certificates(List<X509Certificate> certificates) {
        return certificates.stream()
                .map(certificate -> block(CERTIFICATE, encoded(certificate)))
                .collect(Collectors.joining());
    }

    private static byte[] encoded(Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("The certificate cannot be encoded", e);
        }
    }

    static String privateKey(Key key) {
        return block(PRIVATE_KEY, key.getEncoded());
    }

    private static String block(String label, byte[] content) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }

    static List<X509Certificate> readCertificates(String pem) {
        List<X509Certificate> chain = new ArrayList<>();
        Matcher block = BLOCK.matcher(pem);
        while (block.find()) {
            if (block.group(1).equals(CERTIFICATE)) {
                chain.add(certificate(octets(block.group(2))));
            }
        }
        require(
                !chain.isEmpty(),
                "it contains no certificate; it must be PEM text with a line -----BEGIN CERTIFICATE-----, the server's own"
                        + " certificate first");
        return List.copyOf(chain);
    }

    private static X509Certificate certificate(byte[] encoded) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("its certificate is damaged: " + e.getMessage(), e);
        }
    }

    static PrivateKey readPrivateKey(String pem, String algorithm) {
        Matcher block = BLOCK.matcher(pem);
        while (block.find()) {
            String label = block.group(1);
            if (label.equals(PRIVATE_KEY)) {
                return privateKey(octets(block.group(2)), algorithm);
            }
            require(
                    !label.equals("ENCRYPTED PRIVATE KEY"),
                    "the key is encrypted; remove the password by: openssl pkey -in KEY -out PLAIN-KEY");
            require(
                    !label.endsWith(PRIVATE_KEY),
                    "it is an \"" + label + "\" in an old format; make it PKCS #8 by: openssl pkcs8 -topk8 -nocrypt"
                            + " -in KEY -out PKCS8-KEY");
        }
        throw new IllegalArgumentException(
                "it contains no private key; it must be PEM text with a line -----BEGIN PRIVATE KEY----- (PKCS #8)");
    }

    private static PrivateKey privateKey(byte[] encoded, String algorithm) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the key is damaged, or it is not a key for the certificate's algorithm, which is " + algorithm, e);
        }
    }

    private static byte[] octets(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("it is damaged: the text between BEGIN and END is not Base64", e);
        }
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
