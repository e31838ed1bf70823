package io.github.smtpjunit.jupiter;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** Assertions on an attachment of a mail, got by {@link AbstractPartAssert#attachment(String)}. */
public final class AttachmentAssert extends AbstractPieceAssert<AttachmentAssert, Attachment> {

    AttachmentAssert(Attachment actual, AbstractEnvelopeAssert<?> mail) {
        super(actual, AttachmentAssert.class, mail);
    }

    private String named(String what) {
        return what + " of attachment \"" + actual.name().orElse("") + "\"";
    }

    /**
     * Asserts the media type.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).attachment("invoice.pdf").hasType("application/pdf");
     * // fails
     * assertThat(mail).attachment("invoice.pdf").hasType("application/octet-stream");
     * }</pre>
     *
     * @param contentType the type without parameters, in any case
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public AttachmentAssert hasType(String contentType) {
        return requireEqual(named("type"), contentType.toLowerCase(Locale.ROOT), Optional.of(actual.contentType()));
    }

    /**
     * Asserts the size after decoding.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).attachment("invoice.pdf").hasSize(1_024);
     * // fails
     * assertThat(mail).attachment("invoice.pdf").hasSize(0);
     * }</pre>
     *
     * @param octets how many
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public AttachmentAssert hasSize(int octets) {
        return requireEqual(named("size"), Integer.toString(octets), Optional.of(Integer.toString(actual.size())));
    }

    /**
     * Asserts the content by its SHA-256 hash.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).attachment("invoice.pdf").hasSha256("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
     * // fails
     * assertThat(mail).attachment("invoice.pdf").hasSha256("00");
     * }</pre>
     *
     * @param hash 64 hexadecimal digits, in any case
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public AttachmentAssert hasSha256(String hash) {
        return requireEqual(named("SHA-256"), hash.toLowerCase(Locale.ROOT), Optional.of(sha256(actual.bytes())));
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }

    /**
     * Asserts the content, octet by octet.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).attachment("invoice.pdf").hasBytes(Files.readAllBytes(invoice));
     * // fails
     * assertThat(mail).attachment("invoice.pdf").hasBytes(new byte[0]);
     * }</pre>
     *
     * @param content all octets, after decoding
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public AttachmentAssert hasBytes(byte[] content) {
        byte[] found = actual.bytes();
        return require(Arrays.equals(found, content), () -> Texts.expectingOctets(named("content"), content, found));
    }

    private String text() {
        return Texts.lines(Charsets.decode(actual.bytes(), null));
    }

    /**
     * Asserts the whole content as text, in UTF-8 if it is that, else in Latin-1; line ends count as equal, and those at the end do not
     * count.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).attachment("order.csv").hasTextContent("tea;2\nmilk;1");
     * // fails
     * assertThat(mail).attachment("order.csv").hasTextContent("tea");
     * }</pre>
     *
     * @param text all of it
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public AttachmentAssert hasTextContent(String text) {
        return requireEqual(named("text"), Texts.lines(text), Optional.of(text()));
    }

    /**
     * Asserts a part of the content as text, in UTF-8 if it is that, else in Latin-1.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).attachment("order.csv").hasTextContaining("tea;2");
     * // fails
     * assertThat(mail).attachment("order.csv").hasTextContaining("coffee");
     * }</pre>
     *
     * @param part what it contains
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public AttachmentAssert hasTextContaining(String part) {
        return require(
                text().contains(Texts.lines(part)),
                () -> Texts.expectingContaining(named("text"), Texts.lines(part), Optional.of(text())));
    }
}
