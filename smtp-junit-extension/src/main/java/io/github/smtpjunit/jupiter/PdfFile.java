package io.github.smtpjunit.jupiter;

import java.io.IOException;
import java.util.Optional;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;

/**
 * What can be read in a PDF.
 *
 * @param pages how many it has
 * @param text of all pages, from top to bottom
 */
record PdfFile(int pages, String text) {

    /** Reads it; empty if that is no PDF, or one that asks for a password. */
    static Optional<PdfFile> read(byte[] content) {
        try (PDDocument document = Loader.loadPDF(content)) {
            PDFTextStripper stripper = new PDFTextStripper();
            stripper.setSortByPosition(true);
            return Optional.of(new PdfFile(document.getNumberOfPages(), stripper.getText(document)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
