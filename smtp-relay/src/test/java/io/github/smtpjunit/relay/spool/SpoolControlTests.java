package io.github.smtpjunit.relay.spool;

import static io.github.smtpjunit.relay.spool.MailSpoolContract.LEASE;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.NOON;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.read;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.relay.spool.MailSpool.Claim;
import io.github.smtpjunit.relay.spool.SpoolControl.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A spool is looked at and changed while a relay has it, and while none has it. */
@Timeout(60)
class SpoolControlTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Clock CLOCK = Clock.fixed(NOON.plusSeconds(60), ZoneOffset.UTC);

    private final Path directory;
    private final FileSpool spool;
    private final QueuedMail first;
    private final QueuedMail second;
    private final SpoolControl control;
    private final ExecutorService operator = Executors.newSingleThreadExecutor();

    SpoolControlTests(@TempDir Path directory) throws IOException {
        this.directory = directory;
        spool = FileSpool.open(directory);
        first = store(spool, NOON, "first");
        second = store(spool, NOON, "second");
        control = SpoolControl.open(directory, CLOCK, Duration.ofSeconds(30));
    }

    @AfterEach
    void close() throws IOException {
        operator.shutdownNow();
        spool.close();
    }

    /** Lets the operator act and the relay answer. */
    private List<String> apply(Action action, List<String> ids) throws Exception {
        Future<List<String>> result = operator.submit(() -> control.apply(action, ids));
        long start = System.nanoTime();
        while (!result.isDone() && System.nanoTime() - start < PATIENCE.toNanos()) {
            spool.serveRequests(CLOCK.instant());
            Thread.onSpinWait();
        }
        return result.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void mailsAreListedWhileARelayHasThem() throws IOException {
        Claim claim = spool.claim(NOON, LEASE, 1).get(0);
        spool.defer(claim, claim.mail().withNextAttempt(NOON.plusSeconds(300)));
        assertThat(control.list()).isEqualTo(spool.list());
        assertThat(read(control.content(first.id()).orElseThrow())).asString().isEqualTo("first");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "000000000000", "../format", "../../../etc/passwd"})
    void whatIsNoMailHasNoContentAndCannotBeChanged(String id) throws Exception {
        assertThat(control.content(id)).isEmpty();
        assertThat(apply(Action.DELETE, List.of(id))).isEmpty();
        assertThat(spool.size()).isEqualTo(2);
    }

    @Test
    void listingTakesItThatMailsComeAndGo() throws Exception {
        Future<?> relay = operator.submit(() -> {
            for (int i = 0; i < 50; i++) {
                QueuedMail mail = store(spool, NOON.minusSeconds(9), "x");
                Claim claim = spool.claim(NOON.minusSeconds(9), LEASE, 1).get(0);
                spool.defer(claim, mail);
                spool.delete(mail.id());
            }
            return null;
        });
        long start = System.nanoTime();
        do {
            assertThat(control.list()).extracting(QueuedMail::id).contains(first.id(), second.id());
        } while (!relay.isDone() && System.nanoTime() - start < PATIENCE.toNanos());
        relay.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(spool.problems()).isEmpty();
    }

    @Test
    void aRunningRelayIsAsked() throws Exception {
        assertThat(apply(Action.HOLD, List.of(first.id(), "000000000000"))).containsExactly(first.id());
        assertThat(spool.list()).extracting(QueuedMail::held).containsExactly(true, false);

        assertThat(apply(Action.RELEASE, List.of(first.id()))).containsExactly(first.id());
        assertThat(spool.list()).extracting(QueuedMail::held).containsExactly(false, false);

        Claim claim = spool.claim(NOON, LEASE, 1).get(0);
        spool.defer(claim, claim.mail().withNextAttempt(NOON.plusSeconds(3600)));
        assertThat(apply(Action.FLUSH, List.of(first.id()))).containsExactly(first.id());
        assertThat(spool.list().get(0).nextAttempt()).isEqualTo(CLOCK.instant());

        assertThat(apply(Action.DELETE, List.of(first.id(), second.id()))).containsExactly(first.id(), second.id());
        assertThat(spool.list()).isEmpty();
        assertThat(directory.resolve("requests")).isEmptyDirectory();
    }

    @Test
    void aDirectoryAmongTheRequestsKeepsNobodyFromAsking() throws Exception {
        Files.createDirectories(
                directory.resolve("requests").resolve("1.request").resolve("x"));
        assertThat(apply(Action.HOLD, List.of(first.id()))).containsExactly(first.id());
        spool.close();
        FileSpool.open(directory).close();
    }

    @Test
    void manyMailsAreAskedForInSeveralRequests() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            ids.add(String.format("%012d", i));
        }
        ids.add(second.id());
        assertThat(apply(Action.DELETE, ids)).containsExactly(second.id());
    }

    @Test
    void withoutARelayItIsDoneHere() throws IOException {
        spool.close();
        assertThat(control.apply(Action.HOLD, List.of(first.id(), "000000000000")))
                .containsExactly(first.id());
        assertThat(control.apply(Action.DELETE, List.of(second.id()))).containsExactly(second.id());
        assertThat(control.list()).containsExactly(first.withHeld(true));
        assertThat(control.apply(Action.RELEASE, List.of(first.id()))).containsExactly(first.id());
        assertThat(control.list()).containsExactly(first);
    }

    @Test
    void aRelayThatDoesNotAnswerIsWaitedForWithABound() throws IOException {
        SpoolControl hasty = SpoolControl.open(directory, CLOCK, Duration.ofMillis(50));
        assertThatThrownBy(() -> hasty.apply(Action.HOLD, List.of(first.id())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("has not answered");
        assertThat(spool.serveRequests(NOON)).as("it was withdrawn").isZero();
        assertThat(spool.list()).containsExactly(first, second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hold", "hold ../../x", "explode 000000000000", "\u0000"})
    void whatIsNoRequestIsAnsweredAndChangesNothing(String request) throws IOException {
        Path file = directory.resolve("requests").resolve("1.request");
        Files.writeString(file, request + "\n");
        assertThat(spool.serveRequests(NOON)).isEqualTo(1);
        assertThat(Files.readString(directory.resolve("requests").resolve("1.answer")))
                .startsWith("failed ");
        assertThat(file).doesNotExist();
        assertThat(spool.list()).containsExactly(first, second);
    }

    @Test
    void aDirectoryThatIsNoSpoolIsRefusedAndNothingIsMadeInIt() throws IOException {
        Path other = directory.resolve("other");
        assertThatThrownBy(() -> SpoolControl.open(other))
                .isInstanceOf(IOException.class)
                .hasMessage("The directory " + other + " is not a spool: it has no file \"format\"");
        assertThat(other).doesNotExist();
    }

    @Test
    void anOrderComesBehindOneOfAClockThatWasAhead(@TempDir Path root) throws IOException {
        SpoolLayout layout = new SpoolLayout(root);
        Files.createDirectories(layout.requests());
        String mail = "EAWFPE4JY800";
        Files.writeString(layout.requests().resolve("00000009999999999999-x.order"), "hold " + mail + "\n");
        Files.writeString(layout.requests().resolve("from elsewhere.order"), "nonsense\n");
        SpoolRequests requests = new SpoolRequests(layout);
        requests.order(new OwnRequestFiles(layout), Action.RELEASE, List.of(mail));

        assertThat(requests.orders())
                .containsExactly(
                        new SpoolRequests.Order(Action.HOLD, mail), new SpoolRequests.Order(Action.RELEASE, mail));
    }
}
