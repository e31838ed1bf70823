package io.github.smtpjunit.mail;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A table as text (RFC 4180). It is read by Apache Commons CSV, {@code org.apache.commons:commons-csv}, which is
 * optional.
 *
 * @param rows the values, row by row, the header included
 */
public record CsvFile(List<List<String>> rows) {

    /**
     * Makes a table.
     *
     * @param rows the values, row by row
     */
    public CsvFile {
        rows = requireNonNull(rows, "rows").stream().map(List::copyOf).toList();
    }

    /**
     * Reads a table. This needs the library Apache Commons CSV.
     *
     * @param text the table as text
     * @param delimiter the character between two values
     * @return empty if a quote does not end
     */
    public static Optional<CsvFile> read(String text, char delimiter) {
        requireNonNull(text, "text");
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(delimiter)
                .setIgnoreEmptyLines(true)
                .get();
        try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
            return Optional.of(
                    new CsvFile(parser.stream().map(CSVRecord::toList).toList()));
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
