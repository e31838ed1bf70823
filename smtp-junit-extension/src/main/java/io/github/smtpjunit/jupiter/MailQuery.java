package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.mail.HtmlBody;
import io.github.smtpjunit.mail.MailAddress;
import io.github.smtpjunit.mail.VisibleText;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A search for mails in one line, as people type it: {@code from:shop "your order" has:attachment -draft}. */
final class MailQuery {

    /** Not, key, and a word or a quoted phrase. */
    private static final Pattern TERM =
            Pattern.compile("\\s*([-!]?)(?:([A-Za-z-]+):)?(?:\"([^\"]*)\"|([^\\s\"]+))(?=\\s|$)");

    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kKmM]?)");

    private static final Set<String> KEYS = Set.of(
            "from:",
            "to:",
            "cc:",
            "bcc:",
            "reply-to:",
            "subject:",
            "message-id:",
            "tag:",
            "has:",
            "larger:",
            "smaller:");

    private MailQuery() {}

    static MailFilter parse(String query) {
        String rest = query.strip();
        if (rest.isEmpty()) {
            throw new IllegalArgumentException("Cannot read the query '" + query + "': it is empty");
        }
        MailFilter terms = MailFilter.ALL;
        while (!rest.isEmpty()) {
            Matcher term = TERM.matcher(rest);
            if (!term.lookingAt()) {
                throw new IllegalArgumentException("Cannot read the query '" + query + "' at: " + rest.strip());
            }
            terms = terms.and(term(term));
            rest = rest.substring(term.end());
        }
        return new MailFilter("matching " + query, terms.wanted(), terms.texts());
    }

    private static MailFilter term(Matcher term) {
        String quoted = term.group(3);
        String word = lower(quoted == null ? term.group(4) : quoted);
        if (word.isEmpty() || (term.group(2) == null && quoted == null && KEYS.contains(word))) {
            throw new IllegalArgumentException(
                    "Cannot read the query at '" + term.group().strip()
                            + "': there is nothing to look for. A word follows its key directly, as in"
                            + " subject:welcome");
        }
        MailFilter wanted = wanted(term.group(2), word);
        return term.group(1).isEmpty()
                ? wanted
                : MailFilter.ALL.and("", wanted.wanted().negate());
    }

    private static MailFilter wanted(@Nullable String key, String word) {
        return switch (key == null ? "" : lower(key)) {
            case "" -> in(word, MailQuery::everything);
            case "from" -> in(word, MailQuery::senders);
            case "to" -> in(word, MailQuery::recipients);
            case "cc" -> in(word, mail -> addresses(mail.cc()));
            case "bcc" -> in(word, mail -> mail.blindRecipients().stream());
            case "reply-to" -> in(word, mail -> addresses(mail.replyTo()));
            case "subject" -> in(word, mail -> mail.subject().stream());
            case "message-id" -> in(word, mail -> mail.headers("Message-ID").stream());
            case "tag" ->
                in(word, mail -> Stream.concat(mail.headers("X-Tag").stream(), mail.headers("X-Tags").stream()));
            case "has" -> MailFilter.ALL.and("", has(word));
            case "larger" -> MailFilter.ALL.and("", larger(size(word)));
            case "smaller" -> MailFilter.ALL.and("", smaller(size(word)));
            default ->
                throw new IllegalArgumentException("A query has no \"" + key
                        + ":\"; there are from, to, cc, bcc, reply-to, subject, message-id, tag, has, larger and"
                        + " smaller. Words with a colon need quotes.");
        };
    }

    private static Predicate<CapturedMail> larger(long octets) {
        return mail -> mail.raw().length > octets;
    }

    private static Predicate<CapturedMail> smaller(long octets) {
        return mail -> mail.raw().length < octets;
    }

    private static MailFilter in(String word, Function<CapturedMail, Stream<String>> texts) {
        Predicate<CapturedMail> wanted =
                mail -> texts.apply(mail).anyMatch(text -> lower(text).contains(word));
        MailFilter.Text text = new MailFilter.Text(
                "a text that contains what looks like \"" + VisibleText.onOneLine(word) + "\"",
                wanted,
                texts,
                found -> LookAlikes.within(lower(found), word));
        return new MailFilter("", wanted, List.of(text));
    }

    private static Predicate<CapturedMail> has(String what) {
        return switch (what) {
            case "text" -> mail -> mail.text().isPresent();
            case "html" -> mail -> mail.html().isPresent();
            case "attachment", "attachments" -> mail -> !mail.attachments().isEmpty();
            case "inline" -> mail -> !mail.inlineParts().isEmpty();
            default ->
                throw new IllegalArgumentException(
                        "A query has no \"has:" + what + "\"; there are text, html, attachment and inline.");
        };
    }

    private static long size(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new IllegalArgumentException("Not a size: \"" + text + "\"; write 1000, 10k or 2m");
        }
        long factor = switch (lower(size.group(2))) {
            case "k" -> 1_024;
            case "m" -> 1_024 * 1_024;
            default -> 1;
        };
        return Long.parseLong(size.group(1)) * factor;
    }

    private static Stream<String> everything(CapturedMail mail) {
        return Stream.of(
                        senders(mail),
                        recipients(mail),
                        addresses(mail.cc()),
                        mail.subject().stream(),
                        mail.text().stream(),
                        mail.htmlBody().map(HtmlBody::visibleText).stream())
                .flatMap(texts -> texts);
    }

    private static Stream<String> senders(CapturedMail mail) {
        return Stream.concat(Stream.of(mail.envelope().from()), addresses(mail.from()));
    }

    private static Stream<String> recipients(CapturedMail mail) {
        return Stream.concat(mail.envelope().to().stream(), addresses(mail.to()));
    }

    private static Stream<String> addresses(List<MailAddress> addresses) {
        return addresses.stream()
                .flatMap(address -> Stream.concat(address.name().stream(), Stream.of(address.address())));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
