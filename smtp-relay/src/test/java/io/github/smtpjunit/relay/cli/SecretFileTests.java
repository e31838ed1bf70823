package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.NextHop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Names and passwords from files. */
class SecretFileTests extends CommandTestCase {

    private final Path directory;

    SecretFileTests(@TempDir Path directory) {
        this.directory = directory;
    }

    private Path secret(String content) throws Exception {
        return Files.writeString(directory.resolve("secret"), content);
    }

    private static ServeOptions serve(String... args) {
        ServeOptions options = new ServeOptions();
        new CommandLine(options).setOverwrittenOptionsAllowed(true).parseArgs(args);
        return options;
    }

    private static String smartHostUser(String... args) {
        return serve(args).smartHost().flatMap(NextHop::user).orElse("");
    }

    @Test
    void clientsLogInByAFileThatTheEnvironmentNames() throws Exception {
        Path file = secret("bob:x\r\n\nada:se:cret # 1\n");
        Running capture = startWith(
                Map.of("SMTP_RELAY_USER_FILE", file.toString()),
                "capture",
                "--listen=127.0.0.1:0",
                "--allow-plain-auth",
                "--user=eve:y",
                "--user=bob:z", // counts more than the file
                "--verbose");
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c").say("535", "AUTH PLAIN AGFkYQBzZTpjcmV0"); // se:cret alone
            client.say("235", "AUTH PLAIN AGFkYQBzZTpjcmV0ICMgMQ==");
        }
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c").say("235", "AUTH PLAIN AGV2ZQB5");
        }
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c").say("235", "AUTH PLAIN AGJvYgB6");
        }
        capture.stop();
        assertThat(capture.log()).doesNotContain("cret");
    }

    @Test
    void ofAUserAndTheFileOfAUserTheLastOneCounts() throws Exception {
        String host = "--smart-host=127.0.0.1:25";
        String file = "--smart-host-user-file=" + secret("eve:secret\n");
        assertThat(smartHostUser(host, file)).isEqualTo("eve");
        assertThat(smartHostUser(host, file, "--smart-host-user=ada:x")).isEqualTo("ada");
        assertThat(smartHostUser(host, "--smart-host-user=ada:x", file)).isEqualTo("eve");
    }

    @Test
    void aUserWithAPasswordOfItsOwnCountsMoreThanTheFile() throws Exception {
        Path file = secret("ada:old\nbob:x\n");
        Running capture =
                start("capture", "--listen=127.0.0.1:0", "--allow-plain-auth", "--user=ada:new", "--user-file=" + file);
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c").say("535", "AUTH PLAIN AGFkYQBvbGQ=").say("235", "AUTH PLAIN AGFkYQBuZXc=");
        }
        ServeOptions options = serve(
                "--route=a.example=h:1",
                "--route-user=a.example=eve:y",
                "--route-user-file=" + secret("a.example=ada:x\n"));
        assertThat(options.routes().values().stream().map(hop -> hop.user().orElse("")))
                .containsExactly("eve");
    }

    @Test
    void routesHaveTheirUsersInOneFile() throws Exception {
        Path file = secret("a.example=ada:x\nb.example=bob:y\n");
        ServeOptions options = serve("--route=a.example=h:1", "--route=b.example=h:2", "--route-user-file=" + file);
        assertThat(options.routes().values().stream().map(hop -> hop.user().orElse("")))
                .containsExactly("ada", "bob");

        ServeOptions overridden = serve(
                "--route=a.example=h:1",
                "--route=b.example=h:2",
                "--route-user=b.example=eve:z",
                "--route-user-file=" + file);
        assertThat(overridden.routes().values().stream().map(hop -> hop.user().orElse("")))
                .containsExactly("ada", "eve");
    }

    @Test
    void aFileIsReadOnceSinceItMayBeAPipe() throws Exception {
        Path file = secret("eve:secret\n");
        ServeOptions options = serve("--smart-host=127.0.0.1:25", "--smart-host-user-file=" + file);
        options.check();
        Files.delete(file);
        assertThat(options.smartHost().flatMap(NextHop::user)).hasValue("eve");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "capture --user-file FILE|adasecret|FILE:1: it must be NAME:PASSWORD",
                "capture --user-file FILE|''|FILE has nothing in it",
                "serve --smart-host=h:1 --smart-host-user-file FILE|ada:secret^bob:secret|FILE must have one line, not 2",
                "serve --smart-host=h:1 --smart-host-user-file FILE|ada|FILE:1: it must be NAME:PASSWORD",
                "serve --smart-host-user-file FILE|ada:secret|need --smart-host HOST:PORT",
                "serve --route=a.org=h:1 --route-user-file FILE|^ada:secret|FILE:2: it must be DOMAIN=NAME:PASSWORD",
                "serve --route-user-file FILE|a.org=ada:secret|needs --route a.org=HOST:PORT",
            })
    void aMistakeIsOneLineWithoutTheSecret(String args, String content, String problem) throws Exception {
        Path file = secret(content.replace('^', '\n'));
        Outcome outcome = run(args.replace("FILE", file.toString()).split(" ", -1));

        assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
        assertThat(outcome.err().replace(file.toString(), "FILE"))
                .hasLineCount(1)
                .contains(problem)
                .doesNotContain("secret");
    }

    @Test
    void aFileThatCannotBeReadEndsInOneAndIsNamed() {
        Outcome outcome = run("capture", "--listen=127.0.0.1:0", "--user-file", directory + "/none");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("Cannot read the secrets in " + directory + "/none: there is no");
    }
}
