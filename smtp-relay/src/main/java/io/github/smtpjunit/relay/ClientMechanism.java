package io.github.smtpjunit.relay;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The client's side of one exchange of a SASL mechanism (RFC 4422 section 3), used once. It knows no base64 and no SMTP. */
interface ClientMechanism {

    /** The name that stands behind AUTH. */
    String name();

    /** What the client says first; empty if the server does. */
    Optional<String> initialResponse();

    /** Answers a challenge; empty to give up. */
    Optional<String> respond(String challenge);

    /** Whether the server may now say that all is well. */
    default boolean isSatisfied() {
        return true;
    }

    /**
     * Chooses the strongest mechanism.
     *
     * @param offered names in upper case
     * @param maySendSecrets whether those may be chosen that show the secret to the server
     */
    static Optional<ClientMechanism> choose(
            Credentials credentials, Route.Target target, Set<String> offered, boolean maySendSecrets) {
        String user = credentials.user();
        String secret = credentials.secret();
        List<ClientMechanism> proving = credentials.isToken()
                ? List.of()
                : List.of(
                        new ScramClient("SHA-256", user, secret),
                        new ScramClient("SHA-1", user, secret),
                        cramMd5(user, secret));
        List<ClientMechanism> showing = credentials.isToken()
                ? List.of(oauthBearer(user, secret, target), xoauth2(user, secret))
                : List.of(plain(user, secret), login(user, secret));
        return (maySendSecrets ? List.of(proving, showing).stream().flatMap(List::stream) : proving.stream())
                .filter(mechanism -> offered.contains(mechanism.name()))
                .findFirst();
    }

    /** RFC 4616. */
    private static ClientMechanism plain(String user, String password) {
        return new Simple("PLAIN", Optional.of("\0" + user + "\0" + password), List.of());
    }

    /** draft-murchison-sasl-login: name and password, whatever the prompts say. */
    private static ClientMechanism login(String user, String password) {
        return new Simple("LOGIN", Optional.empty(), List.of(prompt -> user, prompt -> password));
    }

    /** RFC 2195. */
    private static ClientMechanism cramMd5(String user, String password) {
        return new Simple("CRAM-MD5", Optional.empty(), List.of(challenge -> user + " " + digest(password, challenge)));
    }

    /** RFC 7628 section 3.1; an error comes as a challenge, and is answered by one octet (section 3.2.3). */
    private static ClientMechanism oauthBearer(String user, String token, Route.Target target) {
        String name = user.replace("=", "=3D").replace(",", "=2C"); // RFC 5801 section 4
        return new Simple(
                "OAUTHBEARER",
                Optional.of("n,a=" + name + ",\1host=" + target.host() + "\1port=" + target.port() + "\1auth=Bearer "
                        + token + "\1\1"),
                List.of(error -> "\1"));
    }

    /** developers.google.com/gmail/imap/xoauth2-protocol; an error comes as a challenge, and is answered by an empty line. */
    private static ClientMechanism xoauth2(String user, String token) {
        return new Simple(
                "XOAUTH2", Optional.of("user=" + user + "\1auth=Bearer " + token + "\1\1"), List.of(error -> ""));
    }

    private static String digest(String password, String challenge) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            byte[] key = password.getBytes(StandardCharsets.UTF_8);
            mac.init(new SecretKeySpec(
                    key.length == 0 ? new byte[1] : key, "HmacMD5")); // a key of zeros is an empty one
            return HexFormat.of().formatHex(mac.doFinal(challenge.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacMD5", e);
        }
    }

    /** A mechanism that has an answer for each challenge, and gives up when it has no more. */
    final class Simple implements ClientMechanism {

        private final String name;
        private final Optional<String> initial;
        private final Iterator<Function<String, String>> answers;

        private Simple(String name, Optional<String> initial, List<Function<String, String>> answers) {
            this.name = name;
            this.initial = initial;
            this.answers = answers.iterator();
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Optional<String> initialResponse() {
            return initial;
        }

        @Override
        public Optional<String> respond(String challenge) {
            return answers.hasNext() ? Optional.of(answers.next().apply(challenge)) : Optional.empty();
        }
    }
}
