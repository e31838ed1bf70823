package io.github.smtpjunit.inbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import org.apache.james.jdkim.DKIMSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DKIM signatures that are made here and verified there. */
@WithSmtpServer
class DkimTests {

    private static final KeyPair KEYS = keys();

    private static final String MAIL = RawClient.crlf("""
        From: The Shop <shop@example.com>
        To: ada@example.org
        Subject: Welcome
        List-Unsubscribe: <https://example.com/leave>

        Hello Ada
        """);

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String record(KeyPair keys) {
        return "v=DKIM1; k=rsa; p="
                + Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    }

    private static final Map<String, String> RECORDS = Map.of("one._domainkey.example.com", record(KEYS));

    private static String signature(String tags) throws Exception {
        DKIMSigner signer = new DKIMSigner("v=1; a=rsa-sha256; " + tags + " b=; bh=;", KEYS.getPrivate());
        return signer.sign(new ByteArrayInputStream(MAIL.getBytes(ISO_8859_1)));
    }

    private static String signed(String tags) throws Exception {
        return signature(tags) + "\r\n" + MAIL;
    }

    private static String signed() throws Exception {
        return signed("c=relaxed/relaxed; d=example.com; s=one; h=from:subject:to;");
    }

    private static CapturedMail deliver(Inbox inbox, String mail) {
        RawClient.deliver(inbox, mail.getBytes(ISO_8859_1));
        return inbox.awaitMail();
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple/simple", "relaxed/simple", "simple/relaxed", "relaxed/relaxed"})
    void aTrueSignatureIsValid(String canonicalization, Inbox inbox) throws Exception {
        CapturedMail mail =
                deliver(inbox, signed("c=" + canonicalization + "; d=example.com; s=one; h=from:subject:to;"));

        assertThat(mail)
                .dkim()
                .isSigned()
                .hasValidSignature(RECORDS)
                .hasValidSignature(Map.of("ONE._domainkey.Example.com.", record(KEYS)))
                .hasValidSignature(KEYS.getPublic())
                .isAlignedWithFrom()
                .isStrictlyAlignedWithFrom()
                .hasSignedHeaders("From", "subject");
    }

    @ParameterizedTest
    @CsvSource({
        "Hello Ada, Hello Eve",
        "Subject: Welcome, Subject: Goodbye",
        "To: ada@, To: eve@",
    })
    void aChangedMailIsNot(String signed, String changed, Inbox inbox) throws Exception {
        CapturedMail mail = deliver(inbox, signed().replace(signed, changed));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(mail).dkim().hasValidSignature(RECORDS))
                .withMessageStartingWith("Expecting valid DKIM signatures, but found:\n  d=example.com s=one: ")
                .withMessageContaining("of the signatures:\n  d=example.com s=one a=rsa-sha256\n")
                .withMessageContaining("with the keys of:\n  one._domainkey.example.com\n");
    }

    @Test
    void whatIsNotSignedMayChange(Inbox inbox) throws Exception {
        CapturedMail mail = deliver(inbox, signed().replace("/leave", "/mallory"));

        assertThat(mail).dkim().hasValidSignature(RECORDS);
        Golden.fails(
                () -> assertThat(mail).dkim().hasSignedHeaders("From", "List-Unsubscribe"), """
            Expecting one of the signed fields (d=example.com s=one a=rsa-sha256) to be:
              "List-Unsubscribe"
            but found:
              from
              subject
              to\
            """, Golden.table(mail));
    }

    @Test
    void anotherKeyIsNot(Inbox inbox) throws Exception {
        CapturedMail mail = deliver(inbox, signed());

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(mail).dkim().hasValidSignature(keys().getPublic()))
                .withMessageStartingWith("Expecting valid DKIM signatures, but found:\n  d=example.com s=one: ");
    }

    @Test
    void aKeyThatIsNotGivenIsNot(Inbox inbox) throws Exception {
        CapturedMail mail = deliver(inbox, signed());

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() ->
                        assertThat(mail).dkim().hasValidSignature(Map.of("two._domainkey.example.com", record(KEYS))))
                .withMessageContaining("no key was given for one._domainkey.example.com");
    }

    @Test
    void oneOfTwoIsNotEnough(Inbox inbox) throws Exception {
        String other = signature("c=simple/simple; d=example.net; s=two; h=from:subject;");
        CapturedMail mail = deliver(inbox, other.replace("bh=", "bh=AA") + "\r\n" + signed());

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(mail).dkim().hasValidSignature(KEYS.getPublic()))
                .withMessageContaining("found:\n  d=example.net s=two: ");
    }

    @Test
    void aMailWithoutSignature(Inbox inbox) {
        CapturedMail mail = deliver(inbox, MAIL);

        String text = "Expecting a DKIM signature, but found:\n  (none)";
        Golden.fails(() -> assertThat(mail).dkim().isSigned(), text, Golden.table(mail));
        Golden.fails(() -> assertThat(mail).dkim().hasValidSignature(RECORDS), text, Golden.table(mail));
        Golden.fails(() -> assertThat(mail).dkim().hasSignedHeaders("From"), text, Golden.table(mail));
        String unaligned = """
            Expecting a DKIM signature by the domain of the From address:
              example.com
            but found:
              (none)\
            """;
        Golden.fails(() -> assertThat(mail).dkim().isAlignedWithFrom(), unaligned, Golden.table(mail));
        Golden.fails(() -> assertThat(mail).dkim().isStrictlyAlignedWithFrom(), unaligned, Golden.table(mail));
    }

    @Test
    void aMailWithoutAnAuthor(Inbox inbox) {
        CapturedMail mail = deliver(inbox, MAIL.replaceFirst("From: .*\r\n", ""));

        Golden.fails(() -> assertThat(mail).dkim().isAlignedWithFrom(), """
            Expecting a DKIM signature by the domain of the From address:
              (none)
            but found:
              (none)\
            """, Golden.table(mail));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "v=1; a=ed25519-sha256; d=example.com; s=one; h=from; bh=AA; b=AA",
                "v=1;;=;d=;h=::;b=%"
            })
    void aSignatureThatNobodyCanReadOrVerify(String signature, Inbox inbox) {
        CapturedMail mail = deliver(inbox, "DKIM-Signature: " + signature + "\r\n" + MAIL);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(mail).dkim().hasValidSignature(KEYS.getPublic()));
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com, strict",
        "mail.example.com, example.com, relaxed",
        "example.com, news.example.com, relaxed",
        "mail.example.com, news.example.com, relaxed",
        "mail.example.co.uk, news.example.co.uk, relaxed",
        "other.co.uk, example.co.uk, no",
        "example.net, example.com, no",
        "badexample.com, example.com, no",
    })
    void alignment(String domain, String from, String alignment, Inbox inbox) {
        CapturedMail mail = deliver(
                inbox,
                "DKIM-Signature: v=1; d=" + domain + "; s=one\r\n" + MAIL.replace("shop@example.com", "shop@" + from));

        Golden.check(
                () -> assertThat(mail).dkim().isAlignedWithFrom(),
                alignment.equals("no") ? expecting(domain, from) : "",
                Golden.table(mail));
        Golden.check(
                () -> assertThat(mail).dkim().isStrictlyAlignedWithFrom(),
                alignment.equals("strict") ? "" : expecting(domain, from),
                Golden.table(mail));
    }

    private static String expecting(String domain, String from) {
        return "Expecting a DKIM signature by the domain of the From address:\n  " + from + "\nbut found:\n  d="
                + domain + " s=one a=";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        multipart/signed; boundary=b; protocol="application/pkcs7-signature"   | true
        multipart/signed; boundary=b; protocol="application/x-pkcs7-signature" | true
        multipart/signed; boundary=b; protocol="application/pgp-signature"     | false
        multipart/mixed; boundary=b                                            | false
        application/pkcs7-mime; smime-type=signed-data                         | true
        application/pkcs7-mime; smime-type=enveloped-data                      | false
        """)
    void smime(String type, boolean signed, Inbox inbox) {
        CapturedMail mail =
                deliver(inbox, RawClient.crlf("Content-Type: " + type + "\n\n--b\n\nHi\n--b\n\nsignature\n--b--\n"));

        if (signed) {
            assertThat(mail).parts().isSmimeSigned();
        } else {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(mail).parts().isSmimeSigned())
                    .withMessageStartingWith("""
                            Expecting an S/MIME signature:
                              multipart/signed with application/pkcs7-signature
                            but was:
                              \
                            """);
        }
    }
}
