package io.github.smtpjunit.jupiter;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A table as text (RFC 4180).
 *
 * @param rows the values, that of the header included
 */
record CsvFile(List<List<String>> rows) {

    /** Reads it; empty if a quote does not end. */
    static Optional<CsvFile> read(String text, char delimiter) {
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
