package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintMails.author;
import static io.github.smtpjunit.mail.lint.LintMails.both;
import static io.github.smtpjunit.mail.lint.LintMails.field;
import static io.github.smtpjunit.mail.lint.LintMails.html;
import static io.github.smtpjunit.mail.lint.LintMails.plus;
import static io.github.smtpjunit.mail.lint.LintMails.subject;
import static io.github.smtpjunit.mail.lint.LintMails.text;
import static io.github.smtpjunit.mail.lint.LintMails.with;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Rules on what a template leaves behind, on links, and on what a mail gives away. */
class LintContentTests extends LintRuleTestCase {

    static Stream<Arguments> rows() {
        return Stream.of(leaks(), links(), privacy()).flatMap(rows -> rows);
    }

    private static Arguments link(String id, String bad, String good) {
        return row(
                id,
                html("<a href=\"" + bad + "\">tea</a>"),
                bad.replace("&amp;", "&"),
                html("<a href=\"" + good + "\">tea</a>"));
    }

    private static Stream<Arguments> leaks() {
        return Stream.of(
                row(
                        "leak.placeholder",
                        both("Dear {{ user.name }}"),
                        "text body: {{ user.name }}",
                        both("A set is {more}, {} 100%")),
                row("leak.placeholder", both("Dear {% if x %}"), "text body: {% if x %}", both("50 {%")),
                row("leak.placeholder", both("Dear *|FNAME|*"), "text body: *|FNAME|*", both("a * | b | *")),
                row("leak.placeholder", both("Dear [% name %]"), "text body: [% name %]", both("[10 %]")),
                row("leak.placeholder", both("Dear %(name)s"), "text body: %(name)s", both("5 %(of ten)")),
                row(
                        "leak.placeholder",
                        both("Dear {!Contact.Name}"),
                        "text body: {!Contact.Name}",
                        both("Stop {! now}")),
                row("leak.placeholder", both("Dear @Model.Name"), "text body: @Model.Name", both("Write to @Models")),
                row(
                        "leak.placeholder",
                        both("Dear <#if name>Ada</#if>"),
                        "text body: <#if name>",
                        both("The tag <#1> is next")),
                row("leak.placeholder", both("Dear #if($x) Ada"), "text body: #if(", both("We are #iffy")),
                row("leak.placeholder", both("Order {0}"), "text body: {0}", both("Order {4711}")),
                row(
                        "leak.placeholder",
                        plus("X-Campaign: {{campaign}}"),
                        "X-Campaign: {{campaign}}",
                        plus("X-SMTPAPI: {\"sub\":{\"{{name}}\":[\"Ada\"]}}")),
                row(
                        "leak.placeholder",
                        html("<!--[if mso]><p>{{name}}</p><![endif]-->"),
                        "HTML body: {{name}}",
                        html("<!-- if {{name}} -->")),
                row(
                        "leak.placeholder.likely",
                        html("<a href='https://a.example/{token}'>a</a>"),
                        "link: https://a.example/{token}",
                        html("<a href='https://a.example/$token'>a</a>")),
                row(
                        "leak.placeholder.likely",
                        html("<img alt=\"{name}\" src=\"cid:a\">"),
                        "HTML body: {name}",
                        html("<img alt=\"{names}\" src=\"cid:a\">")),
                row(
                        "leak.placeholder.likely",
                        both("Dear [First Name],"),
                        "text body: Dear [First Name]",
                        both("See [First Name] there")),
                row("leak.placeholder", both("Dear $!name"), "text body: $!name", both("$! 5")),
                row(
                        "leak.placeholder",
                        both("Dear %recipient.name%"),
                        "text body: %recipient.name%",
                        both("50% of 20%")),
                row(
                        "leak.placeholder",
                        html("<img alt=\"{{name}}\" src=\"https://a.example/a.png\">"),
                        "HTML body: {{name}}",
                        html("<img alt=\"{name}\" src=\"https://a.example/a.png\">")),
                row(
                        "leak.placeholder",
                        html("<p style=\"color:{{color}}\">tea</p>"),
                        "HTML body: {{color}}",
                        html("<style>p{color:red}b{i{}}</style>")),
                row(
                        "leak.placeholder",
                        html("<div style=\"display:none\">{{preheader}}</div>"),
                        "HTML body: {{preheader}}",
                        html("<!-- {{comment}} -->")),
                row(
                        "leak.placeholder",
                        html("<img alt=\"\" src=\"https://a.example/{{id}}.png\">"),
                        "link: https://a.example/{{id}}.png",
                        html("<img alt=\"\" src=\"https://a.example/{id}.png\">")),
                row(
                        "leak.placeholder",
                        html("<a href=\"https://a.example/?t=%7B%7Btoken%7D%7D\">a</a>"),
                        "link: https://a.example/?t=%7B%7Btoken%7D%7D",
                        html("<a href=\"https://a.example/?t=%7Btoken%7D\">a</a>")),
                row(
                        "leak.placeholder",
                        author("\"${shop}\" <shop@example.com>"),
                        "From: ${shop}",
                        author("\"$hop\" <shop@example.com>")),
                row(
                        "leak.placeholder",
                        field("To", "To: \"{{name}}\" <ada@example.org>"),
                        "To: {{name}}",
                        field("To", "To: \"(ada)\" <ada@example.org>")),
                row(
                        "leak.placeholder",
                        field("List-Unsubscribe", "List-Unsubscribe: <https://a.example/{{token}}>"),
                        "List-Unsubscribe: {{token}}",
                        field("List-Unsubscribe", "List-Unsubscribe: <https://a.example/{token}>")),
                row(
                        "leak.placeholder",
                        with("filename=invoice.pdf", "filename=\"invoice-${id}.pdf\""),
                        "attachment: ${id}",
                        with("filename=invoice.pdf", "filename=\"invoice-$1.pdf\"")),
                row(
                        "leak.placeholder.likely",
                        both("Your order {orderId}"),
                        "text body: {orderId}",
                        both("Your set {a, b} costs $5")),
                row("leak.placeholder.likely", both("Dear {who}"), "text body: Dear {who}", both("Deer {who}")),
                row(
                        "leak.placeholder.likely",
                        both("Welcome, $user.name"),
                        "text body: $user.name",
                        both("Pay $20, $TSLA, US$a, a$b")),
                row("leak.placeholder", subject("Order ${id}"), "Subject: ${id}", subject("Order $4711")),
                row(
                        "leak.placeholder",
                        html("<a href='https://a.example/%TOKEN%'>a</a>"),
                        "link: https://a.example/%TOKEN%",
                        html("<a href='https://a.example/%C3%BCber%20%E2%82%AC?%BCa%DE'>a</a> 100% TEA, 50%")),
                row("leak.null", both("Dear Mr. null,"), "text body: Dear Mr. null", both("Dear Mr. Null,")),
                row(
                        "leak.null",
                        both("Your order null is here"),
                        "text body: order null",
                        both("The order null and void")),
                row(
                        "leak.null",
                        html("<table><tr><td>Your order</td><td>null</td></tr></table>"),
                        "HTML body: order null",
                        html("<p>See your order</p><p>NaN</p>See your order<br>NaN")),
                row("leak.null", html("<p>Bye</p><p>null</p>"), "HTML body: null", html("<p>Bye</p><p>NaN</p>")),
                row("leak.null", both("You pay NaN €"), "text body: NaN", both("You pay € 5 for a NaN bread")),
                row(
                        "leak.null",
                        both("On Invalid Date at noon"),
                        "text body: Invalid Date",
                        both("On an invalid date")),
                row(
                        "leak.null",
                        html("<img alt=\"\" src=\"https://a.example/undefined\">"),
                        "link: https://a.example/undefined",
                        html("<img alt=\"\" src=\"https://a.example/undefined.png\">")),
                row(
                        "leak.null",
                        both("Hello null,"),
                        "text body: Hello null",
                        both("The result is null and void, undefined behaviour")),
                row(
                        "leak.null",
                        html("<a href='https://a.example/?t=undefined&x'>a</a>"),
                        "link: https://a.example/?t=undefined&x",
                        html("<a href='https://a.example/?t=nullable'>a</a>")),
                row(
                        "leak.null",
                        both("You bought [object Object]"),
                        "text body: [object Object]",
                        both("You bought an object [Object]")),
                row("leak.null", both("Dear NULL,"), "text body: Dear NULL", both("Dear Nan,")),
                row("leak.null", text("", "Bye\nnull\n"), "text body: null", text("", "Bye\nNaN\n")),
                row("leak.null", both("Total: null"), "text body: : null", both("Null: all is fine: nulls, NaNs")),
                row("leak.null", both("Total: NaN €"), "text body: : NaN", both("Bread: Naan")),
                row("leak.null", both("Hello , thank you"), "text body: Hello ,", both("Hello, Ada , Bonjour !")),
                row(
                        "leak.object",
                        both("Dear Optional[Ada]"),
                        "text body: Optional[Ada]",
                        both("Optional [Ada], Optional extras")),
                row("leak.object", both("Optional.empty"), "text body: Optional.empty", both("Optional. Empty it.")),
                row(
                        "leak.object",
                        both("Dear com.example.User@1b2c3d4"),
                        "text body: com.example.User@1b2c3d4",
                        both("Write to User@1b2c3d4.example.com, or Ada@home")),
                row(
                        "leak.object",
                        both("[Ljava.lang.String;@1a2b3c"),
                        "text body: [Ljava.lang.String;@1a2b3c",
                        both("[Ada] and [B@home]")),
                row(
                        "leak.object",
                        both("Price: {\"amount\":5}"),
                        "text body: {\"amount\":",
                        both("{\"amount\"} \"amount\": 5")),
                row(
                        "leak.exception",
                        both("java.lang.NullPointerException"),
                        "text body: java.lang.NullPointerException",
                        both("an Exception to the rule, an Error")),
                row(
                        "leak.exception",
                        both("Reason: NullPointerException"),
                        "text body: NullPointerException",
                        both("NullPointerExceptional")),
                row(
                        "leak.format-specifier",
                        both("You have %d new mails, %1$s"),
                        "text body: %d",
                        both("100 %s, 50% discount, 5 %")),
                row(
                        "leak.translation",
                        both("???mail.greeting???"),
                        "text body: ???mail.greeting???",
                        both("Really??? Yes???")),
                row(
                        "leak.translation",
                        both("[missing \"en.mail.greeting\" translation]"),
                        "text body: [missing \"en.mail.greeting\" translation]",
                        both("You are missing a translation? Tell us of each missing translation.")),
                row(
                        "leak.translation",
                        both("Translation missing: de.mail.greeting"),
                        "text body: Translation missing: de.mail.greeting",
                        both("Translation missing: tell us")),
                row("leak.lorem-ipsum", both("Lorem ipsum dolor"), "text body: Lorem ipsum", both("Lorem, ipsum")),
                row(
                        "leak.mojibake",
                        both("Gr\u00c3\u00bc\u00c3\u009fe"),
                        "text body: Ã¼",
                        both("Grüße, São Paulo, ÃO, 10 €, Âge")),
                row(
                        "leak.mojibake",
                        with("Hello Ada, thank", "Gr=C3=83=C2=BC=C3=9Fe, thank"),
                        "text body: Ã¼",
                        with("text/plain; charset=utf-8", "text/plain; charset=iso-8859-1")),
                row("leak.mojibake", both("It\u00e2\u20ac\u2122s"), "text body: â€™", both("It’s â €")),
                row(
                        "leak.replacement-character",
                        subject("=?utf-8?Q?Gr=EF=BF=BDe?="),
                        "Subject: Gr�",
                        subject("=?utf-8?Q?Gr=C3?= e")),
                row("leak.replacement-character", both("Gr\ufffd\ufffde"), "text body: Gr��", both("Grüße?")),
                row(
                        "leak.encoded-twice",
                        both("Tea &amp; cake"),
                        "text body: &amp;",
                        both("Tea & cake, R&D, AT&amp;T; 3 < 4 > 2 <ada@example.org>")),
                row("leak.encoded-twice", both("Tea<br>cake"), "text body: <br>", both("<https://a.example/>")));
    }

    private static Stream<Arguments> links() {
        return Stream.of(
                link("link.localhost", "http://localhost:8080/x", "https://localhost.example.com/x"),
                link("link.localhost", "https://192.168.1.2/", "https://192.0.2.1/"),
                link("link.localhost", "https://172.16.0.1/", "https://172.15.255.255/"),
                link("link.localhost", "https://172.31.255.255/", "https://172.32.0.1/"),
                link("link.localhost", "https://10.1.2.3/", "https://10.example.com/"),
                row(
                        "link.localhost",
                        html("<img alt='' src='http://127.0.0.1/a'>"),
                        "HTML body: http://127.0.0.1/a",
                        html("<img alt='' src='https://a.example/http://127.0.0.1/localhost'>")),
                row(
                        "leak.object",
                        both("For User(name=Ada, age=36)"),
                        "text body: User(name=",
                        both("For Users (name=Ada)")),
                row(
                        "leak.object",
                        both("For {name=Ada, age=36}"),
                        "text body: {name=Ada, age=",
                        both("For {name=Ada}")),
                row("leak.object", both("A class java.lang.String"), "text body: class java.lang", both("A class com")),
                row(
                        "leak.exception",
                        both("at com.example.Foo.bar(Foo.java:12)"),
                        "text body: at com.example.Foo.bar(Foo.java:12)",
                        both("at foo.example.com (Foo.java)")),
                row("leak.exception", both("SQLException: no"), "text body: SQLException", both("An Exception: no")),
                row("leak.translation", both("??mail.hi_de??"), "text body: ??mail.hi_de??", both("What?? Yes??")),
                row("leak.mojibake", both("It costs 5 â‚¬"), "text body: â‚¬", both("La pâte ‚¬")),
                row("leak.encoded-twice", html("5 &amp;euro;"), "HTML body: &euro;", html("AT&amp;T; 5 &euro;")),
                link("link.staging", "https://pre-prod.example.com/", "https://test-drive.example.com/"),
                link("link.staging", "https://test.example.com/", "https://www.test.de/"),
                link(
                        "link.localhost",
                        "https://a.example/?u=http%3A%2F%2Flocalhost%3A8080",
                        "https://a.example/?u=localhost"),
                link("link.localhost", "localhost:8080/a", "https://localhost.example/"),
                link("link.localhost", "http://localhost./a", "https://a.example/localhost"),
                link("link.localhost", "http://[fd00::1]/a", "http://[2001:db8::1]/a"),
                row(
                        "link.localhost",
                        html("See http://localhost:8080/a"),
                        "HTML body: http://localhost:8080/a",
                        html("See http://local.example/a")),
                row(
                        "link.localhost",
                        html("<style>@import 'http://localhost/a.css';</style>"),
                        "HTML body: http://localhost/a.css",
                        html("<style>@import 'https://a.example/a.css';</style>")),
                row(
                        "link.localhost",
                        html("<video src='http://localhost/a.mp4'></video>"),
                        "HTML body: http://localhost/a.mp4",
                        html("<video data-src='http://localhost/a.mp4'></video>")),
                link("link.invalid", "https://https://a.example/", "https://a.example/?a|b^c"),
                link("link.empty", "about:blank", "about:tea"),
                link("link.staging", "https://staging.shop.example.com/", "https://stages.example.com/"),
                link("link.staging", "https://shop-dev.example.com/", "https://devon.example.com/"),
                link("link.staging", "https://shop.internal/", "https://internal.example.com/"),
                link("link.staging", "https://dev.example.to/", "https://dev.to/ada"),
                link("link.staging", "https://sandbox.paypal.com/x", "https://dev.azure.com/x"),
                link("link.staging", "https://shop-staging.example.com/", "https://main-stage.example.com/"),
                link("link.staging", "https://stage.example.co.uk/", "https://on-stage.de/x"),
                row(
                        "link.staging",
                        with("Leave us: https://shop.example.com", "Leave us: https://staging.example.com"),
                        "text body: https://staging.example.com/unsubscribe/1",
                        with("Leave us: https://shop.example.com", "Leave us: https://example.com/staging.")),
                row(
                        "link.localhost",
                        with("Leave us: https://shop.example.com", "Leave us: http://localhost:8080"),
                        "text body: http://localhost:8080/unsubscribe/1",
                        with("Leave us: https://shop.example.com", "Leave us: http://localhost.example.com")),
                row(
                        "link.localhost",
                        html("<div style=\"background:url(http://localhost/a)\">a</div>"),
                        "HTML body: http://localhost/a",
                        html("<div style=\"background:url(https://a.example/localhost)\">a</div>")),
                row(
                        "link.localhost",
                        html("<style>p{background:url('http://localhost/a')}</style>"),
                        "HTML body: http://localhost/a",
                        html("<style>p{content:'http://localhost/a'}</style>")),
                row(
                        "link.localhost",
                        html("<img alt='' src='https://a.example/1' srcset='http://localhost/2 2x'>"),
                        "HTML body: http://localhost/2",
                        html("<img alt='http://localhost/2' src='https://a.example/1'>")),
                row(
                        "link.localhost",
                        html("<map name=m><area alt=a href='http://localhost/a'></map>"),
                        "HTML body: http://localhost/a",
                        html("<map name=m><area alt=a href='#localhost'></map>")),
                row(
                        "link.localhost",
                        html("<!--[if mso]><v:rect href='http://localhost/a'></v:rect><![endif]-->"),
                        "HTML body: http://localhost/a",
                        html("<!-- <v:rect href='http://localhost/a'></v:rect> -->")),
                link("link.insecure", "http://shop.example.com/", "https://shop.example.com/?a=http://b"),
                link("link.insecure-secret", "http://shop.example.com/?token=1", "https://shop.example.com/?token=1"),
                link(
                        "link.insecure-secret",
                        "http://shop.example.com/?access_token=1",
                        "http://shop.example.com/?tokens=1"),
                link(
                        "link.insecure-secret",
                        "http://shop.example.com/?sid=4f9c2a7be01d4c55",
                        "http://shop.example.com/?sid=&amp;code=SPRING"),
                link(
                        "link.insecure-secret",
                        "http://a.example/reset/4f9c2a7be01d4c55",
                        "http://a.example/reset/summer-2026-in-berlin"),
                link("link.insecure-secret", "http://a.example/a;jsessionid=1", "http://a.example/jsessionid"),
                link("link.insecure-secret", "http://a.example/?api_key=1", "http://a.example/?key=summer"),
                link(
                        "link.insecure-secret",
                        "http://a.example/?q=eyJhbGciOiJIUzI1NiJ9.e30.x",
                        "http://a.example/?q=eyJ"),
                link("link.relative", "/confirm", "#top"),
                link("link.relative", "www.example.com", "//www.example.com/x"),
                row(
                        "link.relative",
                        html("<img alt='' src='logo.png'>"),
                        "HTML body: logo.png",
                        html("<base href='https://a.example/'><img alt='' src='logo.png'>")),
                link("link.empty", "#", "#top"),
                row(
                        "link.empty",
                        html("<img alt='Shop' src=''>"),
                        "HTML body: <img alt=\"Shop\" src=\"\">",
                        html("<img alt='Shop' srcset='https://a.example/a 1x'>")),
                row(
                        "link.empty",
                        html("<img alt='Shop'>"),
                        "HTML body: <img alt=\"Shop\">",
                        html("<img alt='Shop' src='cid:a'>")),
                link("link.invalid", "https://shop.example.com/a b", "https://shop.example.com/a%20b"),
                link("link.invalid", "https:///tea", "https://bücher.example/über"),
                link("link.mailto.invalid", "mailto:ada", "mailto:ada@example.org,bob@example.org?subject=Hi"),
                link("link.mailto.invalid", "mailto:?subject=Hi", "mailto:?subject=Hi&amp;to=ada@example.org"),
                link("link.tel.invalid", "tel:0221 4711", "tel:+49-221-4711;ext=1"),
                link("link.dangerous", "javascript:alert(1)", "https://javascript.example/"),
                row(
                        "link.dangerous",
                        html("<img alt='' src='file:///logo.png'>"),
                        "HTML body: file:///logo.png",
                        html("<img alt='' src='data:image/png;base64,AAAA'>")),
                row(
                        "link.dangerous",
                        html("<img alt='' src='C:\\logo.png'>"),
                        "HTML body: C:\\logo.png",
                        html("<img alt='C:\\logo.png' src='https://a.example/C:/logo.png'>")),
                row(
                        "link.image-data",
                        html("<img alt='' src='data:image/png;base64,AAAA'>"),
                        "HTML body: data:image/png;base64,AAAA",
                        html("<img alt='' src='https://a.example/data:image/png'>")),
                row(
                        "link.text-differs",
                        html("<a href=\"https://mallory.example/\">https://bank.example/login</a>"),
                        "HTML body: \"https://bank.example/login\" -> https://mallory.example/",
                        html("<a href=\"https://login.bank.example/\">www.bank.example</a>")),
                row(
                        "link.text-differs",
                        html("<a href=\"https://mallory.example/\">bank.example</a>"),
                        "HTML body: \"bank.example\" -> https://mallory.example/",
                        html("<a href=\"https://shop.example.com/invoice.pdf\">Invoice-4711.pdf</a>")),
                link("link.shortener", "https://bit.ly/abc", "https://habit.ly/abc"),
                link("link.ip-address", "https://192.0.2.1/", "https://192.0.2.1.example/"),
                link("link.punycode", "https://xn--bcher-kva.example/", "https://a-xn--b.example/"),
                link("link.user-info", "https://ada:secret@a.example/", "https://a.example/@ada"),
                link(
                        "link.tracking.duplicate",
                        "https://a.example/?utm_source=a&amp;utm_source=b",
                        "https://a.example/?x=1&amp;x=2&amp;utm_source=b"));
    }

    private static String addresses(int count) {
        return IntStream.range(0, count).mapToObj(i -> "a" + i + "@b.example").collect(Collectors.joining(",\n "));
    }

    private static Stream<Arguments> privacy() {
        String remote = "<img alt=\"\" src=\"https://a.example/a.png\"";
        return Stream.of(
                row("privacy.bcc", plus("Bcc: eve@example.org"), "Bcc: eve@example.org", plus("Bcc:")),
                row(
                        "privacy.visible-recipients",
                        plus("Cc: " + addresses(20)),
                        "header: 21 addresses in To and Cc",
                        plus("Cc: " + addresses(19))), // and one in To
                row(
                        "privacy.tracking-pixel",
                        html(remote + " width=1 height=\"1\">"),
                        "HTML body: https://a.example/a.png",
                        html(remote + " width=\"100%\" height=\"1\">")),
                row(
                        "privacy.tracking-pixel",
                        html(remote + " style=\"width: 1px\">"),
                        "HTML body: https://a.example/a.png",
                        html(remote + " style=\"width: 10px\">")),
                row(
                        "privacy.tracking-pixel",
                        html(remote + " style=\"height:1px; width:1px\">"),
                        "HTML body: https://a.example/a.png",
                        html(remote + " style=\"height:1px; width:600px\">")),
                row(
                        "privacy.tracking-pixel",
                        html(remote + " width=\"0\">"),
                        "HTML body: https://a.example/a.png",
                        html(remote + " width=\"2\">")),
                row(
                        "privacy.tracking-pixel",
                        html(remote + " style=\"display:none\">"),
                        "HTML body: https://a.example/a.png",
                        html(remote + " style=\"display:none\" width=\"32\">")),
                row(
                        "privacy.remote-image",
                        html(remote + ">"),
                        "HTML body: https://a.example/a.png",
                        html("<img alt='' src='data:image/png;base64,AAAA'>")),
                row("privacy.software", plus("X-Mailer: Shop 1.2"), "X-Mailer: Shop 1.2", plus("X-Mailer-Id: 1")),
                row(
                        "privacy.script-path",
                        plus("X-PHP-Originating-Script: 33:mail.php"),
                        "X-PHP-Originating-Script: 33:mail.php",
                        plus("X-Source: shop")),
                row(
                        "privacy.internal-host",
                        field("Message-ID", "Message-ID: <1@localhost>"),
                        "Message-ID: <1@localhost>",
                        field("Message-ID", "Message-ID: <1@local.example.com>")),
                row(
                        "privacy.internal-host",
                        plus("X-Origin: 10.1.2.3"),
                        "X-Origin: 10.1.2.3",
                        plus("X-Version: 1.10.1.2")),
                row(
                        "privacy.internal-host",
                        plus("X-Origin: 172.31.0.1"),
                        "X-Origin: 172.31.0.1",
                        plus("X-Origin: 172.32.0.1")),
                row(
                        "privacy.internal-host",
                        plus("X-Origin: shop.local"),
                        "X-Origin: shop.local",
                        plus("X-Origin: shop.local.example.com")),
                row(
                        "privacy.internal-host",
                        plus("X-Origin: localhost."),
                        "X-Origin: localhost.",
                        plus("X-Origin: localhost.example.com")));
    }
}
