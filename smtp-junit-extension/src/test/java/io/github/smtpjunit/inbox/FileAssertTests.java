package io.github.smtpjunit.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Assertions on what is in attached files. */
@WithSmtpServer
class FileAssertTests {

    private static byte[] pdf() {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            document.addPage(page);
            document.addPage(new PDPage());
            try (PDPageContentStream text = new PDPageContentStream(document, page)) {
                text.beginText();
                text.setFont(new PDType1Font(FontName.HELVETICA), 12);
                text.newLineAtOffset(50, 700);
                text.showText("Total:  5.00");
                text.newLineAtOffset(0, -20);
                text.showText("Thank you");
                text.endText();
            }
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            document.save(octets);
            return octets.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] zip() {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(octets)) {
            zip.putNextEntry(new ZipEntry("terms/"));
            zip.putNextEntry(new ZipEntry("terms/terms.txt"));
            zip.write("Pay in advance.".getBytes(UTF_8));
            zip.putNextEntry(new ZipEntry("order.csv"));
            zip.write("article,count\ntea,2\n".getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return octets.toByteArray();
    }

    private static final byte[] CSV =
            "\ufeffarticle,count\r\n\"tea, \"\"green\"\"\",2\r\n\r\nmilk,\r\n".getBytes(UTF_8);

    private static String attached(byte[] content) {
        return "Content-Type: application/octet-stream; name=file\n"
                + "Content-Disposition: attachment\n"
                + "Content-Transfer-Encoding: base64\n\n"
                + Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(content) + "\n";
    }

    private static Arguments passes(String name, byte[] content, Consumer<AttachmentAssert> assertion) {
        return Golden.passes(name, assertion, content);
    }

    private static Arguments fails(String name, byte[] content, Consumer<AttachmentAssert> assertion, String text) {
        return Golden.fails(name, assertion, text, content);
    }

    static Stream<Arguments> files() {
        return Stream.of(
                passes(
                        "asPdf",
                        pdf(),
                        file -> file.asPdf()
                                .hasPageCount(2)
                                .hasTextContaining("Total: 5.00", "Thank\nyou", "5.00 Thank you")),
                fails("hasPageCount", pdf(), file -> file.asPdf().hasPageCount(1), """
                    Expecting pages of the PDF:
                      "1"
                    but was:
                      "2"
                    """),
                fails("hasTextContaining", pdf(), file -> file.asPdf().hasTextContaining("Thank you", "Paid"), """
                    Expecting text of the PDF to contain:
                      "Paid"
                    but was:
                      "Total: 5.00 Thank you"
                    """),
                fails("asPdf", CSV, file -> file.asPdf(), """
                    Expecting a PDF as content of attachment "file", but this cannot be read as one:
                      47 octets: \\xef\\xbb\\xbfarticle,count\\r\\n"tea, ""green""\",2\\r\\n\\r\\nmilk,\\r\\n
                    """),
                passes(
                        "asCsv",
                        CSV,
                        file -> file.asCsv()
                                .hasColumns("article", "count")
                                .hasRowCount(2)
                                .hasRow("tea, \"green\"", "2")
                                .hasRow("milk", "")),
                passes(
                        "asCsv, a delimiter",
                        "a;b\n1;2".getBytes(UTF_8),
                        file -> file.asCsv(';').hasColumns("a", "b").hasRow("1", "2")),
                passes(
                        "asCsv, empty",
                        new byte[0],
                        file -> file.asCsv().hasColumns().hasRowCount(0)),
                fails("hasColumns", CSV, file -> file.asCsv().hasColumns("article"), """
                    Expecting columns to be exactly:
                      article
                    but found:
                      article
                      count
                    """),
                fails("hasRowCount", CSV, file -> file.asCsv().hasRowCount(3), """
                    Expecting number of rows below the first:
                      "3"
                    but was:
                      "2"
                    """),
                fails("hasRow", CSV, file -> file.asCsv().hasRow("tea", "2"), """
                    Expecting one of the rows to be:
                      "[tea, 2]"
                    but found:
                      [article, count]
                      [tea, "green", 2]
                      [milk, ]
                    """),
                fails("asCsv", "a,\"b".getBytes(UTF_8), file -> file.asCsv(), """
                    Expecting a CSV table as content of attachment "file", but this cannot be read as one:
                      4 octets: a,"b
                    """),
                fails("asCsv, a delimiter", "a;\"b".getBytes(UTF_8), file -> file.asCsv(';'), """
                    Expecting a CSV table as content of attachment "file", but this cannot be read as one:
                      4 octets: a;"b
                    """),
                passes("asZip", zip(), file -> file.asZip().hasEntries("order.csv", "terms/terms.txt")),
                passes(
                        "entry",
                        zip(),
                        file -> file.asZip()
                                .entry("order.csv")
                                .hasTextContent("article,count\ntea,2")
                                .asCsv()
                                .hasRow("tea", "2")),
                fails("hasEntries", zip(), file -> file.asZip().hasEntries("order.csv"), """
                    Expecting entries of the archive to be exactly:
                      order.csv
                    but found:
                      order.csv
                      terms/terms.txt
                    """),
                fails("entry", zip(), file -> file.asZip().entry("terms.txt"), """
                    Expecting one of the entries of the archive to be:
                      "terms.txt"
                    but found:
                      terms/terms.txt (application/octet-stream, 15 bytes)
                      order.csv (application/octet-stream, 20 bytes)
                    Whole values are compared, and that is only a part of one.
                    """),
                fails("asZip", CSV, file -> file.asZip(), """
                    Expecting a ZIP archive as content of attachment "file", but this cannot be read as one:
                      47 octets: \\xef\\xbb\\xbfarticle,count\\r\\n"tea, ""green""\",2\\r\\n\\r\\nmilk,\\r\\n
                    """));
    }

    @ParameterizedTest
    @MethodSource
    void files(byte[] content, Consumer<AttachmentAssert> assertion, String text, Inbox inbox) {
        RawClient.deliver(inbox, attached(content));
        CapturedMail mail = inbox.awaitMail();

        Golden.check(() -> assertion.accept(assertThat(mail).attachment("file")), text, Golden.table(mail));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 60, 150, 200, 300})
    void aBrokenArchiveFails(int length, Inbox inbox) {
        byte[] broken = Arrays.copyOf(zip(), length);
        RawClient.deliver(inbox, attached(broken));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(
                        () -> assertThat(inbox).singleMail().attachment("file").asZip())
                .withMessageContaining("this cannot be read as one");
    }
}
