package io.github.smtpjunit.smtp.sasl;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/** CRAM-MD5 (RFC 2195): the name, a space, and the keyed hash of a challenge in hexadecimal. */
final class CramMd5Exchange implements SaslExchange {

    private final SaslAuthenticator authenticator;
    private final String challenge;

    CramMd5Exchange(SaslAuthenticator authenticator, String challenge) {
        this.authenticator = authenticator;
        this.challenge = challenge;
    }

    /** Makes a challenge that never comes again. */
    static String challenge(String hostname) {
        return "<" + SaslCrypto.nonce() + "@" + hostname + ">";
    }

    @Override
    public String firstChallenge() {
        return challenge;
    }

    @Override
    public boolean takesInitialResponse() {
        return false;
    }

    @Override
    public SaslStep respond(String response) {
        requireNonNull(response, "response");
        int space = response.lastIndexOf(' '); // a name may have spaces
        String digest = response.substring(space + 1).toLowerCase(Locale.ROOT);
        SaslClaim claim = new SaslClaim(response.substring(0, Math.max(space, 0)), "");
        return claim.isWellFormed() && digest.matches("[0-9a-f]{32}")
                ? claim.verdict(
                        authenticator.checkDigest(claim.user(), password -> isDigest(digest, password)), authenticator)
                : SaslStep.MALFORMED;
    }

    private boolean isDigest(String digest, String password) {
        return MessageDigest.isEqual(SaslCrypto.utf8(digest(password, challenge)), SaslCrypto.utf8(digest));
    }

    /** Both sides prepare the password, so that it may be typed in either Unicode form. */
    static String digest(String password, String challenge) {
        byte[] key = SaslCrypto.utf8(SaslPrep.prepare(password));
        return HexFormat.of().formatHex(SaslCrypto.hmac("HmacMD5", key, challenge));
    }
}
