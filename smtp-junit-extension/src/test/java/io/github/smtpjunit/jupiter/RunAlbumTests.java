package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tests of a run are in the album, and with which mails. */
class RunAlbumTests {

    private final Path directory;

    RunAlbumTests(@TempDir Path temporary) {
        directory = temporary.resolve("smtp-junit");
    }

    private Kit run(Class<?> sample, String... configuration) {
        String[] all = Stream.concat(
                        Stream.of("smtpjunit.album", "failed", "smtpjunit.album.directory", directory.toString()),
                        Stream.of(configuration))
                .toArray(String[]::new);
        return Kit.run(sample, all);
    }

    private Document index() throws IOException {
        return Jsoup.parse(Files.readString(directory.resolve("index.html")));
    }

    private List<String> tests() throws IOException {
        return index().select("article h2").eachText();
    }

    private static void send(Inbox inbox, String subject) {
        RawClient.deliver(inbox, "Subject: " + subject + "\n\nHello\n");
    }

    @WithSmtpServer
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class Samples {
        @Test
        void fails(Inbox inbox) {
            send(inbox, "of a failure");
            fail("on purpose");
        }

        @Test
        void failsWithoutAClient(Inbox inbox) {
            assertThat(inbox.mails()).hasSize(1);
        }

        @Test
        void passes(Inbox inbox) {
            send(inbox, "of a success");
        }
    }

    @Test
    void byDefaultItHasTheTestsThatFail() throws IOException {
        run(Samples.class);

        assertThat(tests()).containsExactly("fails(Inbox)", "failsWithoutAClient(Inbox)");
        assertThat(index().select(".outcome").eachText()).containsOnly("failed");
        assertThat(index().select(".subject").eachText()).containsExactly("of a failure");
        assertThat(index().select(".class").eachText()).containsOnly(Samples.class.getName());
    }

    @Test
    void onRequestItHasAllTests() throws IOException {
        run(Samples.class, "smtpjunit.album", "always");

        assertThat(tests()).containsExactly("fails(Inbox)", "failsWithoutAClient(Inbox)", "passes(Inbox)");
        assertThat(index().select(".outcome").eachText()).containsExactly("failed", "failed", "passed");
    }

    @Test
    void itCanBeSwitchedOff() {
        run(Samples.class, "smtpjunit.album", "never");

        assertThat(directory).doesNotExist();
    }

    @WithSmtpServer(album = true)
    static class ByAnnotation {
        @Test
        void passes(Inbox inbox) {
            send(inbox, "of a success");
        }
    }

    @Test
    void anAnnotationAsksForItsTests() throws IOException {
        run(ByAnnotation.class);

        assertThat(tests()).containsExactly("passes(Inbox)");
    }

    @WithSmtpServer
    static class Passing {
        @Test
        void passes(Inbox inbox) {
            send(inbox, "of a success");
        }
    }

    @Test
    void aRunWithoutAFailureLeavesNothing() {
        run(Passing.class);

        assertThat(directory).doesNotExist();
    }

    @WithSmtpServer(strict = true)
    static class Strict {
        @Test
        void leavesAMail(Inbox inbox) {
            send(inbox, "not looked at");
        }
    }

    @Test
    void whatStrictFindsAtTheEndIsAFailure() throws IOException {
        run(Strict.class, "smtpjunit.album", "always");

        assertThat(index().select(".outcome").eachText()).containsExactly("failed");
        assertThat(index().select(".failure").text()).contains("not looked at");
    }

    @WithSmtpServer(scope = WithSmtpServer.Scope.CLASS)
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class OneServer {
        @Test
        void first(Inbox inbox) {
            send(inbox, "one");
        }

        @Test
        void second(Inbox inbox) {
            send(inbox, "two");
        }
    }

    @Test
    void aTestThatSharesItsInboxHasTheMailsOfItsOwn() throws IOException {
        run(OneServer.class, "smtpjunit.album", "always");

        assertThat(tests()).containsExactly("first(Inbox)", "second(Inbox)");
        assertThat(index().select(".subject").eachText()).containsExactly("one", "two");
    }

    @WithSmtpServer
    static class Parameterized {
        @ParameterizedTest
        @ValueSource(strings = {"ada", "bob"})
        void confirms(String name, Inbox inbox) {
            send(inbox, name);
        }
    }

    @Test
    void anInvocationIsNamedWithItsMethod() throws IOException {
        run(Parameterized.class, "smtpjunit.album", "always");

        assertThat(tests()).hasSize(2).allMatch(name -> name.startsWith("confirms "));
    }

    @Test
    void anUnknownWordIsRefused() {
        assertThat(run(Samples.class, "smtpjunit.album", "sometimes").failures())
                .contains("The configuration parameter smtpjunit.album must be failed, always or never, not"
                        + " \"sometimes\"");
    }
}
