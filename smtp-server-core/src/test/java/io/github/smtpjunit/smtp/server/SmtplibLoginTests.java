package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Python's smtplib logs in, where there is a python3. */
class SmtplibLoginTests extends AuthTestCase {

    private static final String SCRIPT = """
            import smtplib, sys
            port, mechanism, user, password, initial = sys.argv[1:]
            client = smtplib.SMTP('127.0.0.1', int(port), 'client.example', timeout=20)
            client.ehlo()
            client.user, client.password = user, password
            name = 'auth_' + mechanism.lower().replace('-', '_')
            try:
                code, _ = client.auth(mechanism, getattr(client, name), initial_response_ok=initial == 'true')
            except smtplib.SMTPAuthenticationError as e:
                code = e.smtp_code
            print(code)
            client.quit()
            """;

    @BeforeAll
    static void needsPython() throws InterruptedException {
        boolean found;
        try {
            Process python = new ProcessBuilder("python3", "-c", "import smtplib").start();
            found = python.waitFor(20, TimeUnit.SECONDS) && python.exitValue() == 0;
        } catch (IOException e) {
            found = false;
        }
        assumeTrue(found, "python3 with smtplib is not installed");
    }

    @ParameterizedTest
    @CsvSource({
        "PLAIN,pass word,true,235",
        "PLAIN,pass word,false,235",
        "PLAIN,wrong,true,535",
        "LOGIN,pass word,true,235",
        "LOGIN,pass word,false,235",
        "LOGIN,wrong,false,535",
        "CRAM-MD5,pass word,false,235",
        "CRAM-MD5,wrong,false,535"
    })
    void logsIn(String mechanism, String password, String initial, String code) throws Exception {
        SmtpServer server = startClear(builder -> builder);

        Process python = new ProcessBuilder(
                        "python3", "-c", SCRIPT, String.valueOf(server.port()), mechanism, "ada", password, initial)
                .redirectErrorStream(true)
                .start();
        String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(output.strip()).isEqualTo(code);
    }
}
