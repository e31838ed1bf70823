package io.github.smtpjunit.inbox;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.MailPart;
import io.github.smtpjunit.mail.SourcePart;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Assertions on the tree of a mail's MIME parts: their types, charsets and transfer encodings, got by
 * {@link AbstractMailAssert#parts()}.
 *
 * @param <M> the type of the assertions on the mail, to which {@link #returnToMail()} leads back
 */
public final class PartsAssert<M extends AbstractMailAssert<M>>
        extends AbstractMailDetailAssert<PartsAssert<M>, CapturedMail> {

    private final M mailAssert;

    PartsAssert(CapturedMail actual, M mail) {
        super(actual, PartsAssert.class, mail);
        this.mailAssert = mail;
    }

    /**
     * Asserts that the mail as a whole is a multipart of some kind (RFC 2046 section 5.1).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).parts().isMultipart("alternative");
     * // fails
     * assertThat(mail).parts().isMultipart("signed");
     * }</pre>
     *
     * @param subtype {@code mixed}, {@code alternative}, {@code related} and so on, case-insensitive
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public PartsAssert<M> isMultipart(String subtype) {
        requireNonNull(subtype, "subtype");
        return requireEqual(
                "type of the mail",
                "multipart/" + subtype.toLowerCase(Locale.ROOT),
                Optional.of(actual.root().type()));
    }

    /**
     * Asserts that there is a part of a media type, however deep it is nested.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).parts().hasPart("text/html");
     * // fails
     * assertThat(mail).parts().hasPart("text/calendar");
     * }</pre>
     *
     * @param contentType the type without parameters, case-insensitive
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the type is no media type
     */
    public PartsAssert<M> hasPart(String contentType) {
        Given.mediaType(contentType);
        return require(isPart(contentType), () -> Texts.expectingPart("parts to contain", contentType, actual.root()));
    }

    /**
     * Asserts that there is no part of a media type, however deep it is nested.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).parts().doesNotHavePart("text/calendar");
     * // fails
     * assertThat(mail).parts().doesNotHavePart("text/html");
     * }</pre>
     *
     * @param contentType the type without parameters, case-insensitive
     * @return this assertion object
     * @throws AssertionError if there is one; the message shows the tree of parts
     * @throws IllegalArgumentException if the type is no media type
     */
    public PartsAssert<M> doesNotHavePart(String contentType) {
        Given.mediaType(contentType);
        return require(
                !isPart(contentType), () -> Texts.expectingPart("parts not to contain", contentType, actual.root()));
    }

    private boolean isPart(String contentType) {
        return actual.root().all().anyMatch(part -> part.type().equalsIgnoreCase(contentType));
    }

    /**
     * Asserts all parts and how they are nested.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).parts().hasPartTree("mixed(alternative(plain,html),pdf)");
     * // fails
     * assertThat(mail).parts().hasPartTree("alternative(plain,html)");
     * }</pre>
     *
     * @param tree a multipart is its subtype and its parts in parentheses, another part its subtype; whole types, such
     *     as {@code application/pdf}, do as well, and white space does not count
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public PartsAssert<M> hasPartTree(String tree) {
        requireNonNull(tree, "tree");
        return require(actual.root().matches(tree), () -> Texts.expectingPart("parts", tree, actual.root()));
    }

    /**
     * Asserts the charset that every text part declares, attached ones included; {@code us-ascii} where it declares
     * none.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).parts().hasCharset("utf-8");
     * // fails
     * assertThat(mail).parts().hasCharset("iso-8859-1");
     * }</pre>
     *
     * @param charset its name, case-insensitive
     * @return this assertion object
     * @throws AssertionError if one declares another, or there is no text part; the message lists them
     */
    public PartsAssert<M> hasCharset(String charset) {
        requireNonNull(charset, "charset");
        return requireOfTexts("charset", charset, MailPart::charset);
    }

    /**
     * Asserts the transfer encoding of every text part, attached ones included; {@code 7bit} where it names none.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).parts().hasTransferEncoding("quoted-printable");
     * // fails
     * assertThat(mail).parts().hasTransferEncoding("8bit");
     * }</pre>
     *
     * @param encoding its name, case-insensitive
     * @return this assertion object
     * @throws AssertionError if one has another, or there is no text part; the message lists them
     */
    public PartsAssert<M> hasTransferEncoding(String encoding) {
        requireNonNull(encoding, "encoding");
        return requireOfTexts("transfer encoding", encoding, MailPart::encoding);
    }

    /**
     * Asserts that every plain text part flows: mail programs may wrap its lines anew (RFC 3676).
     *
     * <pre>{@code
     * // passes
     * assertThat(mailWithFormatFlowed).parts().isFlowed();
     * // fails
     * assertThat(mail).parts().isFlowed();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if one does not, or if there is nothing to check
     */
    public PartsAssert<M> isFlowed() {
        List<MailPart> texts = actual.root()
                .all()
                .filter(part -> part.type().equals("text/plain"))
                .toList();
        return require(
                !texts.isEmpty() && texts.stream().allMatch(MailPart::isFlowed),
                () -> "Expecting text of format=flowed, but found "
                        + (texts.isEmpty() ? "no text." : "text with fixed lines."));
    }

    private PartsAssert<M> requireOfTexts(String what, String expected, Function<MailPart, String> fact) {
        List<MailPart> texts = actual.root().all().filter(MailPart::isText).toList();
        return require(
                !texts.isEmpty()
                        && texts.stream().allMatch(part -> fact.apply(part).equalsIgnoreCase(expected)),
                () -> "Expecting " + what + " of all texts:\n  \"" + expected + "\"\nbut found:\n"
                        + Texts.items(texts.stream()
                                .map(part -> part.type() + ": " + fact.apply(part))
                                .toList()));
    }

    /**
     * Asserts that the mail has the form of one that is signed by S/MIME (RFC 8551 section 3.5):
     * {@code multipart/signed} with a PKCS #7 signature, or {@code application/pkcs7-mime} with signed data. Whether
     * the signature is true is not looked at.
     *
     * <pre>{@code
     * // passes
     * assertThat(smimeMail).parts().isSmimeSigned();
     * // fails
     * assertThat(mail).parts().isSmimeSigned();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows the parts
     */
    public PartsAssert<M> isSmimeSigned() {
        boolean signed = actual.parsed().source().root().all().anyMatch(SourcePart::isSmimeSigned);
        return require(
                signed,
                () -> Texts.expectingPart(
                        "an S/MIME signature", "multipart/signed with application/pkcs7-signature", actual.root()));
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
