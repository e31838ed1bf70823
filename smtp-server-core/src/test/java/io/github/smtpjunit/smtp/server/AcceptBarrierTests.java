package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether every client that has connected has been accepted. */
@Timeout(60)
class AcceptBarrierTests {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final AcceptBarrier barrier = new AcceptBarrier();

    private Optional<String> pass(ServerSocket listener, Duration limit) throws InterruptedException {
        return barrier.await((InetSocketAddress) listener.getLocalSocketAddress(), System.nanoTime() + limit.toNanos());
    }

    private static ServerSocket listening(int backlog) throws IOException {
        return new ServerSocket(0, backlog, SmtpListener.loopback());
    }

    @Test
    void whatIsNotAcceptedInTimeIsNotKnown() throws Exception {
        try (ServerSocket listener = listening(50)) {
            assertThat(pass(listener, Duration.ofMillis(50))).contains("the server is slow to accept");
        }
    }

    @Test
    void aFullQueueIsNotKnownEither() throws Exception {
        List<Socket> queue = new ArrayList<>();
        try (ServerSocket listener = listening(1)) {
            fill(listener, queue);
            assertThat(pass(listener, Duration.ofMillis(50))).contains("the server is slow to accept");
        } finally {
            for (Socket client : queue) {
                client.close();
            }
        }
    }

    private static void fill(ServerSocket listener, List<Socket> queue) throws IOException {
        try {
            for (int i = 0; i < 10; i++) {
                queue.add(new Socket());
                queue.get(i).connect(listener.getLocalSocketAddress(), 100);
            }
        } catch (SocketTimeoutException e) {
            // it is full
        }
    }

    @Test
    void aListenerThatIsGoneTellsWhatHappened() throws Exception {
        ServerSocket listener = listening(50);
        InetSocketAddress address = (InetSocketAddress) listener.getLocalSocketAddress();
        listener.close();
        assertThat(barrier.await(address, System.nanoTime() + PATIENCE.toNanos()))
                .hasValueSatisfying(problem -> assertThat(problem).contains("refused"));
    }

    @Test
    void clientsAreNoBarrier() throws Exception {
        try (ServerSocket listener = listening(50);
                Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
            CompletableFuture<Optional<String>> passing = CompletableFuture.supplyAsync(() -> {
                try {
                    return pass(listener, PATIENCE);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            try (Socket first = listener.accept();
                    Socket second = listener.accept()) {
                assertThat(first.getRemoteSocketAddress()).isEqualTo(client.getLocalSocketAddress());
                assertThat(barrier.lifts(first)).isFalse();
                assertThat(passing).isNotDone();
                assertThat(barrier.lifts(second)).isTrue();
                assertThat(passing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEmpty();
            }
        }
    }
}
