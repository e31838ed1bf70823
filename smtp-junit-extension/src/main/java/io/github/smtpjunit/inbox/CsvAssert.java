package io.github.smtpjunit.inbox;

import io.github.smtpjunit.mail.Attachment;
import io.github.smtpjunit.mail.CsvFile;
import java.util.List;
import java.util.Optional;

/**
 * Assertions on a table that is attached to a mail as CSV, got by {@link AttachmentAssert#asCsv()}. Its first row is
 * taken for the header.
 */
public final class CsvAssert extends AbstractMailDetailAssert<CsvAssert, Attachment> {

    private final List<List<String>> rows;

    CsvAssert(CsvFile csv, Attachment actual, AbstractMailAssert<?> mail) {
        super(actual, CsvAssert.class, mail);
        this.rows = csv.rows();
    }

    /**
     * Asserts the names of the columns: the first row.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).attachment("order.csv").asCsv().hasColumns("article", "count");
     * // fails
     * assertThat(mail).attachment("order.csv").asCsv().hasColumns("article");
     * }</pre>
     *
     * @param names all of them, in their order
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public CsvAssert hasColumns(String... names) {
        Given.exactly("names", names);
        List<String> found = rows.isEmpty() ? List.of() : rows.get(0);
        return require(found.equals(List.of(names)), () -> Texts.expectingExactly("columns", List.of(names), found));
    }

    /**
     * Asserts the number of rows below the first one.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).attachment("order.csv").asCsv().hasRowCount(2);
     * // fails
     * assertThat(mail).attachment("order.csv").asCsv().hasRowCount(3);
     * }</pre>
     *
     * @param count how many
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public CsvAssert hasRowCount(int count) {
        Given.atLeast("count", count, 0);
        int found = Math.max(0, rows.size() - 1);
        return requireEqual(
                "number of rows below the first", Integer.toString(count), Optional.of(Integer.toString(found)));
    }

    /**
     * Asserts that there is a row; there may be others.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).attachment("order.csv").asCsv().hasRow("tea", "2");
     * // fails
     * assertThat(mail).attachment("order.csv").asCsv().hasRow("coffee", "1");
     * }</pre>
     *
     * @param values all values of the row, in the order of the columns
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the list is empty
     */
    public CsvAssert hasRow(String... values) {
        Given.some("values", values);
        return require(
                rows.contains(List.of(values)),
                () -> Texts.expectingOneOf("rows", List.of(values).toString(), rows));
    }
}
