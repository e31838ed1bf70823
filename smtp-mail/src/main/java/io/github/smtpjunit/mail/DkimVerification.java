package io.github.smtpjunit.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Verifies DKIM signatures (RFC 6376) with keys that are given: {@code rsa-sha256} and {@code ed25519-sha256} (RFC
 * 8463). DNS is not asked.
 */
public final class DkimVerification {

    private static final int LEAST_RSA_BITS = 1024; // RFC 8301 section 3.2

    /** What comes before the 32 octets of an Ed25519 key (RFC 8410 section 4). */
    private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

    /** The value of the tag b, which does not sign itself (section 3.7). */
    private static final Pattern SIGNATURE = Pattern.compile("((?:^|;)[ \\t\\r\\n]*+b[ \\t\\r\\n]*+=)[^;]*+");

    private final List<String> fields; // raw, with their line ends
    private final String body;
    private final Map<String, String> records;
    private final Instant now;

    private DkimVerification(String source, Map<String, String> records, Instant now) {
        int end = source.startsWith("\r\n") ? 0 : source.indexOf("\r\n\r\n") + 2;
        boolean open = end == 1; // there is no empty line
        this.fields = fields(open ? source : source.substring(0, end));
        this.body = open ? "" : source.substring(end + 2);
        this.records = records;
        this.now = now;
    }

    /**
     * Verifies all signatures of a mail.
     *
     * @param mail the mail
     * @param records the TXT records of the keys, by {@code selector._domainkey.domain} in lower case
     * @param now the time to which a signature may expire
     * @return a sentence for each signature that is not valid; empty if all are valid
     */
    public static List<String> problems(ParsedMail mail, Map<String, String> records, Instant now) {
        requireNonNull(mail, "mail");
        requireNonNull(records, "records");
        requireNonNull(now, "now");
        return new DkimVerification(mail.source().latin1(), records, now).problems();
    }

    /**
     * Writes a key as the TXT record that publishes it (RFC 6376 section 3.6.1, RFC 8463 section 4).
     *
     * @param key a key of the algorithm RSA or Ed25519
     * @return the text of the record
     */
    public static String record(PublicKey key) {
        byte[] encoded = requireNonNull(key, "key").getEncoded();
        boolean rsa = key.getAlgorithm().equals("RSA");
        byte[] published = rsa ? encoded : Arrays.copyOfRange(encoded, ED25519.length, encoded.length);
        return "v=DKIM1; k=" + (rsa ? "rsa" : "ed25519") + "; p="
                + Base64.getEncoder().encodeToString(published);
    }

    private static List<String> fields(String header) {
        List<String> fields = new ArrayList<>();
        int start = 0;
        while (start < header.length()) {
            int end = start;
            do {
                int lineEnd = header.indexOf("\r\n", end);
                end = lineEnd < 0 ? header.length() : lineEnd + 2;
            } while (end < header.length() && " \t".indexOf(header.charAt(end)) >= 0);
            String field = header.substring(start, end);
            if (field.indexOf(':') > 0) {
                fields.add(field);
            }
            start = end;
        }
        return fields;
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (String field : fields) {
            if (isCalled(field, "DKIM-Signature")) {
                DkimSignature signature = DkimSignature.of(value(field));
                problem(field, signature)
                        .ifPresent(problem -> problems.add(
                                "d=" + signature.domain() + " s=" + signature.selector() + ": " + problem));
            }
        }
        return problems;
    }

    private Optional<String> problem(String field, DkimSignature signature) {
        try {
            requireSound(signature);
            PublicKey key = key(signature);
            List<DkimCanonicalization> canonical = DkimCanonicalization.named(signature.tag("c"));
            requireBody(signature, canonical.get(1).body(body));
            Signature verifier = verifier(signature);
            verifier.initVerify(key);
            String signed = signed(field, signature, canonical.get(0));
            boolean hashFirst = signature.algorithm().equals("ed25519-sha256"); // RFC 8463 section 3
            verifier.update(hashFirst ? sha256(signed) : signed.getBytes(ISO_8859_1));
            require(
                    verifier.verify(decoded(signature.tag("b"))),
                    "the signed fields were changed, or the key is another one");
            return Optional.empty();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.of(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }

    private void requireSound(DkimSignature signature) {
        require(signature.isComplete(), "the tags " + signature.missing() + " are missing");
        require(signature.tag("v").equals("1"), "the version v=" + signature.tag("v") + " is unknown");
        require(
                !signature.isSha1(),
                "a=" + signature.algorithm() + " uses SHA-1, which counts as no signature (RFC 8301)");
        require(signature.covers("From"), "the From field is not signed");
        require(!signature.isExpired(now), "it expired, x=" + signature.tag("x"));
        String identity = signature.tag("i").toLowerCase(Locale.ROOT);
        require(
                identity.isEmpty()
                        || identity.endsWith("@" + signature.domain())
                        || identity.endsWith("." + signature.domain()),
                "the identity i=" + identity + " is not in the domain");
    }

    private PublicKey key(DkimSignature signature) throws GeneralSecurityException {
        String text = records.get(signature.keyName());
        require(text != null, "no key was given for " + signature.keyName());
        DkimSignature tags = DkimSignature.of(requireNonNull(text)); // a record is a list of tags, too (section 3.6.1)
        String type = tags.tag("k").isEmpty() ? "rsa" : tags.tag("k");
        require(List.of("", "DKIM1").contains(tags.tag("v")), "the key has the unknown version " + tags.tag("v"));
        require(!tags.tag("p").isEmpty(), "the key was revoked");
        require(
                signature.algorithm().startsWith(type + "-"),
                "the key is of the type " + type + ", and a=" + signature.algorithm());
        require(
                tags.tag("h").isEmpty() || List.of(tags.tag("h").split(":", -1)).contains("sha256"),
                "the key is not for SHA-256");
        byte[] published = decoded(tags.tag("p"));
        PublicKey key = type.equals("rsa")
                ? KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(published))
                : KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(joined(published)));
        require(
                !(key instanceof RSAKey rsa) || rsa.getModulus().bitLength() >= LEAST_RSA_BITS,
                "the key is shorter than 1024 bits (RFC 8301)");
        return key;
    }

    private static byte[] joined(byte[] key) {
        byte[] encoded = Arrays.copyOf(ED25519, ED25519.length + key.length);
        System.arraycopy(key, 0, encoded, ED25519.length, key.length);
        return encoded;
    }

    private static void requireBody(DkimSignature signature, String body) throws GeneralSecurityException {
        long length = signature.bodyLength().orElse(body.length());
        require(
                length >= body.length(),
                "only " + length + " of the " + body.length() + " octets of the body are signed (l=)");
        require(length <= body.length(), "the body is shorter than the " + length + " octets that are signed (l=)");
        byte[] hash = sha256(body);
        require(
                MessageDigest.isEqual(hash, decoded(signature.tag("bh"))),
                "the body was changed: bh=" + signature.tag("bh") + ", but its hash is "
                        + Base64.getEncoder().encodeToString(hash));
    }

    private static byte[] sha256(String text) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(ISO_8859_1));
    }

    private static Signature verifier(DkimSignature signature) throws GeneralSecurityException {
        return switch (signature.algorithm()) {
            case "rsa-sha256" -> Signature.getInstance("SHA256withRSA");
            case "ed25519-sha256" -> Signature.getInstance("Ed25519");
            default -> throw new IllegalArgumentException("the algorithm a=" + signature.algorithm() + " is unknown");
        };
    }

    /** What the signature is made of (section 3.7): fields from the bottom up, then its own field without its value. */
    private String signed(String own, DkimSignature signature, DkimCanonicalization canonical) {
        List<String> left = new ArrayList<>(fields);
        left.remove(own);
        StringBuilder signed = new StringBuilder();
        for (String name : signature.fields()) {
            for (int i = left.size() - 1; i >= 0; i--) {
                if (isCalled(left.get(i), name)) {
                    signed.append(canonical.field(left.remove(i)));
                    break;
                }
            }
        }
        int colon = own.indexOf(':') + 1;
        String unsigned = own.substring(0, colon)
                + SIGNATURE.matcher(own.substring(colon)).replaceFirst("$1");
        String last = canonical.field(unsigned.endsWith("\r\n") ? unsigned : unsigned + "\r\n");
        return signed.append(last, 0, last.length() - 2).toString();
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not base64: " + Problems.excerpt(base64), e);
        }
    }

    private static boolean isCalled(String field, String name) {
        return field.substring(0, field.indexOf(':')).strip().equalsIgnoreCase(name);
    }

    private static String value(String field) {
        return field.substring(field.indexOf(':') + 1);
    }
}
