package io.github.smtpjunit.inbox;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.lint.InjectionSigns;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.annotation.CheckReturnValue;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;

/**
 * Assertions on the octets of a mail as they were sent, got by {@link AbstractMailAssert#source()}.
 *
 * @param <M> the type of the assertions on the mail, to which {@link #returnToMail()} leads back
 */
public final class SourceAssert<M extends AbstractMailAssert<M>>
        extends AbstractMailDetailAssert<SourceAssert<M>, CapturedMail> {

    private final M mailAssert;

    SourceAssert(CapturedMail actual, M mail) {
        super(actual, SourceAssert.class, mail);
        this.mailAssert = mail;
    }

    /**
     * Asserts the exact octets of the mail, header and body.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).source().hasContent("Subject: Hi\r\n\r\nHello\r\n".getBytes(US_ASCII));
     * // fails
     * assertThat(mail).source().hasContent("Subject: Hi\n\nHello\n".getBytes(US_ASCII));
     * }</pre>
     *
     * @param content all octets, dots un-stuffed, with the CR LF before the final dot
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public SourceAssert<M> hasContent(byte[] content) {
        requireNonNull(content, "content");
        byte[] raw = actual.raw();
        return require(Arrays.equals(raw, content), () -> Texts.expectingOctets("octets", content, raw));
    }

    /**
     * Asserts a part of the source of the mail, as it was sent: encoded, folded, with CR LF.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).source().hasContentContaining("Content-Transfer-Encoding: quoted-printable\r\n");
     * // fails
     * assertThat(mail).source().hasContentContaining("Content-Transfer-Encoding: 8bit\r\n");
     * }</pre>
     *
     * @param part what it contains
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    public SourceAssert<M> hasContentContaining(String part) {
        Given.part("part", part);
        String source = actual.rawText();
        return require(
                source.contains(part),
                () -> Texts.expectingContaining("source", part, Optional.of(source))
                        + Hints.aboutEncoding(actual, part)
                        + Hints.aboutEncoding(actual, part));
    }

    /**
     * Asserts that all lines of the mail end in CR LF, as RFC 5321 section 2.3.8 demands: no CR or LF stands alone.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).source().usesCrlfOnly();
     * // fails
     * assertThat(mailWithUnixLineEnds).source().usesCrlfOnly();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if one does; the message tells where
     */
    public SourceAssert<M> usesCrlfOnly() {
        List<Integer> bare = actual.bareNewlines();
        return require(bare.isEmpty(), () -> Texts.expectingCrlf(actual.raw(), bare));
    }

    /**
     * Goes on to the lines of the source.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).source().lines().contains("MIME-Version: 1.0");
     * // fails
     * assertThat(mail).source().lines().contains("X-Debug: true");
     * }</pre>
     *
     * @return AssertJ's assertions on all lines as they were sent, without their line ends
     */
    @CheckReturnValue
    public ListAssert<String> lines() {
        return FailureMode.goOn(info, Assertions.assertThat(textLines()), "lines of mail " + actual.number());
    }

    private List<String> textLines() {
        return actual.rawText().lines().toList();
    }

    /** One character an octet, so that lengths are right. */
    private List<String> octetLines() {
        return new String(actual.raw(), StandardCharsets.ISO_8859_1).lines().toList();
    }

    /**
     * Asserts that the mail is small, header and encoded attachments included.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).source().hasSizeLessThan(100_000);
     * // fails
     * assertThat(mail).source().hasSizeLessThan(10);
     * }</pre>
     *
     * @param octets a size that is too large
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public SourceAssert<M> hasSizeLessThan(int octets) {
        Given.atLeast("octets", octets, 1);
        int found = actual.raw().length;
        return require(
                found < octets, () -> "Expecting a mail of less than " + octets + " octets, but it has " + found + ".");
    }

    /**
     * Asserts that servers on the way need not cut or refuse long lines: RFC 5322 section 2.1.1 demands 998 at most,
     * and recommends 78.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).source().hasNoLineLongerThan(998);
     * // fails
     * assertThat(mail).source().hasNoLineLongerThan(10);
     * }</pre>
     *
     * @param octets how long a line may be, without its CR LF
     * @return this assertion object
     * @throws AssertionError if one is longer; the message shows the first
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public SourceAssert<M> hasNoLineLongerThan(int octets) {
        Given.atLeast("octets", octets, 0);
        List<String> lines = octetLines();
        Optional<String> tooLong =
                lines.stream().filter(line -> line.length() > octets).findFirst();
        return require(
                tooLong.isEmpty(),
                () -> "Expecting lines of at most " + octets + " octets, but line "
                        + (lines.indexOf(tooLong.orElse("")) + 1) + " has "
                        + tooLong.map(String::length).orElse(0) + ":\n" + Texts.items(List.of(tooLong.orElse(""))));
    }

    /**
     * Asserts that the values in the mail have injected nothing: there is no line in the header that is no field, no
     * field twice that RFC 5322 section 3.6 and MIME allow once, no line end in a decoded value, no Bcc field, no
     * second header at the beginning of the body, and no CR, LF or NUL on its own, which another server may take for
     * the end of the mail.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).source().showsNoInjection();
     * // fails
     * assertThat(mailWithASubjectOfTwoLines).source().showsNoInjection();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if there is one of these; the message lists all
     */
    public SourceAssert<M> showsNoInjection() {
        List<String> signs = InjectionSigns.in(actual.parsed());
        return require(signs.isEmpty(), () -> Texts.expectingNone("signs of an injection", signs));
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
