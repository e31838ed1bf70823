package io.github.smtpjunit.mail;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The result of a parser for a mail, as text that can be compared.
 *
 * @param facts by names: subject, from, to, date, text, html, attachments; a missing fact is empty
 */
record Reading(Map<String, String> facts) {

    static final List<String> FACTS = List.of("subject", "from", "to", "date", "text", "html", "attachments");

    static Reading ours(byte[] mail) {
        ParsedMail parsed = ParsedMail.parse(mail);
        Map<String, String> facts = new TreeMap<>();
        facts.put("subject", parsed.subject().orElse(""));
        facts.put("from", addresses(parsed.addresses("From")));
        facts.put("to", addresses(parsed.addresses("To")));
        facts.put("date", parsed.date().map(Object::toString).orElse(""));
        facts.put("text", text(parsed.text().orElse("")));
        facts.put("html", text(parsed.html().orElse("")));
        facts.put(
                "attachments",
                names(parsed.attachments().stream()
                        .map(attachment -> attachment.name().orElse("-"))
                        .toList()));
        return new Reading(facts);
    }

    private static String addresses(List<MailAddress> addresses) {
        return names(addresses.stream()
                .map(address -> address.name().map(name -> name + " ").orElse("") + "<" + address.address() + ">")
                .toList());
    }

    static String names(List<String> names) {
        return String.join(", ", names);
    }

    /** Ignores the kind of line ends, and what follows the last line. */
    static String text(String text) {
        return text.replace("\r\n", "\n").stripTrailing();
    }
}
