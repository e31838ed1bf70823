package io.github.smtpjunit.relay.spool;

import static io.github.smtpjunit.relay.spool.MailSpoolContract.store;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.smtpjunit.relay.spool.SpoolControl.Action;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Root looks after the spool of a relay that runs as another user. It needs root to show that, and skips where we are
 * not.
 */
@Timeout(120)
class ForeignSpoolTests {

    private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final String USER = "nobody";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path temporary;
    private final Path directory;

    ForeignSpoolTests(@TempDir Path temporary) {
        this.temporary = temporary;
        this.directory = temporary.resolve("home").resolve("spool");
    }

    @BeforeEach
    void needsRoot() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "this test needs to be run by root");
        assumeTrue(Files.isExecutable(SETPRIV), "this test needs setpriv, to run a relay as another user");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(temporary.resolve("home"));
        give(temporary.resolve("home"));
    }

    /** Makes files the user's. */
    private static void give(Path top) throws IOException {
        UserPrincipal user = top.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER);
        try (Stream<Path> files = Files.walk(top)) {
            for (Path file : files.toList()) {
                Files.getFileAttributeView(file, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .setOwner(user);
            }
        }
    }

    private List<String> notTheUsers() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<String> others = new ArrayList<>();
            for (Path file : files.toList()) {
                if (!Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName().equals(USER)) {
                    others.add(file.toString());
                }
            }
            return others;
        }
    }

    /** What the user does with the spool. It says what it finds, and goes on until it gets input. */
    static final class User {

        private User() {}

        public static void main(String[] args) throws Exception {
            try (FileSpool spool = FileSpool.open(Path.of(args[0]), new FileSpool.Options(1_000, 0))) {
                for (int i = 1; i < args.length; i++) {
                    store(spool, MailSpoolContract.ENVELOPE, NOON, args[i].getBytes(US_ASCII));
                }
                spool.list()
                        .forEach(mail -> System.out.println(
                                mail.id() + (mail.held() ? " held" : " waits") + (mail.givenUp() ? " given up" : "")));
                System.out.println("obstacle " + spool.obstacle().orElse("none"));
                System.out.flush();
                long start = System.nanoTime();
                while (System.in.available() == 0 && System.nanoTime() - start < PATIENCE.toNanos()) {
                    spool.serveRequests(NOON);
                    Thread.onSpinWait();
                }
            }
        }
    }

    /** Starts the user's process, whose classes it must be able to read. */
    private Process user(String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                SETPRIV.toString(),
                "--reuid=" + USER,
                "--regid=" + "nogroup",
                "--clear-groups",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes(FileSpool.class) + ":" + classes(ForeignSpoolTests.class) + ":"
                        + classes(io.github.smtpjunit.smtp.Envelope.class) + ":"
                        + classes(org.junit.jupiter.api.Test.class),
                User.class.getName(),
                directory.toString()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Copies classes to where everyone can read them. */
    private Path classes(Class<?> of) throws IOException, URISyntaxException {
        Path source =
                Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path target = temporary.resolve("classes-" + of.getSimpleName());
        if (Files.notExists(target)) {
            try (Stream<Path> files = Files.walk(source)) {
                for (Path file : files.toList()) {
                    Path copy = target.resolve(source.relativize(file).toString());
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
        }
        return target;
    }

    private static List<String> told(BufferedReader out) throws IOException {
        List<String> lines = new ArrayList<>();
        String line;
        do {
            line = out.readLine();
            if (line != null && !line.contains("SpoolListener") && !line.startsWith("WARNING")) {
                lines.add(line);
            }
        } while (line != null && !line.startsWith("obstacle "));
        return lines;
    }

    /** Lets the user open the spool, and returns what it has found there. */
    private List<String> found(String... mails) throws Exception {
        Process user = user(mails);
        try (BufferedReader out = user.inputReader()) {
            List<String> lines = told(out);
            user.getOutputStream().write('\n');
            user.getOutputStream().flush();
            assertThat(user.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return lines;
        } finally {
            user.destroyForcibly();
        }
    }

    private static String id(String line) {
        return line.substring(0, line.indexOf(' '));
    }

    @Test
    void withoutARelayTheNextOneDoesItBeforeAnythingElse() throws Exception {
        List<String> mails = found("one", "two", "three");
        SpoolControl control = SpoolControl.open(directory);

        assertThat(control.apply(Action.HOLD, List.of(id(mails.get(0)), "000000000000")))
                .containsExactly(id(mails.get(0)));
        assertThat(control.apply(Action.DELETE, List.of(id(mails.get(1))))).containsExactly(id(mails.get(1)));
        assertThat(control.apply(Action.BOUNCE, List.of(id(mails.get(2))))).containsExactly(id(mails.get(2)));

        assertThat(notTheUsers()).isEmpty();
        assertThat(control.list()).extracting(QueuedMail::id).containsExactly(id(mails.get(0)), id(mails.get(2)));
        assertThat(control.list()).extracting(QueuedMail::held).containsExactly(true, false);
        assertThat(control.find(id(mails.get(1)))).isEmpty();
        assertThat(found())
                .containsExactly(id(mails.get(0)) + " held", id(mails.get(2)) + " waits given up", "obstacle none");
        assertThat(directory.resolve("requests")).isEmptyDirectory();
        assertThat(notTheUsers()).isEmpty();
    }

    @Test
    void aRelayThatRunsIsAsked() throws Exception {
        Process relay = user("one", "two");
        try (BufferedReader out = relay.inputReader()) {
            List<String> mails = told(out);
            SpoolControl control = SpoolControl.open(directory);
            for (Action action : List.of(Action.HOLD, Action.RELEASE, Action.FLUSH, Action.DELETE)) {
                assertThat(control.apply(action, List.of(id(mails.get(0)))))
                        .as("%s", action)
                        .containsExactly(id(mails.get(0)));
            }
            assertThat(notTheUsers()).isEmpty();
            assertThat(directory.resolve("requests")).isEmptyDirectory();
            assertThat(control.list()).extracting(QueuedMail::id).containsExactly(id(mails.get(1)));
        } finally {
            relay.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"requests", "queue", "journal", "corrupt"})
    void aDirectoryThatIsALinkLeadsNowhere(String name) throws Exception {
        List<String> mails = found("one");
        SpoolControl control = SpoolControl.open(directory);
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Files.move(directory.resolve(name), directory.resolve("away"));
        Files.createSymbolicLink(directory.resolve(name), elsewhere);
        give(directory);

        assertThatThrownBy(() -> SpoolControl.open(directory)).isInstanceOf(IOException.class);
        if (name.equals("requests")) {
            // The owner does it after the look
            assertThatThrownBy(() -> control.apply(Action.HOLD, List.of(id(mails.get(0)))))
                    .isInstanceOf(IOException.class);
        }
        assertThat(elsewhere).isEmptyDirectory();
        assertThat(Files.getOwner(elsewhere).getName()).isEqualTo("root");
    }

    @Test
    void aSpoolThatIsALinkOfItsOwnerLeadsNowhere() throws Exception {
        found("one");
        Path roots = temporary.resolve("roots");
        String id;
        try (FileSpool other = FileSpool.open(roots, new FileSpool.Options(10, 0))) {
            id = store(other, NOON, "root's").id();
        }
        SpoolControl control = SpoolControl.open(directory);
        Files.move(directory, directory.resolveSibling("away"));
        Files.createSymbolicLink(directory, roots);
        give(directory);

        assertThatThrownBy(() -> control.apply(Action.DELETE, List.of(id)))
                .hasMessageContaining("is a link that nobody");
        assertThat(SpoolControl.open(roots).list()).hasSize(1);
    }

    @Test
    void aLinkOfRootsOwnIsFollowed() throws Exception {
        List<String> mails = found("one");
        Path link = Files.createSymbolicLink(temporary.resolve("link"), directory);
        assertThat(SpoolControl.open(link).apply(Action.HOLD, List.of(id(mails.get(0)))))
                .hasSize(1);
        assertThat(found()).startsWith(id(mails.get(0)) + " held");
    }

    /** What an owner can put in the place of an answer. */
    enum Answer {
        LINK,
        DIRECTORY
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerThatIsNoFileIsNotRead(Answer answer) throws Exception {
        found("one");
        Path secret = Files.writeString(temporary.resolve("secret"), "done 000000000000\n");
        try (ForeignSpool spool = ForeignSpool.of(new SpoolLayout(directory)).orElseThrow()) {
            Path file = directory.resolve("requests").resolve("1.answer");
            switch (answer) {
                case LINK -> Files.createSymbolicLink(file, secret);
                case DIRECTORY -> Files.createDirectory(file);
            }
            assertThatThrownBy(() -> spool.read("1.answer")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aFileThatIsThereIsNotWritten() throws Exception {
        found("one");
        Path secret = Files.writeString(temporary.resolve("secret"), "secret");
        try (ForeignSpool spool = ForeignSpool.of(new SpoolLayout(directory)).orElseThrow()) {
            Files.createSymbolicLink(directory.resolve("requests").resolve("1.order.tmp"), secret);
            assertThatThrownBy(() -> spool.write("1.order", List.of("hold 000000000000")))
                    .isInstanceOf(IOException.class);
        }
        assertThat(secret).hasContent("secret");
        assertThat(Files.getOwner(secret).getName()).isEqualTo("root");
    }

    @Test
    void aMailThatCannotBeReadIsToldByHealthAndTriedOnceItCanBe() throws Exception {
        List<String> mails = found("one", "two", "three");
        String id = id(mails.get(1));
        try (FileSpool spool = FileSpool.open(directory)) {
            spool.hold(id, true); // as root did it before: its file is root's now
        }
        give(directory.resolve("journal"));
        give(directory.resolve("lock"));

        List<String> found = found();
        assertThat(found).hasSize(3).noneMatch(line -> line.startsWith(id));
        assertThat(found.get(2))
                .contains("obstacle 1 of the mails cannot be read", id, "no permission to read", ".state");

        give(directory);
        assertThat(found()).hasSize(4).contains(id + " held", "obstacle none");
    }

    @Test
    void aMailBecomesReadableWhileTheRelayRuns() throws Exception {
        List<String> mails = found("one", "two");
        String id = id(mails.get(1));
        try (FileSpool spool = FileSpool.open(directory)) {
            spool.hold(id, true);
        }
        give(directory.resolve("journal"));
        give(directory.resolve("lock"));
        Process relay = user();
        try (BufferedReader out = relay.inputReader()) {
            assertThat(told(out)).noneMatch(line -> line.startsWith(id));
            give(directory.resolve("queue"));
            SpoolControl control = SpoolControl.open(directory, Clock.systemUTC(), Duration.ofSeconds(10));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(control.apply(Action.RELEASE, List.of(id)))
                            .containsExactly(id));
        } finally {
            relay.destroyForcibly();
        }
    }
}
