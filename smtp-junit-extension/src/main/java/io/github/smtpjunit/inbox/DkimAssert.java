package io.github.smtpjunit.inbox;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.DkimSignature;
import io.github.smtpjunit.mail.DkimVerification;
import io.github.smtpjunit.mail.MailAddress;
import java.security.PublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Assertions on the DKIM signatures of a mail (RFC 6376), got by {@link AbstractMailAssert#dkim()}.
 *
 * @param <M> the type of the assertions on the mail, to which {@link #returnToMail()} leads back
 */
public final class DkimAssert<M extends AbstractMailAssert<M>>
        extends AbstractMailDetailAssert<DkimAssert<M>, CapturedMail> {

    private final M mailAssert;

    DkimAssert(CapturedMail actual, M mail) {
        super(actual, DkimAssert.class, mail);
        this.mailAssert = mail;
    }

    /**
     * Asserts that the mail has a DKIM signature with all tags that it must have (RFC 6376 section 3.5). Whether it is
     * true is not looked at.
     *
     * <pre>{@code
     * // passes
     * assertThat(signedMail).dkim().isSigned();
     * // fails
     * assertThat(mail).dkim().isSigned();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it has none; the message shows what is there instead
     */
    public DkimAssert<M> isSigned() {
        List<DkimSignature> signatures = DkimSignature.of(actual.parsed());
        return require(
                signatures.stream().anyMatch(DkimSignature::isComplete),
                () -> "Expecting a DKIM signature, but found:\n"
                        + Texts.items(signatures.stream()
                                .map(signature -> signature + ", missing tags " + signature.missing())
                                .toList()));
    }

    /**
     * Asserts that the mail has DKIM signatures, and that all of them are true: no signed field and no octet of the
     * body was changed (RFC 6376 section 6.1). The keys are given as they stand in DNS, which is not asked.
     * {@code rsa-sha256} and {@code ed25519-sha256} (RFC 8463) are verified.
     *
     * <pre>{@code
     * // passes
     * assertThat(signedMail).dkim().hasValidSignature(Map.of("s1._domainkey.example.com", "v=DKIM1; k=rsa; p=MIIB..."));
     * // fails
     * assertThat(changedMail).dkim().hasValidSignature(Map.of("s1._domainkey.example.com", "v=DKIM1; k=rsa; p=MIIB..."));
     * }</pre>
     *
     * @param records the texts of the TXT records by their names, {@code selector._domainkey.domain}, case-insensitive
     * @return this assertion object
     * @throws AssertionError if there is no such value, or one is not true; the message tells why
     */
    public DkimAssert<M> hasValidSignature(Map<String, String> records) {
        requireNonNull(records, "records");
        if (records.isEmpty()) {
            throw new IllegalArgumentException("Give at least one of the records: without a key, no signature is true");
        }
        Map<String, String> byName = new LinkedHashMap<>();
        records.forEach((name, record) -> byName.put(Addresses.lower(name.replaceFirst("\\.$", "")), record));
        isSigned();
        List<String> problems = DkimVerification.problems(actual.parsed(), byName, actual.receivedAt());
        return require(
                problems.isEmpty(),
                () -> "Expecting valid DKIM signatures, but found:\n" + Texts.items(problems) + "\nof the signatures:\n"
                        + Texts.items(DkimSignature.of(actual.parsed())) + "\nwith the keys of:\n"
                        + Texts.items(List.copyOf(byName.keySet())));
    }

    /**
     * Asserts that the mail has DKIM signatures, and that all of them are true by one public key, whatever their
     * selectors and domains are; otherwise the same as {@link #hasValidSignature(Map)}.
     *
     * <pre>{@code
     * // passes
     * assertThat(signedMail).dkim().hasValidSignature(keyPair.getPublic());
     * // fails
     * assertThat(signedMail).dkim().hasValidSignature(anotherKeyPair.getPublic());
     * }</pre>
     *
     * @param key the key, of the algorithm {@code RSA} or {@code Ed25519}
     * @return this assertion object
     * @throws AssertionError if there is no such value, or one is not true; the message tells why
     */
    public DkimAssert<M> hasValidSignature(PublicKey key) {
        requireNonNull(key, "key");
        String record = DkimVerification.record(key);
        return hasValidSignature(DkimSignature.of(actual.parsed()).stream()
                .collect(Collectors.toMap(DkimSignature::keyName, signature -> record, (one, other) -> one)));
    }

    /**
     * Asserts that a DKIM signature is by the organization of the From address, so that it counts for DMARC with
     * relaxed alignment (RFC 7489 section 3.1.1): {@code mail.example.com} may sign for {@code shop@example.com}. The
     * organization is given by the last two labels of the domain, or three below the likes of {@code co.uk}; no list of
     * public suffixes is asked.
     *
     * <pre>{@code
     * // passes
     * assertThat(signedMail).dkim().isAlignedWithFrom();
     * // fails
     * assertThat(mailSignedByAService).dkim().isAlignedWithFrom();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if no signature is; the message lists the domains
     */
    public DkimAssert<M> isAlignedWithFrom() {
        String from = fromDomain();
        return requireAligned(DkimSignature.of(actual.parsed()).stream().anyMatch(one -> one.isAligned(from)), from);
    }

    /**
     * Asserts that a DKIM signature is by the very domain of the From address, so that it counts for DMARC with strict
     * alignment (RFC 7489 section 3.1.1).
     *
     * <pre>{@code
     * // passes
     * assertThat(signedMail).dkim().isStrictlyAlignedWithFrom();
     * // fails
     * assertThat(mailSignedByASubdomain).dkim().isStrictlyAlignedWithFrom();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if no signature is; the message lists the domains
     */
    public DkimAssert<M> isStrictlyAlignedWithFrom() {
        String from = fromDomain();
        return requireAligned(
                DkimSignature.of(actual.parsed()).stream()
                        .anyMatch(one -> !from.isEmpty() && one.domain().equals(from)),
                from);
    }

    private String fromDomain() {
        return actual.from().stream().findFirst().map(MailAddress::domain).orElse("");
    }

    private DkimAssert<M> requireAligned(boolean aligned, String from) {
        return require(
                aligned,
                () -> "Expecting a DKIM signature by the domain of the From address:\n"
                        + Texts.items(from.isEmpty() ? List.of() : List.of(from)) + "\nbut found:\n"
                        + Texts.items(DkimSignature.of(actual.parsed())));
    }

    /**
     * Asserts that every DKIM signature covers certain fields, so that they cannot be changed unnoticed, or add them
     * where they are not there.
     *
     * <pre>{@code
     * // passes
     * assertThat(signedMail).dkim().hasSignedHeaders("From", "Subject");
     * // fails
     * assertThat(signedMail).dkim().hasSignedHeaders("List-Unsubscribe");
     * }</pre>
     *
     * @param names names of fields, case-insensitive
     * @return this assertion object
     * @throws AssertionError if one does not, or if there is nothing to check; the message lists what is covered
     * @throws IllegalArgumentException if the list is empty, or no field can have that name
     */
    public DkimAssert<M> hasSignedHeaders(String... names) {
        Given.some("names", names).forEach(name -> Given.headerName("names", name));
        isSigned();
        for (DkimSignature signature : DkimSignature.of(actual.parsed())) {
            for (String name : names) {
                require(
                        signature.covers(name),
                        () -> Texts.expectingOneOf("signed fields (" + signature + ")", name, signature.fields()));
            }
        }
        return myself;
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
