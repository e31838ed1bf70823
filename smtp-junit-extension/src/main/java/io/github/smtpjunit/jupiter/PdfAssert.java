package io.github.smtpjunit.jupiter;

import java.util.Optional;

/** Assertions on a PDF that is attached to a mail, got by {@link AttachmentAssert#asPdf()}. */
public final class PdfAssert extends AbstractPieceAssert<PdfAssert, Attachment> {

    private final PdfFile pdf;

    PdfAssert(PdfFile pdf, Attachment actual, AbstractMailAssert<?> mail) {
        super(actual, PdfAssert.class, mail);
        this.pdf = pdf;
    }

    /**
     * Asserts the number of pages.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).attachment("invoice.pdf").asPdf().hasPageCount(1);
     * // fails
     * assertThat(mail).attachment("invoice.pdf").asPdf().hasPageCount(2);
     * }</pre>
     *
     * @param count how many
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public PdfAssert hasPageCount(int count) {
        return requireEqual("pages of the PDF", Integer.toString(count), Optional.of(Integer.toString(pdf.pages())));
    }

    /**
     * Asserts parts of the text, whatever white space stands between the words; line ends are part of it.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).attachment("invoice.pdf").asPdf().hasTextContaining("Total 5.00");
     * // fails
     * assertThat(mail).attachment("invoice.pdf").asPdf().hasTextContaining("Paid");
     * }</pre>
     *
     * @param parts what it contains, in any order
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public PdfAssert hasTextContaining(String... parts) {
        String text = spaced(pdf.text());
        for (String part : parts) {
            require(
                    text.contains(spaced(part)),
                    () -> Texts.expectingContaining("text of the PDF", spaced(part), Optional.of(text)));
        }
        return this;
    }

    private static String spaced(String text) {
        return text.replaceAll("[\\s\\u00a0]+", " ").strip();
    }
}
