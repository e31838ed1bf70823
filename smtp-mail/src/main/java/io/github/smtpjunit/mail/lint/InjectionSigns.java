package io.github.smtpjunit.mail.lint;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.ParsedMail;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the signs that a value which was put into a mail broke out of its place. */
public final class InjectionSigns {

    /** RFC 5322 section 3.6, RFC 2045. */
    static final List<String> ONCE = List.of(
            "Date",
            "From",
            "Sender",
            "Reply-To",
            "To",
            "Cc",
            "Bcc",
            "Message-ID",
            "In-Reply-To",
            "References",
            "Subject",
            "MIME-Version",
            "Content-Type",
            "Content-Transfer-Encoding");

    private static final Pattern FIELD = Pattern.compile("[!-9;-~]+[ \\t]*:.*");
    private static final Pattern FOLDED = Pattern.compile("[ \\t].*");

    /** What a second header would begin with. */
    private static final Pattern KNOWN_FIELD = Pattern.compile(
            "(Date|From|Sender|Reply-To|To|Cc|Bcc|Message-ID|Subject|MIME-Version|Content-[A-Za-z-]+|X-[A-Za-z-]+):.*",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern DOT_LINE = Pattern.compile("(\\r\\n|\\r|\\n)\\.(?:\\r\\n|\\r|\\n)");

    private InjectionSigns() {}

    /**
     * Finds the signs of an injection: fields or line ends that a value brought in, a second header, ends of the mail
     * that other servers see.
     *
     * @param mail the mail
     * @return one sentence for each sign; empty for a mail without any
     */
    public static List<String> in(ParsedMail mail) {
        requireNonNull(mail, "mail");
        List<String> signs = new ArrayList<>();
        String source = mail.source().text();
        List<Integer> bareNewlines = mail.source().bareNewlines();
        List<String> lines = source.lines().toList();
        int end = lines.indexOf("");
        List<String> header = end < 0 ? lines : lines.subList(0, end);
        List<String> body = end < 0 ? List.of() : lines.subList(end + 1, lines.size());
        header.stream()
                .filter(line ->
                        !FIELD.matcher(line).matches() && !FOLDED.matcher(line).matches())
                .forEach(line -> signs.add("a line in the header that is no field: " + line));
        for (String field : ONCE) {
            int count = mail.headers(field).size();
            if (count > 1) {
                signs.add(count + " fields " + field);
            }
        }
        mail.headerNames().stream()
                .distinct()
                .filter(field -> mail.headers(field).stream().anyMatch(InjectionSigns::hasLineEnd))
                .forEach(field -> signs.add("a line end in the value of " + field));
        mail.headers("Bcc").stream()
                .filter(value -> !value.isBlank())
                .forEach(value -> signs.add("a Bcc field, which a sender keeps to itself: " + value));
        body.stream()
                .takeWhile(line -> !line.isEmpty())
                .filter(KNOWN_FIELD.asMatchPredicate())
                .findFirst()
                .filter(line -> isHeader(body) && !isMessage(mail))
                .ifPresent(line -> signs.add("a second header at the beginning of the body: " + line));
        if (!bareNewlines.isEmpty()) {
            signs.add("a CR or LF on its own, at octet " + bareNewlines.get(0));
        }
        lenientEnd(mail.source().latin1())
                .ifPresent(at -> signs.add(
                        "an end of the mail for servers that take a CR or LF for a line end, at octet " + at));
        if (source.indexOf('\0') >= 0) {
            signs.add("a NUL");
        }
        return signs;
    }

    /**
     * A line of a dot that is not between CR LF and CR LF: for other servers a second mail may begin there (SMTP
     * smuggling).
     */
    private static Optional<Integer> lenientEnd(String content) {
        Matcher dot = DOT_LINE.matcher(content);
        boolean found = dot.find();
        while (found
                && dot.group().equals("\r\n.\r\n")) { // a line of text, whose dot was stuffed (RFC 5321 section 4.5.2)
            found = dot.find(dot.end(1));
        }
        return found ? Optional.of(dot.start()) : Optional.empty();
    }

    private static boolean hasLineEnd(String value) {
        return value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0;
    }

    /** The body is a mail itself (RFC 2046 section 5.2), and rightly begins with a header. */
    private static boolean isMessage(ParsedMail mail) {
        return mail.headers("Content-Type").stream()
                .anyMatch(type -> LintedMail.lower(type).startsWith("message/"));
    }

    /** All lines before the first empty one are fields, and there is such a line. */
    private static boolean isHeader(List<String> body) {
        int end = body.indexOf("");
        return end > 0
                && body.subList(0, end).stream()
                        .allMatch(line -> KNOWN_FIELD.matcher(line).matches()
                                || FOLDED.matcher(line).matches());
    }
}
