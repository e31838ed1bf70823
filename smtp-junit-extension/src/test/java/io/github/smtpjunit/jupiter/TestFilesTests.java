package io.github.smtpjunit.jupiter;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.RawClient;
import io.github.smtpjunit.smtp.server.FaultAction;
import io.github.smtpjunit.smtp.server.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/** What a failed test leaves behind. */
class TestFilesTests {

    private final Path directory;

    TestFilesTests(@TempDir Path directory) {
        this.directory = directory;
    }

    /** Runs a class as build tools do, and returns the files that are left. */
    private List<Path> run(Class<?> sample, String... configuration) throws IOException {
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(sample))
                .configurationParameter("smtpjunit.album", "never")
                .configurationParameter("junit.platform.reporting.output.dir", directory.toString());
        for (int i = 0; i < configuration.length; i += 2) {
            request.configurationParameter(configuration[i], configuration[i + 1]);
        }
        LauncherDiscoveryRequest built = request.build();
        LauncherFactory.create().execute(built);
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** The file and its directory. */
    private static String end(Path file) {
        return file.subpath(file.getNameCount() - 2, file.getNameCount()).toString();
    }

    private static void send(Inbox inbox, String subject) {
        RawClient.deliver(inbox, "Subject: " + subject + "\n\nHello\n");
    }

    @WithSmtpServer
    static class Samples {

        @Test
        void passes(Inbox inbox) {
            send(inbox, "passes");
        }

        @Test
        void fails(Inbox inbox) {
            send(inbox, "fails");
            fail();
        }

        @Test
        void failsWithoutAClient(Inbox inbox) {
            assertThat(inbox.mails()).hasSize(1);
        }
    }

    @Test
    void aFailedTestLeavesItsMailsAndDialogues() throws IOException {
        List<Path> files = run(Samples.class);

        assertThat(files)
                .extracting(TestFilesTests::end)
                .containsExactly("smtp/index.html", "smtp/mail-0.eml", "smtp/mail-0.html", "smtp/session-1.txt");
        assertThat(files.get(0).toString()).contains("fails");
        assertThat(files.get(1)).hasBinaryContent("Subject: fails\r\n\r\nHello\r\n".getBytes(US_ASCII));
        assertThat(files.get(3)).content().contains("C: MAIL FROM:<shop@example.com>", "S: 221 ");
        Document test = Jsoup.parse(Files.readString(files.get(0)));
        assertThat(test.select("h1").text()).isEqualTo("fails(Inbox)");
        assertThat(test.select("[aria-labelledby=h-failure] pre").text()).contains("AssertionFailedError");
        assertThat(test.select(".cards .mail > a").eachAttr("href")).containsExactly("mail-0.html");
        assertThat(test.select(".client .line").text()).contains("MAIL FROM:<shop@example.com>");
        Document mail = Jsoup.parse(Files.readString(files.get(2)));
        assertThat(mail.select("h1").text()).isEqualTo("fails");
    }

    @Test
    void nothingIsLeftWhenNotWanted() throws IOException {
        assertThat(run(Samples.class, "smtpjunit.failures.publish", "false")).isEmpty();
    }

    @Test
    void whatTakesNoFilesDoesNotMatter() {
        assertThat(Kit.run(Samples.class).failures()).hasSize(2);
    }

    @WithSmtpServer(scope = WithSmtpServer.Scope.CLASS)
    static class Several {

        @RegisterExtension
        final SmtpServerExtension own = SmtpServerExtension.create().named("own");

        @Test
        void fails(Inbox inbox, @ServerName("own") Inbox other) {
            send(inbox, "one");
            send(other, "two");
        }

        @AfterEach
        void failsLate() {
            fail();
        }
    }

    @Test
    void everyServerOfTheTestLeavesItsOwn() throws IOException {
        assertThat(run(Several.class))
                .extracting(TestFilesTests::end)
                .containsExactlyInAnyOrder(
                        "smtp/index.html",
                        "smtp/mail-0.eml",
                        "smtp/mail-0.html",
                        "smtp/session-1.txt",
                        "smtp-2/index.html",
                        "smtp-2/mail-0.eml",
                        "smtp-2/mail-0.html",
                        "smtp-2/session-1.txt");
    }

    @WithSmtpServer
    static class Flood {

        @Test
        void fails(Inbox inbox) {
            try (RawClient client = RawClient.greeted(inbox)) {
                for (int i = 0; i < 51; i++) {
                    client.mail("shop@example.com", "ada@example.org", "Subject: " + i + "\n\nHello\n");
                }
            }
            fail();
        }
    }

    @Test
    void theyAreBounded() throws IOException {
        assertThat(run(Flood.class))
                .extracting(TestFilesTests::end)
                .contains("smtp/mail-49.html")
                .hasSize(2 * 50 + 2);
    }

    @SpringJUnitConfig(SpringTestCase.Application.class)
    @WithSmtpServer(hostname = "failures.example")
    static class OnASpringContext {
        @Test
        void fails(Inbox inbox) {
            send(inbox, "fails");
            fail("on purpose");
        }
    }

    @Test
    void withSpringTheInboxOfTheTestIsWritten() throws IOException {
        assertThat(run(OnASpringContext.class))
                .map(TestFilesTests::end)
                .contains("smtp/mail-0.eml", "smtp/session-1.txt");
    }

    private static final String SECRET = "correct-horse-battery";

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(US_ASCII));
    }

    @WithSmtpServer(users = "ada:" + SECRET, assertionTimeoutMillis = 50)
    static class Swapped {

        @Test
        void fails(Inbox inbox) {
            send(inbox, "fails");
            try (RawClient client = RawClient.greeted(inbox)) {
                client.say("AUTH PLAIN " + base64("\0" + SECRET + "\0ada"), 535)
                        .say("AUTH LOGIN", 334)
                        .say(base64(SECRET), 334)
                        .say(base64("ada"), 535)
                        .say("AUTH CRAM-MD5", 334)
                        .say(base64(SECRET + " 0123456789abcdef0123456789abcdef"), 535)
                        .say("QUIT", 221);
            }
            inbox.on(Phase.AUTH).once().then(FaultAction.challenge("Token:"));
            try (RawClient client = RawClient.greeted(inbox)) {
                client.say("AUTH LOGIN", 334)
                        .say(base64(SECRET), 334)
                        .say(base64("ada"), 535)
                        .say("QUIT", 221);
            }
            assertThat(inbox).hasFailedAttemptCount(1);
        }
    }

    @Test
    void aPasswordInThePlaceOfTheNameIsInNoFileAndNoFailure() throws IOException {
        Kit kit = Kit.run(Swapped.class);
        List<String> texts = new ArrayList<>(kit.causes());
        texts.addAll(kit.notes());
        assertThat(texts).anyMatch(text -> text.contains("an unknown user, a name of 21 characters"));
        List<Path> files = run(
                Swapped.class,
                "smtpjunit.album",
                "always",
                "smtpjunit.album.directory",
                directory.resolve("album").toString());
        assertThat(files).map(TestFilesTests::end).contains("smtp/index.html", "smtp/session-2.txt");
        for (Path file : files) {
            texts.add(Files.readString(file));
        }

        assertThat(texts)
                .hasSizeGreaterThan(5)
                .noneMatch(text -> text.contains(SECRET))
                .noneMatch(text -> text.contains(base64(SECRET).substring(0, 24)))
                .noneMatch(text -> text.contains(base64("\0" + SECRET).substring(0, 24)));
    }
}
