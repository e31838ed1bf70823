package io.github.smtpjunit.smtp.sasl;

/**
 * Who a client claims to be; not a secret.
 *
 * @param user the authentication identity
 * @param identity the authorization identity, empty if it is the same (RFC 4422 section 2)
 */
record SaslClaim(String user, String identity) {

    private static final int MAX_NAME = 255; // RFC 4616 section 2

    boolean isWellFormed() {
        return isName(user) && (identity.isEmpty() || isName(identity));
    }

    /** A name ends up in logs and reports, so it has nothing that could forge a line of them. */
    static boolean isName(String name) {
        return !name.isEmpty() && name.length() <= MAX_NAME && name.codePoints().noneMatch(SaslClaim::isControl);
    }

    private static boolean isControl(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
    }

    /** The end of an exchange: a proven user may still not act as another one. */
    SaslStep verdict(boolean proven, SaslAuthenticator authenticator) {
        boolean self = identity.isEmpty() || identity.equals(user);
        return proven && (self || authenticator.mayActAs(user, identity))
                ? new SaslStep.Success(user, self ? user : identity)
                : SaslStep.refused(user);
    }
}
