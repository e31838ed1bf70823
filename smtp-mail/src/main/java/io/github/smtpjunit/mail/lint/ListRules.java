package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintRule.practical;
import static io.github.smtpjunit.mail.lint.LintRule.standard;
import static io.github.smtpjunit.mail.lint.LintSeverity.ERROR;
import static io.github.smtpjunit.mail.lint.LintSeverity.INFO;
import static io.github.smtpjunit.mail.lint.LintSeverity.WARNING;

import io.github.smtpjunit.mail.DkimSignature;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules on mailing lists, and on how a reader leaves them. */
final class ListRules {

    private static final String FIELD = "List-Unsubscribe";
    private static final String POST = "List-Unsubscribe-Post";
    private static final String BULK_SENDERS = "Google and Yahoo sender guidelines, 2024";

    private static final Pattern URL = Pattern.compile("<[A-Za-z][A-Za-z0-9+.-]{0,20}:[^<>\\s]+>");
    private static final Pattern LIST_ID = Pattern.compile("[^<>]*+<[^<>\\s@][^<>\\s@.]*+\\.[^<>\\s@]++>");
    private static final Pattern WAY_OUT = Pattern.compile(
            "(?i)unsub|opt-?out|abmeld|abbestell|désab|desab|desuscri|cancelar|disiscri|afmeld|uitschrij|preferences|avregistr"
                    + "|wypisz|отпис|退订|配信停止");

    static final List<LintRule> RULES = List.of(
            practical(
                            ERROR,
                            "list.unsubscribe.missing",
                            "There is no List-Unsubscribe field; bulk mail without it is refused or taken for spam.",
                            "RFC 2369 section 3.2; " + BULK_SENDERS,
                            (mail, sink) -> {
                                if (mail.mail().header(FIELD).isEmpty()) {
                                    sink.report("header", "no " + FIELD + " field");
                                }
                            })
                    .notIn(LintProfile.TRANSACTIONAL),
            standard(
                            WARNING,
                            "list.unsubscribe.invalid",
                            "List-Unsubscribe is no list of URLs in angle brackets, joined by commas.",
                            "RFC 2369 section 2",
                            (mail, sink) -> mail.mail().headers(FIELD).stream()
                                    .filter(value -> !isUrlList(bare(value)))
                                    .forEach(value -> sink.report(FIELD, "\"" + value + "\"")))
                    .in(LintProfile.BULK, ERROR)
                    .in(LintProfile.STRICT_RFC, ERROR),
            practical(
                    INFO,
                    "list.unsubscribe.several",
                    "List-Unsubscribe names more than one mail address or more than one web address; programs take the"
                            + " first.",
                    "RFC 2369 section 2",
                    ListRules::several),
            practical(
                            ERROR,
                            "list.one-click.missing",
                            "There is no List-Unsubscribe-Post field, or no HTTPS address to post to: readers cannot"
                                    + " leave by one click, which large providers demand.",
                            "RFC 8058 section 3.1; " + BULK_SENDERS,
                            (mail, sink) -> {
                                if (mail.mail().header(POST).isEmpty()) {
                                    sink.report("header", "no " + POST + " field");
                                }
                            })
                    .notIn(LintProfile.TRANSACTIONAL),
            standard(
                    ERROR,
                    "list.one-click.invalid",
                    "List-Unsubscribe-Post has another value than List-Unsubscribe=One-Click.",
                    "RFC 8058 section 3.1",
                    (mail, sink) -> mail.mail().headers(POST).stream()
                            .filter(value -> !value.replaceAll("\\s", "").equals("List-Unsubscribe=One-Click"))
                            .forEach(value -> sink.report(POST, "\"" + value + "\""))),
            standard(
                    ERROR,
                    "list.one-click.not-https",
                    "List-Unsubscribe-Post is there, but List-Unsubscribe has no HTTPS address to post to.",
                    "RFC 8058 section 3.1",
                    (mail, sink) -> {
                        boolean https = mail.mail().headers(FIELD).stream()
                                .anyMatch(value -> LintedMail.lower(value).contains("<https://"));
                        if (mail.mail().header(POST).isPresent() && !https) {
                            sink.report(FIELD, mail.mail().header(FIELD).orElse("not there"));
                        }
                    }),
            standard(
                    ERROR,
                    "list.one-click.unsigned",
                    "No DKIM signature covers both fields of the one-click way out, so that it is not offered.",
                    "RFC 8058 section 4",
                    (mail, sink) -> {
                        List<DkimSignature> signatures = DkimSignature.of(mail.mail());
                        boolean covered = signatures.stream().anyMatch(one -> one.covers(FIELD) && one.covers(POST));
                        if (mail.mail().header(POST).isPresent() && !signatures.isEmpty() && !covered) {
                            sink.report(
                                    "DKIM-Signature", "h=" + signatures.get(0).fields());
                        }
                    }),
            practical(
                            INFO,
                            "list.unsubscribe.no-link",
                            "No link in the body looks like a way to unsubscribe.",
                            BULK_SENDERS,
                            (mail, sink) -> {
                                boolean wayOut = mail.anchors().stream()
                                        .anyMatch(anchor ->
                                                WAY_OUT.matcher(anchor.text()).find()
                                                        || WAY_OUT.matcher(anchor.target())
                                                                .find());
                                if (!wayOut) {
                                    sink.report(
                                            mail.linkPlace(),
                                            mail.anchors().size() == 1
                                                    ? "not in the only link"
                                                    : "none of "
                                                            + mail.anchors().size() + " links");
                                }
                            })
                    .notIn(LintProfile.TRANSACTIONAL),
            standard(
                            WARNING,
                            "list.id.invalid",
                            "List-Id has no <identifier.domain>, so that mails of the list cannot be sorted.",
                            "RFC 2919 section 3",
                            (mail, sink) -> mail.mail().headers("List-Id").stream()
                                    .filter(id -> !LIST_ID.matcher(id.strip()).matches())
                                    .forEach(id -> sink.report("List-Id", "\"" + id + "\"")))
                    .in(LintProfile.STRICT_RFC, ERROR));

    private ListRules() {}

    /** Without comments and the white space between addresses. */
    private static String bare(String value) {
        return value.replaceAll("\\([^()<>]*\\)", "")
                .replaceAll("(?<!\\s)\\s*+,\\s*+", ",")
                .strip();
    }

    private static boolean isUrlList(String value) {
        Matcher url = URL.matcher(value);
        while (url.lookingAt()) {
            if (url.end() == value.length()) {
                return true;
            }
            if (value.charAt(url.end()) != ',') {
                return false;
            }
            url.region(url.end() + 1, value.length());
        }
        return false;
    }

    private static void several(LintedMail mail, LintRule.Sink sink) {
        Optional<String> value = mail.mail().header(FIELD);
        for (String scheme : List.of("<mailto:", "<http")) {
            long count = value.stream()
                    .flatMap(urls -> Arrays.stream(bare(urls).split(",", -1)))
                    .filter(url -> LintedMail.lower(url).startsWith(scheme))
                    .count();
            if (count > 1) {
                sink.report(FIELD, count + " times " + scheme + "...>");
            }
        }
    }
}
