package io.github.smtpjunit.relay.catcher;

import io.github.smtpjunit.mail.Attachment;
import io.github.smtpjunit.mail.MailPart;
import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.mail.lint.LintFinding;
import io.github.smtpjunit.mail.lint.LintReport;
import io.github.smtpjunit.relay.web.HttpProblem;
import io.github.smtpjunit.relay.web.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the API says of the content of a mail. */
final class MailJson {

    private static final Pattern TYPE = Pattern.compile("[a-z0-9.+-]+/[a-z0-9.+-]+");

    private MailJson() {}

    /** Adds what a mail program shows to what the list has. */
    static Map<String, Object> of(Map<String, Object> listed, CaughtMail caught, ParsedMail mail) {
        Map<String, Object> json = new LinkedHashMap<>(listed);
        json.put("blindRecipients", mail.blindRecipients(caught.envelope()));
        json.put("date", mail.date().map(Object::toString).orElse(null));
        json.put("headers", headers(mail));
        json.put("text", mail.text().orElse(null));
        json.put("html", mail.html().orElse(null));
        json.put(
                "links",
                Stream.concat(mail.links().stream(), mail.textLinks().stream())
                        .distinct()
                        .map(link -> ordered("text", link.text(), "target", link.target()))
                        .toList());
        json.put("parts", parts(mail));
        json.put("problems", mail.problems());
        return json;
    }

    private static List<Map<String, Object>> headers(ParsedMail mail) {
        List<Map<String, Object>> headers = new ArrayList<>();
        Map<String, Integer> seen = new LinkedHashMap<>();
        for (String name : mail.headerNames()) {
            int index = seen.merge(name.toLowerCase(Locale.ROOT), 1, Integer::sum) - 1;
            headers.add(ordered(
                    "name", name, "value", at(mail.headers(name), index), "raw", at(mail.rawHeaders(name), index)));
        }
        return headers;
    }

    private static String at(List<String> values, int index) {
        return index < values.size() ? values.get(index) : "";
    }

    /** A part that has no parts, by its number (RFC 9051 section 6.4.5). */
    record Leaf(String number, MailPart part) {}

    static List<Leaf> leaves(ParsedMail mail) {
        List<Leaf> leaves = new ArrayList<>();
        MailPart root = mail.root();
        if (root.children().isEmpty()) {
            leaves.add(new Leaf("1", root));
        } else {
            addLeaves("", root, leaves);
        }
        return leaves;
    }

    private static void addLeaves(String prefix, MailPart parent, List<Leaf> leaves) {
        int number = 0;
        for (MailPart part : parent.children()) {
            String its = prefix + ++number;
            if (part.children().isEmpty()) {
                leaves.add(new Leaf(its, part));
            } else {
                addLeaves(its + ".", part, leaves); // the reading bounds the depth
            }
        }
    }

    /** The same for those parts that are files. */
    static Stream<Leaf> leaves(ParsedMail mail, List<Attachment> files) {
        List<MailPart> parts = files.stream().map(Attachment::part).toList();
        return leaves(mail).stream().filter(leaf -> parts.contains(leaf.part()));
    }

    /** Answers with a part, as a file that a browser saves and never shows. */
    static Response partResponse(ParsedMail mail, String number) {
        MailPart part = leaves(mail).stream()
                .filter(leaf -> leaf.number().equals(number))
                .map(Leaf::part)
                .findFirst()
                .orElseThrow(() -> HttpProblem.notFound("The mail has no part " + number));
        String type = TYPE.matcher(part.type()).matches() ? part.type() : "application/octet-stream";
        return Response.of(type, part.bytes()).attachment(part.name().orElse("part-" + number));
    }

    private static List<Map<String, Object>> parts(ParsedMail mail) {
        List<MailPart> attached =
                mail.attachments().stream().map(Attachment::part).toList();
        List<MailPart> inline =
                mail.inlineParts().stream().map(Attachment::part).toList();
        return leaves(mail).stream()
                .map(leaf -> {
                    MailPart part = leaf.part();
                    String role = attached.contains(part) ? "attachment" : inline.contains(part) ? "inline" : "body";
                    Map<String, Object> json = ordered("number", leaf.number(), "type", part.type(), "role", role);
                    json.put("name", part.name().orElse(null));
                    json.put("contentId", part.contentId().orElse(null));
                    json.put("charset", part.isText() ? part.charset() : null);
                    json.put("encoding", part.encoding());
                    json.put("size", part.bytes().length);
                    return json;
                })
                .toList();
    }

    static Map<String, Object> of(LintReport report) {
        return ordered(
                "profile",
                report.profile().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                "findings",
                report.findings().stream().map(MailJson::of).collect(Collectors.toList()));
    }

    private static Map<String, Object> of(LintFinding finding) {
        Map<String, Object> json = ordered(
                "rule",
                finding.ruleId(),
                "severity",
                finding.severity().name().toLowerCase(Locale.ROOT),
                "message",
                finding.message());
        json.put("where", finding.where());
        return json;
    }

    /** A map that keeps its order. */
    static Map<String, Object> ordered(@Nullable Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return map;
    }
}
