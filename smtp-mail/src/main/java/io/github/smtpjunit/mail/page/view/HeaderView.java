package io.github.smtpjunit.mail.page.view;

import io.github.smtpjunit.mail.ParsedMail;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The header fields.
 *
 * @param count how many there are
 * @param rows the first of them
 */
record HeaderView(int count, Cut<List<Row>> rows) {

    private static final int MAX_ROWS = 300;
    private static final int MAX_VALUE = 5000;

    /**
     * One field.
     *
     * @param id its anchor
     * @param name its name as sent
     * @param decoded its value as a reader sees it
     * @param raw its value as sent, with its line breaks; empty if it is the same
     */
    record Row(String id, String name, String decoded, String raw) {}

    static HeaderView of(ParsedMail mail) {
        Map<String, List<String>> decoded = new HashMap<>();
        Map<String, List<String>> raw = new HashMap<>();
        Map<String, Integer> seen = new HashMap<>();
        List<String> names = mail.headerNames();
        List<Row> rows = new ArrayList<>();
        for (String name : names.subList(0, Math.min(names.size(), MAX_ROWS))) {
            String key = name.toLowerCase(Locale.ROOT);
            int index = seen.merge(key, 1, Integer::sum) - 1;
            rows.add(row(
                    rows.size() + 1,
                    name,
                    decoded.computeIfAbsent(key, mail::headers).get(index).strip(),
                    raw.computeIfAbsent(key, mail::rawHeaders).get(index).strip()));
        }
        String leftOut = names.size() <= MAX_ROWS
                ? ""
                : "These are the first " + MAX_ROWS + " of " + Words.number(names.size()) + " fields.";
        return new HeaderView(names.size(), new Cut<>(List.copyOf(rows), leftOut));
    }

    private static Row row(int number, String name, String decoded, String raw) {
        return new Row(
                "field-" + number,
                Cut.line(name, 200),
                Cut.line(decoded, MAX_VALUE),
                raw.equals(decoded) ? "" : Cut.line(raw, MAX_VALUE));
    }

    /** The anchor of the first field of a name. */
    Optional<String> anchor(String name) {
        return rows.shown().stream()
                .filter(row -> row.name().equalsIgnoreCase(name))
                .map(Row::id)
                .findFirst();
    }
}
