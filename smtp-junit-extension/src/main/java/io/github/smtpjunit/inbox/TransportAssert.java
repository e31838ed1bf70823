package io.github.smtpjunit.inbox;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.sasl.AuthInfo;
import io.github.smtpjunit.smtp.server.TlsInfo;
import java.util.Optional;

/**
 * Assertions on how a mail came: TLS, authentication and greeting, got by {@link AbstractMailAssert#transport()}.
 *
 * @param <M> the type of the assertions on the mail, to which {@link #returnToMail()} leads back
 */
public final class TransportAssert<M extends AbstractMailAssert<M>>
        extends AbstractMailDetailAssert<TransportAssert<M>, CapturedMail> {

    private static final String ANONYMOUS = "the client was anonymous";

    private final M mailAssert;

    TransportAssert(CapturedMail actual, M mail) {
        super(actual, TransportAssert.class, mail);
        this.mailAssert = mail;
    }

    private TransportAssert<M> requireFact(String what, String expected, Optional<String> found, String absent) {
        return require(
                found.equals(Optional.of(expected)),
                () -> Texts.expecting(what, expected, found, "(none, " + absent + ")"));
    }

    /**
     * Asserts that the mail came over TLS.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).transport().usedTls();
     * // fails
     * assertThat(mailInClearText).transport().usedTls();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public TransportAssert<M> usedTls() {
        return require(
                actual.session().tls().isPresent(),
                () -> "Expecting the mail to come over TLS, but it came in clear text.");
    }

    /**
     * Asserts that the mail came over a certain version of TLS.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).transport().usedTls("TLSv1.3");
     * // fails
     * assertThat(mail).transport().usedTls("TLSv1.2");
     * }</pre>
     *
     * @param protocol the version as the JDK names it, for example {@code TLSv1.3}
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public TransportAssert<M> usedTls(String protocol) {
        requireNonNull(protocol, "protocol");
        return requireFact(
                "TLS version", protocol, actual.session().tls().map(TlsInfo::protocol), "it came in clear text");
    }

    /**
     * Asserts that the mail came without TLS.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).transport().usedNoTls();
     * // fails
     * assertThat(mailOverTls).transport().usedNoTls();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public TransportAssert<M> usedNoTls() {
        return require(
                actual.session().tls().isEmpty(),
                () -> "Expecting the mail to come in clear text, but it came over TLS.");
    }

    /**
     * Asserts that the client had authenticated as a user.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).transport().authenticatedAs("shop");
     * // fails
     * assertThat(mail).transport().authenticatedAs("root");
     * }</pre>
     *
     * @param user the name of the user
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public TransportAssert<M> authenticatedAs(String user) {
        requireNonNull(user, "user");
        return requireFact("user", user, actual.session().authentication().map(AuthInfo::user), ANONYMOUS);
    }

    /**
     * Asserts that the client had authenticated by a mechanism.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).transport().authenticatedWith("SCRAM-SHA-256");
     * // fails
     * assertThat(mail).transport().authenticatedWith("PLAIN");
     * }</pre>
     *
     * @param mechanism the registered name of the SASL mechanism
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public TransportAssert<M> authenticatedWith(String mechanism) {
        requireNonNull(mechanism, "mechanism");
        return requireFact(
                "mechanism", mechanism, actual.session().authentication().map(AuthInfo::mechanism), ANONYMOUS);
    }

    /**
     * Asserts that the client had not authenticated.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).transport().wasAnonymous();
     * // fails
     * assertThat(mailOfAda).transport().wasAnonymous();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public TransportAssert<M> wasAnonymous() {
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
     * assertThat(mail).transport().greetedAs("shop.example.com");
     * // fails
     * assertThat(mail).transport().greetedAs("localhost");
     * }</pre>
     *
     * @param name the name as sent
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public TransportAssert<M> greetedAs(String name) {
        requireNonNull(name, "name");
        return requireEqual("greeting name", name, actual.session().heloName());
    }

    /**
     * Asserts that the client had greeted by EHLO, not by the old HELO (RFC 5321 section 2.2.1).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).transport().usedEhlo();
     * // fails
     * assertThat(mailOfAnOldClient).transport().usedEhlo();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public TransportAssert<M> usedEhlo() {
        return require(
                actual.session().isExtended(), () -> "Expecting the client to greet by EHLO, but it greeted by HELO.");
    }

    /**
     * Goes back to the mail.
     *
     * @return the assertions on the mail from which these were got
     */
    public M returnToMail() {
        return mailAssert;
    }
}
