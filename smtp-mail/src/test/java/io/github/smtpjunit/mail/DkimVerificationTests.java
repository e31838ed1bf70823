package io.github.smtpjunit.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures of others and of our own, whose canonical form is written down here. */
class DkimVerificationTests {

    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final String KEY_NAME = "one._domainkey.example.com";

    /** The SHA-256 of no octets. */
    private static final String EMPTY = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    /** RFC 8463, appendix A. */
    private static final String FOOTBALL = """
            DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
             d=football.example.com; i=@football.example.com;
             q=dns/txt; s=brisbane; t=1528637909; h=from : to :
             subject : date : message-id : from : subject : date;
             bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
             b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
             Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
            From: Joe SixPack <joe@football.example.com>
            To: Suzie Q <suzie@shopping.example.net>
            Subject: Is dinner ready?
            Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
            Message-ID: <20030712040037.46341.5F8J@football.example.com>

            Hi.

            We lost the game.  Are you hungry yet?

            Joe.
            """;

    private static final Map<String, String> BRISBANE = Map.of(
            "brisbane._domainkey.football.example.com",
            "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");

    private static final KeyPair KEYS = keys(2048);

    private static KeyPair keys(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static ParsedMail mail(String lines) {
        return ParsedMail.parse(lines.replace("\n", "\r\n").getBytes(US_ASCII));
    }

    private static List<String> problems(String lines, String record) {
        return DkimVerification.problems(mail(lines), Map.of(KEY_NAME, record), NOW);
    }

    private static List<String> problems(String lines) {
        return problems(lines, DkimVerification.record(KEYS.getPublic()));
    }

    private static String hash(String canonicalBody) throws GeneralSecurityException {
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(canonicalBody.getBytes(US_ASCII)));
    }

    /** A mail with a From field and a body, signed; the tags are those before h. */
    private static String signed(KeyPair keys, String tags, String canonicalBody, String body)
            throws GeneralSecurityException {
        String value = "v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=one; " + tags + "h=from; bh="
                + hash(canonicalBody) + "; b=";
        Signature signer = Signature.getInstance("SHA256withRSA");
        signer.initSign(keys.getPrivate());
        signer.update(("from:shop@example.com\r\ndkim-signature:" + value).getBytes(US_ASCII));
        return "DKIM-Signature: " + value + Base64.getEncoder().encodeToString(signer.sign())
                + "\nFrom:  shop@example.com \n" + body;
    }

    private static String signed(String tags) throws GeneralSecurityException {
        return signed(KEYS, tags, "Hello Ada\r\n", "\nHello  Ada \n\n");
    }

    @Test
    void theExampleOfTheStandard() {
        assertThat(DkimVerification.problems(mail(FOOTBALL), BRISBANE, NOW)).isEmpty();
        assertThat(DkimVerification.problems(mail(FOOTBALL.replace("  Are", " \t Are")), BRISBANE, NOW))
                .isEmpty();
        assertThat(DkimVerification.problems(mail(FOOTBALL.replace("dinner", "lunch")), BRISBANE, NOW))
                .containsExactly(
                        "d=football.example.com s=brisbane: the signed fields were changed, or the key is another one");
    }

    /** RFC 6376 section 3.4.4: it is no octets, and not a line end. */
    @ParameterizedTest
    @ValueSource(strings = {"\n", "", "\n\n", "\n\n\n\n", "\n \n\t\n"})
    void aRelaxedBodyMayBeEmpty(String body) throws GeneralSecurityException {
        assertThat(hash("")).isEqualTo(EMPTY);
        assertThat(problems(signed(KEYS, "", "", body))).isEmpty();
    }

    @Test
    void whiteSpaceMayChange() throws GeneralSecurityException {
        assertThat(problems(signed(""))).isEmpty();
        assertThat(problems(signed("").replace("From:  shop", "FROM:\n\tshop"))).isEmpty();
    }

    @Test
    void aWrongBodyIsReportedWithBothHashes() throws GeneralSecurityException {
        assertThat(problems(signed("").replace("Ada", "Eve")))
                .containsExactly("d=example.com s=one: the body was changed: bh=" + hash("Hello Ada\r\n")
                        + ", but its hash is " + hash("Hello Eve\r\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            x=1699999999;                | it expired, x=1699999999
            t=1700000009; x=1700000008;  | it expired, x=1700000008
            l=5;                         | only 5 of the 11 octets of the body are signed (l=)
            l=12;                        | the body is shorter than the 12 octets that are signed (l=)
            i=@example.net;              | the identity i=@example.net is not in the domain
            """)
    void whatATagSaysCounts(String tags, String problem) throws GeneralSecurityException {
        assertThat(problems(signed(tags + " "))).containsExactly("d=example.com s=one: " + problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x=1700000000; ",
                "t=1600000000; x=1700000000; ",
                "l=11; ",
                "i=ada@mail.example.com; ",
                "x=soon; "
            })
    void aTagThatHoldsIsFine(String tags) throws GeneralSecurityException {
        assertThat(problems(signed(tags))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a=rsa-sha256      | a=rsa-sha1        | a=rsa-sha1 uses SHA-1, which counts as no signature (RFC 8301)
            a=rsa-sha256      | a=rsa-sha512      | the algorithm a=rsa-sha512 is unknown
            a=rsa-sha256      | a=ed25519-sha256  | the key is of the type rsa, and a=ed25519-sha256
            v=1;              | v=2;              | the version v=2 is unknown
            h=from            | h=to              | the From field is not signed
            s=one;            |                   | the tags [s] are missing
            c=relaxed/relaxed | c=nofws           | the canonicalization c=nofws is unknown
            bh=               | bh=*              | not base64:
            """)
    void whatCannotBeVerified(String tag, String other, String problem) throws GeneralSecurityException {
        assertThat(problems(signed("").replace(tag, other == null ? "" : other)))
                .singleElement()
                .asString()
                .contains(problem);
    }

    @Test
    void aKeyMustBeOneThatCounts() throws GeneralSecurityException {
        String mail = signed("");
        String record = DkimVerification.record(KEYS.getPublic());
        assertThat(problems(mail, record.replace("v=DKIM1; ", ""))).isEmpty();
        assertThat(problems(mail, record.replace("v=DKIM1", "v=DKIM2")))
                .singleElement()
                .asString()
                .contains("unknown version DKIM2");
        assertThat(problems(mail, "v=DKIM1; p=")).singleElement().asString().contains("the key was revoked");
        assertThat(problems(mail, record + "; h=sha1"))
                .singleElement()
                .asString()
                .contains("the key is not for SHA-256");
        assertThat(DkimVerification.problems(mail(mail), Map.of(), NOW))
                .containsExactly("d=example.com s=one: no key was given for " + KEY_NAME);
        KeyPair small = keys(512);
        assertThat(problems(signed(small, "", "", "\n"), DkimVerification.record(small.getPublic())))
                .containsExactly("d=example.com s=one: the key is shorter than 1024 bits (RFC 8301)");
    }

    @Test
    void aRecordOfAnEd25519KeyHasItsOctetsOnly() throws GeneralSecurityException {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();

        assertThat(DkimVerification.record(keys.getPublic())).matches("v=DKIM1; k=ed25519; p=[A-Za-z0-9+/]{43}=");
    }

    /** Another field of a signed name in front of it is another mail: fields count from the bottom (section 5.4.2). */
    @Test
    void fieldsCountFromTheBottom() throws GeneralSecurityException {
        assertThat(problems("From: eve@example.net\n" + signed(""))).isEmpty();
        assertThat(problems(signed("").replace("\n\nHello", "\nFrom: eve@example.net\n\nHello")))
                .hasSize(1);
    }
}
