package io.github.smtpjunit.mail;

import io.github.smtpjunit.smtp.Mailbox;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a list of addresses (RFC 5322 section 3.4) as senders write it. It accepts groups, comments and obsolete forms.
 * It also accepts semicolons instead of commas, brackets and quotes that do not end, and names without the necessary
 * quotes.
 */
final class AddressReader {

    private final String field;
    private final String list;
    private final Problems problems;
    private final List<MailAddress> addresses = new ArrayList<>();

    /** Collects the problems of encoded-words, which are already reported for the whole field. */
    private final Problems unheard = new Problems();

    // The address that is being read
    private final StringBuilder phrase = new StringBuilder(); // without quotes: a name
    private final StringBuilder source = new StringBuilder(); // with quotes: an address without brackets
    private String comment = "";
    private String name = ""; // the text before the brackets
    private String angle = "";
    private boolean hasAngle;

    private int at;
    private boolean inGroup;
    private boolean mended;
    private boolean noQuoteEnds;
    private boolean noCommentEnds;

    private AddressReader(String field, String list, Problems problems) {
        this.field = field;
        this.list = list;
        this.problems = problems;
    }

    /** Reads the unfolded value of a field. */
    static List<MailAddress> read(String field, String value, Problems problems) {
        return new AddressReader(field, value, problems).read();
    }

    private List<MailAddress> read() {
        while (at < list.length()) {
            switch (list.charAt(at)) {
                case '"' -> quoted();
                case '(' -> comment();
                case '<' -> angle();
                case ':' -> colon();
                case ',' -> end();
                case ';' -> {
                    mended |= !inGroup; // a semicolon instead of a comma
                    end();
                    inGroup = false;
                }
                default -> literally();
            }
        }
        end();
        mended |= inGroup;
        if (mended) {
            problems.add("The field " + field + " breaks a rule: " + Problems.excerpt(list));
        }
        return List.copyOf(addresses);
    }

    private void literally() {
        phrase.append(list.charAt(at));
        source.append(list.charAt(at));
        at++;
    }

    private void quoted() {
        StringBuilder content = new StringBuilder();
        int i = at + 1;
        while (!noQuoteEnds && i < list.length() && list.charAt(i) != '"') {
            i += list.charAt(i) == '\\' && i + 1 < list.length() ? 1 : 0;
            content.append(list.charAt(i));
            i++;
        }
        if (noQuoteEnds || i >= list.length()) {
            noQuoteEnds = true; // a later one cannot end either
            mended = true;
            at++; // as if it were not there
            return;
        }
        phrase.append(content);
        source.append(list, at, i + 1);
        at = i + 1;
    }

    private void comment() {
        int end = noCommentEnds ? -1 : Comments.end(list, at);
        if (end < 0) {
            noCommentEnds = true;
            mended = true;
            literally();
            return;
        }
        if (comment.isEmpty()) {
            comment = unescaped(list.substring(at + 1, end - 1)).strip();
        }
        at = end;
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            i += text.charAt(i) == '\\' && i + 1 < text.length() ? 1 : 0;
            plain.append(text.charAt(i));
        }
        return plain.toString();
    }

    private void angle() {
        String words = phrase.toString().strip();
        if (hasAngle) { // the comma is missing
            mended = true;
            phrase.setLength(0);
            finish();
        }
        name = words;
        phrase.setLength(0);
        int start = at + 1;
        while (start < list.length() && list.charAt(start) == '<') { // once too often
            mended = true;
            start++;
        }
        int end = start;
        boolean quoted = false;
        while (end < list.length() && (quoted || ">,;<".indexOf(list.charAt(end)) < 0 || isRoute(end))) {
            boolean escape = quoted && list.charAt(end) == '\\';
            quoted ^= list.charAt(end) == '"' && !noQuoteEnds;
            end += escape ? 2 : 1;
        }
        end = Math.min(end, list.length());
        noQuoteEnds |= quoted;
        boolean closed = end < list.length() && list.charAt(end) == '>';
        mended |= !closed;
        angle = list.substring(start, end);
        hasAngle = true;
        at = closed ? end + 1 : end;
    }

    /** A comma in the source route before an address (RFC 5322 section 4.4). */
    private boolean isRoute(int comma) {
        return list.charAt(comma) == ',' && list.startsWith("@", at + 1) && comma + 1 < list.length();
    }

    /** The end of a group's name, unless it is inside an address. */
    private void colon() {
        boolean group = !inGroup && !hasAngle && source.indexOf("@") < 0;
        if (!group) {
            literally();
            return;
        }
        inGroup = true;
        at++;
        clear();
    }

    private void end() {
        finish();
        at++;
    }

    private void finish() {
        if (hasAngle) {
            mended |= !phrase.toString().isBlank(); // words after the brackets
            add(EncodedWords.decode(name.isEmpty() ? comment : name, unheard).strip(), address(angle));
        } else {
            String bare = source.toString().strip();
            if (bare.indexOf('@') != bare.lastIndexOf('@') && bare.indexOf(' ') >= 0 && bare.indexOf('"') < 0) {
                separated(bare);
            } else if (!bare.isEmpty()) {
                add(EncodedWords.decode(comment, unheard), address(bare));
            }
        }
        clear();
    }

    /** Addresses without a comma between them. */
    private void separated(String bare) {
        mended = true;
        for (String word : bare.split(" ", -1)) {
            if (!word.isEmpty()) {
                add("", word);
            }
        }
    }

    private void clear() {
        phrase.setLength(0);
        source.setLength(0);
        comment = "";
        name = "";
        angle = "";
        hasAngle = false;
    }

    /**
     * An address without comments, source route, and blanks around its separators (only obsolete syntax allows them).
     */
    private String address(String written) {
        String text = written.indexOf('"') < 0 ? Comments.removed(written).strip() : written.strip();
        int route = text.startsWith("@") ? text.indexOf(':') : -1;
        String address = text.substring(route + 1);
        boolean blanks = address.indexOf(' ') >= 0 || address.indexOf('\t') >= 0;
        if (!blanks || address.indexOf('"') >= 0) {
            return address;
        }
        String tight = withoutBlanksAround(address);
        boolean inText = written.strip().equals(address);
        mended |= inText && !tight.equals(address);
        return tight;
    }

    private static String withoutBlanksAround(String address) {
        StringBuilder tight = new StringBuilder(address.length());
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            boolean sign = c == '@' || c == '.';
            while (sign && !tight.isEmpty() && isBlank(tight.charAt(tight.length() - 1))) {
                tight.setLength(tight.length() - 1);
            }
            boolean afterSign = !tight.isEmpty() && "@.".indexOf(tight.charAt(tight.length() - 1)) >= 0;
            if (!afterSign || !isBlank(c)) {
                tight.append(c);
            }
        }
        return tight.toString();
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private void add(String name, String address) {
        addresses.add(MailAddress.of(name, address));
        try {
            Mailbox.parse(address);
        } catch (IllegalArgumentException e) {
            problems.add("Not an address in the field " + field + ": " + Problems.excerpt(address));
        }
    }
}
