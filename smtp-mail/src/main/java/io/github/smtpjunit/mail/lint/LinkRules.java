package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintRule.practical;
import static io.github.smtpjunit.mail.lint.LintSeverity.ERROR;
import static io.github.smtpjunit.mail.lint.LintSeverity.INFO;
import static io.github.smtpjunit.mail.lint.LintSeverity.WARNING;

import io.github.smtpjunit.mail.DkimSignature;
import io.github.smtpjunit.mail.Link;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rules on where links and images lead to, as far as the address shows it. */
final class LinkRules {

    private static final String URIS = "RFC 3986 section 4.1";

    private static final Pattern SCHEME = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]{0,30}):");
    private static final Pattern IP_ADDRESS =
            Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]|0x[0-9a-f]+|\\d{8,10}");
    private static final Pattern STAGING = Pattern.compile(
            "(?!(?:www\\.)?[a-z]+\\.[^.]+$)(?:.*[.-])?(?:staging|stage|preprod|uat|qa|dev|develop|sandbox|testing)(?:[.-].*|\\d{0,3}\\..*)|.*\\.(?:test|internal|invalid|corp|lan)");
    private static final Pattern HOST_AS_TEXT =
            Pattern.compile("(?i)^(?:https?://)?((?:[a-z0-9-]{1,63}\\.){1,10}[a-z]{2,24})(?:[/?#:]\\S*)?$");
    private static final Pattern FILE_AS_TEXT = Pattern.compile(
            "(?i)[^/]*\\.(?:pdf|txt|csv|rtf|docx?|xlsx?|pptx?|od[tsp]|png|jpe?g|gif|svg|webp|bmp|html?|xml|json|js|css|ics|eml|gz)");
    private static final Pattern SECRET =
            Pattern.compile("(?i)[?&](?:\\w{0,20}token|password|pwd|secret|session|jsessionid|sid|otp|code)=");
    private static final Pattern TELEPHONE = Pattern.compile("(?i)tel:\\+?[0-9().*#-]{2,40}(?:;[!-~]{0,100})?");
    private static final Pattern MAILBOX = Pattern.compile("[^\\s@<>\"(),:;]{1,200}@[^\\s@<>\"(),:;]{1,255}");

    private static final Set<String> DANGEROUS = Set.of("javascript", "data", "vbscript", "file");
    private static final Set<String> SHORTENERS = Set.of(
            "bit.ly",
            "tinyurl.com",
            "t.co",
            "goo.gl",
            "ow.ly",
            "is.gd",
            "buff.ly",
            "rebrand.ly",
            "cutt.ly",
            "shorturl.at",
            "tiny.cc",
            "rb.gy");

    static final List<LintRule> RULES = List.of(
            practical(
                    ERROR,
                    "link.localhost",
                    "A link or image leads to the reader's own machine or a private network.",
                    "RFC 6761 section 6.3; RFC 1918 section 3",
                    (mail, sink) -> targets(mail)
                            .filter(target -> Link.to(target).isLocal())
                            .forEach(target -> sink.report(mail.linkPlace(), target))),
            practical(
                    WARNING,
                    "link.staging",
                    "A link or image leads to a host whose name shows that it is not for customers.",
                    "experience; RFC 6761 section 6.2",
                    (mail, sink) -> targets(mail)
                            .filter(target -> Link.to(target)
                                    .host()
                                    .filter(host -> STAGING.matcher(host).matches())
                                    .isPresent())
                            .forEach(target -> sink.report(mail.linkPlace(), target))),
            practical(
                    WARNING,
                    "link.insecure",
                    "A link or image is fetched in clear text.",
                    "RFC 9110 section 4.2.2",
                    (mail, sink) -> targets(mail)
                            .filter(target -> target.regionMatches(true, 0, "http://", 0, 7))
                            .filter(target -> !SECRET.matcher(target).find())
                            .forEach(target -> sink.report(mail.linkPlace(), target))),
            practical(
                    ERROR,
                    "link.insecure-secret",
                    "A link with a token or password in it is fetched in clear text.",
                    "RFC 9110 section 17.9",
                    (mail, sink) -> targets(mail)
                            .filter(target -> target.regionMatches(true, 0, "http://", 0, 7))
                            .filter(target -> SECRET.matcher(target).find())
                            .forEach(target -> sink.report(mail.linkPlace(), target))),
            practical(
                    ERROR,
                    "link.relative",
                    "A link or image has no scheme and host: a mail is at no place that it could be relative to.",
                    "RFC 3986 section 5.1.4",
                    LinkRules::relative),
            practical(
                    WARNING,
                    "link.empty",
                    "A link leads nowhere: its target is empty or \"#\".",
                    "experience with buttons made for scripts",
                    (mail, sink) -> mail.anchors().stream()
                            .filter(anchor ->
                                    Set.of("", "#").contains(anchor.target().strip()))
                            .forEach(anchor -> sink.report(mail.linkPlace(), anchor.toString()))),
            practical(
                    WARNING,
                    "link.invalid",
                    "A web link is no URI, for example because of a space, or has no host.",
                    URIS,
                    (mail, sink) -> mail.anchors().stream()
                            .map(Link::target)
                            .filter(target ->
                                    scheme(target).filter(LinkRules::isWeb).isPresent())
                            .filter(target -> !isUri(target))
                            .forEach(target -> sink.report(mail.linkPlace(), target))),
            practical(
                    WARNING,
                    "link.mailto.invalid",
                    "A mailto: link names no mail address.",
                    "RFC 6068 section 2",
                    (mail, sink) -> schemed(mail, "mailto")
                            .filter(target -> !isMailto(target.strip()))
                            .forEach(target -> sink.report(mail.linkPlace(), target))),
            practical(
                    WARNING,
                    "link.tel.invalid",
                    "A tel: link names no telephone number, or has spaces in it.",
                    "RFC 3966 section 3",
                    (mail, sink) -> schemed(mail, "tel")
                            .filter(target -> !TELEPHONE.matcher(target.strip()).matches())
                            .forEach(target -> sink.report(mail.linkPlace(), target))),
            practical(
                    ERROR,
                    "link.dangerous",
                    "A link runs a script, or opens data or a file of the reader's machine; mail programs remove or"
                            + " block it.",
                    "RFC 3986 section 7",
                    (mail, sink) -> mail.anchors().stream()
                            .map(Link::target)
                            .filter(target ->
                                    scheme(target).filter(DANGEROUS::contains).isPresent())
                            .forEach(target -> sink.report(mail.linkPlace(), target))),
            practical(
                    WARNING,
                    "link.text-differs",
                    "The text of a link is the address of another site than it leads to, as in phishing.",
                    "rspamd PHISHING",
                    LinkRules::phishing),
            practical(
                    WARNING,
                    "link.shortener",
                    "A link hides its target behind a public shortener, as spam does.",
                    "SpamAssassin HAS_SHORT_URL",
                    (mail, sink) -> hosts(mail, sink, SHORTENERS::contains)),
            practical(
                    WARNING,
                    "link.ip-address",
                    "A link has an IP address instead of a name, as spam does.",
                    "SpamAssassin NUMERIC_HTTP_ADDR, NORMAL_HTTP_TO_IP",
                    (mail, sink) -> hosts(
                            mail,
                            sink,
                            host -> IP_ADDRESS.matcher(host).matches()
                                    && !Link.to("//" + host).isLocal())),
            practical(
                    INFO,
                    "link.punycode",
                    "A link leads to an internationalized domain, which may look like another one.",
                    "RFC 5890 section 4.4",
                    (mail, sink) -> hosts(
                            mail,
                            sink,
                            host -> host.startsWith("xn--")
                                    || host.contains(".xn--")
                                    || host.chars().anyMatch(c -> c > 0x7f))),
            practical(
                    WARNING,
                    "link.user-info",
                    "A link has a user name before its host, which hides the host and may be a password.",
                    "RFC 3986 section 7.5",
                    (mail, sink) -> mail.anchors().stream()
                            .map(Link::target)
                            .filter(target -> target.matches("(?i)https?://[^/?#@\\s]{0,500}@.*"))
                            .forEach(target -> sink.report(mail.linkPlace(), target))),
            practical(
                    INFO,
                    "link.tracking.duplicate",
                    "A link has the same query parameter twice, as when it is tracked twice.",
                    "experience with utm parameters",
                    (mail, sink) -> mail.anchors().stream()
                            .map(Link::target)
                            .filter(LinkRules::hasParameterTwice)
                            .forEach(target -> sink.report(mail.linkPlace(), target))));

    private LinkRules() {}

    private interface Bad {
        boolean is(String host);
    }

    /** Of links, and of what is loaded. */
    private static Stream<String> targets(LintedMail mail) {
        return Stream.concat(
                mail.anchors().stream().map(anchor -> anchor.target().strip()),
                mail.select("img[src], [background]").stream()
                        .map(image -> image.hasAttr("src") ? image.attr("src") : image.attr("background"))
                        .map(String::strip));
    }

    private static void hosts(LintedMail mail, LintRule.Sink sink, Bad bad) {
        mail.anchors().stream()
                .map(Link::target)
                .filter(target -> Link.to(target).host().filter(bad::is).isPresent())
                .forEach(target -> sink.report(mail.linkPlace(), target));
    }

    private static Optional<String> scheme(String target) {
        Matcher scheme = SCHEME.matcher(target.strip());
        return scheme.find() ? Optional.of(scheme.group(1).toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    private static boolean isWeb(String scheme) {
        return scheme.equals("http") || scheme.equals("https");
    }

    private static Stream<String> schemed(LintedMail mail, String scheme) {
        return mail.anchors().stream()
                .map(Link::target)
                .filter(target -> scheme(target).filter(scheme::equals).isPresent());
    }

    private static boolean isUri(String target) {
        try {
            return new URI(target.strip()).getRawAuthority() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isMailto(String target) {
        String[] parts = target.substring("mailto:".length()).split("\\?", 2);
        boolean inFields = parts.length == 2 && parts[1].matches("(?i)(.*&)?to=.+"); // RFC 6068 section 2
        return parts[0].isEmpty()
                ? inFields
                : Arrays.stream(parts[0].split(",", -1))
                        .allMatch(address -> MAILBOX.matcher(address).matches());
    }

    private static void relative(LintedMail mail, LintRule.Sink sink) {
        if (mail.select("base[href]").isEmpty()) {
            targets(mail)
                    .filter(target -> !target.isEmpty()
                            && !target.startsWith("#")
                            && scheme(target).isEmpty())
                    .filter(target -> !Placeholders.PATTERN.matcher(target).lookingAt())
                    .forEach(target -> sink.report(mail.linkPlace(), target));
        }
    }

    private static void phishing(LintedMail mail, LintRule.Sink sink) {
        for (Link anchor : mail.anchors()) {
            Matcher text = HOST_AS_TEXT.matcher(anchor.text().strip());
            Optional<String> host = anchor.host();
            if (text.matches()
                    && !FILE_AS_TEXT.matcher(anchor.text().strip()).matches()
                    && host.isPresent()
                    && !DkimSignature.aligned(text.group(1).toLowerCase(Locale.ROOT), host.get())) {
                sink.report(mail.linkPlace(), anchor.toString());
            }
        }
    }

    private static boolean hasParameterTwice(String target) {
        int query = target.indexOf('?');
        Set<String> seen = new HashSet<>();
        return query >= 0
                && Arrays.stream(target.substring(query + 1).split("#", 2)[0].split("&", -1))
                        .map(pair -> pair.split("=", 2)[0])
                        .filter(name -> name.startsWith("utm_"))
                        .anyMatch(name -> !seen.add(name));
    }
}
