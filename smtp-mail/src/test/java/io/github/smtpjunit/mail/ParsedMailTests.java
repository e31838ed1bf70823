package io.github.smtpjunit.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The methods of the public types that the cases do not use. */
class ParsedMailTests {

    private static ParsedMail mail(String source) {
        return ParsedMail.parse(source.replace("\n", "\r\n").getBytes(UTF_8));
    }

    @Test
    void rawHeadersAreAsTheyWereSent() {
        ParsedMail mail = mail("Subject: =?utf-8?Q?=C3=96l?=\n and more\nsubject: again\n\nx");
        assertThat(mail.rawHeaders("subject")).containsExactly("=?utf-8?Q?=C3=96l?=\r\n and more", "again");
        assertThat(mail.headers("SUBJECT")).containsExactly("\u00d6l and more", "again");
        assertThat(mail.headerNames()).containsExactly("Subject", "subject");
    }

    @Test
    void octetsThatAreGivenAndTakenAreCopies() {
        byte[] octets = "\r\nhello".getBytes(UTF_8);
        ParsedMail mail = ParsedMail.parse(octets);
        octets[2] = 'j';
        mail.root().bytes()[0] = 'j';
        assertThat(mail.root().bytes()).asString(UTF_8).isEqualTo("hello");
    }

    @Test
    @SuppressWarnings("StringConcatToTextBlock") // the text block would also read a soft line break
    void aPartSaysWhatItIs() {
        MailPart part = mail("Content-Type: text/plain; charset=UTF-8; format=flowed\n"
                        + "Content-Transfer-Encoding: Quoted-Printable\n"
                        + "Content-Disposition: Inline; filename=a.txt\n"
                        + "Content-Description: =?utf-8?Q?=C3=96l?=\n\na =\nb")
                .root();
        assertThat(part.charset()).isEqualTo("utf-8");
        assertThat(part.encoding()).isEqualTo("quoted-printable");
        assertThat(part.disposition()).contains("inline");
        assertThat(part.isFlowed()).isTrue();
        assertThat(part.typeParameter("FORMAT")).contains("flowed");
        assertThat(part.header("content-description")).contains("\u00d6l");
        assertThat(part.text()).isEqualTo("a b");
        assertThat(part).hasToString("text/plain \"a.txt\"");
    }

    @Test
    void aPartThatSaysNothingIsText() {
        MailPart part = mail("\nx").root();
        assertThat(part.type()).isEqualTo("text/plain");
        assertThat(part.charset()).isEqualTo("us-ascii");
        assertThat(part.encoding()).isEqualTo("7bit");
        assertThat(part.disposition()).isEmpty();
        assertThat(part.name()).isEmpty();
    }

    @Test
    void aTreeIsMatchedByTypesOrSubtypesWithOrWithoutBlanks() {
        MailPart root =
                mail("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\nContent-Type: a/b\n\ny\n--b--")
                        .root();
        assertThat(root.fullTree()).isEqualTo("multipart/mixed(text/plain,a/b)");
        assertThat(root.tree()).isEqualTo("mixed(plain,b)");
        assertThat(root.matches("Mixed( text/plain , b )")).isTrue();
        assertThat(root.matches("mixed(plain)")).isFalse();
        assertThat(root.matches("mixed(plain,c)")).isFalse();
        assertThat(root.matches("")).isFalse();
    }

    @Test
    void addressesAreEqualWhenTheyMeanTheSame() {
        assertThat(MailAddress.of("Ada", "ada@Shop.Example"))
                .isEqualTo(MailAddress.of("Ada", "ada@shop.example"))
                .hasSameHashCodeAs(MailAddress.of("Ada", "ada@shop.example"))
                .isNotEqualTo(MailAddress.of("Ada", "ADA@shop.example"))
                .isNotEqualTo(MailAddress.of("ada@shop.example"));
        assertThat(MailAddress.of(" ", "a@b.example").name()).isEmpty();
    }

    @Test
    void htmlIsReadAsItIsShown() {
        HtmlBody html = HtmlBody.of("<head><title>t</title></head><body><div style='display: none'>first\u200b</div>"
                + "<p>Hello,&nbsp;\n<b>Ada</b></p><script>no</script></body>");
        assertThat(html.visibleText()).isEqualTo("Hello, Ada");
        assertThat(html.preheader()).isEqualTo("first");
    }

    @Test
    void eachBlockOfHtmlBeginsALine() {
        HtmlBody html =
                HtmlBody.of("<h1>Hello,\n Ada</h1><div><p>your <b>order</b><br>4711</p></div><ul><li>Tea<li>Cup</ul>"
                        + "<table><tr><th>Total<td>&nbsp;17.80 &euro;</tr><tr hidden><td>no</tr></table>Bye");
        assertThat(html.visibleLines()).isEqualTo("Hello, Ada\nyour order\n4711\nTea\nCup\nTotal 17.80 \u20ac\nBye");
        assertThat(html.visibleText()).isEqualTo("Hello, Ada your order 4711 Tea Cup Total 17.80 \u20ac Bye");
    }

    @Test
    void lettersWithoutSizeHideNoLettersThatHaveOne() {
        HtmlBody html = HtmlBody.of("<table><tr><td style='font-size: 0px'>gap<div style='font-size:13px'>Hello,</div>"
                + "<b>gap</b></td><td style='FONT-SIZE:0'><i style='color:red'>gap</i></td></tr></table>"
                + "<a style='mso-hide: all'>Ada</a><p style='opacity:0.0'>no</p>");
        assertThat(html.visibleText()).isEqualTo("Hello, Ada");
    }

    @Test
    void aLinkHasTheTextThatIsSeenOfIt() {
        HtmlBody html = HtmlBody.of(
                "<a href='a'>to <b>A</b></a><a href='b'><img alt='B'></a><map><area href='c' alt='C'></map>");
        assertThat(html.links()).containsExactly(new Link("to A", "a"), new Link("B", "b"), new Link("C", "c"));
        assertThat(new Link("to A", "a")).hasToString("\"to A\" -> a");
    }

    @Test
    void anAttachmentSaysWhatItIsOnOneLine() {
        Attachment attachment =
                mail("Content-Type: text/csv; name=\"a\u202eb.csv\"\nContent-Disposition: attachment\n\n1")
                        .attachments()
                        .get(0);
        assertThat(attachment).hasToString("a\\u202eb.csv (text/csv, 1 bytes)");
        assertThat(attachment.part().type()).isEqualTo("text/csv");
        assertThat(attachment.stream()).hasContent("1");
    }
}
