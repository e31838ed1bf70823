package io.github.smtpjunit.mail.page.view;

import io.github.smtpjunit.mail.MailPart;
import io.github.smtpjunit.mail.ParsedMail;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The tree of parts, and what had to be guessed or repaired to read it.
 *
 * @param count how many parts there are
 * @param rows the first of them, each before the parts in it
 * @param problems what had to be guessed or repaired
 */
record PartsView(int count, Cut<List<Row>> rows, Cut<List<String>> problems) {

    private static final int MAX_ROWS = 300;
    private static final int MAX_PROBLEMS = 100;
    private static final int MAX_INDENT = 8;

    /**
     * One part.
     *
     * @param name what the lint calls it: {@code mail}, {@code part 1}, {@code part 1.2}
     * @param depth how deep it is nested
     * @param facts charset, encoding, disposition, Content-ID
     * @param fileName its file name, or empty
     * @param size octets after decoding; empty for a part that contains parts
     */
    record Row(String name, int depth, String type, String facts, String fileName, String size) {
        String id() {
            return name.replace(' ', '-');
        }

        String css() {
            return "depth-" + Math.min(depth, MAX_INDENT);
        }
    }

    private record Open(MailPart part, String name, int depth) {}

    static PartsView of(ParsedMail mail) {
        int count = (int) mail.root().all().count();
        List<Row> rows = new ArrayList<>();
        Deque<Open> open = new ArrayDeque<>();
        open.push(new Open(mail.root(), "mail", 0));
        while (!open.isEmpty() && rows.size() < MAX_ROWS) {
            Open next = open.pop();
            rows.add(row(next));
            List<MailPart> children = next.part().children();
            for (int i = children.size() - 1; i >= 0; i--) {
                String prefix = next.depth() == 0 ? "part " : next.name() + ".";
                open.push(new Open(children.get(i), prefix + (i + 1), next.depth() + 1));
            }
        }
        String leftOut =
                count <= MAX_ROWS ? "" : "These are the first " + MAX_ROWS + " of " + Words.number(count) + " parts.";
        return new PartsView(
                count,
                new Cut<>(List.copyOf(rows), leftOut),
                Cut.list(
                        mail.problems().stream()
                                .map(problem -> Cut.line(problem, 500))
                                .toList(),
                        MAX_PROBLEMS,
                        "repairs"));
    }

    private static Row row(Open open) {
        MailPart part = open.part();
        List<String> facts = new ArrayList<>();
        boolean leaf = part.children().isEmpty();
        if (leaf && part.isText()) {
            facts.add(part.charset());
        }
        if (leaf) {
            facts.add(part.encoding());
        }
        part.disposition().ifPresent(facts::add);
        part.contentId().ifPresent(id -> facts.add("Content-ID " + id));
        return new Row(
                open.name(),
                open.depth(),
                Cut.line(part.type(), 200),
                Cut.line(String.join(", ", facts), 400),
                Cut.line(part.name().orElse(""), 300),
                leaf ? Words.size(part.bytes().length) : "");
    }

    Optional<String> anchor(String name) {
        return rows.shown().stream()
                .filter(row -> row.name().equals(name))
                .map(Row::id)
                .findFirst();
    }
}
