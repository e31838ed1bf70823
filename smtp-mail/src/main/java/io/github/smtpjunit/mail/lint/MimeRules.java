package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintRule.practical;
import static io.github.smtpjunit.mail.lint.LintRule.standard;
import static io.github.smtpjunit.mail.lint.LintSeverity.ERROR;
import static io.github.smtpjunit.mail.lint.LintSeverity.INFO;
import static io.github.smtpjunit.mail.lint.LintSeverity.WARNING;

import io.github.smtpjunit.mail.SourcePart;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Rules on how a mail is made of parts. */
final class MimeRules {

    private static final int MAX_NESTING = 10;

    /** RFC 2046 section 5.1.1, bchars: up to 70, the last one no space. */
    private static final Pattern BOUNDARY = Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");

    private static final Pattern CONTENT_ID = Pattern.compile("<[^<>\\s]{1,900}>");
    private static final Set<String> IDENTITIES = Set.of("7bit", "8bit", "binary");

    static final List<LintRule> RULES = List.of(
            standard(
                    ERROR,
                    "mime.version.missing",
                    "The mail has MIME fields, but no MIME-Version: it is plain text then.",
                    "RFC 2045 section 4; SpamAssassin MIME_HEADER_CTYPE_ONLY",
                    (mail, sink) -> {
                        boolean mime = mail.fields().stream()
                                .anyMatch(field ->
                                        field.name().toLowerCase(Locale.ROOT).startsWith("content-"));
                        if (mime && mail.mail().header("MIME-Version").isEmpty()) {
                            sink.report("header", "no MIME-Version field");
                        }
                    }),
            standard(
                    WARNING,
                    "mime.version.unknown",
                    "MIME-Version is not 1.0.",
                    "RFC 2045 section 4",
                    (mail, sink) -> mail.mail().headers("MIME-Version").stream()
                            .filter(version ->
                                    !version.replaceAll("\\([^()]*\\)|\\s", "").equals("1.0"))
                            .forEach(version -> sink.report("MIME-Version", "\"" + version + "\""))),
            standard(
                    ERROR,
                    "mime.content-type.invalid",
                    "A Content-Type cannot be read; the part is then octets of an unknown kind.",
                    "RFC 2045 section 5.1",
                    (mail, sink) -> parts(
                            mail,
                            SourcePart::hasBrokenType,
                            sink,
                            part -> part.field("Content-Type").orElse(""))),
            standard(
                    ERROR,
                    "mime.boundary.missing",
                    "A multipart names no boundary, so that its parts cannot be separated.",
                    "RFC 2046 section 5.1.1",
                    (mail, sink) -> parts(
                            mail,
                            part -> part.isMultipart() && part.boundary().isEmpty(),
                            sink,
                            SourcePart::mediaType)),
            standard(
                    ERROR,
                    "mime.boundary.invalid",
                    "A boundary has more than 70 characters, or some that must not be in it.",
                    "RFC 2046 section 5.1.1",
                    (mail, sink) -> parts(
                            mail,
                            part -> part.boundary()
                                    .filter(boundary ->
                                            !BOUNDARY.matcher(boundary).matches())
                                    .isPresent(),
                            sink,
                            part -> part.boundary().orElse(""))),
            standard(
                    ERROR,
                    "mime.boundary.unclosed",
                    "A multipart does not end with its boundary: the mail was cut, or made wrong.",
                    "RFC 2046 section 5.1.1",
                    (mail, sink) -> parts(
                            mail,
                            part -> !part.isClosed(),
                            sink,
                            part -> "--" + part.boundary().orElse("") + "-- is not there")),
            standard(
                    ERROR,
                    "mime.boundary.reused",
                    "A multipart within another has the same boundary, or one that begins with the other's.",
                    "RFC 2046 section 5.1.2",
                    (mail, sink) -> reused(mail.root(), Set.of(), sink)),
            standard(
                    ERROR,
                    "mime.multipart.empty",
                    "A multipart has no part.",
                    "RFC 2046 section 5.1.1",
                    (mail, sink) -> parts(mail, SourcePart::isEmptyMultipart, sink, SourcePart::mediaType)),
            standard(
                    ERROR,
                    "mime.multipart.encoded",
                    "A multipart has a transfer encoding of its own, which only its parts may have.",
                    "RFC 2045 section 6.4",
                    (mail, sink) -> parts(
                            mail,
                            part -> part.isMultipart() && !IDENTITIES.contains(part.encoding()),
                            sink,
                            part -> part.mediaType() + " in " + part.encoding())),
            practical(
                    WARNING,
                    "mime.multipart.too-deep",
                    "Parts are nested more than 10 deep; scanners refuse that.",
                    "limits of mail scanners",
                    (mail, sink) ->
                            parts(mail, part -> part.depth() > MAX_NESTING, sink, part -> "depth " + part.depth())),
            standard(
                    WARNING,
                    "mime.alternative.order",
                    "The HTML stands before the text, so that the text counts as the better alternative and is shown.",
                    "RFC 2046 section 5.1.4",
                    MimeRules::order),
            standard(
                    INFO,
                    "mime.alternative.single",
                    "A multipart/alternative has one part only, hence no alternative.",
                    "RFC 2046 section 5.1.4",
                    (mail, sink) -> parts(
                            mail,
                            part -> part.mediaType().equals("multipart/alternative")
                                    && part.children().size() == 1,
                            sink,
                            part -> "only " + part.children().get(0).mediaType())),
            standard(
                    WARNING,
                    "mime.content-id.invalid",
                    "A Content-ID does not stand in angle brackets, so that cid: may not find it.",
                    "RFC 2045 section 7; RFC 2392 section 2",
                    (mail, sink) -> parts(
                            mail,
                            part -> part.field("Content-ID")
                                    .filter(id -> !CONTENT_ID.matcher(id).matches())
                                    .isPresent(),
                            sink,
                            part -> part.field("Content-ID").orElse(""))),
            standard(
                    ERROR,
                    "mime.content-id.duplicate",
                    "Two parts have the same Content-ID, so that one of them cannot be shown.",
                    "RFC 2045 section 7",
                    MimeRules::duplicateId),
            standard(
                    ERROR,
                    "mime.cid.unresolved",
                    "The HTML shows an image by cid: that is not in the mail.",
                    "RFC 2392 section 2",
                    (mail, sink) -> {
                        Set<String> there = contentIds(mail);
                        mail.shownContentIds().stream()
                                .filter(id -> !there.contains(id))
                                .forEach(id -> sink.report(LintedMail.HTML_BODY, "cid:" + id));
                    }),
            standard(
                    ERROR,
                    "mime.signed.broken",
                    "A multipart/signed has no protocol, or not exactly two parts: it cannot be verified.",
                    "RFC 1847 section 2.1; RFC 8551 section 3.5.3",
                    (mail, sink) -> parts(
                            mail,
                            part -> part.mediaType().equals("multipart/signed")
                                    && (part.children().size() != 2
                                            || part.parameter("protocol").isEmpty()),
                            sink,
                            part -> part.children().size() + " parts, protocol "
                                    + part.parameter("protocol").orElse("missing"))));

    private MimeRules() {}

    interface Words {
        Object of(SourcePart part);
    }

    /** Reports all parts of a kind. */
    static void parts(LintedMail mail, Predicate<SourcePart> bad, LintRule.Sink sink, Words words) {
        mail.parts().stream()
                .filter(bad)
                .forEach(part -> sink.report(part.name(), words.of(part).toString()));
    }

    private static void reused(SourcePart part, Set<String> outer, LintRule.Sink sink) {
        String own = part.boundary().orElse("");
        if (!own.isEmpty() && outer.stream().anyMatch(own::startsWith)) {
            sink.report(part.name(), "boundary \"" + own + "\"");
        }
        Set<String> all = new HashSet<>(outer);
        part.boundary().ifPresent(all::add);
        part.children().forEach(child -> reused(child, all, sink));
    }

    private static void order(LintedMail mail, LintRule.Sink sink) {
        mail.parts().stream()
                .filter(part -> part.mediaType().equals("multipart/alternative"))
                .forEach(part -> {
                    List<String> types =
                            part.children().stream().map(MimeRules::kind).toList();
                    int html = types.indexOf("text/html");
                    int text = types.lastIndexOf("text/plain");
                    if (html >= 0 && html < text) {
                        sink.report(part.name(), "text/html before text/plain");
                    }
                });
    }

    /** What a part is for a reader: a multipart/related is its root (RFC 2387). */
    private static String kind(SourcePart part) {
        return part.isMultipart() && !part.children().isEmpty()
                ? kind(part.children().get(0))
                : part.mediaType();
    }

    private static void duplicateId(LintedMail mail, LintRule.Sink sink) {
        Set<String> seen = new HashSet<>();
        mail.parts().stream()
                .flatMap(part -> part.field("Content-ID").stream())
                .filter(id -> !seen.add(id))
                .forEach(id -> sink.report("parts", id));
    }

    private static Set<String> contentIds(LintedMail mail) {
        Set<String> ids = new HashSet<>();
        mail.parts().stream()
                .flatMap(part -> part.field("Content-ID").stream())
                .forEach(id -> ids.add(id.replaceAll("^<|>$", "")));
        return ids;
    }
}
