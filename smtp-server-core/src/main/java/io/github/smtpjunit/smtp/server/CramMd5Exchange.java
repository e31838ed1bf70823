package io.github.smtpjunit.smtp.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/** CRAM-MD5 (RFC 2195): the name, a space, and the keyed hash of a challenge in hexadecimal. */
final class CramMd5Exchange implements SaslExchange {

    private final Authenticator authenticator;
    private final String challenge;

    CramMd5Exchange(Authenticator authenticator, String challenge) {
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
        int space = response.lastIndexOf(' '); // a name may have spaces
        String digest = response.substring(space + 1).toLowerCase(Locale.ROOT);
        SaslClaim claim = new SaslClaim(response.substring(0, Math.max(space, 0)), "");
        return claim.isWellFormed() && digest.matches("[0-9a-f]{32}")
                ? claim.verdict(
                        authenticator.checkDigest(claim.user(), password -> isDigest(digest, password)), authenticator)
                : SaslStep.MALFORMED;
    }

    private boolean isDigest(String digest, String password) {
        byte[] expected = SaslCrypto.hmac("HmacMD5", SaslCrypto.utf8(SaslPrep.prepare(password)), challenge);
        return MessageDigest.isEqual(
                HexFormat.of().formatHex(expected).getBytes(StandardCharsets.US_ASCII),
                digest.getBytes(StandardCharsets.US_ASCII));
    }
}
