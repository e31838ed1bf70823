package io.github.smtpjunit.jupiter;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/** Where a mail leads to. */
final class Links {

    private static final Pattern WEB_ADDRESS = Pattern.compile("\\bhttps?://[^\\s<>\"]*[^\\s<>\".,;:!?')\\]}]");

    private static final Pattern AUTHORITY =
            Pattern.compile("^(?:https?:)?//(?:[^/?#@]*@)?(\\[[^\\]]*]|[^/?#:]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern LOCAL = Pattern.compile("(.*\\.)?localhost|.*\\.local|\\[::1]|0\\.0\\.0\\.0"
            + "|(127|10)(\\.\\d+){3}|192\\.168(\\.\\d+){2}|172\\.(1[6-9]|2\\d|3[01])(\\.\\d+){2}");

    private Links() {}

    static List<String> of(CapturedMail mail) {
        return mail.html().map(Links::inHtml).orElseGet(() -> inText(mail.text().orElse("")));
    }

    /**
     * A link as it is seen.
     *
     * @param text what can be seen of it
     * @param target where it leads
     */
    record Anchor(String text, String target) {

        /** Returns both on one line. */
        @Override
        public String toString() {
            return "\"" + text + "\" -> " + target;
        }
    }

    static List<Anchor> anchors(CapturedMail mail) {
        return mail.html()
                .map(html -> Jsoup.parse(html).select("a[href]").stream()
                        .map(anchor -> new Anchor(text(anchor), anchor.attr("href")))
                        .toList())
                .orElseGet(() ->
                        of(mail).stream().map(link -> new Anchor(link, link)).toList());
    }

    private static String text(Element anchor) {
        return anchor.hasText()
                ? anchor.text()
                : String.join(" ", anchor.select("img[alt]").eachAttr("alt"));
    }

    /** What the images of an HTML body are loaded from. */
    static List<String> images(CapturedMail mail) {
        return mail.html().stream()
                .flatMap(html -> Jsoup.parse(html).select("img[src], [background]").stream())
                .map(image -> image.hasAttr("src") ? image.attr("src") : image.attr("background"))
                .distinct()
                .toList();
    }

    /** The Content-IDs of the images that an HTML body shows by {@code cid:}. */
    static List<String> contentIds(CapturedMail mail) {
        return images(mail).stream()
                .filter(source -> source.regionMatches(true, 0, "cid:", 0, 4))
                .map(source -> decoded(source.substring(4).replace("+", "%2B")))
                .distinct()
                .toList();
    }

    /** The host of a web address, in lower case. */
    static Optional<String> host(String link) {
        Matcher matcher = AUTHORITY.matcher(link);
        return matcher.find() ? Optional.of(Addresses.lower(matcher.group(1))) : Optional.empty();
    }

    static boolean isLocal(String host) {
        return LOCAL.matcher(host).matches();
    }

    /** The value of a query parameter, decoded. */
    static Optional<String> parameter(String link, String name) {
        int query = link.indexOf('?');
        return query < 0
                ? Optional.empty()
                : Arrays.stream(link.substring(query + 1).split("#", 2)[0].split("&"))
                        .map(pair -> pair.split("=", 2))
                        .filter(pair -> decoded(pair[0]).equals(name))
                        .map(pair -> pair.length == 2 ? decoded(pair[1]) : "")
                        .findFirst();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // no percent-encoding after all
        }
    }

    private static List<String> inHtml(String html) {
        return Jsoup.parse(html).select("a[href]").eachAttr("href");
    }

    private static List<String> inText(String text) {
        return WEB_ADDRESS.matcher(text).results().map(MatchResult::group).toList();
    }
}
