package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintRule.standard;
import static io.github.smtpjunit.mail.lint.LintSeverity.ERROR;
import static io.github.smtpjunit.mail.lint.LintSeverity.INFO;
import static io.github.smtpjunit.mail.lint.LintSeverity.WARNING;

import io.github.smtpjunit.mail.MailAddress;
import io.github.smtpjunit.mail.MailSource;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Mailbox;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Rules on octets, lines, and what the header consists of. */
final class FormatRules {

    private static final int MAX_LINE = 998;
    private static final int GOOD_LINE = 78;
    private static final int MAX_LOCAL_PART = 64;
    private static final int MAX_DOMAIN = 255;

    private static final Pattern FIELD = Pattern.compile("[!-9;-~]+[ \\t]*:.*");
    private static final List<String> ADDRESS_FIELDS = List.of("From", "Sender", "Reply-To", "To", "Cc", "Bcc");

    static final List<LintRule> RULES = List.of(
            standard(
                    ERROR,
                    "format.newline.bare",
                    "A CR or LF stands alone; servers refuse such mails, or find another end of the mail in them.",
                    "RFC 5321 section 2.3.8",
                    FormatRules::bareNewline),
            standard(
                    ERROR,
                    "format.nul",
                    "There is a NUL, which many programs take for the end of the text.",
                    "RFC 2045 section 2.7",
                    (mail, sink) -> count("NUL", mail.source(), c -> c == 0, sink)),
            standard(
                    ERROR,
                    "format.line.too-long",
                    "A line has more than 998 octets; servers on the way cut or refuse it.",
                    "RFC 5322 section 2.1.1",
                    (mail, sink) -> longLines(MAX_LINE, "octets", String::length, mail, sink)),
            standard(
                            INFO,
                            "format.line.over-78",
                            "A line has more than the recommended 78 characters.",
                            "RFC 5322 section 2.1.1; RFC 6532 section 3.4",
                            (mail, sink) -> longLines(GOOD_LINE, "characters", FormatRules::characters, mail, sink))
                    .notIn(LintProfile.TRANSACTIONAL)
                    .notIn(LintProfile.BULK),
            standard(
                    ERROR,
                    "format.header.no-field",
                    "A line in the header is no field; for some programs the header ends there.",
                    "RFC 5322 section 2.2",
                    FormatRules::noField),
            standard(
                            WARNING,
                            "format.header.blank-fold",
                            "A folded line has nothing but white space; some programs take it for the end of the"
                                    + " header.",
                            "RFC 5322 section 3.2.2",
                            FormatRules::blankFold)
                    .in(LintProfile.STRICT_RFC, ERROR),
            standard(
                    ERROR,
                    "format.header.control-character",
                    "There is a control character in the header, raw or by an encoded-word.",
                    "RFC 5322 section 2.2",
                    FormatRules::controlCharacter),
            standard(
                    ERROR,
                    "format.header.8bit",
                    "The header is not ASCII, and the client did not ask for SMTPUTF8.",
                    "RFC 6531 section 3.1",
                    (mail, sink) -> {
                        if (mail.envelope()
                                .filter(envelope -> !envelope.isSmtpUtf8())
                                .isPresent()) {
                            count("octet beyond ASCII", mail.header(), c -> c > 0x7f, sink);
                        }
                    }),
            standard(
                    ERROR,
                    "format.header.not-utf8",
                    "The header is neither ASCII nor UTF-8.",
                    "RFC 6532 section 3.2",
                    (mail, sink) -> {
                        if (!isUtf8(mail.header())) {
                            sink.report("header", "the octets are not UTF-8");
                        }
                    }),
            standard(
                            INFO,
                            "format.body.8bit-unannounced",
                            "The body has octets beyond ASCII, but the client did not announce BODY=8BITMIME; nearly"
                                    + " every server takes them, and Python sends them so.",
                            "RFC 6152 section 3",
                            FormatRules::unannounced)
                    .in(LintProfile.STRICT_RFC, ERROR),
            standard(
                    ERROR,
                    "format.address.invalid",
                    "A field that has addresses has none, or one that cannot be an address.",
                    "RFC 5322 section 3.4",
                    FormatRules::invalidAddress),
            standard(
                    ERROR,
                    "format.address.too-long",
                    "The local-part of an address has more than 64 octets, or its domain more than 255; servers refuse"
                            + " it.",
                    "RFC 5321 section 4.5.3.1",
                    FormatRules::tooLongAddress));

    private FormatRules() {}

    private static void bareNewline(LintedMail mail, LintRule.Sink sink) {
        List<Integer> bare = mail.mail().source().bareNewlines();
        if (!bare.isEmpty()) {
            sink.report(
                    "octet " + bare.get(0), bare.size() == 1 ? "one CR or LF on its own" : bare.size() + " of them");
        }
    }

    private static void count(String what, String text, IntPredicate predicate, LintRule.Sink sink) {
        long count = text.chars().filter(predicate).count();
        if (count > 0) {
            sink.report("octets", count + " times " + what);
        }
    }

    private static void longLines(
            int max, String unit, ToIntFunction<String> length, LintedMail mail, LintRule.Sink sink) {
        List<String> lines = mail.source().lines().toList();
        int[] tooLong = IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).length() > max && length.applyAsInt(lines.get(i)) > max)
                .toArray();
        if (tooLong.length > 0) {
            String others = tooLong.length == 1 ? "" : ", and " + (tooLong.length - 1) + " more such lines";
            sink.report("line " + (tooLong[0] + 1), length.applyAsInt(lines.get(tooLong[0])) + " " + unit + others);
        }
    }

    /** Of UTF-8, or of a charset in which each has an octet. The line has one character an octet. */
    private static int characters(String line) {
        return isUtf8(line)
                ? (int) line.chars().filter(octet -> (octet & 0xc0) != 0x80).count() // all but the continuations
                : line.length();
    }

    private static boolean isUtf8(String octets) {
        return MailSource.of(octets.getBytes(StandardCharsets.ISO_8859_1)).isUtf8();
    }

    private static void noField(LintedMail mail, LintRule.Sink sink) {
        mail.header()
                .lines()
                .filter(line -> !line.isEmpty() && !isFolded(line))
                .filter(line -> !FIELD.matcher(line).matches())
                .forEach(line -> sink.report("header", "\"" + line + "\""));
        mail.header().lines().limit(1).filter(FormatRules::isFolded).forEach(line -> sink.report("header", line));
    }

    private static boolean isFolded(String line) {
        return line.startsWith(" ") || line.startsWith("\t");
    }

    private static void blankFold(LintedMail mail, LintRule.Sink sink) {
        mail.header()
                .lines()
                .filter(line -> isFolded(line) && line.isBlank())
                .forEach(line -> sink.report("header", "a line of " + line.length() + " white-space octets"));
    }

    private static void controlCharacter(LintedMail mail, LintRule.Sink sink) {
        for (String name : mail.mail().headerNames().stream().distinct().toList()) {
            mail.mail().headers(name).stream()
                    .filter(value -> value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == '\u007f'))
                    .forEach(value -> sink.report(name, "\"" + value + "\""));
        }
    }

    private static void unannounced(LintedMail mail, LintRule.Sink sink) {
        if (mail.envelope()
                .filter(envelope -> envelope.body() == Envelope.Body.SEVEN_BIT)
                .isPresent()) {
            count("octet beyond ASCII", mail.root().body(), c -> c > 0x7f, sink);
        }
    }

    private static void invalidAddress(LintedMail mail, LintRule.Sink sink) {
        for (String field : ADDRESS_FIELDS) {
            if (mail.mail().header(field).isPresent()
                    && mail.mail().addresses(field).isEmpty()) {
                String value = mail.mail().header(field).orElse("");
                boolean emptyGroup = value.endsWith(":;") || value.endsWith(": ;"); // undisclosed-recipients:;
                if (!emptyGroup) {
                    sink.report(field, "no address in \"" + value + "\"");
                }
            }
            mail.mail().addresses(field).stream()
                    .filter(address -> !isValid(address))
                    .forEach(address -> sink.report(field, "\"" + address.address() + "\""));
        }
    }

    private static boolean isValid(MailAddress address) {
        try {
            return !Mailbox.parse(address.address()).domain().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void tooLongAddress(LintedMail mail, LintRule.Sink sink) {
        for (String field : ADDRESS_FIELDS) {
            mail.mail().addresses(field).stream()
                    .map(address -> address.address())
                    .filter(FormatRules::isTooLong)
                    .forEach(address -> sink.report(field, address));
        }
        mail.envelope().stream()
                .flatMap(envelope -> envelope.to().stream())
                .filter(FormatRules::isTooLong)
                .forEach(address -> sink.report("envelope", address));
    }

    private static boolean isTooLong(String address) {
        int at = address.lastIndexOf('@');
        return at >= 0
                && (octets(address.substring(0, at)) > MAX_LOCAL_PART
                        || octets(address.substring(at + 1)) > MAX_DOMAIN);
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
