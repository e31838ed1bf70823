package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Good, aborting, idle and lying clients at one server, a bounded number of each: what was acknowledged is stored,
 * whole and once, and nothing else is.
 */
class SoakTests extends SmtpTestCase {

    private static final long SEED = 20_261_122;
    private static final int CLIENTS = 8;
    private static final int SESSIONS = 60;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    @Test
    void whatWasAcknowledgedIsStoredAndNothingElse() throws Exception {
        SmtpServer server = start(builder());
        for (int i = 0; i < 20; i++) {
            connect(server); // and says nothing while the others work
            greeted(server).send("MAIL FROM:<idle@x>").expect("250 *");
        }

        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Callable<Void>> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                Random random = new Random(SEED + client);
                String name = "client-" + client;
                clients.add(() -> {
                    for (int session = 0; session < SESSIONS; session++) {
                        session(server, random, name + "-" + session);
                    }
                    return null;
                });
            }
            for (Future<Void> client : threads.invokeAll(clients, 2, TimeUnit.MINUTES)) {
                client.get();
            }
        } finally {
            threads.shutdownNow();
        }

        List<String> stored = received.mails().stream()
                .map(mail -> mail.content().lines().findFirst().orElse(""))
                .toList();
        assertThat(stored).as("seed %d", SEED).doesNotHaveDuplicates();
        assertThat(stored.stream().collect(Collectors.toSet())).isEqualTo(acknowledged);
        assertThat(acknowledged).hasSizeGreaterThan(CLIENTS * SESSIONS / 4);
        greeted(server).sendMail("a@x", "b@x", "still alive\r\n").quit();
    }

    private void session(SmtpServer server, Random random, String name) {
        try (RawClient client = RawClient.greeted(server)) {
            switch (random.nextInt(6)) {
                case 0 -> abortWithin(client, random, name);
                case 1 -> cutChunk(client, name);
                case 2 -> pipelined(client, name);
                case 3 -> garbage(client, random);
                default -> mails(client, random, name);
            }
        } catch (UncheckedIOException e) {
            throw new AssertionError("session " + name, e);
        }
    }

    private void mails(RawClient client, Random random, String name) {
        for (int i = 0; i <= random.nextInt(3); i++) {
            String line = name + "-" + i;
            client.sendMail("a@x", "b@x", line + "\r\n" + ".dots\r\n".repeat(random.nextInt(2_000)));
            acknowledged.add(line);
        }
        client.quit();
    }

    private void pipelined(RawClient client, String name) {
        client.sendRaw("MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n")
                .expect("250 *")
                .expect("250 *")
                .expect("354 *");
        String chunk = name + "-bdat\r\n";
        client.sendRaw(name + "\r\n.\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nBDAT " + chunk.length() + " LAST\r\n"
                        + chunk)
                .expect("250 *");
        acknowledged.add(name);
        client.expect("250 *").expect("250 *").expect("250 *");
        acknowledged.add(name + "-bdat");
        client.quit();
    }

    /** Cuts the connection somewhere in the content, perhaps in the middle of the final dot. */
    private static void abortWithin(RawClient client, Random random, String name) {
        client.sendRaw("MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n")
                .expect("250 *")
                .expect("250 *")
                .expect("354 *");
        String content = name + "-aborted\r\n" + "x\r\n".repeat(random.nextInt(50)) + ".\r\n";
        client.sendRaw(content.substring(0, random.nextInt(content.length() - 1)));
        client.abort();
    }

    private static void cutChunk(RawClient client, String name) {
        client.send("MAIL FROM:<a@x>").expect("250 *").send("RCPT TO:<b@x>").expect("250 *");
        client.sendRaw("BDAT 1000 LAST\r\n" + name + "-cut\r\n").abort();
    }

    private static void garbage(RawClient client, Random random) {
        byte[] octets = new byte[200];
        random.nextBytes(octets);
        client.sendOctets(octets).abort();
    }
}
