package io.github.smtpjunit.jupiter;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.DkimSignature;
import io.github.smtpjunit.mail.DkimVerification;
import io.github.smtpjunit.mail.MailAddress;
import io.github.smtpjunit.mail.SourcePart;
import io.github.smtpjunit.mail.lint.LintProfile;
import io.github.smtpjunit.mail.lint.LintReport;
import io.github.smtpjunit.mail.lint.LintSeverity;
import io.github.smtpjunit.mail.lint.MailLint;
import java.security.PublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Assertions on how good a mail is, and on who vouches for it.
 *
 * @param <S> the type of the assertion object
 */
public abstract class AbstractQualityAssert<S extends AbstractQualityAssert<S>> extends AbstractRawAssert<S> {

    AbstractQualityAssert(CapturedMail actual, Class<?> selfType, boolean standalone) {
        super(actual, selfType, standalone);
    }

    // Lint

    /**
     * Asserts that {@link MailLint} finds neither errors nor warnings by the profile {@link LintProfile#TRANSACTIONAL}: no broken MIME,
     * template variables, links to localhost, images without alternative text and so on.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).passesLint();
     * // fails
     * assertThat(mailFromADevelopersMachine).passesLint();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if there are some; the message lists them, and tells how to ignore them
     */
    public S passesLint() {
        return passesLint(LintProfile.TRANSACTIONAL);
    }

    /**
     * Asserts that {@link MailLint} finds neither errors nor warnings.
     *
     * <pre>{@code
     * // passes
     * assertThat(newsletter).passesLint(LintProfile.BULK);
     * // fails
     * assertThat(newsletterThatNobodyCanLeave).passesLint(LintProfile.BULK);
     * }</pre>
     *
     * @param profile what to measure the mail by
     * @return this assertion object
     * @throws AssertionError if there are some; the message lists them, and tells how to ignore them
     */
    public S passesLint(LintProfile profile) {
        requireNonNull(profile, "profile");
        LintReport bad = actual.lint(profile).atLeast(LintSeverity.WARNING);
        return require(bad.findings().isEmpty(), () -> LintAssert.expectingNone(LintAssert.ERRORS_AND_WARNINGS, bad));
    }

    /**
     * Goes on to what {@link MailLint} finds.
     *
     * <pre>{@code
     * // passes
     * assertThat(newsletter).lint(BULK).ignoring("sender.dkim.missing").passes();
     * // fails
     * assertThat(newsletterThatNobodyCanLeave).lint(BULK).ignoring("sender.dkim.missing").passes();
     * }</pre>
     *
     * @param profile what to measure the mail by
     * @return assertions on the findings
     */
    public final LintAssert lint(LintProfile profile) {
        requireNonNull(profile, "profile");
        requireToGoOn(true, () -> ""); // any mail has a report, and has now been looked at
        return new LintAssert(actual.lint(profile), this);
    }

    // Signatures

    /**
     * Asserts that the mail has a DKIM signature with all tags that it must have (RFC 6376 section 3.5). Whether it is true is not
     * looked at.
     *
     * <pre>{@code
     * // passes
     * assertThat(signedMail).isDkimSigned();
     * // fails
     * assertThat(mail).isDkimSigned();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it has none; the message shows what is there instead
     */
    public S isDkimSigned() {
        List<DkimSignature> signatures = DkimSignature.of(actual.parsed());
        return require(
                signatures.stream().anyMatch(DkimSignature::isComplete),
                () -> "Expecting a DKIM signature, but found:\n"
                        + Texts.items(signatures.stream()
                                .map(signature -> signature + ", missing tags " + signature.missing())
                                .toList()));
    }

    /**
     * Asserts that the mail has DKIM signatures, and that all of them are true: no signed field and no octet of the body was changed
     * (RFC 6376 section 6.1). The keys are given as they stand in DNS, which is not asked. {@code rsa-sha256} and
     * {@code ed25519-sha256} (RFC 8463) are verified.
     *
     * <pre>{@code
     * // passes
     * assertThat(signedMail).hasValidDkimSignature(Map.of("s1._domainkey.example.com", "v=DKIM1; k=rsa; p=MIIB..."));
     * // fails
     * assertThat(changedMail).hasValidDkimSignature(Map.of("s1._domainkey.example.com", "v=DKIM1; k=rsa; p=MIIB..."));
     * }</pre>
     *
     * @param records the texts of the TXT records by their names, {@code selector._domainkey.domain}, case-insensitive
     * @return this assertion object
     * @throws AssertionError if there is no such value, or one is not true; the message tells why
     */
    public S hasValidDkimSignature(Map<String, String> records) {
        requireNonNull(records, "records");
        if (records.isEmpty()) {
            throw new IllegalArgumentException("Give at least one of the records: without a key, no signature is true");
        }
        Map<String, String> byName = new LinkedHashMap<>();
        records.forEach((name, record) -> byName.put(Addresses.lower(name.replaceFirst("\\.$", "")), record));
        isDkimSigned();
        List<String> problems = DkimVerification.problems(actual.parsed(), byName, actual.receivedAt());
        return require(
                problems.isEmpty(),
                () -> "Expecting valid DKIM signatures, but found:\n" + Texts.items(problems) + "\nof the signatures:\n"
                        + Texts.items(DkimSignature.of(actual.parsed())) + "\nwith the keys of:\n"
                        + Texts.items(List.copyOf(byName.keySet())));
    }

    /**
     * Asserts that the mail has DKIM signatures, and that all of them are true by one public key, whatever their selectors and domains
     * are; otherwise the same as {@link #hasValidDkimSignature(Map)}.
     *
     * <pre>{@code
     * // passes
     * assertThat(signedMail).hasValidDkimSignature(keyPair.getPublic());
     * // fails
     * assertThat(signedMail).hasValidDkimSignature(anotherKeyPair.getPublic());
     * }</pre>
     *
     * @param key the key, of the algorithm {@code RSA} or {@code Ed25519}
     * @return this assertion object
     * @throws AssertionError if there is no such value, or one is not true; the message tells why
     */
    public S hasValidDkimSignature(PublicKey key) {
        requireNonNull(key, "key");
        String record = DkimVerification.record(key);
        return hasValidDkimSignature(DkimSignature.of(actual.parsed()).stream()
                .collect(Collectors.toMap(DkimSignature::keyName, signature -> record, (one, other) -> one)));
    }

    /**
     * Asserts that a DKIM signature is by the organization of the From address, so that it counts for DMARC with relaxed alignment (RFC
     * 7489 section 3.1.1): {@code mail.example.com} may sign for {@code shop@example.com}. The organization is given by the last two
     * labels of the domain, or three below the likes of {@code co.uk}; no list of public suffixes is asked.
     *
     * <pre>{@code
     * // passes
     * assertThat(signedMail).isDkimAlignedWithFrom();
     * // fails
     * assertThat(mailSignedByAService).isDkimAlignedWithFrom();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if no signature is; the message lists the domains
     */
    public S isDkimAlignedWithFrom() {
        String from = fromDomain();
        return requireAligned(DkimSignature.of(actual.parsed()).stream().anyMatch(one -> one.isAligned(from)), from);
    }

    /**
     * Asserts that a DKIM signature is by the very domain of the From address, so that it counts for DMARC with strict alignment (RFC 7489
     * section 3.1.1).
     *
     * <pre>{@code
     * // passes
     * assertThat(signedMail).isDkimStrictlyAlignedWithFrom();
     * // fails
     * assertThat(mailSignedByASubdomain).isDkimStrictlyAlignedWithFrom();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if no signature is; the message lists the domains
     */
    public S isDkimStrictlyAlignedWithFrom() {
        String from = fromDomain();
        return requireAligned(
                DkimSignature.of(actual.parsed()).stream()
                        .anyMatch(one -> !from.isEmpty() && one.domain().equals(from)),
                from);
    }

    private String fromDomain() {
        return actual.from().stream().findFirst().map(MailAddress::domain).orElse("");
    }

    private S requireAligned(boolean aligned, String from) {
        return require(
                aligned,
                () -> "Expecting a DKIM signature by the domain of the From address:\n"
                        + Texts.items(from.isEmpty() ? List.of() : List.of(from)) + "\nbut found:\n"
                        + Texts.items(DkimSignature.of(actual.parsed())));
    }

    /**
     * Asserts that every DKIM signature covers certain fields, so that they cannot be changed unnoticed, or add them where they are not there.
     *
     * <pre>{@code
     * // passes
     * assertThat(signedMail).hasDkimSignedHeaders("From", "Subject");
     * // fails
     * assertThat(signedMail).hasDkimSignedHeaders("List-Unsubscribe");
     * }</pre>
     *
     * @param names names of fields, case-insensitive
     * @return this assertion object
     * @throws AssertionError if one does not, or if there is nothing to check; the message lists what is covered
     * @throws IllegalArgumentException if the list is empty, or no field can have that name
     */
    public S hasDkimSignedHeaders(String... names) {
        Given.some("names", names).forEach(name -> Given.headerName("names", name));
        isDkimSigned();
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
     * Asserts that the mail has the form of one that is signed by S/MIME (RFC 8551 section 3.5): {@code multipart/signed} with a PKCS #7
     * signature, or {@code application/pkcs7-mime} with signed data. Whether the signature is true is not looked at.
     *
     * <pre>{@code
     * // passes
     * assertThat(smimeMail).isSmimeSigned();
     * // fails
     * assertThat(mail).isSmimeSigned();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows the parts
     */
    public S isSmimeSigned() {
        boolean signed = actual.parsed().source().root().all().anyMatch(SourcePart::isSmimeSigned);
        return require(
                signed,
                () -> Texts.expectingPart(
                        "an S/MIME signature", "multipart/signed with application/pkcs7-signature", actual.root()));
    }
}
