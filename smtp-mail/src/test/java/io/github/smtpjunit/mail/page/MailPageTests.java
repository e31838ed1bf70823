package io.github.smtpjunit.mail.page;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.mail.lint.LintProfile;
import io.github.smtpjunit.mail.lint.MailLint;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.server.SessionRecord;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the page of a mail. */
class MailPageTests {

    private static final String BROWSER_HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";

    private static Document read(MailPage page) {
        return Jsoup.parse(page.render());
    }

    private static Document read(String source) {
        return read(SampleMails.page(source));
    }

    /** A mail whose HTML body is this. */
    private static String html(String body) {
        return "Subject: x\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" + body;
    }

    /** The document in the frame. */
    private static Document frame(String body) {
        return Jsoup.parse(MailPage.of(SampleMails.parse(html(body))).htmlBody().orElseThrow());
    }

    @Test
    void theSummaryComesFirst() {
        Document page = read(SampleMails.RECEIPT);

        assertThat(page.title()).isEqualTo("Your receipt for order 4711 ☕");
        assertThat(page.select("header h1").text()).isEqualTo("Your receipt for order 4711 ☕");
        assertThat(page.select("header .facts > div").eachText())
                .containsExactly(
                        "From The Tea Shop shop@example.com",
                        "To Ada Lovelace ada@example.org",
                        "Date Tue 3 Mar 2026, 08:12:45 UTC",
                        "Received Tue 3 Mar 2026, 08:12:47 UTC");
        assertThat(page.select("header .badge").eachText()).contains("2 blind recipients (Bcc)", "1 attachment");
    }

    @Test
    void ofManyRecipientsTheFirstAreShown() {
        Document page = read(SampleMails.FORTY);

        assertThat(page.select("header dd > .person")).hasSize(1 + 5);
        assertThat(page.select("header details summary").text()).isEqualTo("33 more");
        assertThat(page.select("header details .person")).hasSize(33);
    }

    @Test
    void eachEntryOfTheContentsLeadsToASection() {
        Document page = read(SampleMails.TWELVE);

        assertThat(page.select("nav a, .badge[href], .where a"))
                .isNotEmpty()
                .allSatisfy(link -> assertThat(
                                page.select("[id='" + link.attr("href").substring(1) + "']"))
                        .as(link.attr("href"))
                        .hasSize(1));
        assertThat(page.select("main > section").eachAttr("id"))
                .containsExactly(
                        "html",
                        "text",
                        "invite",
                        "attachments",
                        "envelope",
                        "lint",
                        "session",
                        "dialogue",
                        "header",
                        "parts",
                        "source");
    }

    @Test
    void blindRecipientsComeFirst() {
        Document page = read(MailPage.of(SampleMails.parse(SampleMails.PLAIN))
                .envelope(Envelope.of("", "ada@example.org", "audit@example.com")));

        assertThat(page.select("#envelope tbody tr").eachText())
                .containsExactly("audit@example.com blind (Bcc) none", "ada@example.org yes none");
        assertThat(page.select("#envelope").text()).contains("Blind recipients 1", "the null sender");
    }

    @Test
    void theSessionAndItsDialogueAreShownWithoutSecrets() throws Exception {
        SessionRecord session = SampleMails.session();
        Document page = read(MailPage.of(SampleMails.parse(SampleMails.PLAIN)).session(session));

        assertThat(page.select("#session").text())
                .contains("AUTH ada by PLAIN", "TLS not used", "Ended by QUIT", "RCPT TO:<>");
        assertThat(page.select("#session .badge").eachText()).containsExactly("AUTH");
        assertThat(page.select("#dialogue .client .line").eachText())
                .contains("EHLO shop.example.com", "AUTH PLAIN ***", "QUIT");
        assertThat(page.select("#dialogue .server .line").eachText())
                .contains("220 mx.example.org ESMTP ready", "221 2.0.0 Bye");
        assertThat(page.select("#dialogue .time").eachText())
                .hasSizeGreaterThan(10)
                .allMatch(time -> time.matches("[\\d,]+ ms"));
        assertThat(page.html()).doesNotContain(Base64.getEncoder().encodeToString("\0ada\0secret".getBytes(UTF_8)));
    }

    @Test
    void timesCountFromWhenTheSessionWasOpened() throws Exception {
        Document page = read(MailPage.of(SampleMails.parse(SampleMails.PLAIN)).session(SampleMails.session()));

        assertThat(page.expectFirst("#session dd").text()).isEqualTo("Tue 3 Mar 2026, 08:12:46.000 UTC");
        assertThat(page.select("#dialogue .hint").text())
                .startsWith("The session was opened on Tue 3 Mar 2026, 08:12:46.000 UTC. The times count from there.");
        assertThat(page.expectFirst("#dialogue .time").text()).isEqualTo("12 ms");
    }

    @Test
    void attachmentsHaveTheirSizeRoundedAndExact() {
        Document page = read(SampleMails.TWELVE);

        assertThat(page.select("#attachments th.number").eachText()).containsExactly("Size", "Bytes");
        assertThat(page.select("#attachments tr:nth-child(1) td.number").eachText())
                .containsExactly("320 B", "320");
        assertThat(page.select("#attachments tr:nth-child(12) td.number").eachText())
                .containsExactly("3.8 kB", "3,840");
    }

    @Test
    void findingsLeadToTheirPlace() {
        ParsedMail mail = SampleMails.parse(SampleMails.BROKEN);
        Document page = read(MailPage.of(mail).lint(MailLint.check(mail, LintProfile.STRICT_RFC)));

        Element date = page.expectFirst(".findings li:has(code:containsOwn(header.date.invalid))");
        assertThat(date.text()).contains("Error", "the day before yesterday", "In Date", "RFC 5322 section 3.3");
        assertThat(page.select(date.select(".where a").attr("href")).text()).isEqualTo("Date the day before yesterday");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TRANSACTIONAL | a mail to one person who expects it
            BULK          | a mail to many
            STRICT_RFC    | the standards, and for nothing else
            """)
    void theProfileOfTheLintIsSaidInWords(LintProfile profile, String words) {
        ParsedMail mail = SampleMails.parse(SampleMails.BROKEN);

        assertThat(read(MailPage.of(mail).lint(MailLint.check(mail, profile)))
                        .select("#lint .hint")
                        .text())
                .contains(words, profile.name());
        assertThat(read(MailPage.of(mail).lint(MailLint.check(mail, profile)))
                        .select("#lint .why")
                        .eachText())
                .isNotEmpty()
                .allMatch(why -> why.contains(", from "));
    }

    @Test
    void theContentsCountFindingsAsTheSummaryDoes() {
        ParsedMail mail = SampleMails.parse(SampleMails.BROKEN);
        Document page = read(MailPage.of(mail).lint(MailLint.check(mail, LintProfile.TRANSACTIONAL)));
        String count = page.select(".sections [href=#lint] small").text().replace('\u00a0', ' ');

        assertThat(count).matches("\\d+ errors?, \\d+ warnings?, \\d+ notes?");
        assertThat(page.select("header .badge").eachText()).contains("Lint: " + count);
    }

    @Test
    void whatIsUnknownOrAbsentIsSaid() {
        Document page = read(MailPage.of(ParsedMail.parse(new byte[0])));

        assertThat(page.select("h1").text()).isEqualTo("(no subject)");
        assertThat(page.select("main .empty").eachText())
                .containsExactly(
                        "This mail has no HTML: mail programs show its text.",
                        "The text of this mail is empty.",
                        "This mail has no attachments.",
                        "The envelope is unknown, and so are blind recipients: only the mail itself was given.",
                        "This mail was not checked by the lint.",
                        "The session is unknown, and so are TLS, AUTH and extensions.",
                        "The dialogue is unknown.",
                        "This mail has no header fields.");
    }

    @Test
    void anInviteIsACard() {
        Document page = read(SampleMails.TWELVE);

        assertThat(page.select("#invite .card").text())
                .contains(
                        "Invitation",
                        "Tea in the garden",
                        "Begins Tue 10 Mar 2026, 15:00:00 UTC",
                        "Place Harbour Street 12",
                        "ada@example.org (asked to reply)");
    }

    @Test
    void headerFieldsAreDecodedAndRaw() {
        assertThat(read(SampleMails.RECEIPT)
                        .expectFirst(".fields > div:contains(Subject)")
                        .text())
                .isEqualTo(
                        "Subject Your receipt for order 4711 ☕ As sent =?utf-8?q?Your_receipt_for_order_4711_=E2=98=95?=");
    }

    @Test
    void partsAreATree() {
        assertThat(read(SampleMails.RECEIPT).select(".tree li").eachAttr("id"))
                .containsExactly("mail", "part-1", "part-1.1", "part-1.1.1", "part-1.1.2", "part-1.2", "part-2");
    }

    @Test
    void theSameMailGivesTheSamePage(@TempDir Path directory) throws IOException {
        MailPage page = SampleMails.page(SampleMails.RECEIPT);
        Path file = directory.resolve("mail.html");
        page.writeTo(file);

        assertThat(Files.readString(file)).isEqualTo(page.render());
        assertThat(SampleMails.page(SampleMails.RECEIPT).render()).isEqualTo(page.render());
    }

    @Test
    void ourScriptIsTheOnlyOneAndThePolicyNamesItsHash() throws Exception {
        Document page = read(SampleMails.RECEIPT);
        byte[] script = page.expectFirst("script").data().getBytes(UTF_8);
        String hash = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(script));

        assertThat(page.select("script")).hasSize(1);
        assertThat(page.head().child(0).attr("content"))
                .startsWith("default-src 'none'; script-src 'sha256-" + hash
                        + "'; style-src 'unsafe-inline'; img-src data:");
        assertThat(page.select("[src], link, form[action], base, object, embed"))
                .isEmpty();
        assertThat(page.select("iframe").attr("sandbox")).isEmpty();
        assertThat(page.select("iframe").hasAttr("sandbox")).isTrue();
    }

    @Test
    void eachTextIsEscaped() {
        String hostile = BROWSER_HOSTILE;
        Document page = read(MailPage.of(
                SampleMails.parse("From: \"" + hostile.replace("\"", "") + "\" <a@b.test>\nSubject: " + hostile + "\n"
                        + "X-" + "Other: " + hostile + "\nMIME-Version: 1.0\nContent-Type: text/plain\n\n" + hostile)));

        assertThat(page.select("script")).hasSize(1);
        assertThat(page.select("img, [onerror]")).isEmpty();
        assertThat(page.select("h1").text()).isEqualTo(hostile);
        assertThat(page.select("#text pre").text()).isEqualTo(hostile);
    }

    @Test
    void charactersThatTurnTheDirectionAreShown() {
        Document page = read("Subject: \u202egnp.exe\u202c\n\n\u2067abc\u0007 👩‍💻\n");

        assertThat(page.select("h1 .mark").eachText()).containsExactly("U+202E", "U+202C");
        assertThat(page.expectFirst("h1 .mark").attr("title")).isEqualTo("right-to-left override");
        assertThat(page.select("#text .mark").eachText()).containsExactly("U+2067", "U+0007");
        assertThat(page.select("#text pre").text()).endsWith("👩‍💻");
        assertThat(page.select("main").text()).doesNotContain("\u202e", "\u2067");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            <img src="https://x.test/i.png" width=300 height="80px" alt=Sale>  | 300 | 80
            <img src="https://x.test/i.png" style="width:30px;height: 40PX">   | 30  | 40
            <img src="https://x.test/i.png" width="100%" height=50>            | 160 | 50
            <img src="https://x.test/i.png" width=999999 height=99999999>      | 4000 | 60
            """)
    void aRemoteImageIsABoxOfItsSize(String image, String width, String height) {
        String source = frame(image).select("img").attr("src");

        assertThat(source)
                .startsWith("data:image/svg+xml,")
                .contains("width%3D%22" + width + "%22", "height%3D%22" + height + "%22");
        assertThat(read(html(image)).select("#html table").text()).contains("https://x.test/i.png");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            <img src="https://images.example.com/i.png">                      | Image, images.example.com, size not given
            <img src="https://images.example.com/i.png" width=300 height=80>  | Image, 300 × 80 · images.example.com
            <img src="https://images.example.com/i.png" width=160 height=40>  | Image, images.example.com
            <img src="https://images.example.com/i.png" width=160 height=20>  | Image
            """)
    void aBoxNamesTheWholeHostIfThereIsRoom(String image, String lines) {
        String source = frame(image).select("img").attr("src");
        String svg = URLDecoder.decode(source.substring(source.indexOf(',') + 1), UTF_8);

        assertThat(String.join(", ", Jsoup.parse(svg).select("text").eachText()))
                .isEqualTo(lines);
    }

    @Test
    void aPictureInTheMailIsShown() {
        Document frame = Jsoup.parse(
                MailPage.of(SampleMails.parse(SampleMails.RECEIPT)).htmlBody().orElseThrow());

        assertThat(frame.expectFirst("img").attr("src")).startsWith("data:image/png;base64,iVBOR");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
                "data:image/png;base64,PHN2Zz48L3N2Zz4=",
                "data:text/html;base64,PHNjcmlwdD4=",
                "data:image/gif;base64,R0lGODlh//////8=", // 65,535 pixels each way
                "cid:unknown"
            })
    void aPictureThatIsNoneOrTooLargeIsABox(String source) {
        assertThat(frame("<img src=\"" + source + "\">").select("img").attr("src"))
                .startsWith("data:image/svg+xml,%3Csvg%20xmlns");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            p{color:red}                                | p{color:red}
            @import url(//x.test/a);p{x:y}              | ;p{x:y}
            @\\69mport "//x.test/a" print;p{x:y}        | ;p{x:y}
            p{background:url( "//x.test/a" ) no-repeat} | p{background:url("data:,") no-repeat}
            p{background:u\\72l(//x.test/a)}            | p{background:url("data:,")}
            p{background:URL('a\\29 b')}                | p{background:url("data:,")}
            p{background:image-set("a" 1x, url(b) 2x)}  | p{background:none}
            p{content:"url(x)"}                         | p{content:"url(x)"}
            p{/* url( */color:red}                      | p{ color:red}
            a:link,a:hover{x:y}                         | a[data-link],a:hover{x:y}
            p{background:url(//x.test                   | p{background:url("data:,")
            @media (prefers-color-scheme: dark){a{x:y}} | @media (prefers-color-scheme: dark){a{x:y}}
            """)
    void stylesLoadNothing(String style, String expected) {
        assertThat(frame("<style>" + style + "</style>")
                        .expectFirst("style:nth-of-type(2)")
                        .data())
                .isEqualTo(expected);
    }

    @Test
    void linksLoseTheirAddressAndAreListed() {
        Document page = read(html("<a href='https://x.test/?token=1' target=_top onclick=alert(1)>Go</a>"));
        Document frame = frame("<a href='https://x.test/?token=1' target=_top onclick=alert(1)>Go</a>");

        assertThat(frame.select("a").outerHtml()).isEqualTo("<a data-link title=\"https://x.test/?token=1\">Go</a>");
        assertThat(page.select("#html table").text()).contains("Go https://x.test/?token=1");
        assertThat(page.select("a[href*=x.test]")).isEmpty();
    }

    @Test
    void aMailOfTenMegabytesGivesABoundedPage() {
        String line = "<p>" + "x".repeat(90) + "</p>\n";
        String mail = "Subject: " + "s".repeat(100_000) + "\n" + ("X-Many: " + "y".repeat(50) + "\n").repeat(5000)
                + "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
                + line.repeat(50_000) + "--b\nContent-Type: text/html\n\n" + line.repeat(50_000) + "--b--\n";
        String page = SampleMails.page(mail).render();

        assertThat(page.length()).isLessThan(6_000_000);
        assertThat(Jsoup.parse(page).select(".left-out, .notes li").eachText())
                .contains(
                        "The HTML is long: only its first 500,000 characters are shown.",
                        "These are the first 300 of 5,003 fields.")
                .anyMatch(text -> text.startsWith("This is the beginning: 200,000 of "));
    }

    @Test
    void aMailOfFiveThousandPartsGivesABoundedPage() {
        String part = "--b\nContent-Type: image/png\nContent-Disposition: attachment; filename=a.png\n\nx\n";
        String page = SampleMails.page("Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
                        + part.repeat(5000) + "--b--\n")
                .render();

        assertThat(page.length()).isLessThan(1_000_000);
        assertThat(Jsoup.parse(page).select(".left-out").eachText())
                .contains("These are the first 100 of 5,000 attachments.", "These are the first 300 of 5,001 parts.");
    }

    @Test
    void partsNestedDeeplyAreShown() {
        StringBuilder mail = new StringBuilder("Subject: x\nMIME-Version: 1.0\n");
        for (int i = 0; i < 200; i++) {
            mail.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        }

        assertThat(read(MailPage.of(ParsedMail.parse(mail.toString().getBytes(US_ASCII))))
                        .select(".tree li"))
                .isNotEmpty();
        assertThat(frame("<div>".repeat(20_000) + "x").text()).isEqualTo("HTML body x");
    }

    @Test
    void aPageIsSmall() {
        assertThat(List.of(SampleMails.PLAIN, SampleMails.RIGHT_TO_LEFT))
                .allSatisfy(mail ->
                        assertThat(SampleMails.page(mail).render().length()).isLessThan(50_000));
    }
}
