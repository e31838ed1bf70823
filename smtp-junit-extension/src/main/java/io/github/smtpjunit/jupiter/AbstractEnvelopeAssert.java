package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.server.AuthInfo;
import io.github.smtpjunit.smtp.server.TlsInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private Failing failing = Failing.HARD;

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
            failWithMessage("%s", report(message.get()));
        }
        passed();
        return myself;
    }

    /** Goes on if there is something to go on with, fails with a message otherwise. */
    final void requireToGoOn(boolean holds, Supplier<String> message) {
        if (standalone) {
            actual.lookedAt();
        }
        if (!holds) {
            throw failing.stop(info, report(message.get()));
        }
        passed();
    }

    Failing failing() {
        return failing;
    }

    final void failing(Failing how) {
        failing = how;
    }

    /** The text of a failure, with what the mail is. */
    String report(String message) {
        String table = standalone ? "\n\nThe mail:\n" + FailureReport.indented(MailTable.of(List.of(actual))) : "";
        return message + problems() + table;
    }

    /** An assertion on the mail, or on a piece of it, has held. */
    void passed() {
        satisfied++;
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

    // Envelope and header

    /**
     * Asserts that envelope and header tell the same story: the recipients are those that To, Cc and Bcc name, and the sender is an
     * author or the Sender. Mails to blind recipients, from mailing lists and with bounce addresses of their own differ here, rightly.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).envelopeMatchesHeaders();
     * // fails
     * assertThat(mailWithABlindRecipient).envelopeMatchesHeaders();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S envelopeMatchesHeaders() {
        String sender = actual.envelope().from();
        List<String> authors = Stream.of("From", "Sender").flatMap(this::named).toList();
        require(
                contains(authors, sender),
                () -> Texts.expectingOneOf("From and Sender fields", "<" + sender + ">", authors));
        String[] named =
                Stream.of("To", "Cc", "Bcc").flatMap(this::named).distinct().toArray(String[]::new);
        return requireExactly("envelope recipients", actual.envelope().to(), named);
    }

    private Stream<String> named(String field) {
        return actual.addresses(field).stream().map(address -> Addresses.normalized(address.getAddress()));
    }

    /**
     * Asserts that the header does not give away blind recipients: there is no Bcc field.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasNoBccHeader();
     * // fails
     * assertThat(mailWithABccField).hasNoBccHeader();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if there is one; the message shows it
     */
    public S hasNoBccHeader() {
        List<String> found = actual.headers("Bcc");
        return require(found.isEmpty(), () -> Texts.expectingNone("Bcc field", found));
    }

    // Parameters of the envelope

    /**
     * Asserts the size that the client declared before it sent the mail (RFC 1870).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasDeclaredSize(1_024);
     * // fails
     * assertThat(mail).hasDeclaredSize(0);
     * }</pre>
     *
     * @param octets the value of the SIZE parameter
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasDeclaredSize(long octets) {
        OptionalLong found = actual.envelope().declaredSize();
        return requireEqual(
                "declared size",
                Long.toString(octets),
                found.isPresent() ? Optional.of(Long.toString(found.getAsLong())) : Optional.empty());
    }

    /**
     * Asserts the kind of content that the client announced (RFC 6152, RFC 3030).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasBodyType(Envelope.Body.EIGHT_BIT_MIME);
     * // fails
     * assertThat(mail).hasBodyType(Envelope.Body.BINARY_MIME);
     * }</pre>
     *
     * @param type the value of the BODY parameter; 7 bit where there is none
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasBodyType(Envelope.Body type) {
        return requireEqual(
                "body type", type.name(), Optional.of(actual.envelope().body().name()));
    }

    /**
     * Asserts on which occasions a delivery status notification was requested, for every recipient (RFC 3461 section 4.1).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).requestedDsn(Envelope.Notify.FAILURE, Envelope.Notify.DELAY);
     * // fails
     * assertThat(mail).requestedDsn(Envelope.Notify.NEVER);
     * }</pre>
     *
     * @param occasions all of them, in any order; none if the NOTIFY parameter must not be there
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S requestedDsn(Envelope.Notify... occasions) {
        Set<Envelope.Notify> wanted = Set.of(occasions);
        List<String> others = actual.envelope().recipients().stream()
                .filter(recipient -> !recipient.notification().equals(wanted))
                .map(recipient -> recipient.path().address() + ": " + names(recipient.notification()))
                .toList();
        return require(
                others.isEmpty(),
                () -> "Expecting every recipient with notification on " + names(wanted) + ", but found:\n"
                        + Texts.items(others));
    }

    private static String names(Set<Envelope.Notify> occasions) {
        return occasions.isEmpty()
                ? "(none)"
                : occasions.stream().sorted().map(Enum::name).collect(Collectors.joining(", "));
    }

    /**
     * Asserts how much of the mail a delivery status notification is to carry (RFC 3461 section 4.3).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).requestedDsnWith(Envelope.Return.HEADERS);
     * // fails
     * assertThat(mail).requestedDsnWith(Envelope.Return.FULL);
     * }</pre>
     *
     * @param content the value of the RET parameter
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S requestedDsnWith(Envelope.Return content) {
        return requireEqual(
                "content of notifications",
                content.name(),
                actual.envelope().returnContent().map(Enum::name));
    }

    /**
     * Asserts the identifier by which delivery status notifications name the mail (RFC 3461 section 4.4).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasEnvelopeId("order-4711");
     * // fails
     * assertThat(mail).hasEnvelopeId("order-1");
     * }</pre>
     *
     * @param id the value of the ENVID parameter, decoded
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasEnvelopeId(String id) {
        return requireEqual("envelope identifier", id, actual.envelope().envelopeId());
    }

    /**
     * Asserts that the client demanded verified TLS for the whole way of the mail (RFC 8689).
     *
     * <pre>{@code
     * // passes
     * assertThat(confidentialMail).requiredTls();
     * // fails
     * assertThat(mail).requiredTls();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S requiredTls() {
        return requireParameter("REQUIRETLS", actual.envelope().requiresTls());
    }

    /**
     * Asserts that the client announced UTF-8 in addresses or header (RFC 6531).
     *
     * <pre>{@code
     * // passes
     * assertThat(mailToZoë).usedSmtpUtf8();
     * // fails
     * assertThat(mail).usedSmtpUtf8();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S usedSmtpUtf8() {
        return requireParameter("SMTPUTF8", actual.envelope().isSmtpUtf8());
    }

    private S requireParameter(String keyword, boolean sent) {
        return require(
                sent,
                () -> Texts.expectingOneOf(
                        "parameters of MAIL",
                        keyword,
                        actual.envelope().parameters().list()));
    }
}
