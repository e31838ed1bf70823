package io.github.smtpjunit.mail;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Optional;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;

/**
 * What can be read in a PDF. It is read by Apache PDFBox, {@code org.apache.pdfbox:pdfbox}, which is optional.
 *
 * @param pages the number of pages
 * @param text the text of all pages, from top to bottom
 */
public record PdfFile(int pages, String text) {

    /**
     * Describes a PDF.
     *
     * @param pages the number of pages
     * @param text their text
     */
    public PdfFile {
        requireNonNull(text, "text");
    }

    /**
     * Reads a PDF. This needs the library Apache PDFBox.
     *
     * @param content the octets of the file
     * @return empty if they are no PDF, or one that asks for a password
     */
    public static Optional<PdfFile> read(byte[] content) {
        requireNonNull(content, "content");
        try (PDDocument document = Loader.loadPDF(content)) {
            PDFTextStripper stripper = new PDFTextStripper();
            stripper.setSortByPosition(true);
            return Optional.of(new PdfFile(document.getNumberOfPages(), stripper.getText(document)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
