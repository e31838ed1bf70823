package io.github.smtpjunit.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.mail.SnapshotText;
import io.github.smtpjunit.mail.lint.LintFinding;
import io.github.smtpjunit.mail.lint.LintProfile;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A class path without any mail API: what arrives is read all the same. */
class WithoutMailApiTests {

    private static final String MAIL = """
        From: =?utf-8?Q?J=C3=B6rg?= <joerg@example.com>
        To: ada@example.org
        Subject: Report
        Content-Type: multipart/mixed; boundary=cut

        --cut
        Content-Type: text/plain; charset=utf-8

        See https://example.com/report
        --cut
        Content-Transfer-Encoding: x-none
        Content-Type: text/csv; name=report.csv
        Content-Disposition: attachment

        a,b
        --cut--
        """;

    /** Runs in a class loader of its own. */
    public static final class Script implements Runnable {

        @Override
        public void run() {
            try (Inbox inbox = Inbox.start()) {
                RawClient.deliver(inbox, MAIL.replace("\n", "\r\n").getBytes(UTF_8));
                inbox.assertThat()
                        .singleMail()
                        .isFrom("joerg@example.com")
                        .isFromName("J\u00f6rg")
                        .isTo("ada@example.org")
                        .hasSubject("Report")
                        .hasTextContaining("See")
                        .hasLink("https://example.com/report")
                        .hasAttachment("report.csv", "text/csv");
                CapturedMail mail = inbox.awaitMail();
                assertThat(SnapshotText.of(mail.parsed())).contains("Subject: Report", "--- 2 text/csv, attachment");
                assertThat(mail.lint(LintProfile.STRICT_RFC).findings())
                        .extracting(LintFinding::ruleId)
                        .contains("mime.encoding.unknown");
                assertThatThrownBy(() -> mail.assertThat().passesLint()).hasMessageContaining("mime.encoding.unknown");
                MailSoftAssertions softly = new MailSoftAssertions();
                softly.assertThat(inbox).hasMailCount(1);
                softly.assertThat(inbox.awaitMail()).hasSubject("Report").hasNoHtml();
                softly.assertAll();
                assertThatThrownBy(() -> inbox.session())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(
                                "session() needs Jakarta Mail: add the dependency org.eclipse.angus:jakarta.mail");
                assertThatThrownBy(() -> inbox.awaitMail().mime())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("org.eclipse.angus:jakarta.mail");
            }
        }
    }

    @Test
    void inboxAssertionsSoftAssertionsAndLintWork() throws IOException, ReflectiveOperationException {
        try (URLClassLoader loader =
                new URLClassLoader(classPath().toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> loader.loadClass("jakarta.mail.Session"))
                    .isInstanceOf(ClassNotFoundException.class);
            Class<?> script = loader.loadClass(Script.class.getName());
            assertThat(script).isNotEqualTo(Script.class);
            ((Runnable) script.getConstructor().newInstance()).run();
        }
    }

    private static List<URL> classPath() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            String file = Path.of(entry).getFileName().toString();
            if (!file.startsWith("jakarta.mail") && !file.startsWith("angus-")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return urls;
    }
}
