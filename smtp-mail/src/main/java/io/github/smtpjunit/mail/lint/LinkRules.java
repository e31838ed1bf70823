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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;

/** Rules on where links and images lead to, as far as the address shows it. */
final class LinkRules {

    private static final String URIS = "RFC 3986 section 4.1";

    private static final Pattern SCHEME = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]{0,30}):");
    private static final Pattern IP_ADDRESS =
            Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]|0x[0-9a-f]+|\\d{8,10}");
    /** A label before the domain that somebody registered, or the end of one. */
    private static final Pattern STAGING_LABEL = Pattern.compile(
            "(?:staging|stage|pre-?prod|uat|qa|dev|develop|sandbox|test|testing)\\d{0,3}"
                    + "|.*-(?:staging|pre-?prod|uat|qa|dev|sandbox)\\d{0,3}|(?:staging|pre-?prod|uat|qa|dev|sandbox)-.*");

    private static final Set<String> RESERVED = Set.of("test", "internal", "invalid", "corp", "lan");

    /** Products for everybody, in spite of their names. */
    private static final Set<String> NO_STAGING =
            Set.of("dev.azure.com", "dev.mysql.com", "dev.w3.org", "dev.twitch.tv");

    private static final Pattern HOST_AS_TEXT =
            Pattern.compile("(?i)^(?:https?://)?((?:[a-z0-9-]{1,63}\\.){1,10}[a-z]{2,24})(?:[/?#:]\\S*)?$");
    private static final Pattern FILE_AS_TEXT = Pattern.compile(
            "(?i)[^/]*\\.(?:pdf|txt|csv|rtf|docx?|xlsx?|pptx?|od[tsp]|png|jpe?g|gif|svg|webp|bmp|html?|xml|json|js|css|ics|eml|gz)");
    /** Sixteen characters with a letter between digits, as words and campaigns do not have it. */
    private static final String RANDOM = "(?=[\\w-]{0,100}\\d[A-Za-z]{1,20}\\d)[\\w-]{16,}";

    /** By its name; or, where the name may mean other things, by its name and its look. */
    private static final Pattern SECRET =
            Pattern.compile("(?i)[?&;#](?:\\w{0,20}token|password|pwd|secret|jsessionid|otp|api_?key)="
                    + "|[?&;#](?:session|sid|code|key|auth|sig|signature|hash|ticket|magic|invite)=" + RANDOM
                    + "|/(?:reset|password|verify|confirm|activate|token|magic|login|invite)[\\w-]{0,20}/" + RANDOM
                    + "|=eyJ[\\w-]{8,}\\."); // a JSON Web Token

    private static final Pattern LOCAL_FILE = Pattern.compile("(?i)[a-z]:[\\\\/].*|\\\\\\\\.*", Pattern.DOTALL);
    private static final Pattern TELEPHONE = Pattern.compile("(?i)tel:\\+?[0-9().*#-]{2,40}(?:;[!-~]{0,100})?");
    private static final Pattern MAILBOX = Pattern.compile("[^\\s@<>\"(),:;]{1,200}@[^\\s@<>\"(),:;]{1,255}");

    private static final Set<String> DANGEROUS = Set.of("javascript", "data", "vbscript", "file", "blob");
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
                    "A link or image, in a style sheet too, leads to the reader's own machine or a private network.",
                    "RFC 6761 section 6.3; RFC 1918 section 3",
                    (mail, sink) -> reportEverywhere(mail, sink, Link::isLocal)),
            practical(
                    WARNING,
                    "link.staging",
                    "A link or image leads to a host whose name shows that it is not for customers.",
                    "experience; RFC 6761 section 6.2",
                    (mail, sink) -> {
                        Map<String, Boolean> hosts = new HashMap<>(); // a mail has many links, and few hosts
                        reportEverywhere(mail, sink, link -> isStaging(link, hosts));
                    }),
            practical(
                    WARNING,
                    "link.insecure",
                    "A link or image is fetched in clear text.",
                    "RFC 9110 section 4.2.2",
                    (mail, sink) -> report(
                            mail,
                            sink,
                            link -> isInsecure(link)
                                    && !SECRET.matcher(link.target()).find())),
            practical(
                    ERROR,
                    "link.insecure-secret",
                    "A link with a token or password in it is fetched in clear text.",
                    "RFC 9110 section 17.9",
                    (mail, sink) -> report(
                            mail,
                            sink,
                            link -> isInsecure(link)
                                    && SECRET.matcher(link.target()).find())),
            practical(
                    ERROR,
                    "link.relative",
                    "A link or image has no scheme and host: a mail is at no place that it could be relative to.",
                    "RFC 3986 section 5.1.4",
                    LinkRules::relative),
            practical(
                    WARNING,
                    "link.empty",
                    "A link or an image leads nowhere: its target is missing, empty or \"#\".",
                    "HTML standard, sections 4.6.3 and 4.8.3 (The img element)",
                    (mail, sink) -> {
                        mail.anchors().stream()
                                .filter(anchor -> Set.of("", "#", "about:blank").contains(anchor.target()))
                                .forEach(anchor -> sink.report(mail.linkPlace(), anchor.toString()));
                        mail.select("img").stream()
                                .filter(LinkRules::showsNothing)
                                .forEach(image -> sink.report(LintedMail.HTML_BODY, HtmlRules.tag(image)));
                    }),
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
                    "A link or image runs a script, or opens data or a file of the reader's machine; mail programs remove or"
                            + " block it.",
                    "RFC 3986 section 7; RFC 8089",
                    (mail, sink) -> report(mail, sink, link -> isDangerous(link) && !isImageData(link.target()))),
            practical(
                    WARNING,
                    "link.image-data",
                    "An image is in the HTML itself (data:), which Gmail and Outlook do not show; attach it, and refer to it by"
                            + " cid:.",
                    "caniemail.com of 2026-06-29, Base64 image format; RFC 2397",
                    (mail, sink) -> mail.htmlBody().stream()
                            .flatMap(html -> html.images().stream())
                            .filter(LinkRules::isImageData)
                            .forEach(image -> sink.report(LintedMail.HTML_BODY, image))),
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

    /** Links, and what is loaded. */
    private static void report(LintedMail mail, LintRule.Sink sink, Predicate<Link> bad) {
        mail.targets().stream().filter(bad).forEach(link -> sink.report(mail.linkPlace(), link.target()));
    }

    /** These, and the links of a text that has HTML beside it. */
    private static void reportEverywhere(LintedMail mail, LintRule.Sink sink, Predicate<Link> bad) {
        report(mail, sink, bad);
        mail.spelledLinks().stream().filter(bad).forEach(link -> sink.report(LintedMail.HTML_BODY, link.target()));
        mail.unseenLinks().stream().filter(bad).forEach(link -> sink.report(LintedMail.TEXT_BODY, link.target()));
    }

    private static boolean isStaging(Link link, Map<String, Boolean> known) {
        Optional<String> host = link.host();
        return host.isPresent() && known.computeIfAbsent(host.get(), LinkRules::isStaging);
    }

    private static boolean isStaging(String host) {
        if (NO_STAGING.contains(host)) {
            return false;
        }
        List<String> labels = List.of(host.split("\\.", -1));
        int own = DkimSignature.organization(host).split("\\.", -1).length;
        return RESERVED.contains(labels.get(labels.size() - 1))
                || labels.subList(0, Math.max(0, labels.size() - own)).stream()
                        .anyMatch(label -> STAGING_LABEL.matcher(label).matches());
    }

    private static boolean showsNothing(Element image) {
        String source = image.attr("src").strip();
        return (source.isEmpty() || source.equals("about:blank"))
                && image.attr("srcset").isBlank();
    }

    private static boolean isInsecure(Link link) {
        return link.target().regionMatches(true, 0, "http://", 0, 7);
    }

    private static boolean isDangerous(Link link) {
        return scheme(link.target()).filter(DANGEROUS::contains).isPresent()
                || LOCAL_FILE.matcher(link.target()).matches();
    }

    /** A picture in the HTML itself has its own rule. */
    private static boolean isImageData(String target) {
        return target.regionMatches(true, 0, "data:image/", 0, 11);
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
            String tolerated = target.strip().replace('|', '-').replace('^', '-'); // every program takes them
            String authority = new URI(tolerated).getRawAuthority();
            return authority != null && !authority.matches("(?i)https?:"); // https://https://
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
            report(
                    mail,
                    sink,
                    link -> !link.target().isBlank()
                            && !link.target().startsWith("#")
                            && link.host().isEmpty()
                            && scheme(link.target()).isEmpty()
                            && !LOCAL_FILE.matcher(link.target()).matches()
                            && !Placeholders.SURE
                                    .pattern()
                                    .matcher(link.target())
                                    .lookingAt());
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
