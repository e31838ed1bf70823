package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintRule.standard;
import static io.github.smtpjunit.mail.lint.LintSeverity.ERROR;
import static io.github.smtpjunit.mail.lint.LintSeverity.WARNING;

import io.github.smtpjunit.mail.SourcePart;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules on encoded-words (RFC 2047): letters beyond ASCII in the header. */
final class EncodedWordRules {

    private static final int MAX_ENCODED_WORD = 75;
    private static final int MAX_DECODED_WORD = 78;

    /** Charset, encoding, text. */
    private static final Pattern WORD = Pattern.compile("=\\?([^\\s?]{1,80})\\?([^\\s?])\\?([^\\s?]*)\\?=");

    private static final Pattern WITH_BLANK =
            Pattern.compile("=\\?[^\\s?]{1,80}\\?[BbQq]\\?[^\\s?]{0,200}[ \\t][^?]{0,200}\\?=");
    private static final Pattern QUOTED_STRING = Pattern.compile("\"(?:[^\"\\\\]++|\\\\.)*+\"?");

    /** What may stand beside a word; section 5 asks for white space, but every program knows where these end. */
    private static final String BESIDE = " \t\r\n()<>,;:\"";

    /** Unstructured fields, phrases and comments are where encoded-words may stand (section 5). */
    private static final List<String> WITH_PHRASES = List.of("From", "Sender", "Reply-To", "To", "Cc", "Bcc");

    static final List<LintRule> RULES = List.of(
            standard(
                            WARNING,
                            "header.encoded-word.too-long",
                            "An encoded-word has more than 78 characters; some programs do not decode it.",
                            "RFC 2047 section 2",
                            (mail, sink) -> longWords(MAX_DECODED_WORD, mail, sink))
                    .in(LintProfile.STRICT_RFC, ERROR),
            standard(
                            ERROR,
                            "header.encoded-word.over-75",
                            "An encoded-word has more than the allowed 75 characters; every program decodes up to 78, as Python"
                                    + " writes them.",
                            "RFC 2047 section 2",
                            (mail, sink) -> longWords(MAX_ENCODED_WORD, mail, sink))
                    .notIn(LintProfile.TRANSACTIONAL)
                    .notIn(LintProfile.BULK),
            standard(
                            WARNING,
                            "header.encoded-word.malformed",
                            "An encoded-word has a blank in it, is not padded, or touches another word; some programs do not decode"
                                    + " it.",
                            "RFC 2047 sections 2 and 5",
                            EncodedWordRules::malformed)
                    .in(LintProfile.STRICT_RFC, ERROR),
            standard(
                            WARNING,
                            "header.encoded-word.split",
                            "A character is split between two encoded-words; some programs show replacement characters.",
                            "RFC 2047 section 5",
                            (mail, sink) ->
                                    words(mail, sink, word -> !isWhole(word), word -> "\"" + word.group() + "\""))
                    .in(LintProfile.STRICT_RFC, ERROR),
            standard(
                    ERROR,
                    "header.encoded-word.undecodable",
                    "An encoded-word cannot be decoded, so that readers see its code.",
                    "RFC 2047 section 2",
                    EncodedWordRules::undecodable),
            standard(
                            WARNING,
                            "header.encoded-word.quoted",
                            "An encoded-word stands within quotation marks, where it must not be decoded.",
                            "RFC 2047 section 5",
                            (mail, sink) -> WITH_PHRASES.forEach(name -> mail.mail().rawHeaders(name).stream()
                                    .filter(EncodedWordRules::hasQuotedWord)
                                    .forEach(value -> sink.report(name, value))))
                    .in(LintProfile.STRICT_RFC, ERROR));

    private EncodedWordRules() {}

    private interface Words {
        String of(MatchResult word);
    }

    private static void words(LintedMail mail, LintRule.Sink sink, Predicate<MatchResult> bad, Words words) {
        for (SourcePart.Field field : mail.fields()) {
            WORD.matcher(field.value())
                    .results()
                    .filter(bad)
                    .forEach(word -> sink.report(field.name(), words.of(word)));
        }
    }

    private static void longWords(int most, LintedMail mail, LintRule.Sink sink) {
        words(
                mail,
                sink,
                word -> word.group().length() > most,
                word -> word.group().length() + " characters: " + word.group());
    }

    private static void malformed(LintedMail mail, LintRule.Sink sink) {
        for (SourcePart.Field field : mail.fields()) {
            malformed(field.value()).ifPresent(word -> sink.report(field.name(), "\"" + word + "\""));
        }
    }

    /** The first word of a field that breaks its form. */
    private static Optional<String> malformed(String value) {
        Matcher withBlank = WITH_BLANK.matcher(value);
        if (withBlank.find()) {
            return Optional.of(withBlank.group());
        }
        return WORD.matcher(value)
                .results()
                .filter(word -> touches(value, word.start() - 1) || touches(value, word.end()) || isUnpadded(word))
                .map(MatchResult::group)
                .findFirst();
    }

    private static boolean touches(String value, int position) {
        return position >= 0 && position < value.length() && BESIDE.indexOf(value.charAt(position)) < 0;
    }

    private static boolean isUnpadded(MatchResult word) {
        return word.group(2).equalsIgnoreCase("B") && word.group(3).length() % 4 != 0;
    }

    /** Tells whether a word stands for whole characters, or cannot be decoded at all. */
    private static boolean isWhole(MatchResult word) {
        boolean base64 = word.group(2).equalsIgnoreCase("B");
        String label = word.group(1).split("\\*", 2)[0]; // RFC 2231 section 5: a language behind it
        if (SourcePart.charset(label).isEmpty() || !(base64 || word.group(2).equalsIgnoreCase("Q"))) {
            return true;
        }
        String body = base64 ? word.group(3) : word.group(3).replace('_', ' ');
        return SourcePart.of("Content-Transfer-Encoding: " + (base64 ? "base64" : "quoted-printable") + "\n\n" + body)
                .isTextIn(label);
    }

    /** Tells whether what we decoded of a field is what its sender wrote. */
    static boolean isSound(LintedMail mail, String field) {
        return mail.fields().stream()
                .filter(one -> one.is(field))
                .allMatch(one -> WORD.matcher(one.value()).results().allMatch(EncodedWordRules::isWhole));
    }

    private static boolean hasQuotedWord(String value) {
        return QUOTED_STRING
                .matcher(value)
                .results()
                .anyMatch(quoted -> WORD.matcher(quoted.group()).find());
    }

    private static void undecodable(LintedMail mail, LintRule.Sink sink) {
        for (String name : mail.mail().headerNames().stream().distinct().toList()) {
            shown(mail, name).stream()
                    .filter(value -> WORD.matcher(value).find())
                    .forEach(value -> sink.report(name, "\"" + value + "\""));
        }
    }

    /** Of an address, readers see the name; a word in quotation marks is decoded there. */
    private static List<String> shown(LintedMail mail, String field) {
        return WITH_PHRASES.stream().anyMatch(field::equalsIgnoreCase)
                ? mail.mail().addresses(field).stream()
                        .flatMap(address -> address.name().stream())
                        .toList()
                : mail.mail().headers(field);
    }
}
