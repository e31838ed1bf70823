package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the first test of a JVM loads of ours until it has passed, counted and not timed. Each class costs some tenths
 * of a millisecond there, a lambda more than that. The bounds are a tenth above what was counted: a mail that needs no
 * fault, no TLS, no lint and no page must not load them.
 */
@Timeout(60)
class FirstTestCostTests {

    @WithSmtpServer
    static class Sample {
        @Test
        void confirmsTheOrder(Inbox inbox) throws Exception {
            Kit.note(Sample.class, inbox);
            Session session = Session.getInstance(new Properties());
            session.getProperties().put("mail.smtp.host", inbox.host());
            session.getProperties().put("mail.smtp.port", String.valueOf(inbox.port()));
            MimeMessage mail = new MimeMessage(session);
            mail.setFrom("shop@example.com");
            mail.setRecipients(RecipientType.TO, "ada@example.org");
            mail.setSubject("Your order");
            mail.setText("It is on its way.");
            Transport.send(mail);

            assertThat(inbox)
                    .singleMail()
                    .isFrom("shop@example.com")
                    .hasSubject("Your order")
                    .hasText("It is on its way.");
        }
    }

    /** A JVM that runs that test and ends. */
    static final class FirstTest {

        private FirstTest() {}

        /**
         * Runs.
         *
         * @param args none
         */
        public static void main(String[] args) {
            Kit.run(Sample.class).succeeded(1);
            Runtime.getRuntime().halt(0);
        }
    }

    @Test
    void loadsFewClasses() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FirstTest.class.getName())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> ours = out.lines()
                    .filter(line -> line.contains(" io.github.smtpjunit.") && line.contains(" source: "))
                    .filter(line -> !line.contains(".FirstTestCostTests") && !line.contains(".Kit"))
                    .toList();

            assertThat(process.waitFor()).as("the test passes").isZero();
            assertThat(ours)
                    .as("classes of ours")
                    .filteredOn(line -> !line.contains("$$Lambda"))
                    .hasSizeBetween(100, 205);
            assertThat(ours)
                    .as("lambdas of ours, each of which is linked and spun")
                    .filteredOn(line -> line.contains("$$Lambda"))
                    .hasSizeLessThan(85);
            assertThat(ours)
                    .as("what a plain mail does not need")
                    .noneMatch(line -> line.contains(".lint.")
                            || line.contains(".page.")
                            || line.contains(".ParameterRules")
                            || line.contains(".CharsetLabels")
                            || line.contains(".FaultRule")
                            || line.contains(".CertificateKit")
                            || line.contains(".HelpReply"));
        } finally {
            process.destroyForcibly();
        }
    }
}
