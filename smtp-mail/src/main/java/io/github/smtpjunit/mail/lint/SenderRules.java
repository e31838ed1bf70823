package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintRule.practical;
import static io.github.smtpjunit.mail.lint.LintRule.standard;
import static io.github.smtpjunit.mail.lint.LintSeverity.ERROR;
import static io.github.smtpjunit.mail.lint.LintSeverity.INFO;
import static io.github.smtpjunit.mail.lint.LintSeverity.WARNING;

import io.github.smtpjunit.mail.Arrival;
import io.github.smtpjunit.mail.DkimSignature;
import io.github.smtpjunit.mail.Link;
import io.github.smtpjunit.mail.MailAddress;
import io.github.smtpjunit.smtp.Envelope;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Rules on who sends, and how receivers can be sure of it. */
final class SenderRules {

    private static final String BULK_SENDERS = "Google and Yahoo sender guidelines, 2024";

    /** One label, or a name that is for use within a network. */
    private static final Pattern LOCAL_DOMAIN = Pattern.compile(
            "^(?:[^.\\[\\]]+|.*\\.(?:localhost|local|localdomain|internal|invalid|lan|corp|home\\.arpa))$");

    private static final Set<String> FREEMAIL = Set.of(
            "gmail.com",
            "googlemail.com",
            "yahoo.com",
            "aol.com",
            "outlook.com",
            "hotmail.com",
            "live.com",
            "icloud.com",
            "gmx.de",
            "gmx.net",
            "web.de");

    static final List<LintRule> RULES = List.of(
            practical(
                            WARNING,
                            "sender.from.freemail",
                            "The From address belongs to a provider of free mailboxes, whose DMARC policy disowns such mails.",
                            BULK_SENDERS,
                            (mail, sink) -> mail.fromDomain()
                                    .filter(FREEMAIL::contains)
                                    .ifPresent(domain -> sink.report("From", domain)))
                    .in(LintProfile.BULK, ERROR),
            practical(
                    WARNING,
                    "sender.from.local",
                    "The From address has a domain that exists in no DNS, so that no answer arrives, and servers refuse the mail.",
                    "RFC 5321 section 2.3.5; RFC 6761 section 6.3; RFC 6762 section 3",
                    (mail, sink) -> mail.authors().stream()
                            .filter(author -> isLocal(author.domain()))
                            .forEach(author -> sink.report("From", author.address()))),
            practical(
                            WARNING,
                            "sender.authentication-results",
                            "There is an Authentication-Results or Received-SPF field, which only a receiving server writes; it"
                                    + " is removed or counts as forged.",
                            "RFC 8601 section 5; RFC 7208 section 9.1",
                            (mail, sink) -> List.of("Authentication-Results", "Received-SPF")
                                    .forEach(field ->
                                            mail.mail().headers(field).forEach(value -> sink.report(field, value))))
                    .in(LintProfile.STRICT_RFC, WARNING),
            practical(
                            WARNING,
                            "sender.dkim.missing",
                            "There is no DKIM signature. If a relay signs later on, ignore this.",
                            BULK_SENDERS,
                            (mail, sink) -> {
                                if (mail.mail().headers("DKIM-Signature").isEmpty()) {
                                    sink.report("header", "no DKIM-Signature field");
                                }
                            })
                    .notIn(LintProfile.TRANSACTIONAL),
            standard(
                    ERROR,
                    "sender.dkim.invalid",
                    "A DKIM signature cannot be read, or lacks a tag that it must have.",
                    "RFC 6376 section 3.5",
                    (mail, sink) -> mail.mail().rawHeaders("DKIM-Signature").stream()
                            .map(DkimSignature::of)
                            .filter(signature -> !signature.isComplete())
                            .forEach(signature -> sink.report("DKIM-Signature", "missing " + signature.missing()))),
            standard(
                    ERROR,
                    "sender.dkim.from-unsigned",
                    "A DKIM signature does not cover the From field, and is void therefore.",
                    "RFC 6376 section 5.4",
                    (mail, sink) -> DkimSignature.of(mail.mail()).stream()
                            .filter(signature -> !signature.covers("From"))
                            .forEach(signature -> sink.report("DKIM-Signature", "h=" + signature.fields()))),
            standard(
                    ERROR,
                    "sender.dkim.sha1",
                    "A DKIM signature uses SHA-1; receivers count it as none.",
                    "RFC 8301 section 3.1",
                    (mail, sink) ->
                            signatures(mail, DkimSignature::isSha1, sink, signature -> "a=" + signature.algorithm())),
            standard(
                    WARNING,
                    "sender.dkim.partial",
                    "A DKIM signature covers only a part of the body (l=), so that anybody can add to it.",
                    "RFC 6376 section 8.2",
                    (mail, sink) -> signatures(
                            mail,
                            signature -> signature.bodyLength().isPresent(),
                            sink,
                            signature -> "l=" + signature.tags().get("l"))),
            standard(
                    ERROR,
                    "sender.dkim.expired",
                    "A DKIM signature had expired when the mail arrived or was written (x=), or expires before it was made.",
                    "RFC 6376 section 3.5",
                    (mail, sink) -> signatures(
                            mail,
                            signature -> signature.isExpired(mail.arrival()
                                    .map(Arrival::time)
                                    .or(() -> mail.mail().date())
                                    .orElse(Instant.MIN)),
                            sink,
                            signature -> "x=" + signature.tags().get("x"))),
            practical(
                            WARNING,
                            "sender.dkim.unaligned",
                            "No DKIM signature is by the domain of the From address, so that it does not count for DMARC.",
                            "RFC 7489 section 3.1; " + BULK_SENDERS,
                            (mail, sink) -> {
                                List<DkimSignature> signatures = DkimSignature.of(mail.mail());
                                String from = mail.fromDomain().orElse("");
                                if (!signatures.isEmpty()
                                        && signatures.stream().noneMatch(one -> one.isAligned(from))) {
                                    sink.report(
                                            "DKIM-Signature",
                                            "d=" + signatures.get(0).domain() + ", From " + from);
                                }
                            })
                    .in(LintProfile.BULK, ERROR),
            practical(
                            INFO,
                            "sender.envelope.unaligned",
                            "The envelope has another domain than the From address, so that SPF does not count for DMARC.",
                            "RFC 7489 section 3.1; " + BULK_SENDERS,
                            SenderRules::envelope)
                    .notIn(LintProfile.TRANSACTIONAL),
            practical(
                            INFO,
                            "sender.tls.missing",
                            "The mail came in clear text; bulk senders must use TLS.",
                            BULK_SENDERS,
                            (mail, sink) -> {
                                if (mail.arrival()
                                        .filter(arrival -> !arrival.overTls())
                                        .isPresent()) {
                                    sink.report("session", "no TLS");
                                }
                            })
                    .notIn(LintProfile.TRANSACTIONAL));

    private SenderRules() {}

    private static void signatures(
            LintedMail mail, Predicate<DkimSignature> bad, LintRule.Sink sink, Function<DkimSignature, String> words) {
        DkimSignature.of(mail.mail()).stream()
                .filter(bad)
                .forEach(signature -> sink.report("DKIM-Signature", words.apply(signature)));
    }

    private static boolean isLocal(String domain) {
        return LOCAL_DOMAIN.matcher(domain).matches()
                || Link.to("//" + domain.replaceAll("[\\[\\]]", "")).isLocal();
    }

    private static void envelope(LintedMail mail, LintRule.Sink sink) {
        String from = mail.fromDomain().orElse("");
        String envelope = mail.envelope().map(Envelope::from).orElse("");
        if (!envelope.isEmpty()
                && !from.isEmpty()
                && !DkimSignature.aligned(MailAddress.of(envelope).domain(), from)) {
            sink.report("envelope", envelope + ", From " + from);
        }
    }
}
