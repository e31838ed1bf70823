package io.github.smtpjunit.jupiter;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a mail looks like when a value that was put into it broke out of its place. */
final class InjectionSigns {

    /** RFC 5322 section 3.6, RFC 2045. */
    private static final List<String> ONCE = List.of(
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

    private InjectionSigns() {}

    /** One sentence each. */
    static List<String> in(CapturedMail mail) {
        List<String> signs = new ArrayList<>();
        String source = mail.rawText();
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
        body.stream()
                .takeWhile(line -> !line.isEmpty())
                .filter(KNOWN_FIELD.asMatchPredicate())
                .findFirst()
                .filter(line -> isHeader(body))
                .ifPresent(line -> signs.add("a second header at the beginning of the body: " + line));
        if (!mail.bareNewlines().isEmpty()) {
            signs.add("a CR or LF on its own, at octet " + mail.bareNewlines().get(0));
        }
        if (source.indexOf('\0') >= 0) {
            signs.add("a NUL");
        }
        return signs;
    }

    private static boolean hasLineEnd(String value) {
        return value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0;
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
