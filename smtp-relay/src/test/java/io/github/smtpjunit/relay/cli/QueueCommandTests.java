package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.spool.FileSpool;
import io.github.smtpjunit.relay.spool.MailSpool.Claim;
import io.github.smtpjunit.relay.spool.MailSpool.Draft;
import io.github.smtpjunit.relay.spool.RecipientState;
import io.github.smtpjunit.relay.spool.RecipientState.Status;
import io.github.smtpjunit.smtp.Envelope;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The queue, looked at and changed from outside. */
class QueueCommandTests extends CommandTestCase {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    static String queued(Path directory, String... to) throws IOException {
        try (FileSpool spool = FileSpool.open(directory);
                Draft draft = spool.draft(Envelope.of("ada@example.org", to), NOON)) {
            draft.content().write("Subject: x\r\n\r\n\u00e4\r\n".getBytes(StandardCharsets.UTF_8));
            return draft.commit().id();
        }
    }

    @Test
    void mailsAreListedAndShown(@TempDir Path directory) throws Exception {
        String spool = "--spool=" + directory.resolve("spool");
        String first = queued(directory.resolve("spool"), "bob@example.org");
        String second = queued(directory.resolve("spool"), "eve@example.org");

        assertThat(run("queue", "list", spool).out())
                .contains(first + "  2026-03-01T12:00:00Z  18 octets  attempts 0, next ")
                .contains("    to <bob@example.org> pending\n", second);
        assertThat(run("queue", "list", spool, "--json").out())
                .startsWith("[{\"id\": \"" + first + "\", \"from\": \"ada@example.org\", \"acceptedAt\": ")
                .contains("\"recipients\": [{\"to\": \"eve@example.org\", \"status\": \"pending\", \"reply\": \"\"");
        assertThat(run("queue", "show", spool, first).out()).contains("bob@").doesNotContain("eve@");
        assertThat(run("queue", "show", spool, "--content", first).out()).isEqualTo("Subject: x\r\n\r\n\u00e4\r\n");
    }

    @Test
    void mailsAreHeldReleasedFlushedAndDeleted(@TempDir Path directory) throws Exception {
        String spool = "--spool=" + directory.resolve("spool");
        String first = queued(directory.resolve("spool"), "bob@example.org");
        String second = queued(directory.resolve("spool"), "eve@example.org");

        assertThat(run("queue", "hold", spool, first).code()).isZero();
        assertThat(run("queue", "show", spool, first).out()).contains("on hold");
        assertThat(run("queue", "release", spool, "--all").code()).isZero();
        assertThat(run("queue", "show", spool, first).out()).doesNotContain("on hold");
        assertThat(run("queue", "flush", spool).code()).isZero();
        Outcome outcome = run("queue", "delete", spool, second, "nonsense");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).hasLineCount(1).contains("There is no mail nonsense");
        assertThat(run("queue", "list", spool).out()).contains(first).doesNotContain(second);
        assertThat(run("queue", "delete", spool, first).code()).isZero();
        assertThat(run("queue", "list", spool).out()).isEqualTo("The queue is empty\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--sender=ada@example.org|bob eve",
                "--sender=*@EXAMPLE.org|bob eve zoe",
                "--sender=<>|mallory",
                "--sender=|mallory",
                "--recipient=bob@*|bob",
                "--recipient=*|bob eve mallory zoe",
                "--domain=other.test|eve",
                "--domain=OTHER.test|eve",
                "--domain=test|",
                "--sender=\"a\\da\"@example.org|bob eve",
                "--recipient=zo?@b\u00fccher.example|zoe",
                "--domain=b\u00fccher.example|zoe",
                "--reason=greylisted|bob eve",
                "--reason=Refused|mallory",
                "--reason=greylisted --domain=other.test|eve",
                "--sender=<> --reason=greylisted|",
            })
    void mailsAreSelected(String options, @Nullable String expected, @TempDir Path directory) throws Exception {
        Path spool = directory.resolve("spool");
        Map<String, String> names = new TreeMap<>();
        names.put(deferred(spool, "ada@example.org", "bob@example.org", "451 4.7.1 Greylisted"), "bob");
        names.put(deferred(spool, "ada@example.org", "eve@other.test", "451 4.7.1 Greylisted"), "eve");
        names.put(deferred(spool, "zed@example.org", "\"zoe\"@xn--bcher-kva.example", "452 Full"), "zoe");
        names.put(deferred(spool, "", "mallory@example.org", "451 4.4.1 Connection refused"), "mallory");
        List<String> args = new ArrayList<>(List.of("queue", "list", "--spool=" + spool));
        args.addAll(List.of(options.split(" ", -1)));

        String listed = run(args.toArray(String[]::new)).out();
        args.set(1, "hold");
        Outcome outcome = run(args.toArray(String[]::new));
        assertThat(outcome.code()).as(outcome.err()).isZero();
        List<String> wanted = expected == null ? List.of() : List.of(expected.split(" ", -1));
        for (Map.Entry<String, String> mail : names.entrySet()) {
            boolean isWanted = wanted.contains(mail.getValue());
            assertThat(listed.contains(mail.getKey()))
                    .as(mail.getValue() + " is listed")
                    .isEqualTo(isWanted);
            assertThat(run("queue", "show", "--spool=" + spool, mail.getKey())
                            .out()
                            .contains("on hold"))
                    .as(mail.getValue() + " is held")
                    .isEqualTo(isWanted);
        }
        assertThat(outcome.out()).isEqualTo(wanted.size() + (wanted.size() == 1 ? " mail\n" : " mails\n"));
    }

    private static String deferred(Path directory, String from, String to, String reply) throws IOException {
        try (FileSpool spool = FileSpool.open(directory, new FileSpool.Options(1_000, 0));
                Draft draft = spool.draft(Envelope.of(from, to), NOON)) {
            draft.content().write("Subject: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            String id = draft.commit().id();
            Claim claim = spool.claim(NOON.plusSeconds(1), Duration.ofDays(1), 10).stream()
                    .filter(any -> any.mail().id().equals(id))
                    .findFirst()
                    .orElseThrow();
            spool.defer(
                    claim,
                    claim.mail()
                            .withNextAttempt(NOON.plusSeconds(300))
                            .withRecipients(List.of(
                                    new RecipientState(Status.PENDING, reply, "mx.example.org[192.0.2.1]:25"))));
            return id;
        }
    }

    @Test
    void mailsAreGivenUp(@TempDir Path directory) throws Exception {
        String spool = "--spool=" + directory.resolve("spool");
        String id = queued(directory.resolve("spool"), "bob@example.org");
        assertThat(run("queue", "bounce", spool, id).code()).isZero();
        assertThat(run("queue", "show", spool, id).out()).contains("attempts 0, given up");
        assertThat(run("queue", "list", spool, "--json").out()).contains("\"givenUp\": true");
    }

    @Test
    void aMailOfAClockThatWasAheadHasNoNegativeAge(@TempDir Path directory) throws Exception {
        Path spool = directory.resolve("spool");
        try (FileSpool ahead = FileSpool.open(spool, new FileSpool.Options(1_000, 0));
                Draft draft = ahead.draft(
                        Envelope.of("ada@example.org", "bob@example.org"),
                        Instant.now().plus(Duration.ofDays(700)))) {
            ahead.hold(draft.commit().id(), true);
        }
        Running relay = start(
                "serve", "--spool=" + spool, "--listen=127.0.0.1:0", "--http=127.0.0.1:0", "--smart-host=127.0.0.1:25");
        URI metrics = URI.create("http://" + relay.places("http").get(0) + "/metrics");
        String text = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(text)
                .contains("smtp_relay_queue_mails 1\n")
                .containsPattern("smtp_relay_queue_oldest_age_seconds \\d{1,2}\\.");
    }

    @Test
    void whatIsNoSpoolIsNamed(@TempDir Path directory) {
        Outcome outcome = run("queue", "list", "--spool", directory.toString());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).hasLineCount(1).contains(directory.toString(), "is not a spool");
    }
}
