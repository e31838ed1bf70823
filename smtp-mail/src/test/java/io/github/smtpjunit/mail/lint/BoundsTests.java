package io.github.smtpjunit.mail.lint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.smtpjunit.mail.HtmlBody;
import io.github.smtpjunit.mail.ParsedMail;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The work of reading and of linting grows with the size of a mail, not with its square. It is counted in octets that
 * it allocates, which do not depend on the machine.
 */
class BoundsTests {

    private static final int SMALL = 20_000;
    private static final int TIMES = 8;

    /** Work that grows with the square is 64 times as much. */
    private static final int MOST_TIMES = 2 * TIMES;

    private static final String HTML = "Content-Type: text/html\r\n\r\n";

    /** What stands before what is repeated. */
    private static Stream<String[]> mails() {
        return Stream.of(
                new String[] {"To: ", "a@b.example, "},
                new String[] {"To: ", "a"},
                new String[] {"From: ", "\"a\" <a@b>, "},
                new String[] {"To: ", "("},
                new String[] {"To: ", "a:"},
                new String[] {"Subject: ", "=?utf-8?q?=C3?= "},
                new String[] {"DKIM-Signature: ", "a=b;"},
                new String[] {"List-Unsubscribe: ", "<https://a.example>,"},
                new String[] {"Content-Type: text/plain", "; a=b"},
                new String[] {"\r\n", "https://a.example/ "},
                new String[] {"\r\n", "{{a}} null %s Ã¼ "},
                new String[] {HTML, "<p>Hello</p>"},
                new String[] {HTML, "<a href=\"http://localhost/\">{{a}}</a>"},
                new String[] {HTML, "<img src=\"http://localhost/a.png\">"},
                new String[] {HTML, "<p style=\"color:#fff;background:#fff\">x</p>"},
                new String[] {HTML, "<style>p{background:url(http://localhost/)}</style>"},
                new String[] {HTML, "<h1 id=a>"},
                new String[] {HTML, "&amp;amp; "},
                new String[] {HTML, "<!--[if mso]><a href=x><![endif]-->"},
                new String[] {"Subject: a", "\r\n b"},
                new String[] {"To: a@b.example", ",\r\n a@b.example"},
                new String[] {"To: ", "<"},
                new String[] {"Content-Type: text/plain; ", "(a) "},
                new String[] {"Content-Type: ", "a / "},
                new String[] {"Content-Disposition: attachment; filename=", "\"a\" "},
                new String[] {"", "X-A: b\r\n"},
                new String[] {"", "Received: from a by b\r\n"},
                new String[] {"\r\n", "x"},
                new String[] {"\r\n", "word "},
                new String[] {"\r\n", "${a User(a= ??a. {a="},
                new String[] {"Content-Type: text/plain; format=flowed\r\n\r\n", "a \r\n"},
                new String[] {"Content-Type: text/plain; charset=gbk\r\n\r\n", "\u0080"},
                new String[] {HTML, "<div>"},
                new String[] {HTML, "<div style=\"font-size:0\">a"},
                new String[] {
                    "Content-Type: multipart/mixed; boundary=b\r\n\r\n",
                    "--b\r\nContent-Disposition: attachment; filename=a.exe\r\n\r\na\r\n"
                });
    }

    private static byte[] mail(String before, String unit, int size) {
        return (before + unit.repeat(size / unit.length()) + "\r\n\r\nx").getBytes(ISO_8859_1);
    }

    @ParameterizedTest
    @MethodSource("mails")
    void workGrowsWithTheSize(String before, String unit) {
        work(mail(before, unit, SMALL)); // loads classes
        long small = work(mail(before, unit, SMALL));
        long large = work(mail(before, unit, TIMES * SMALL));

        assertThat(large).isLessThan(MOST_TIMES * small);
    }

    private static long work(byte[] mail) {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        ParsedMail parsed = ParsedMail.parse(mail);
        parsed.links();
        parsed.htmlBody().ifPresent(HtmlBody::visibleText);
        MailLint.check(parsed, LintProfile.BULK);
        return thread.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void noMessageRepeatsAWholeMail() {
        String many = "a".repeat(390_000);
        ParsedMail parsed = ParsedMail.parse(mail(
                "From: " + many + "@b\r\nTo: " + many + "\r\nSubject: " + many + "\r\nDKIM-Signature: h=" + many
                        + "\r\nList-Unsubscribe: " + many + "\r\n\r\nhttp://localhost/",
                "a",
                390_000));

        for (LintProfile profile : LintProfile.values()) {
            LintReport report = MailLint.check(parsed, profile);
            assertThat(report.findings())
                    .isNotEmpty()
                    .allSatisfy(finding -> assertThat(finding.message()).hasSizeLessThan(300));
            assertThat(report.toString()).hasSizeLessThan(3_000);
        }
        assertThat(parsed.problems()).allSatisfy(line -> assertThat(line).hasSizeLessThan(300));
    }
}
