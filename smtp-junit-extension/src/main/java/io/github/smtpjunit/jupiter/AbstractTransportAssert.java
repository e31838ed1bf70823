package io.github.smtpjunit.jupiter;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.sasl.AuthInfo;
import io.github.smtpjunit.smtp.server.TlsInfo;
import java.util.Optional;

/**
 * Assertions on how a mail came: TLS, authentication, greeting, and the session as a whole.
 *
 * @param <S> the type of the assertion object
 */
public abstract class AbstractTransportAssert<S extends AbstractTransportAssert<S>> extends AbstractMailAssert<S> {

    private static final String ANONYMOUS = "the client was anonymous";

    AbstractTransportAssert(CapturedMail actual, Class<?> selfType, boolean standalone) {
        super(actual, selfType, standalone);
    }

    private S requireFact(String what, String expected, Optional<String> found, String absent) {
        return require(
                found.equals(Optional.of(expected)),
                () -> Texts.expecting(what, expected, found, "(none, " + absent + ")"));
    }

    /**
     * Asserts that the mail came over TLS.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).usedTls();
     * // fails
     * assertThat(mailInClearText).usedTls();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S usedTls() {
        return require(
                actual.session().tls().isPresent(),
                () -> "Expecting the mail to come over TLS, but it came in clear text.");
    }

    /**
     * Asserts that the mail came over a certain version of TLS.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).usedTls("TLSv1.3");
     * // fails
     * assertThat(mail).usedTls("TLSv1.2");
     * }</pre>
     *
     * @param protocol the version as the JDK names it, for example {@code TLSv1.3}
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S usedTls(String protocol) {
        requireNonNull(protocol, "protocol");
        return requireFact(
                "TLS version", protocol, actual.session().tls().map(TlsInfo::protocol), "it came in clear text");
    }

    /**
     * Asserts that the mail came without TLS.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).usedNoTls();
     * // fails
     * assertThat(mailOverTls).usedNoTls();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S usedNoTls() {
        return require(
                actual.session().tls().isEmpty(),
                () -> "Expecting the mail to come in clear text, but it came over TLS.");
    }

    /**
     * Asserts that the client had authenticated as a user.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).authenticatedAs("shop");
     * // fails
     * assertThat(mail).authenticatedAs("root");
     * }</pre>
     *
     * @param user the name of the user
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S authenticatedAs(String user) {
        requireNonNull(user, "user");
        return requireFact("user", user, actual.session().authentication().map(AuthInfo::user), ANONYMOUS);
    }

    /**
     * Asserts that the client had authenticated by a mechanism.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).authenticatedWith("SCRAM-SHA-256");
     * // fails
     * assertThat(mail).authenticatedWith("PLAIN");
     * }</pre>
     *
     * @param mechanism the registered name of the SASL mechanism
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S authenticatedWith(String mechanism) {
        requireNonNull(mechanism, "mechanism");
        return requireFact(
                "mechanism", mechanism, actual.session().authentication().map(AuthInfo::mechanism), ANONYMOUS);
    }

    /**
     * Asserts that the client had not authenticated.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).wasAnonymous();
     * // fails
     * assertThat(mailOfAda).wasAnonymous();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S wasAnonymous() {
        Optional<AuthInfo> user = actual.session().authentication();
        return require(
                user.isEmpty(),
                () -> "Expecting an anonymous client, but it had authenticated as "
                        + user.map(who -> who.user() + " by " + who.mechanism()).orElse("") + ".");
    }

    /**
     * Asserts that the client had given itself a name by EHLO or HELO.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).greetedAs("shop.example.com");
     * // fails
     * assertThat(mail).greetedAs("localhost");
     * }</pre>
     *
     * @param name the name as sent
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S greetedAs(String name) {
        requireNonNull(name, "name");
        return requireEqual("greeting name", name, actual.session().heloName());
    }

    /**
     * Asserts that the client had greeted by EHLO, not by the old HELO (RFC 5321 section 2.2.1).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).usedEhlo();
     * // fails
     * assertThat(mailOfAnOldClient).usedEhlo();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S usedEhlo() {
        return require(
                actual.session().isExtended(), () -> "Expecting the client to greet by EHLO, but it greeted by HELO.");
    }

    /**
     * Goes on to the session in which the mail came.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).session().endedWithQuit();
     * // fails
     * assertThat(mail).session().hasMailCount(0);
     * }</pre>
     *
     * @return assertions on that session
     */
    public final SessionAssert session() {
        return new SessionAssert(actual.sessionRecord(), this, actual.inbox());
    }
}
