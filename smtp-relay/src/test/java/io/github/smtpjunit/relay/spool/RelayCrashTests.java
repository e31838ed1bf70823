package io.github.smtpjunit.relay.spool;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.smtpjunit.relay.RetrySchedule;
import io.github.smtpjunit.relay.SmtpRelay;
import io.github.smtpjunit.relay.TlsPolicy;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.ReceivedMail;
import io.github.smtpjunit.smtp.server.SessionInfo;
import io.github.smtpjunit.smtp.server.SmtpPolicy;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * {@code serve}, by the jar as users have it, which takes numbered mails without pause, brings them to a next hop in
 * this JVM, and is killed again and again, each time on the same spool: at each step of the spool, after any octet of a
 * client, and while the next hop takes a mail. Two such histories, each on its spool, run at the same time.
 */
@EnabledIfSystemProperty(named = "runnable.jar", matches = ".+")
@Timeout(600)
class RelayCrashTests {

    private static final int HISTORIES = 2;
    private static final int OTHER_KILLS = 8;
    private static final int MOST_MAILS_OF_A_LIFE = 3_000;
    private static final int SESSIONS = 3;
    private static final int PATIENCE_MILLIS = 30_000;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final Path temporary;

    private final Set<Integer> acknowledged = new HashSet<>();
    private final NextHop nextHop = new NextHop();
    private int nextNumber;
    private int lives;

    RelayCrashTests(@TempDir Path temporary) {
        this.temporary = temporary;
    }

    /** What ends a life; nothing of what does not end it. */
    private record Kill(@Nullable SpoolStep step, int times, int octets, int arrivals) {

        /** At a step of the spool, by the process itself. */
        static Kill at(SpoolStep step, int times) {
            return new Kill(step, times, Integer.MAX_VALUE, Integer.MAX_VALUE);
        }

        /** When the client has sent so much. */
        static Kill afterOctets(int octets) {
            return new Kill(null, 0, octets, Integer.MAX_VALUE);
        }

        /** When the next hop has the given number of mails of this life, before it has answered for the last one. */
        static Kill atArrival(int arrivals) {
            return new Kill(null, 0, Integer.MAX_VALUE, arrivals);
        }
    }

    private List<Kill> kills() {
        List<Kill> kills = new ArrayList<>();
        for (SpoolStep step : SpoolStep.values()) {
            // A segment is made when there is no other, so the first one of a life is the only one that is sure to come
            kills.add(Kill.at(step, step == SpoolStep.AFTER_SEGMENT ? 1 : 1 + random.nextInt(12)));
        }
        for (int i = 0; i < OTHER_KILLS / 2; i++) {
            kills.add(Kill.afterOctets(random.nextInt(60_000)));
            kills.add(Kill.atArrival(1 + random.nextInt(25)));
        }
        Collections.shuffle(kills, random);
        return kills;
    }

    /** A next hop that notes what it takes in which life, and defers some mails the first time. */
    private static final class NextHop implements SmtpPolicy {

        private record Arrival(int number, int life) {}

        private final List<Arrival> arrivals = Collections.synchronizedList(new ArrayList<>());
        private final List<Integer> changed = Collections.synchronizedList(new ArrayList<>());
        private final Set<String> seen = ConcurrentHashMap.newKeySet();
        private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
        private volatile Runnable whenNoneIsLeft = () -> {};

        void kill(int arrivals, Runnable kill) {
            whenNoneIsLeft = kill;
            left.set(arrivals);
        }

        @Override
        public Optional<Reply> recipient(
                SessionInfo session, Envelope envelope, ForwardPath to, EsmtpParameters parameters) {
            boolean later = number(to.address()) % 3 == 0 && seen.add(to.address());
            return later ? Optional.of(Replies.GREYLISTED) : Optional.empty();
        }

        Reply take(ReceivedMail mail) throws IOException {
            int number = number(mail.envelope().to().get(0));
            int life = number(mail.session().heloName().orElseThrow());
            String content = new String(mail.content().readAllBytes(), US_ASCII);
            if (!content.endsWith("\r\n" + text(number))) {
                changed.add(number);
            }
            arrivals.add(new Arrival(number, life));
            if (left.decrementAndGet() == 0) {
                whenNoneIsLeft.run();
            }
            return Replies.MAIL_ACCEPTED;
        }

        private static int number(String text) {
            return Integer.parseInt(text.replaceFirst("[^0-9]*([0-9]+).*", "$1"));
        }
    }

    private static String text(int number) {
        return "Subject: Mail " + number + "\r\n\r\n"
                + (".line of mail " + number + "\r\n").repeat(number % 10 == 9 ? 5_000 : 20);
    }

    @RepeatedTest(HISTORIES)
    @Execution(ExecutionMode.CONCURRENT)
    void nothingIsLostAndNothingIsDeliveredTwiceButByACrash() throws Exception {
        try (SmtpServer server = SmtpServer.builder()
                .policy(nextHop)
                .handler(nextHop::take)
                .maxTranscriptLines(0)
                .start()) {
            List<Kill> kills = kills();
            assertThat(kills).hasSizeGreaterThanOrEqualTo(25);
            for (Kill kill : kills) {
                live(server, kill);
            }
            drain(server);
        }
        assertNothingIsLostOrDoubled();
    }

    // The lives

    private void live(SmtpServer server, Kill kill) throws Exception {
        Process process = start(server, kill);
        try (BufferedReader out = process.inputReader(US_ASCII)) {
            nextHop.kill(kill.arrivals(), process::destroyForcibly);
            String ready = out.readLine();
            if (ready != null) {
                assertThat(ready).startsWith("READY smtp=127.0.0.1:");
                sendUntilTheEnd(Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1)), process, kill);
            }
            assertThat(process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS))
                    .as("%s with seed %d ends the process", kill, seed)
                    .isTrue();
            assertThat(process.exitValue())
                    .as("%s with seed %d, log in %s", kill, seed, temporary)
                    .isEqualTo(CrashPoint.KILLED);
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    private Process start(SmtpServer server, Kill kill) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Dsmtp-relay.journal-segment=100000")); // so that segments change, and large mails go by
        if (kill.step() != null) {
            command.add("-Dsmtp-relay.crash-at=" + kill.step() + ":" + kill.times());
        }
        command.addAll(List.of(
                "-jar",
                System.getProperty("runnable.jar"),
                "serve",
                "--listen=127.0.0.1:0",
                "--hostname=life-" + ++lives + ".example.net",
                "--spool=" + temporary.resolve("spool"),
                "--smart-host=" + server.host() + ":" + server.port(),
                "--smart-host-tls=none",
                "--retry-schedule=1s",
                "--concurrency=" + SESSIONS));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        temporary.resolve("log").toFile()))
                .start();
    }

    /** Sends one mail after the other, and notes which ones are acknowledged. */
    private void sendUntilTheEnd(int port, Process process, Kill kill) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            Sender sender = new Sender(socket.getOutputStream(), kill.octets(), process);
            expect(in, "220");
            sender.send("EHLO client.example.org\r\n");
            expect(in, "250");
            for (int i = 0; i < MOST_MAILS_OF_A_LIFE; i++) {
                int number = nextNumber++;
                sender.send("MAIL FROM:<>\r\nRCPT TO:<n" + number + "@example.org>\r\nDATA\r\n");
                expect(in, "250");
                expect(in, "250");
                expect(in, "354");
                sender.send(text(number).replace("\r\n.", "\r\n..") + ".\r\n");
                expect(in, "250");
                acknowledged.add(number);
            }
        } catch (IOException e) {
            // That was its life
        }
    }

    private record Sender(OutputStream out, AtomicInteger left, Process process) {

        Sender(OutputStream out, int octets, Process process) {
            this(out, new AtomicInteger(octets), process);
        }

        void send(String text) throws IOException {
            byte[] octets = text.getBytes(US_ASCII);
            boolean isLast = octets.length >= left.get();
            out.write(octets, 0, Math.min(octets.length, left.get()));
            out.flush();
            if (isLast) {
                process.destroyForcibly();
            }
            left.addAndGet(-octets.length);
        }
    }

    private static void expect(BufferedReader in, String code) throws IOException {
        String line;
        do {
            line = in.readLine();
            if (line == null) {
                throw new IOException("The connection has ended");
            }
            assertThat(line).startsWith(code);
        } while (line.startsWith("-", 3));
    }

    /** The last life, which is not killed. */
    private void drain(SmtpServer server) throws Exception {
        FileSpool spool = FileSpool.open(temporary.resolve("spool"));
        try (SmtpRelay relay = SmtpRelay.builder()
                .hostname("life-" + ++lives + ".example.net")
                .withoutServer()
                .spool(spool)
                .retrySchedule(RetrySchedule.parse("1s"))
                .tls(TlsPolicy.NONE)
                .smartHost(server.host(), server.port())
                .start()) {
            await().atMost(Duration.ofMillis(PATIENCE_MILLIS)).untilAsserted(() -> {
                // What was on its way at the end of twenty lives in a row might be their end: an operator lets it go
                for (QueuedMail mail : relay.queue()) {
                    spool.hold(mail.id(), false);
                }
                assertThat(relay.queue()).as("seed %d", seed).isEmpty();
            });
            assertThat(spool.problems())
                    .as("seed %d", seed)
                    .allMatch(problem -> problem.contains("put on hold") || problem.contains("is half a mail"));
        }
    }

    // The account

    private void assertNothingIsLostOrDoubled() {
        Map<Integer, List<Integer>> livesByNumber = new HashMap<>();
        nextHop.arrivals.forEach(arrival -> livesByNumber
                .computeIfAbsent(arrival.number(), number -> new ArrayList<>())
                .add(arrival.life()));
        int[] repeatedOf = new int[lives + 1];
        livesByNumber
                .values()
                .forEach(times -> times.stream()
                        .filter(life -> life < Collections.max(times))
                        .forEach(life -> repeatedOf[life]++));
        String account = "%d lives, %d mails sent, %d acknowledged, %d delivered, of which %d again; seed %d"
                .formatted(
                        lives,
                        nextNumber,
                        acknowledged.size(),
                        livesByNumber.size(),
                        Arrays.stream(repeatedOf).sum(),
                        seed);

        assertThat(acknowledged).as(account).hasSizeGreaterThan(lives);
        assertThat(livesByNumber.keySet()).as("lost: " + account).containsAll(acknowledged);
        assertThat(nextHop.changed).as("changed: " + account).isEmpty();
        assertThat(livesByNumber.values())
                .as("delivered twice in one life: " + account)
                .allSatisfy(times -> assertThat(times).doesNotHaveDuplicates());
        // Between the peer's final reply and our record there is one mail of each session, and no other
        assertThat(Arrays.stream(repeatedOf).max().orElseThrow())
                .as("repeated mails of a life: " + account)
                .isLessThanOrEqualTo(SESSIONS);
    }
}
