package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintRule.standard;
import static io.github.smtpjunit.mail.lint.LintSeverity.ERROR;
import static io.github.smtpjunit.mail.lint.LintSeverity.INFO;
import static io.github.smtpjunit.mail.lint.LintSeverity.WARNING;
import static io.github.smtpjunit.mail.lint.MimeRules.parts;

import io.github.smtpjunit.mail.MailSource;
import io.github.smtpjunit.mail.SourcePart;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules on what is in a part: its transfer encoding, its charset, its name. */
final class PartRules {

    private static final int MAX_ENCODED_LINE = 76;
    private static final int MAX_GOOD_LINE = 78;
    private static final Pattern LATIN_1 = Pattern.compile("(?i)iso[-_]?8859[-_]1|latin-?1|l1");
    private static final Pattern SINGLE_OCTETS = Pattern.compile("(?i)windows-125\\d|iso-8859-\\d{1,2}|us-ascii");

    private static final Set<String> ENCODINGS = Set.of("7bit", "8bit", "binary", "quoted-printable", "base64");
    private static final Pattern NOT_BASE64 = Pattern.compile("[^A-Za-z0-9+/=\\s]");
    private static final Pattern DATA_AFTER_PADDING = Pattern.compile("=\\s*[A-Za-z0-9+/]");
    private static final Pattern NOT_QUOTED_PRINTABLE =
            Pattern.compile("=(?![0-9A-Fa-f]{2}|[ \\t]*\\r?\\n|[ \\t]*\\z)[^\\n]{0,20}|[\\x80-\\xff]");
    private static final Pattern META_CHARSET =
            Pattern.compile("(?i)<meta[^<>]{0,200}?charset\\s*=\\s*[\"']?([^\\s\"'/>;]{1,40})");
    private static final Pattern METHOD = Pattern.compile("(?im)^METHOD:([A-Z-]{1,40})\\s*$");
    private static final Pattern FILE_NAME = Pattern.compile("(?i)(?:file)?name\\*?\\d*\\*?=");
    private static final Pattern ENCODED_NAME = Pattern.compile("(?i)name=\\s*\"?=\\?[^\\s?]{1,80}\\?[bq]\\?");

    static final List<LintRule> RULES = List.of(
            standard(
                    ERROR,
                    "mime.encoding.unknown",
                    "A transfer encoding is not one of the five that are defined.",
                    "RFC 2045 section 6.1",
                    (mail, sink) ->
                            parts(mail, part -> !ENCODINGS.contains(part.encoding()), sink, SourcePart::encoding)),
            standard(
                    ERROR,
                    "mime.7bit.violated",
                    "A part says that it is 7bit, but has octets beyond ASCII, which are lost on the way.",
                    "RFC 2045 section 2.7",
                    (mail, sink) -> parts(
                            mail,
                            part -> part.encoding().equals("7bit")
                                    && part.children().isEmpty()
                                    && part.body().chars().anyMatch(c -> c > 0x7f),
                            sink,
                            SourcePart::mediaType)),
            standard(
                    ERROR,
                    "mime.base64.invalid",
                    "Base64 has characters outside its alphabet, data after its end, or an end that is cut off or not padded.",
                    "RFC 2045 section 6.8",
                    (mail, sink) -> encoded(
                            mail,
                            "base64",
                            sink,
                            body -> found(NOT_BASE64, body)
                                    .or(() -> found(DATA_AFTER_PADDING, body))
                                    .or(() -> unpadded(body)))),
            standard(
                            WARNING,
                            "mime.base64.line-too-long",
                            "A line of Base64 has more than 76 characters.",
                            "RFC 2045 section 6.8",
                            (mail, sink) -> encoded(mail, "base64", sink, body -> longLine(MAX_ENCODED_LINE, body)))
                    .in(LintProfile.STRICT_RFC, ERROR),
            standard(
                    ERROR,
                    "mime.quoted-printable.invalid",
                    "Quoted-printable has a = without two hexadecimal digits, or octets beyond ASCII.",
                    "RFC 2045 section 6.7",
                    (mail, sink) -> encoded(mail, "quoted-printable", sink, body -> found(NOT_QUOTED_PRINTABLE, body))),
            standard(
                            WARNING,
                            "mime.quoted-printable.line-too-long",
                            "A line of quoted-printable has more than 78 characters.",
                            "RFC 2045 section 6.7; SpamAssassin MIME_QP_LONG_LINE",
                            (mail, sink) ->
                                    encoded(mail, "quoted-printable", sink, body -> longLine(MAX_GOOD_LINE, body)))
                    .in(LintProfile.STRICT_RFC, ERROR),
            standard(
                            ERROR,
                            "mime.quoted-printable.line-over-76",
                            "A line of quoted-printable has more than the allowed 76 characters; every program decodes 77 and 78.",
                            "RFC 2045 section 6.7",
                            (mail, sink) ->
                                    encoded(mail, "quoted-printable", sink, body -> longLine(MAX_ENCODED_LINE, body)))
                    .notIn(LintProfile.TRANSACTIONAL)
                    .notIn(LintProfile.BULK),
            standard(
                    ERROR,
                    "mime.charset.unknown",
                    "A text names an unknown charset.",
                    "RFC 2046 section 4.1.2",
                    (mail, sink) -> parts(
                            mail,
                            part -> part.isText()
                                    && part.parameter("charset").isPresent()
                                    && part.charset().isEmpty(),
                            sink,
                            part -> part.parameter("charset").orElse(""))),
            standard(
                    ERROR,
                    "mime.charset.missing",
                    "A text is not ASCII and names no charset, so that each program guesses.",
                    "RFC 2046 section 4.1.2",
                    (mail, sink) -> parts(
                            mail,
                            part -> part.isText()
                                    && part.parameter("charset").isEmpty()
                                    && !isAttachment(part)
                                    && !part.isTextIn("us-ascii"),
                            sink,
                            SourcePart::mediaType)),
            standard(
                    ERROR,
                    "mime.charset.wrong",
                    "A text is not in the charset that it names; readers see replacement characters, or UTF-8 as Latin-1.",
                    "RFC 2046 section 4.1.2",
                    (mail, sink) -> parts(
                            mail,
                            part -> part.isText()
                                    && part.charset()
                                            .filter(charset -> !part.isTextIn(charset) || isHiddenUtf8(part))
                                            .isPresent(),
                            sink,
                            part -> (isHiddenUtf8(part) ? "utf-8, not " : "not ")
                                    + part.parameter("charset").orElse(""))),
            standard(
                            WARNING,
                            "mime.charset.windows",
                            "A text has characters of windows-1252, but names iso-8859-1; programs that follow the standard do not"
                                    + " show them.",
                            "RFC 2046 section 4.1.2; WHATWG Encoding standard, section 4.2",
                            (mail, sink) -> parts(
                                    mail,
                                    part -> part.isText() && hasWindowsCharacters(part),
                                    sink,
                                    part -> "octets 80 to 9F in "
                                            + part.parameter("charset").orElse("")))
                    .in(LintProfile.STRICT_RFC, ERROR),
            standard(
                    WARNING,
                    "mime.charset.conflict",
                    "The HTML names another charset than its Content-Type, which matters when it is saved or forwarded.",
                    "RFC 2854 section 6",
                    PartRules::metaCharset),
            standard(
                            WARNING,
                            "mime.filename.encoded-word",
                            "A file name is written as an encoded-word, which is not allowed there; not all programs decode it.",
                            "RFC 2047 section 5; RFC 2231 section 1",
                            (mail, sink) -> names(
                                    mail,
                                    sink,
                                    value -> ENCODED_NAME.matcher(value).find()))
                    .in(LintProfile.TRANSACTIONAL, INFO)
                    .in(LintProfile.BULK, INFO),
            standard(
                    ERROR,
                    "mime.filename.8bit",
                    "A file name has octets beyond ASCII as they are, in no charset.",
                    "RFC 2231 section 1; RFC 2183 section 2",
                    (mail, sink) -> {
                        if (mail.envelope()
                                .filter(envelope -> !envelope.isSmtpUtf8())
                                .isPresent()) {
                            names(mail, sink, value -> value.chars().anyMatch(c -> c > 0x7f));
                        }
                    }),
            standard(
                    WARNING,
                    "mime.filename.path",
                    "A file name has a directory in it, which tells of the sender's machine and is refused or cut.",
                    "RFC 2183 section 2.3",
                    (mail, sink) -> mail.mail().attachments().stream()
                            .flatMap(attachment -> attachment.name().stream())
                            .filter(name -> name.contains("/") || name.contains("\\"))
                            .forEach(name -> sink.report("attachment", name))),
            standard(
                    INFO,
                    "mime.attachment.unnamed",
                    "An attachment has no file name; readers get one such as \"noname\".",
                    "RFC 2183 section 2.3",
                    (mail, sink) -> parts(
                            mail,
                            part -> isAttachment(part)
                                    && !isNamed(part)
                                    && !part.mediaType().startsWith("message/"),
                            sink,
                            SourcePart::mediaType)),
            standard(
                    WARNING,
                    "mime.disposition.unknown",
                    "A Content-Disposition is neither inline nor attachment.",
                    "RFC 2183 section 2.8",
                    (mail, sink) -> parts(
                            mail,
                            part -> part.field("Content-Disposition").isPresent()
                                    && !Set.of("inline", "attachment").contains(part.disposition()),
                            sink,
                            SourcePart::disposition)),
            standard(
                    WARNING,
                    "mime.disposition.invalid",
                    "A Content-Disposition breaks a rule; some programs then lose the file name.",
                    "RFC 2183 section 2",
                    (mail, sink) -> parts(
                            mail,
                            SourcePart::hasBrokenDisposition,
                            sink,
                            part -> readable(part.field("Content-Disposition").orElse("")))),
            standard(
                    ERROR,
                    "mime.calendar.method",
                    "An invitation names no method in its Content-Type, or another one than in its text; it is then a mere file.",
                    "RFC 6047 section 2.4",
                    (mail, sink) -> parts(
                            mail,
                            part -> part.mediaType().equals("text/calendar")
                                    && !isAttachment(part)
                                    && !method(part)
                                            .equals(part.parameter("method").map(PartRules::upper)),
                            sink,
                            part -> "Content-Type " + part.parameter("method").orElse("none") + ", text "
                                    + method(part).orElse("none"))));

    private PartRules() {}

    private interface Flaw {
        Optional<String> in(String body);
    }

    private static void encoded(LintedMail mail, String encoding, LintRule.Sink sink, Flaw flaw) {
        mail.parts().stream()
                .filter(part -> part.encoding().equals(encoding) && !part.isMultipart())
                .forEach(part -> flaw.in(part.body()).ifPresent(words -> sink.report(part.name(), words)));
    }

    private static Optional<String> found(Pattern pattern, String body) {
        Matcher matcher = pattern.matcher(body);
        return matcher.find()
                ? Optional.of("\"" + matcher.group() + "\" at octet " + matcher.start())
                : Optional.empty();
    }

    private static Optional<String> unpadded(String body) {
        long digits = body.chars().filter(c -> !Character.isWhitespace(c)).count();
        return digits % 4 == 0 ? Optional.empty() : Optional.of(digits + " characters, not a multiple of 4");
    }

    private static Optional<String> longLine(int most, String body) {
        return body.lines().filter(line -> line.length() > most).findFirst().map(line -> line.length() + " octets");
    }

    /** UTF-8 under the name of a charset that has one octet for each character. */
    private static boolean isHiddenUtf8(SourcePart part) {
        return part.charset()
                        .filter(name -> SINGLE_OCTETS.matcher(name).matches())
                        .isPresent()
                && !part.isTextIn("us-ascii")
                && part.isTextIn("utf-8");
    }

    private static boolean hasWindowsCharacters(SourcePart part) {
        boolean latin = LATIN_1.matcher(part.parameter("charset").orElse("")).matches();
        if (!latin || isHiddenUtf8(part)) {
            return false;
        }
        for (byte octet : part.content()) {
            if ((octet & 0xe0) == 0x80) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether the characters that are read in a text are those that its sender wrote. */
    static boolean isSound(SourcePart part) {
        return !part.isText() || (part.isTextIn(part.charset().orElse("utf-8")) && !isHiddenUtf8(part));
    }

    static boolean isAttachment(SourcePart part) {
        return part.disposition().equals("attachment");
    }

    private static boolean isNamed(SourcePart part) {
        return FILE_NAME.matcher(part.field("Content-Disposition").orElse("")).find()
                || FILE_NAME.matcher(part.field("Content-Type").orElse("")).find();
    }

    private interface Bad {
        boolean is(String value);
    }

    private static void names(LintedMail mail, LintRule.Sink sink, Bad bad) {
        mail.parts()
                .forEach(part -> part.fields().stream()
                        .filter(field -> field.is("Content-Disposition") || field.is("Content-Type"))
                        .filter(field -> FILE_NAME.matcher(field.value()).find() && bad.is(field.value()))
                        .forEach(field -> sink.report(part.name(), readable(field.value()))));
    }

    private static String readable(String octets) {
        return MailSource.of(octets.getBytes(StandardCharsets.ISO_8859_1)).text();
    }

    private static void metaCharset(LintedMail mail, LintRule.Sink sink) {
        mail.parts().stream()
                .filter(part -> part.mediaType().equals("text/html"))
                .forEach(part -> {
                    Matcher meta = META_CHARSET.matcher(new String(part.content(), StandardCharsets.ISO_8859_1));
                    Optional<String> told = part.charset();
                    if (meta.find()
                            && told.isPresent()
                            && !SourcePart.charset(meta.group(1)).equals(told)) {
                        sink.report(part.name(), "<meta> says " + meta.group(1) + ", Content-Type " + told.get());
                    }
                });
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    private static Optional<String> method(SourcePart part) {
        Matcher method = METHOD.matcher(new String(part.content(), StandardCharsets.UTF_8));
        return method.find() ? Optional.of(upper(method.group(1))) : Optional.empty();
    }
}
