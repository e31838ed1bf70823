package io.github.smtpjunit.smtp.sasl;

import java.io.ByteArrayOutputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Ties a SCRAM exchange to the TLS channel that it goes through, so that a man in the middle cannot pass it on (RFC
 * 5802 section 6). The only type is tls-server-end-point, the hash of the server's certificate (RFC 5929 section 4.1).
 */
final class ChannelBinding {

    static final ChannelBinding NONE = new ChannelBinding(false, null);

    private static final String TYPE = "tls-server-end-point";
    private static final Pattern SIGNATURE =
            Pattern.compile("(MD5|SHA1|SHA224|SHA256|SHA384|SHA512)WITH.*", Pattern.CASE_INSENSITIVE);

    private final boolean demanded;
    private final byte @Nullable [] serverEndPoint;

    /**
     * Knows what the server offers.
     *
     * @param demanded whether the client has chosen a -PLUS mechanism
     * @param serverEndPoint the hash, null if the server offers no -PLUS mechanism here
     */
    ChannelBinding(boolean demanded, byte @Nullable [] serverEndPoint) {
        this.demanded = demanded;
        this.serverEndPoint = serverEndPoint;
    }

    boolean isDemanded() {
        return demanded;
    }

    /**
     * Tells whether a client may start so; {@code y} says that the server offered no binding, which somebody may have
     * taken away.
     */
    boolean allows(Gs2Header header) {
        return demanded
                ? serverEndPoint != null && header.bindingType().equals(TYPE)
                : header.bindingType().isEmpty() && (serverEndPoint == null || !header.saysNotOffered());
    }

    /** What the client has to send in {@code c=} (cbind-input of RFC 5802 section 7). */
    byte[] input(Gs2Header header) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.writeBytes(SaslCrypto.utf8(header.text()));
        if (demanded && serverEndPoint != null) {
            input.writeBytes(serverEndPoint);
        }
        return input.toByteArray();
    }

    /**
     * Hashes a certificate as its signature does, but never with MD5 or SHA-1; empty where RFC 5929 does not say how.
     */
    static Optional<byte[]> serverEndPoint(Certificate @Nullable [] chain) {
        if (chain == null || chain.length == 0 || !(chain[0] instanceof X509Certificate certificate)) {
            return Optional.empty();
        }
        Matcher signature = SIGNATURE.matcher(certificate.getSigAlgName());
        if (!signature.matches()) {
            return Optional.empty();
        }
        String name = signature.group(1).toUpperCase(Locale.ROOT);
        String hash = name.equals("MD5") || name.equals("SHA1") ? "SHA-256" : name.replace("SHA", "SHA-");
        try {
            return Optional.of(SaslCrypto.hash(hash, certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            return Optional.empty();
        }
    }
}
