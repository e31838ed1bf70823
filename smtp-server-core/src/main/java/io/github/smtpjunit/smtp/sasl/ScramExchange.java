package io.github.smtpjunit.smtp.sasl;

import static java.util.Objects.requireNonNull;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SCRAM (RFC 5802, RFC 7677): both sides prove that they know the password. The names are the RFC's.
 *
 * <pre>
 * client-first-message  n,,n=user,r=client-nonce
 * server-first-message  r=client-nonce server-nonce,s=salt,i=iteration-count
 * client-final-message  c=biws,r=client-nonce server-nonce,p=proof
 * server-final-message  v=verifier
 * </pre>
 *
 * <p>An unknown user is led through the same exchange as a known one, at the same cost, and fails at its end. The
 * verifier goes out as one more challenge, to which the client says nothing, since 235 cannot carry it (RFC 4954
 * section 4).
 */
final class ScramExchange implements SaslExchange {

    private static final int ITERATIONS = 4_096; // the least that RFC 5802 section 5.1 and RFC 7677 section 4 allow
    private static final Pattern CLIENT_FIRST_BARE =
            Pattern.compile("n=((?:[^,=\\x00]++|=2C|=3D){1,255}+),r=([!-+\\--~]{1,200})(?:,[A-Za-z]=[^,\\x00]*){0,9}+");
    private static final Pattern CLIENT_FINAL = Pattern.compile(
            "(?<withoutProof>c=(?<binding>[^,]+),r=(?<nonce>[^,]+)(?:,(?!p=)[A-Za-z]=[^,]*){0,9}+),p=(?<proof>[A-Za-z0-9+/=]+)");

    private enum State {
        /** Waits for client-first-message. */
        FIRST,
        /** Waits for client-final-message. */
        FINAL,
        /** Waits for the client to agree with the verifier. */
        VERIFIED
    }

    private final String hash;
    private final SaslAuthenticator authenticator;
    private final ChannelBinding binding;
    private final String serverNonce;
    private final byte[] salt;
    private State state = State.FIRST;
    private SaslClaim claim = new SaslClaim("", "");
    private SaslStep verdict = SaslStep.MALFORMED;
    private String channelBinding = "";
    private String nonce = "";
    private String firstMessages = "";

    /**
     * Makes an exchange.
     *
     * @param hash {@code SHA-1} or {@code SHA-256}
     */
    ScramExchange(String hash, SaslAuthenticator authenticator, ChannelBinding binding) {
        this(hash, authenticator, binding, SaslCrypto.nonce(), SaslCrypto.random(16));
    }

    ScramExchange(
            String hash, SaslAuthenticator authenticator, ChannelBinding binding, String serverNonce, byte[] salt) {
        this.hash = hash;
        this.authenticator = authenticator;
        this.binding = binding;
        this.serverNonce = serverNonce;
        this.salt = salt.clone();
    }

    @Override
    public SaslStep respond(String response) {
        requireNonNull(response, "response");
        return switch (state) {
            case FIRST -> first(response);
            case FINAL -> last(response);
            case VERIFIED -> response.isEmpty() ? verdict : SaslStep.MALFORMED;
        };
    }

    private SaslStep first(String message) {
        Optional<Gs2Header> header = Gs2Header.parse(message);
        if (header.isEmpty()) {
            return SaslStep.MALFORMED;
        }
        String bare = message.substring(header.get().text().length());
        Matcher matcher = CLIENT_FIRST_BARE.matcher(bare); // a mandatory extension (m=) does not match
        if (!matcher.matches()) {
            return SaslStep.MALFORMED;
        }
        claim = new SaslClaim(Gs2Header.unescape(matcher.group(1)), header.get().identity());
        if (!claim.isWellFormed()) {
            return SaslStep.MALFORMED;
        }
        if (!binding.allows(header.get())) {
            return refuseBinding(header.get());
        }
        channelBinding = base64(binding.input(header.get()));
        nonce = matcher.group(2) + serverNonce;
        String serverFirst = "r=" + nonce + ",s=" + base64(salt) + ",i=" + ITERATIONS;
        firstMessages = bare + "," + serverFirst;
        state = State.FINAL;
        return new SaslStep.Challenge(serverFirst);
    }

    /** A binding that was asked for and does not come, or that somebody may have taken away (RFC 5802 section 6). */
    private SaslStep refuseBinding(Gs2Header header) {
        return binding.isDemanded() || header.saysNotOffered() ? SaslStep.refused(claim.user()) : SaslStep.MALFORMED;
    }

    private SaslStep last(String message) {
        Matcher matcher = CLIENT_FINAL.matcher(message);
        byte[] proof = matcher.matches() ? decode(matcher.group("proof")) : null;
        if (proof == null || !matcher.group("nonce").equals(nonce)) {
            return SaslStep.MALFORMED;
        }
        if (!matcher.group("binding").equals(channelBinding)) {
            return binding.isDemanded() ? SaslStep.refused(claim.user()) : SaslStep.MALFORMED;
        }
        String authMessage = firstMessages + "," + matcher.group("withoutProof");
        Optional<String> known = AuthenticatorAnswer.password(authenticator, claim.user());
        ScramKeys keys = new ScramKeys(hash, known.orElseGet(SaslCrypto::nonce), salt, ITERATIONS);
        boolean proven = keys.isClientProof(proof, authMessage) && known.isPresent();
        verdict = claim.verdict(proven, authenticator);
        if (verdict instanceof SaslStep.Success) {
            state = State.VERIFIED;
            return new SaslStep.Challenge("v=" + base64(keys.serverSignature(authMessage)));
        }
        return verdict;
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    private static byte @Nullable [] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
