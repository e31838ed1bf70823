package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.smtp.server.AuthInfo;
import io.github.smtpjunit.smtp.server.TlsInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on what a client told the server about a mail, beside its content: the envelope, and the facts of the session. The
 * header of the mail may tell another story.
 *
 * @param <S> the type of the assertion object
 */
public abstract class AbstractEnvelopeAssert<S extends AbstractEnvelopeAssert<S>>
        extends AbstractAssert<S, CapturedMail> {

    private static final int MAX_PROBLEMS = 5;
    private static final String ANONYMOUS = "the client was anonymous";

    private final boolean standalone;
    private int satisfied;

    /**
     * Makes assertions on a mail.
     *
     * @param standalone whether a failure shows the mail as a table; a failure of nested assertions is shown beside one anyway
     */
    AbstractEnvelopeAssert(CapturedMail actual, Class<?> selfType, boolean standalone) {
        super(actual, selfType);
        this.standalone = standalone;
    }

    // What all assertions on a mail share

    /** Goes on if something holds, fails with a message otherwise. */
    S require(boolean holds, Supplier<String> message) {
        if (standalone) {
            actual.lookedAt();
        }
        if (!holds) {
            String table = standalone ? "\n\nThe mail:\n" + FailureReport.indented(MailTable.of(List.of(actual))) : "";
            failWithMessage("%s", message.get() + problems() + table);
        }
        satisfied++;
        return myself;
    }

    private String problems() {
        List<String> problems = actual.problems();
        return problems.isEmpty()
                ? ""
                : "\n\nThe mail is broken:\n"
                        + problems.stream()
                                .limit(MAX_PROBLEMS)
                                .map(problem -> "  " + problem)
                                .collect(Collectors.joining("\n"));
    }

    S requireEqual(String what, String expected, Optional<String> found) {
        return require(found.equals(Optional.of(expected)), () -> Texts.expecting(what, expected, found));
    }

    /** The same addresses, in any order. */
    S requireExactly(String what, List<String> found, String... expected) {
        List<String> wanted = normalized(Arrays.asList(expected));
        List<String> there = normalized(found);
        return require(there.equals(wanted), () -> Texts.expectingExactly(what, wanted, there));
    }

    /** How many assertions have held so far, to tell a near miss from a far one. */
    int satisfied() {
        return satisfied;
    }

    private static List<String> normalized(List<String> addresses) {
        return addresses.stream().map(Addresses::normalized).sorted().toList();
    }

    private static boolean contains(List<String> addresses, String address) {
        return addresses.stream().anyMatch(other -> Addresses.same(other, address));
    }

    // The envelope

    /**
     * Asserts that the mail was sent with a reverse-path: the address of its MAIL command.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasEnvelopeFrom("bounces@example.com");
     * // fails
     * assertThat(mail).hasEnvelopeFrom("someone@example.com");
     * }</pre>
     *
     * @param address an address without angle brackets; its domain is compared in any case; {@code ""} for the null reverse-path
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasEnvelopeFrom(String address) {
        String from = actual.envelope().from();
        return require(
                Addresses.same(from, address),
                () -> Texts.expecting("envelope sender", "<" + address + ">", Optional.of("<" + from + ">")));
    }

    /**
     * Asserts that the mail was sent with the null reverse-path {@code <>}, as reports and automatic answers are.
     *
     * <pre>{@code
     * // passes
     * assertThat(bounce).hasNullReversePath();
     * // fails
     * assertThat(newsletter).hasNullReversePath();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasNullReversePath() {
        return require(
                actual.envelope().reversePath().isNull(),
                () -> Texts.expecting(
                        "envelope sender",
                        "<>",
                        Optional.of("<" + actual.envelope().from() + ">")));
    }

    /**
     * Asserts that the mail was sent to exactly these recipients of the envelope, in any order, blind ones included.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasEnvelopeRecipients("ada@example.org", "bob@example.org");
     * // fails
     * assertThat(mail).hasEnvelopeRecipients("ada@example.org");
     * }</pre>
     *
     * @param addresses all of them, each an address without angle brackets; its domain is compared in any case
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasEnvelopeRecipients(String... addresses) {
        return requireExactly("envelope recipients", actual.envelope().to(), addresses);
    }

    /**
     * Asserts that a recipient is in the envelope; others may be too.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).wasDeliveredTo("ada@example.org");
     * // fails
     * assertThat(mail).wasDeliveredTo("mallory@example.org");
     * }</pre>
     *
     * @param address an address without angle brackets; its domain is compared in any case
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S wasDeliveredTo(String address) {
        List<String> to = actual.envelope().to();
        return require(contains(to, address), () -> Texts.expectingOneOf("envelope recipients", address, to));
    }

    /**
     * Asserts that a recipient is in the envelope, but in no header field: a blind carbon copy.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasBlindRecipient("archive@example.com");
     * // fails
     * assertThat(mail).hasBlindRecipient("ada@example.org"); // in the To field
     * }</pre>
     *
     * @param address an address without angle brackets; its domain is compared in any case
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasBlindRecipient(String address) {
        List<String> blind = actual.blindRecipients();
        return require(contains(blind, address), () -> Texts.expectingOneOf("blind recipients", address, blind));
    }

    /**
     * Asserts that exactly these recipients are in the envelope, but in no header field, in any order.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasBlindRecipients("archive@example.com", "audit@example.com");
     * // fails
     * assertThat(mail).hasBlindRecipients("archive@example.com");
     * }</pre>
     *
     * @param addresses all of them, each an address without angle brackets; its domain is compared in any case
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasBlindRecipients(String... addresses) {
        return requireExactly("blind recipients", actual.blindRecipients(), addresses);
    }

    /**
     * Asserts that every recipient of the envelope stands in a header field.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasNoBlindRecipients();
     * // fails
     * assertThat(mailWithBcc).hasNoBlindRecipients();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasNoBlindRecipients() {
        List<String> blind = actual.blindRecipients();
        return require(blind.isEmpty(), () -> Texts.expectingNone("blind recipients", blind));
    }

    // The session

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
        return requireFact(
                "TLS version", protocol, actual.session().tls().map(TlsInfo::protocol), "it came in clear text");
    }

    /**
     * Asserts that the mail came without TLS.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).wasPlaintext();
     * // fails
     * assertThat(mailOverTls).wasPlaintext();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S wasPlaintext() {
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
        return requireEqual("greeting name", name, actual.session().heloName());
    }
}
