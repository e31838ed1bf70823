package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.certificates.TlsIdentity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mail catcher. */
class CaptureTests extends CommandTestCase {

    private Running capture(Path directory, String... more) throws Exception {
        List<String> args = new ArrayList<>(List.of("capture", "--listen", "127.0.0.1:0", "--directory=" + directory));
        args.addAll(List.of(more));
        return start(args.toArray(String[]::new));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aMailIsAPairOfFilesBeforeIts250(@TempDir Path directory) throws Exception {
        Running capture = capture(directory.resolve("new"));
        try (Client client = capture.connect()) {
            client.say("250", "EHLO client.example.org");
            client.say("250", "MAIL FROM:<@route.example:\"a\\\"b\"@example.org> SIZE=12 smtputf8 ENVID=a+2Bb");
            client.say("250", "RCPT TO:<ädä@example.org> NOTIFY=NEVER", "RCPT TO:<Postmaster>");
            client.send("DATA").expect("354");
            client.write("Subject: x\r\n\r\n..dot\r\nbare\nnewline \u00e4\r\n.\r\n".getBytes(StandardCharsets.UTF_8))
                    .expect("250");

            Path eml = directory.resolve("new/000001.eml");
            assertThat(eml)
                    .hasBinaryContent(
                            "Subject: x\r\n\r\n.dot\r\nbare\nnewline \u00e4\r\n".getBytes(StandardCharsets.UTF_8));
            assertThat(directory.resolve("new/000001.json"))
                    .content(StandardCharsets.UTF_8)
                    .matches("\\{\"from\": \"\\\\\"a\\\\\\\\\\\\\"b\\\\\"@example.org\","
                            + " \"to\": \\[\"ädä@example.org\", \"Postmaster\"],"
                            + " \"helo\": \"client.example.org\", \"tls\": false, \"tlsProtocol\": null, \"user\": null,"
                            + " \"mailParams\": \\{\"SIZE\": \"12\", \"SMTPUTF8\": true, \"ENVID\": \"a\\+2Bb\"},"
                            + " \"rcptParams\": \\[\\{\"NOTIFY\": \"NEVER\"}, \\{}],"
                            + " \"remote\": \"127.0.0.1:\\d+\", \"receivedAt\": \"\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z\"}\n");
            assertThat(names(directory.resolve("new"))).containsExactly("000001.eml", "000001.json");
        }
        assertThat(capture.stop()).isZero();
        assertThat(capture.furtherLines()).isEmpty();
        assertThat(capture.log())
                .contains(" event=accepted id=000001 ", " subject=x")
                .doesNotContain("newline");
    }

    @Test
    void aPageLearnsWhereMailIsAccepted(@TempDir Path directory) throws Exception {
        Running capture = capture(directory, "--listen-tls=127.0.0.1:0", "--http=127.0.0.1:0");
        Running withoutStarttls = capture(directory, "--no-starttls", "--http=127.0.0.1:0");

        assertThat(info(capture))
                .contains(
                        "{\"host\": \"127.0.0.1\", \"port\": "
                                + capture.places("smtp").get(0).port() + ", \"tls\": \"starttls\"}",
                        "{\"host\": \"127.0.0.1\", \"port\": "
                                + capture.places("smtps").get(0).port() + ", \"tls\": \"implicit\"}");
        assertThat(info(withoutStarttls)).contains("\"tls\": \"none\"");
    }

    private static String info(Running capture) throws Exception {
        return get(capture, "/api/info").body();
    }

    /** Another program, or another client, deletes a mail between the look at the directory and that into the mail. */
    @Test
    void aMailThatIsGoneKeepsNoOtherFromMailpitsList(@TempDir Path directory) throws Exception {
        Running capture = capture(directory, "--http=127.0.0.1:0");
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c");
            client.mail("a@example.org", "Subject: one\r\n\r\nx\r\n", "b@example.org")
                    .expect("250");
            client.mail("a@example.org", "Subject: two\r\n\r\nx\r\n", "b@example.org")
                    .expect("250");
        }
        Files.delete(directory.resolve("000001.eml"));
        for (String path : List.of("/api/v1/messages", "/api/v1/search?query=two", "/api/mails?query=two")) {
            assertThat(get(capture, path).statusCode()).as(path).isEqualTo(200);
            assertThat(get(capture, path).body()).as(path).contains("two");
        }
    }

    @Test
    void theNullReversePathIsAnEmptyString(@TempDir Path directory) throws Exception {
        try (Client client = capture(directory).connect()) {
            client.say("250", "EHLO c").mail("", "x\r\n", "a@example.org").expect("250");
        }
        assertThat(directory.resolve("000001.json"))
                .content()
                .startsWith("{\"from\": \"\", \"to\": [\"a@example.org\"]");
    }

    @Test
    void nothingIsLeftOfAMailThatWasNotAnswered250(@TempDir Path directory) throws Exception {
        Running capture = capture(
                directory, "--max-message-size", "1000", "--bare-newlines=reject", "--rule", "end-of-data:no@*=554 No");
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c");
            client.mail("a@example.org", "x".repeat(990) + "\r\n" + "y".repeat(990) + "\r\n", "b@example.org")
                    .expect("552");
            client.mail("a@example.org", "bare\nnewline\r\n", "b@example.org").expect("554");
            client.mail("a@example.org", "x\r\n", "no@example.org").expect("554");
            client.say("250", "MAIL FROM:<a@example.org>", "RCPT TO:<b@example.org>");
            client.send("DATA").expect("354");
            client.send("half a mail");
        }
        capture.stop();
        assertThat(names(directory)).isEmpty();
        assertThat(capture.log()).contains("event=refused", "event=aborted");
    }

    @Test
    void numbersContinueAndNothingIsOverwritten(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("000041.json"), "half of a pair");
        Files.writeString(directory.resolve("000007.eml"), "another half");
        Files.writeString(directory.resolve("notes.txt"), "something else");
        Running one = capture(directory);
        Running other = capture(directory);
        Files.writeString(directory.resolve("000043.json"), "came meanwhile");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Running capture = i % 2 == 0 ? one : other;
            senders.add(threads.submit(() -> {
                try (Client client = capture.connect()) {
                    client.say("250", "EHLO c");
                    for (int j = 0; j < 10; j++) {
                        client.mail("a@example.org", "x\r\n", "b@example.org").expect("250");
                    }
                }
                return null;
            }));
        }
        for (Future<?> sender : senders) {
            sender.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        threads.shutdown();

        List<String> expected = new ArrayList<>(List.of("000007.eml", "000041.json"));
        for (int number = 42; number <= 82; number++) {
            if (number != 43) {
                expected.add("0000" + number + ".eml");
            }
            expected.add("0000" + number + ".json");
        }
        expected.add("notes.txt");
        assertThat(names(directory)).containsExactlyElementsOf(expected);
        assertThat(directory.resolve("000043.json")).hasContent("came meanwhile");
    }

    @Test
    void whatCannotBeStoredIsAnswered452(@TempDir Path directory) throws Exception {
        Path mails = directory.resolve("mails");
        Running capture = capture(mails, "--http", "127.0.0.1:0");
        Files.delete(mails);
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c")
                    .mail("a@example.org", "x\r\n", "b@example.org")
                    .expect("452 4.3.1");
            client.say("250", "NOOP");
        }
        assertThat(get(capture, "/health").statusCode()).isEqualTo(503);
    }

    @Test
    void listenersUsersTlsAndLimits(@TempDir Path directory) throws Exception {
        TlsIdentity identity = TlsIdentity.selfSigned("localhost");
        Path certificate = Files.writeString(directory.resolve("cert.pem"), identity.chainPem());
        Path key = Files.writeString(directory.resolve("key.pem"), identity.privateKeyPem());
        Running capture = start(
                "capture",
                "--listen",
                "127.0.0.1:0",
                "--listen=[::1]:0",
                "--listen-tls",
                "127.0.0.1:0",
                "--http",
                "127.0.0.1:0",
                "--tls-cert=" + certificate,
                "--tls-key=" + key,
                "--user=ada:wrong", // of one user the last counts
                "--user=ada:se:cret",
                "--require-auth",
                "--allow-plain-auth",
                "--max-message-size=12345",
                "--max-recipients=1",
                "--hostname",
                "mx.example.org",
                "--rule",
                "mail:bad@*=550 5.7.1 Sender refused",
                "--verbose");

        assertThat(capture.ready)
                .matches("READY smtp=127.0.0.1:\\d+ smtp=\\[::1]:\\d+ smtps=127.0.0.1:\\d+ http=127.0.0.1:\\d+");
        try (Client client = new Client(capture.places("smtp").get(1))) {
            assertThat(client.send("EHLO c").expect("250"))
                    .contains("mx.example.org", "STARTTLS", "SIZE 12345", "AUTH SCRAM-SHA-256 CRAM-MD5 PLAIN LOGIN\n");
            client.say("530", "MAIL FROM:<a@example.org>");
            client.say("235", "AUTH PLAIN AGFkYQBzZTpjcmV0"); // ada, se:cret
            client.say("550", "MAIL FROM:<bad@example.org>");
            client.say("250", "MAIL FROM:<a@example.org>", "RCPT TO:<b@example.org>");
            client.say("452", "RCPT TO:<c@example.org>");
        }
        capture.stop();
        assertThat(capture.log())
                .contains("event=dialogue session=1 client=\"MAIL FROM:<bad@example.org>\"", "5.7.1 Sender refused")
                .doesNotContain("AGFkYQBzZTpjcmV0", "cret");
    }

    @Test
    void starttlsCanBeRequiredOrHidden() throws Exception {
        try (Client client =
                start("capture", "--listen=127.0.0.1:0", "--require-tls").connect()) {
            assertThat(client.send("EHLO c").expect("250")).contains("STARTTLS");
            client.say("530", "MAIL FROM:<a@example.org>");
        }
        try (Client client =
                start("capture", "--listen=127.0.0.1:0", "--no-starttls").connect()) {
            assertThat(client.send("EHLO c").expect("250")).doesNotContain("STARTTLS", "AUTH");
        }
    }

    @Test
    void aMailCannotForgeALineOfTheLog() throws Exception {
        Running capture = start("capture", "--listen=127.0.0.1:0");
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c");
            client.mail(
                            "a@example.org",
                            "Subject: \u001b[31mx\" event=forged\r\n folded\u202e\r\n\r\nsubject: no\r\n",
                            "b@example.org")
                    .expect("250");
        }
        capture.stop();
        assertThat(capture.log()).contains(" subject=\"\\u001b[31mx\\\" event=forged folded\\u202e\"");
    }

    @Test
    void whoListensToTheWorldIsWarned() throws Exception {
        Running capture = start("capture", "--listen=0.0.0.0:0");
        assertThat(capture.ready).matches("READY smtp=0.0.0.0:\\d+");
        capture.stop();
        assertThat(capture.log()).contains("event=warning message=\"Other machines can reach 0.0.0.0:");
    }

    private static HttpResponse<String> get(Running capture, String path) throws Exception {
        return http(capture, "GET", path);
    }

    private static HttpResponse<String> http(Running capture, String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + capture.places("http").get(0) + path))
                .method(method, BodyPublishers.ofByteArray(new byte[0]))
                .timeout(PATIENCE)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    @Test
    void healthMetricsAndMailsCanBeRead(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("secret.eml"), "not a mail of ours");
        Running capture = capture(directory, "--http=127.0.0.1:0");
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c").say("501", "MAIL FROM:<a");
            client.mail("a@example.org", "<b>x</b>\r\n", "b@example.org").expect("250");
        }
        assertThat(get(capture, "/health").body()).isEqualTo("{\"status\": \"ok\"}\n");
        assertThat(get(capture, "/metrics").body())
                .contains(
                        "# TYPE smtp_relay_mails_accepted_total counter\nsmtp_relay_mails_accepted_total 1\n",
                        "smtp_relay_octets_accepted_total 10\n",
                        "smtp_relay_rejected_total 1\n",
                        "smtp_relay_sessions_total 1\n");
        assertThat(get(capture, "/mails").body())
                .startsWith("[{\"id\": \"000001\", \"envelope\": {\"from\": \"a@example.org\"");
        assertThat(get(capture, "/").body()).contains("/health\n/metrics\n", "/api/mails\n");
        HttpResponse<String> mail = get(capture, "/mails/000001.eml");
        assertThat(mail.body()).isEqualTo("<b>x</b>\r\n");
        assertThat(mail.headers().firstValue("content-type")).contains("message/rfc822");
        assertThat(mail.headers().firstValue("content-disposition")).contains("attachment; filename=\"000001.eml\"");
        for (String path : List.of("/mails/000002.eml", "/mails/secret.eml", "/mails/..%2f000001.eml", "/health/x")) {
            assertThat(get(capture, path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(http(capture, "HEAD", "/mails/000001.eml").body()).isEmpty();
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
            assertThat(http(capture, method, "/metrics").statusCode())
                    .as(method)
                    .isEqualTo(405);
        }
    }
}
