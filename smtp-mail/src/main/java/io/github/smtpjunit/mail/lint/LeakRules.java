package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintRule.practical;
import static io.github.smtpjunit.mail.lint.LintSeverity.ERROR;
import static io.github.smtpjunit.mail.lint.LintSeverity.WARNING;

import java.util.List;
import java.util.regex.Pattern;

/** What templates, translations and charsets leave behind. */
final class LeakRules {

    private static final String OURS = "experience with template engines";

    static final String GREETING =
            "(?i:hello|hi|hey|dear|good (?:morning|day|evening)|hallo|liebe|lieber|guten (?:tag|morgen|abend)"
                    + "|bonjour|cher|hola|estimad[oa]|ciao|gentile|welcome|willkommen)";

    private static final String MONEY = "(?:[\u20ac$\u00a3]|EUR|USD|GBP|CHF)";

    private static final String MISSING = "(?:null|Null|NULL|undefined|Undefined|UNDEFINED)";

    private static final SignedPattern NULL = SignedPattern.of(
            "\\[object Object]"
                    + "|\\b" + GREETING + ",?\\s(?:" + MISSING + "|None|NaN|nil)\\b"
                    + "|\\b" + GREETING + "\\s(?:(?i:mr|mrs|ms|dr|herr|frau)\\.?\\s)(?:null|undefined)\\b"
                    + "|\\b" + GREETING + "\\s{1,3},(?=\\s|$)"
                    + "|\\b(?i:order|number|nr\\.?|no\\.|invoice|customer|user|bestellung|rechnung) (?:null|undefined|NaN)\\b(?! and )"
                    + "|\\b(?:NaN|null|undefined|Infinity)\\s?" + MONEY + "(?!\\w)|" + MONEY
                    + "\\s?(?:NaN|null|undefined|Infinity)\\b"
                    + "|\\bInvalid Date\\b"
                    + "|(?<=[\\p{L}\\p{N}]):\\s(?:null|undefined|NaN)\\b(?![\\w'-]| and | or )"
                    + "|(?m:^)\\s{0,80}" + MISSING + "[,.!:]?\\s{0,80}(?m:$)"
                    + "|\\b" + MISSING + "[ ,]{1,2}" + MISSING + "\\b",
            "null",
            "Null",
            "NULL",
            "undefined",
            "Undefined",
            "UNDEFINED",
            "NaN",
            "None",
            "nil",
            "Infinity",
            "Invalid Date",
            "object Object",
            " ,",
            "\t,",
            "\n,",
            "\r,");
    private static final Pattern NULL_IN_LINK = Pattern.compile("[=/](?:null|undefined|NaN|None)(?=[/&?#]|$)");

    /** What Java's toString() and those who write JSON make. */
    private static final SignedPattern OBJECT = SignedPattern.of(
            "\\bOptional(?:Int|Long|Double)?(?:\\[[^\\]\\n]{0,100}]|\\.empty\\b)"
                    + "|(?<![\\w.@])(?:[a-z]\\w{0,40}\\.){0,8}[A-Z][\\w$]{0,60}@[0-9a-f]{6,8}(?![\\w.@-])"
                    + "|\\[(?:L[a-z][\\w.$]{0,100};|[BCDFIJSZ])@[0-9a-f]{5,8}(?!\\w)"
                    + "|\\{\"[A-Za-z_]\\w{0,40}\":"
                    + "|\\b[A-Z]\\w{0,60}[(\\[{][a-z]\\w{0,40}=" // a record, or what Lombok and IDEs make
                    + "|\\{[a-z]\\w{0,40}=[^{}\\n]{0,100}, [a-z]\\w{0,40}=" // a map
                    + "|\\bclass (?:java|javax|jakarta|com|org|net|io)\\.[\\w.$]{1,100}|\\$\\$Enhancer\\w"
                    + "|\\bobject at 0x[0-9a-f]{6,16}\\b|#<[A-Z][\\w:]{0,60}:0x[0-9a-f]{4,16}|\\bInstance of '\\w{1,60}'"
                    + "|\\bSystem\\.Collections\\.[A-Z]\\w",
            "Optional",
            "@",
            "=",
            "{\"",
            "class ",
            "$$Enhancer",
            "object at 0x",
            "#<",
            "Instance of '",
            "System.Collections.");

    private static final SignedPattern EXCEPTION = SignedPattern.of(
            "\\b(?:[a-z]\\w{0,40}\\.){1,8}[A-Z]\\w{0,60}(?:Exception|Error)\\b"
                    + "|\\b(?:NullPointer|ClassCast|IllegalState|IllegalArgument|(?:Array)?IndexOutOfBounds)Exception\\b"
                    + "|\\b[A-Z]\\w{1,60}Exception(?=:\\s)|\\bTraceback \\(most recent call last\\)"
                    + "|\\bat (?:[a-z]\\w{0,40}\\.){0,8}[A-Z][\\w$]{0,60}\\.[\\w$<>]{1,60}\\([A-Z]\\w{0,60}\\.(?:java|kt):\\d{1,6}\\)",
            "Exception",
            "Error",
            "Traceback (",
            ".java:",
            ".kt:");
    private static final SignedPattern FORMAT =
            SignedPattern.of("(?<![\\w%&=?/])(?<!\\d )%(?:\\d{1,2}\\$)?[sd@](?![\\w%])", "%");
    private static final SignedPattern TRANSLATION = SignedPattern.of(
            "\\?\\?\\?[\\w.-]{1,100}\\?\\?\\?|\\?\\?[A-Za-z][\\w-]{0,60}\\.[\\w.-]{1,100}\\?\\?|\\[missing \"[\\w.-]{1,100}\" translation]"
                    + "|(?i:translation missing: )\\w{1,40}\\.[\\w.-]{1,100}",
            "??",
            "issing",
            "ISSING");
    private static final SignedPattern LOREM = SignedPattern.of("(?i)\\blorem ipsum\\b", "ipsum", "Ipsum", "IPSUM");

    /** UTF-8 read as Latin-1 or Windows-1252: a lead octet, then a continuation octet. */
    private static final SignedPattern MOJIBAKE = SignedPattern.of(
            "[\u00c3\u00c2][\u0080-\u00bf]|\u00c3[\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]"
                    + "|\u00e2[\u201a\u201e\u2020\u0153][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]"
                    + "|\u00e2\u20ac[\u0080-\u00bf\u0152\u0153\u0161\u02dc\u2013-\u2122]|\u00f0\u0178[\u0080-\u2122]",
            "\u00c3",
            "\u00c2",
            "\u00e2",
            "\u00f0");

    private static final SignedPattern REPLACED = SignedPattern.of(".{0,20}\\x{fffd}", "\ufffd");

    private static final SignedPattern ENCODED_TWICE = SignedPattern.of(
            "(?<![\\p{L}\\p{N}])&amp;|&amp;(?![\\p{L}\\p{N}])|&(?:nbsp|quot|apos|lt|gt|#\\d{1,6}|#x[0-9a-fA-F]{1,5}|[A-Za-z](?:uml|acute|grave|circ|tilde|cedil|ring)|szlig|euro|pound|copy|reg|trade|[nm]dash|hellip|[lr][sd]quo|[lr]aquo|middot|bull|times);|</?(?:br|p|b|i|div|span|strong|a|td|tr|h[1-6])(?:\\s[^<>]{0,200})?/?>",
            "&",
            "<");

    static final List<LintRule> RULES = List.of(
            practical(
                    ERROR,
                    "leak.placeholder",
                    "A template variable was not replaced: {{name}}, ${name}, $!name, <%= name %>, {% if name %}, [[name]],"
                            + " *|NAME|*, %NAME%, {0}.",
                    OURS,
                    Placeholders::seekSure),
            practical(
                    WARNING,
                    "leak.placeholder.likely",
                    "A word looks like a template variable that was not replaced: {name}, $name.",
                    OURS,
                    Placeholders::seekLikely),
            practical(
                    WARNING,
                    "leak.null",
                    "A value was missing when the mail was made: \"Hello null\", \"Hello ,\", \"Total: NaN\", [object Object],"
                            + " ?token=undefined.",
                    OURS,
                    (mail, sink) -> {
                        seek(NULL, mail, sink);
                        links(NULL_IN_LINK, mail, sink);
                    }),
            practical(
                    WARNING,
                    "leak.object",
                    "An object is shown as a program writes it: Optional[Ada], User@1b2c3d4, {\"amount\":5}.",
                    "Java API, Object.toString(); RFC 8259 section 4",
                    (mail, sink) -> seek(OBJECT, mail, sink)),
            practical(
                    WARNING,
                    "leak.exception",
                    "The name of an exception is shown.",
                    OURS,
                    (mail, sink) -> seek(EXCEPTION, mail, sink)),
            practical(
                    WARNING,
                    "leak.format-specifier",
                    "A format specifier was not replaced: %s, %d, %1$s.",
                    OURS,
                    (mail, sink) -> seek(FORMAT, mail, sink)),
            practical(
                    ERROR,
                    "leak.translation",
                    "A translation is missing, and its key is shown: ???mail.greeting???.",
                    OURS,
                    (mail, sink) -> seek(TRANSLATION, mail, sink)),
            practical(
                    WARNING,
                    "leak.lorem-ipsum",
                    "There is filler text.",
                    OURS,
                    (mail, sink) -> seek(LOREM, mail, sink)),
            practical(
                    ERROR,
                    "leak.mojibake",
                    "UTF-8 was read as Latin-1 when the mail was made: \u00c3\u00bc for \u00fc.",
                    "Unicode standard, section 3.9 (UTF-8)",
                    (mail, sink) -> seekSound(MOJIBAKE, mail, sink)),
            practical(
                    WARNING,
                    "leak.replacement-character",
                    "A character was lost before the mail was made: U+FFFD stands in its place.",
                    "Unicode standard, section 23.8 (Specials)",
                    (mail, sink) -> seekSound(REPLACED, mail, sink)),
            practical(
                    WARNING,
                    "leak.encoded-twice",
                    "HTML is shown as text: a value was escaped twice, or HTML was put into the text body.",
                    OURS,
                    (mail, sink) -> seek(ENCODED_TWICE, mail, sink)));

    private LeakRules() {}

    static List<SignedPattern> patterns() {
        return List.of(NULL, OBJECT, EXCEPTION, FORMAT, TRANSLATION, LOREM, MOJIBAKE, REPLACED, ENCODED_TWICE);
    }

    private static void seek(SignedPattern pattern, LintedMail mail, LintRule.Sink sink) {
        mail.texts().forEach((place, text) -> pattern.seek(text, found -> sink.report(place, found)));
    }

    /**
     * Texts whose octets are what their charset says: otherwise it is the reading that makes odd characters of them.
     */
    private static void seekSound(SignedPattern pattern, LintedMail mail, LintRule.Sink sink) {
        if (mail.texts().values().stream().noneMatch(pattern::mayMatch)) {
            return;
        }
        boolean soundBodies = mail.parts().stream().allMatch(PartRules::isSound);
        seek(pattern, mail, (where, message) -> {
            if (where.equals("Subject") ? EncodedWordRules.isSound(mail, where) : soundBodies) {
                sink.report(where, message);
            }
        });
    }

    private static void links(Pattern pattern, LintedMail mail, LintRule.Sink sink) {
        mail.targets().stream()
                .filter(link -> pattern.matcher(link.target()).find())
                .forEach(link -> sink.report("link", link.target()));
    }
}
