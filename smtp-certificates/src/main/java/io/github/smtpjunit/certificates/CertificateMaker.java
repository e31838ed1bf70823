package io.github.smtpjunit.certificates;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Makes keys and X.509 version 3 certificates (RFC 5280). The JDK makes and uses the keys. Bouncy Castle, which only
 * this class uses, encodes what is signed.
 */
final class CertificateMaker {

    private static final Pattern IPV4 = Pattern.compile("\\d+(\\.\\d+){3}");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final AlgorithmIdentifier ECDSA = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

    private CertificateMaker() {}

    /** The purpose of a certificate. */
    enum Purpose {
        AUTHORITY,
        SERVER,
        CLIENT
    }

    /**
     * The issuer that signs.
     *
     * @param name the issuer's name in the certificates
     * @param keys an EC key pair
     */
    record Issuer(X500Principal name, KeyPair keys) {}

    /**
     * The time in which a certificate is valid.
     *
     * @param from the first second
     * @param to the last second
     */
    record Validity(Instant from, Instant to) {}

    static KeyPair ecKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK cannot make EC P-256 keys", e);
        }
    }

    static KeyPair rsaKeys(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK cannot make RSA keys", e);
        }
    }

    /** Makes a certificate. The names (host names and addresses) become its subject alternative names. */
    static X509Certificate make(
            X500Principal subject,
            List<String> names,
            PublicKey key,
            Purpose purpose,
            Validity validity,
            Issuer issuer) {
        try {
            V3TBSCertificateGenerator content = new V3TBSCertificateGenerator();
            content.setSerialNumber(new ASN1Integer(RANDOM.nextLong(1, Long.MAX_VALUE)));
            content.setSignature(ECDSA);
            content.setIssuer(X500Name.getInstance(issuer.name().getEncoded()));
            content.setStartDate(new Time(Date.from(validity.from())));
            content.setEndDate(new Time(Date.from(validity.to())));
            content.setSubject(X500Name.getInstance(subject.getEncoded()));
            content.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(key.getEncoded()));
            content.setExtensions(extensions(names, key, purpose, issuer.keys().getPublic()));
            return signed(content.generateTBSCertificate(), issuer.keys().getPrivate());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("Cannot make the certificate of " + subject, e);
        }
    }

    /** The extensions of RFC 5280 section 4.2 that strict clients require. */
    private static Extensions extensions(List<String> names, PublicKey key, Purpose purpose, PublicKey issuerKey)
            throws IOException, GeneralSecurityException {
        ExtensionsGenerator all = new ExtensionsGenerator();
        boolean authority = purpose == Purpose.AUTHORITY;
        all.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        all.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage(purpose, key)));
        if (!authority) {
            all.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(
                            purpose == Purpose.SERVER ? KeyPurposeId.id_kp_serverAuth : KeyPurposeId.id_kp_clientAuth));
        }
        if (!names.isEmpty()) {
            GeneralName[] alternatives =
                    names.stream().map(CertificateMaker::generalName).toArray(GeneralName[]::new);
            all.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
        }
        all.addExtension(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(identifier(key)));
        all.addExtension(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(identifier(issuerKey)));
        return all.generate();
    }

    private static int keyUsage(Purpose purpose, PublicKey key) {
        if (purpose == Purpose.AUTHORITY) {
            return KeyUsage.keyCertSign | KeyUsage.cRLSign;
        }
        return KeyUsage.digitalSignature | (key.getAlgorithm().equals("RSA") ? KeyUsage.keyEncipherment : 0);
    }

    private static GeneralName generalName(String name) {
        boolean address = name.indexOf(':') >= 0 || IPV4.matcher(name).matches();
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    /** RFC 5280 section 4.2.1.2, method 1. */
    private static byte[] identifier(PublicKey key) throws GeneralSecurityException {
        byte[] bits = SubjectPublicKeyInfo.getInstance(key.getEncoded())
                .getPublicKeyData()
                .getOctets();
        return MessageDigest.getInstance("SHA-1").digest(bits);
    }

    private static X509Certificate signed(TBSCertificate content, PrivateKey key)
            throws IOException, GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(content.getEncoded(ASN1Encoding.DER));
        ASN1Encodable[] parts = {content, ECDSA, new DERBitString(signature.sign())};
        byte[] encoded = new DERSequence(parts).getEncoded(ASN1Encoding.DER);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }
}
