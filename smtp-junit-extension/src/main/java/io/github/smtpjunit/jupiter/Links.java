package io.github.smtpjunit.jupiter;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;

/** Where a mail leads to. */
final class Links {

    private static final Pattern WEB_ADDRESS = Pattern.compile("\\bhttps?://[^\\s<>\"]*[^\\s<>\".,;:!?')\\]}]");

    private Links() {}

    static List<String> of(CapturedMail mail) {
        return mail.html().map(Links::inHtml).orElseGet(() -> inText(mail.text().orElse("")));
    }

    private static List<String> inHtml(String html) {
        return Jsoup.parse(html).select("a[href]").eachAttr("href");
    }

    private static List<String> inText(String text) {
        return WEB_ADDRESS.matcher(text).results().map(MatchResult::group).toList();
    }
}
