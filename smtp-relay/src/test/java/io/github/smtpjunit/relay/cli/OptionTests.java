package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.client.HostPort;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mistake in a command is reported in one line, by the exit code, and with the remedy. */
class OptionTests extends CommandTestCase {

    private static final Path DEFAULT_SPOOL = Path.of("smtp-relay-spool");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|Say what to do: serve, capture or queue",
                "--nonsense|Unknown option: '--nonsense'",
                "catch|'catch'",
                "capture @no-such-file|There is no file no-such-file to read options from",
                "capture --lisen 127.0.0.1:0|'--lisen'",
                "capture stray|'stray'",
                "capture --listen|--listen",
                "capture --listen nowhere|the port is missing, as in nowhere:25",
                "capture --listen 127.0.0.1:65536|a port is a number from 0 to 65535",
                "capture --listen ::1:25|an IPv6 address stands in brackets",
                "capture --max-message-size 0|--max-message-size must be 1 or more",
                "capture --max-message-size big|it must be a whole number, not big",
                "capture --max-recipients -1|--max-recipients must be 1 or more",
                "capture --max-connections 0|--max-connections must be 1 or more",
                "capture --idle-timeout 0|--idle-timeout must be 1 or more",
                "capture --idle-timeout 99999999|--idle-timeout must be at most",
                "capture --bare-newlines eat|it must be keep or reject",
                "capture --rule nonsense|A rule is PHASE[:PATTERN]",
                "capture --rule=lunch=550|There is no phase \"lunch\"",
                "capture --rule=quit:x@*=550|A pattern has no meaning at QUIT",
                "capture --require-tls --no-starttls|leave --no-starttls away",
                "capture --require-auth|add --user NAME:PASSWORD",
                "capture --allow-plain-auth|--user NAME:PASSWORD",
                "capture --user ada:secret --no-starttls|--allow-plain-auth",
                "capture --user adasecret|NAME:PASSWORD",
                "capture --user :secret|NAME:PASSWORD",
                "capture --tls-cert some.pem|give both, or neither",
                "capture --tls-key some.pem|give both, or neither",
                "capture --hostname=m\u00e4il|--hostname must be a name",
                "serve --smart-host-tls required|need --smart-host HOST:PORT",
                "serve --smart-host-tls sometimes --smart-host 127.0.0.1:25|'sometimes'",
                "serve --smart-host 127.0.0.1:0|a port is a number from 1 to 65535",
                "serve --dns 127.0.0.1:0|a port is a number from 1 to 65535",
                "serve --route example.org=there:0|a port is a number from 1 to 65535",
                "serve --route example.org|it must be DOMAIN=HOST:PORT",
                "serve --route example.org=there|is not HOST:PORT",
                "serve --route-tls example.org=required|needs --route example.org=HOST:PORT",
                "serve --route=a.org=x:1 --route-tls=a.org=sometimes|give none, opportunistic, required or implicit as the TLS policy",
                "serve --route=a.org=x:1 --route-tls=required|it must be DOMAIN=POLICY",
                "serve --route=a.org=x:1 --route-user=a.org=secret|NAME:PASSWORD",
                "serve --route=a.org=x:1 --route-user=u:secret|it must be DOMAIN=NAME:PASSWORD",
                "serve --route-trust ca.pem|it must be DOMAIN=FILE",
                "serve --retry-schedule 5x|90s, 5m, 1h30m or 5d",
                "serve --expire soon|90s, 5m, 1h30m or 5d",
                "serve --expire 0s|--expire must be more than nothing",
                "serve --allow-from 10.0.0.1/8|write 10.0.0.0/8",
                "serve --allow-from none --allow-from 10.0.0.0/8|excludes any other",
                "serve --smart-host=127.0.0.1:25 --spool=memory --deny-recipient=ada|can match no address",
                "serve --delay-warning=soon|--delay-warning",
                "serve --relay-domain=a@b.org|--relay-domain must be a domain",
                "serve --max-message-size 0|--max-message-size must be 1 or more",
                "serve --hostname=m\u00e4il|--hostname must be a name",
                "serve --rule nonsense|A rule is PHASE[:PATTERN]",
                "serve --require-tls --no-starttls|leave --no-starttls away",
                "serve --require-auth|add --user NAME:PASSWORD",
                "serve --tls-cert some.pem|give both, or neither",
                "queue|list, show, flush, hold, release, bounce or delete",
                "queue hold|or all by --all",
                "queue delete --all some|or all by --all",
                "queue delete --domain=a.org some|or all by --all",
                "queue delete --domain=a.org --all|or all by --all",
                "queue list --recipient=ada|can match no address: write user@domain",
                "queue list --sender=<ada@a.org>|without spaces and angle brackets",
                "queue hold --domain=|the domain is missing",
                "queue bounce|or all by --all",
                "queue show|Missing required parameter: 'ID'",
                "serve --concurrency 0|--concurrency must be 1 or more",
                "serve --max-sessions 0|--max-sessions must be 1 or more, not 0",
                "serve --max-queue-mails 0|--max-queue-mails must be 1 or more, not 0",
                "serve --max-queue-memory 0|--max-queue-memory must be 1 or more, not 0",
                "serve --min-free-disk -1|--min-free-disk must be 0 or more, not -1",
                "serve --max-connections-per-client 0|--max-connections-per-client must be 1 or more, not 0",
                "capture --max-connections-per-client 0|--max-connections-per-client must be 1 or more, not 0",
            })
    void badOptionsEndInTwo(@Nullable String args, String problem) {
        Outcome outcome = run(args == null ? new String[0] : args.split(" ", -1));

        assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err())
                .startsWith("smtp-relay")
                .contains(problem)
                .contains("--help")
                .doesNotContain("secret");
        assertThat(outcome.out()).isEmpty();
        assertThat(DEFAULT_SPOOL).as("made for nothing").doesNotExist();
    }

    private void failsWithOneLine(String problem, String... args) {
        Outcome outcome = run(args);

        assertThat(outcome.code()).as(outcome.err()).isEqualTo(1);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).startsWith("smtp-relay " + args[0] + ": ").contains(problem);
        assertThat(outcome.out()).isEmpty();
        assertThat(DEFAULT_SPOOL).as("made for nothing").doesNotExist();
    }

    @Test
    void aPortThatIsTakenEndsInOneAndIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String place = "127.0.0.1:" + taken.getLocalPort();
            failsWithOneLine(place, "capture", "--listen", place);
            failsWithOneLine(place, "capture", "--listen", "127.0.0.1:0", "--listen-tls=" + place);
            failsWithOneLine(place, "capture", "--listen", "127.0.0.1:0", "--http", place);
            failsWithOneLine(place, "serve", "--spool=memory", "--listen=" + place, "--smart-host=127.0.0.1:25");
            failsWithOneLine(
                    place,
                    "serve",
                    "--spool=memory",
                    "--listen=127.0.0.1:0",
                    "--http=" + place,
                    "--smart-host=127.0.0.1:25");
        }
    }

    @Test
    void aHostWithoutAnAddressEndsInOne() {
        failsWithOneLine("host.invalid:0", "capture", "--listen", "host.invalid:0");
        failsWithOneLine("host.invalid:0", "capture", "--listen", "127.0.0.1:0", "--http", "host.invalid:0");
        failsWithOneLine("host.invalid:53", "serve", "--spool", "memory", "--dns", "host.invalid:53");
    }

    @Test
    void aFileThatIsNotThereIsNamedAndNotItsException() {
        failsWithOneLine(
                "from missing.pem: there is no missing.pem",
                "serve",
                "--spool=memory",
                "--smart-host=127.0.0.1:25",
                "--smart-host-trust=missing.pem");
    }

    @Test
    void helpTellsWhatEachCommandOfTheQueueDoes() {
        assertThat(run("queue", "--help").out())
                .contains(
                        "flush    Make mails due at once",
                        "hold     Keep mails",
                        "release  Let mails",
                        "delete   Remove");
        assertThat(run("queue", "delete", "--help").out()).contains("Remove mails, without a report to anyone.");
    }

    @Test
    void anUnreadableCertificateEndsInOneAndIsNamed(@TempDir Path directory) throws Exception {
        Path missing = directory.resolve("missing.pem");
        Path garbage = Files.writeString(directory.resolve("garbage.pem"), "nothing\n");
        for (Path file : new Path[] {missing, garbage}) {
            failsWithOneLine(
                    file.toString(),
                    "capture",
                    "--listen",
                    "127.0.0.1:0",
                    "--tls-cert",
                    "" + file,
                    "--tls-key",
                    "" + file);
        }
    }

    @Test
    void aDirectoryThatIsNoneEndsInOneAndIsNamed(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        failsWithOneLine(file.toString(), "capture", "--listen", "127.0.0.1:0", "--directory", file.toString());
        failsWithOneLine(file.toString(), "capture", "--listen", "127.0.0.1:0", "--directory", file + "/below");
        assertThat(run("capture", "--listen=127.0.0.1:0", "--directory=" + file).err())
                .doesNotContain("Exception");
    }

    @Test
    void byDefaultItListensWhereOnlyThisMachineCanReachIt() {
        assertThat(new ListenOptions().plain()).containsExactly(new HostPort("127.0.0.1", 2525));
        assertThat(new ListenOptions().tls()).isEmpty();
        assertThat(new HttpOptions().place()).isNull();
    }

    @Test
    void completionTellsHowItIsCalledAndTakesNothingElse() {
        assertThat(run("completion", "--help").out())
                .contains("source <(smtp-relay completion)")
                .doesNotContain("generate-completion");
        assertThat(run("completion", "x").code()).isEqualTo(2);
    }

    @Test
    void helpIsForPeople() {
        assertThat(run("--help").out()).contains("serve", "capture", "completion", "Exit codes:", "Examples:");
        assertThat(run("capture", "--help").out())
                .contains("Listening:", "TLS:", "Authentication:", "Limits:", "Examples:", "--directory=DIR");
        assertThat(run("serve", "--help").out()).contains("Where mail goes:", "The queue:", "Who may relay:");
        assertThat(run("--version").out()).startsWith("smtp-relay ");
        assertThat(run("completion").out()).startsWith("#!/usr/bin/env bash").contains("--bare-newlines");
    }
}
