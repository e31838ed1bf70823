package io.github.smtpjunit.inbox;

import io.github.smtpjunit.mail.Attachment;
import io.github.smtpjunit.mail.PdfFile;
import java.util.List;
import java.util.Optional;

/** Assertions on a PDF that is attached to a mail, got by {@link AttachmentAssert#asPdf()}. */
public final class PdfAssert extends AbstractMailDetailAssert<PdfAssert, Attachment> {

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
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public PdfAssert hasPageCount(int count) {
        Given.atLeast("count", count, 0);
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
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the list is empty, or one is empty
     */
    public PdfAssert hasTextContaining(String... parts) {
        List<String> all = Given.some("parts", parts).stream()
                .map(part -> Given.part("parts", spaced(part)))
                .toList();
        String text = spaced(pdf.text());
        for (String wanted : all) {
            require(
                    text.contains(wanted),
                    () -> Texts.expectingContaining("text of the PDF", wanted, Optional.of(text)));
        }
        return this;
    }

    private static String spaced(String text) {
        return text.replaceAll("[\\s\\u00a0]+", " ").strip();
    }
}
