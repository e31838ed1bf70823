package io.github.smtpjunit.inbox;

import io.github.smtpjunit.mail.VisibleText;
import java.util.ArrayList;
import java.util.List;

/** Mails as a table of text: number, envelope, subject and kind of content. */
final class MailTable {

    private static final int MAX_ROWS = 20;
    private static final int[] MAX_WIDTHS = {6, 32, 40, 40, 40};

    private MailTable() {}

    static String of(List<CapturedMail> mails) {
        if (mails.isEmpty()) {
            return "(no mail)";
        }
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"#", "from", "to", "subject", "content"});
        mails.stream().limit(MAX_ROWS).map(MailTable::row).forEach(rows::add);
        StringBuilder table = new StringBuilder();
        int[] widths = widths(rows);
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.length; column++) {
                line.append(padded(row[column], widths[column])).append("  ");
            }
            table.append(line.toString().stripTrailing()).append('\n');
        }
        if (mails.size() > MAX_ROWS) {
            table.append("(and ").append(mails.size() - MAX_ROWS).append(" more)\n");
        }
        return table.toString().stripTrailing();
    }

    /** One mail, for lists that somebody else shows. */
    static String line(CapturedMail mail) {
        String[] row = row(mail);
        return "mail " + row[0] + " from " + row[1] + " to " + row[2] + " \"" + row[3] + "\" (" + row[4] + ")";
    }

    private static String[] row(CapturedMail mail) {
        String from = mail.envelope().from();
        String[] row = {
            Integer.toString(mail.number()),
            from.isEmpty() ? "<>" : from,
            String.join(", ", mail.envelope().to()),
            mail.subject().orElse("(none)"),
            content(mail)
        };
        for (int column = 0; column < row.length; column++) {
            row[column] = cut(printable(row[column]), MAX_WIDTHS[column]);
        }
        return row;
    }

    private static String content(CapturedMail mail) {
        List<String> kinds = new ArrayList<>();
        mail.text().ifPresent(text -> kinds.add("text"));
        mail.html().ifPresent(html -> kinds.add("html"));
        counted(kinds, mail.inlineParts().size(), "inline part");
        counted(kinds, mail.attachments().size(), "attachment");
        counted(kinds, mail.problems().size(), "problem");
        return String.join(", ", kinds);
    }

    private static void counted(List<String> kinds, int count, String noun) {
        if (count > 0) {
            kinds.add(count + " " + noun + (count == 1 ? "" : "s"));
        }
    }

    private static int[] widths(List<String[]> rows) {
        int[] widths = new int[MAX_WIDTHS.length];
        for (String[] row : rows) {
            for (int column = 0; column < row.length; column++) {
                widths[column] = Math.max(widths[column], length(row[column]));
            }
        }
        return widths;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - length(text));
    }

    private static String cut(String text, int width) {
        return length(text) <= width ? text : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
    }

    private static String printable(String text) {
        return text.codePoints()
                .map(c -> VisibleText.isUnseen(c) ? '·' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
