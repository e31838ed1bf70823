package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.smtpjunit.relay.client.HostPort;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders as they are: any credentials, and what printers say; by real senders where there are some. */
class SenderTests extends CommandTestCase {

    private static final String SMTPLIB = """
            import smtplib, sys
            client = smtplib.SMTP('127.0.0.1', int(sys.argv[1]), 'client.example', timeout=20)
            client.login('ada', 'any-secret')
            client.sendmail('a@example.org', ['b@example.org'], 'Subject: x\\r\\n\\r\\nx')
            client.quit()
            """;

    private final Path directory;

    SenderTests(@TempDir Path directory) {
        this.directory = directory;
    }

    private Running capture(String... more) throws Exception {
        String[] args = new String[more.length + 4];
        System.arraycopy(
                new String[] {"capture", "--listen=127.0.0.1:0", "--directory=" + directory, "--verbose"},
                0,
                args,
                0,
                4);
        System.arraycopy(more, 0, args, 4, more.length);
        return start(args);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void assertCapturedAs(Running capture, String user) throws Exception {
        capture.stop();
        assertThat(directory.resolve("000001.json")).content().contains("\"user\": \"" + user + "\"");
        assertThat(capture.log()).contains("event=accepted").doesNotContain("any-secret", base64("any-secret"));
    }

    @Test
    void mechanismsThatAskForTheSecretOfTheServerAreNotOffered() throws Exception {
        try (Client client = capture("--accept-any-auth").connect()) {
            assertThat(client.send("EHLO c").expect("250")).contains("AUTH PLAIN LOGIN OAUTHBEARER XOAUTH2\n");
            client.say("504", "AUTH CRAM-MD5", "AUTH SCRAM-SHA-256 biws");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PLAIN|^ada^any-secret",
                "XOAUTH2|user=ada~auth=Bearer any-secret~~",
                "OAUTHBEARER|n,a=ada,~auth=Bearer any-secret~~"
            })
    void eachMechanismInClearText(String mechanism, String response) throws Exception {
        Running capture = capture("--accept-any-auth", "--no-starttls", "--require-auth");
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c").say("530", "MAIL FROM:<a@example.org>");
            client.say(
                    "235",
                    "AUTH " + mechanism + " "
                            + base64(response.replace('^', '\0').replace('~', '\1')));
            client.mail("a@example.org", "x\r\n", "b@example.org").expect("250");
        }
        assertCapturedAs(capture, "ada");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN", "XOAUTH2"})
    void angusMail(String mechanism) throws Exception {
        Running capture = capture("--accept-any-auth");
        HostPort place = capture.places("smtp").get(0);
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.auth", "true");
        properties.setProperty("mail.smtp.auth.mechanisms", mechanism);
        properties.setProperty("mail.smtp.auth.xoauth2.disable", "false");
        properties.setProperty("mail.smtp.timeout", "20000");
        Session session = Session.getInstance(properties);
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom("a@example.org");
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress("b@example.org"));
        mail.setText("x");
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect(place.host(), place.port(), "ada", "any-secret");
            transport.sendMessage(mail, mail.getAllRecipients());
        }
        assertCapturedAs(capture, "ada");
    }

    @Test
    void smtplib() throws Exception {
        assumeTrue(isInstalled("python3", "-c", "import smtplib"), "python3 with smtplib is not installed");
        Running capture = capture("--accept-any-auth");
        HostPort place = capture.places("smtp").get(0);
        assertThat(outputOf("python3", "-c", SMTPLIB, String.valueOf(place.port())))
                .isEmpty();
        assertCapturedAs(capture, "ada");
    }

    @Test
    void curl() throws Exception {
        assumeTrue(isInstalled("curl", "--version"), "curl is not installed");
        Running capture = capture("--accept-any-auth");
        outputOf(
                "curl",
                "--silent",
                "--show-error",
                "--noproxy",
                "*",
                "--user",
                "ada:any-secret",
                "--mail-from",
                "a@example.org",
                "--mail-rcpt",
                "b@example.org",
                "--upload-file",
                "-",
                "smtp://" + capture.places("smtp").get(0));
        assertCapturedAs(capture, "ada");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN"})
    void swaks(String mechanism) throws Exception {
        assumeTrue(isInstalled("swaks", "--version"), "swaks is not installed");
        Running capture = capture("--accept-any-auth");
        outputOf(
                "swaks",
                "--server",
                capture.places("smtp").get(0).toString(),
                "--auth",
                mechanism,
                "--auth-user",
                "ada",
                "--auth-password",
                "any-secret",
                "--from",
                "a@example.org",
                "--to",
                "b@example.org");
        assertCapturedAs(capture, "ada");
    }

    private static boolean isInstalled(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Runs a program that has a short mail on its standard input, and must succeed. */
    private static String outputOf(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().write("Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output.strip();
    }

    @Test
    void aPrinterIsCapturedAndTheLogTellsWhatWasTolerated() throws Exception {
        Running capture = capture("--lenient");
        try (Client client = capture.connect()) {
            client.say("250", "HELO", "MAIL FROM:ilo.@example.org", "RCPT TO:root")
                    .send("DATA")
                    .expect("354");
            client.write("x\r\n.\r\n".getBytes(StandardCharsets.US_ASCII)).expect("250");
        }
        capture.stop();
        assertThat(directory.resolve("000001.json"))
                .content()
                .startsWith("{\"from\": \"ilo.@example.org\", \"to\": [\"root\"], \"helo\": \"\"");
        assertThat(capture.log().lines().filter(line -> line.contains("event=tolerated")))
                .hasSize(5)
                .anyMatch(line -> line.endsWith("line=HELO reason=\"a greeting without a name\""))
                .anyMatch(line -> line.endsWith(
                        "line=\"MAIL FROM:ilo.@example.org\" reason=\"no angle brackets around the address\""));
    }

    @Test
    void withoutTheOptionNothingIsTolerated() throws Exception {
        Running capture = capture();
        try (Client client = capture.connect()) {
            client.say("501", "HELO").say("250", "EHLO c").say("501", "MAIL FROM:a@example.org", "MAIL FROM:<a.@b>");
            assertThat(client.send("EHLO c").expect("250")).doesNotContain("AUTH");
        }
        capture.stop();
        assertThat(capture.log()).doesNotContain("event=tolerated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--lenient", "--accept-any-auth"})
    void aRelayHasNoSuchOption(String option) {
        assertThat(run("serve", "--spool=memory", option).err()).contains("Unknown option: '" + option + "'");
        assertThat(run("serve", "--help").out()).doesNotContain(option);
    }

    @Test
    void anyUserAndKnownUsersExcludeEachOther() {
        for (String option : List.of("--user=ada:secret")) {
            Outcome outcome = run("capture", "--accept-any-auth", option);
            assertThat(outcome.code()).isEqualTo(2);
            assertThat(outcome.err())
                    .contains("--accept-any-auth excludes --user")
                    .doesNotContain("secret");
        }
    }
}
