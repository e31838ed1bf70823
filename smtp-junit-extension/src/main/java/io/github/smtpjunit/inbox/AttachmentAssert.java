package io.github.smtpjunit.inbox;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.Attachment;
import io.github.smtpjunit.mail.CsvFile;
import io.github.smtpjunit.mail.PdfFile;
import io.github.smtpjunit.mail.ZipFile;
import io.github.smtpjunit.mail.library.OptionalLibrary;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** Assertions on an attachment of a mail, got by {@link AbstractMailAssert#attachment(String)}. */
public final class AttachmentAssert extends AbstractMailDetailAssert<AttachmentAssert, Attachment> {

    AttachmentAssert(Attachment actual, AbstractMailAssert<?> mail) {
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
     * @param contentType the type without parameters, case-insensitive
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the type is no media type
     */
    public AttachmentAssert hasType(String contentType) {
        Given.mediaType(contentType);
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
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public AttachmentAssert hasSize(int octets) {
        Given.atLeast("octets", octets, 0);
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
     * @param hash 64 hexadecimal digits, case-insensitive
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public AttachmentAssert hasSha256(String hash) {
        requireNonNull(hash, "hash");
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
     * assertThat(mail).attachment("invoice.pdf").hasBytes(Files.readAllBytes(invoicePdf));
     * // fails
     * assertThat(mail).attachment("invoice.pdf").hasBytes(new byte[0]);
     * }</pre>
     *
     * @param content all octets, after decoding
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public AttachmentAssert hasBytes(byte[] content) {
        requireNonNull(content, "content");
        byte[] found = actual.bytes();
        return require(Arrays.equals(found, content), () -> Texts.expectingOctets(named("content"), content, found));
    }

    private String text() {
        return Texts.lines(actual.text());
    }

    /**
     * Asserts the whole content as text, in the charset that it names, or else in UTF-8 if it is that, or else in
     * windows-1252; line ends count as equal, and those at the end do not count.
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
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public AttachmentAssert hasTextContent(String text) {
        requireNonNull(text, "text");
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
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    public AttachmentAssert hasTextContaining(String part) {
        requireNonNull(part, "part");
        String wanted = Given.part("part", Texts.lines(part));
        return require(
                text().contains(wanted), () -> Texts.expectingContaining(named("text"), wanted, Optional.of(text())));
    }

    // What is in it

    /**
     * Goes on to the pages of a PDF. Needs Apache PDFBox ({@code org.apache.pdfbox:pdfbox}) among the dependencies of
     * your tests.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).attachment("invoice.pdf").asPdf().hasPageCount(1).hasTextContaining("Total 5.00");
     * // fails
     * assertThat(mail).attachment("order.csv").asPdf();
     * }</pre>
     *
     * @return assertions on the PDF
     * @throws AssertionError if it is not such a file, or cannot be read
     * @throws IllegalStateException if PDFBox is missing
     */
    public PdfAssert asPdf() {
        Optional<PdfFile> pdf = OptionalLibrary.PDFBOX.use("asPdf()", () -> PdfFile.read(actual.bytes()));
        return new PdfAssert(readable("a PDF", pdf), actual, mail());
    }

    /**
     * Goes on to the rows of a table, with a comma between its values (RFC 4180). Needs Apache Commons CSV ({@code
     * org.apache.commons:commons-csv}) among the dependencies of your tests.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).attachment("order.csv").asCsv().hasColumns("article", "count").hasRow("tea", "2");
     * // fails
     * assertThat(mail).attachment("order.csv").asCsv().hasRow("coffee", "1");
     * }</pre>
     *
     * @return assertions on the table
     * @throws AssertionError if it cannot be read
     * @throws IllegalStateException if Commons CSV is missing
     */
    public CsvAssert asCsv() {
        return asCsv(',');
    }

    /**
     * Goes on to the rows of a table, with another character between its values. Needs Apache Commons CSV ({@code
     * org.apache.commons:commons-csv}) among the dependencies of your tests.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).attachment("order.csv").asCsv(';').hasRow("tea", "2");
     * // fails
     * assertThat(mail).attachment("order.csv").asCsv('\t').hasRow("tea", "2");
     * }</pre>
     *
     * @param delimiter the character, often a semicolon
     * @return assertions on the table
     * @throws AssertionError if it cannot be read
     * @throws IllegalStateException if Commons CSV is missing
     */
    public CsvAssert asCsv(char delimiter) {
        Optional<CsvFile> csv =
                OptionalLibrary.COMMONS_CSV.use("asCsv()", () -> CsvFile.read(actual.text(), delimiter));
        return new CsvAssert(readable("a CSV table", csv), actual, mail());
    }

    /**
     * Goes on to the files of a ZIP archive.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).attachment("order.zip").asZip().hasEntries("order.csv", "terms.txt");
     * // fails
     * assertThat(mail).attachment("order.csv").asZip();
     * }</pre>
     *
     * @return assertions on the archive
     * @throws AssertionError if it is not such a file, or cannot be read
     */
    public ZipAssert asZip() {
        return new ZipAssert(readable("a ZIP archive", ZipFile.read(actual)), actual, mail());
    }

    private <T> T readable(String what, Optional<T> content) {
        mail().requireToGoOn(
                        content.isPresent(),
                        () -> "Expecting " + named(what + " as content") + ", but this cannot be read as one:\n"
                                + Texts.octets(actual.bytes()));
        return content.orElseThrow();
    }
}
