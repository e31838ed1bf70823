package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The health check of a container. */
@Timeout(60)
class HealthCommandTests extends CommandTestCase {

    @Test
    void whatListensOnAllInterfacesIsAskedOnLoopback() throws Exception {
        Running capture = start("capture", "--listen=127.0.0.1:0", "--http=0.0.0.0:0");
        String http = capture.places("http").get(0).toString();
        assertThat(http).matches("(0\\.0\\.0\\.0|\\[::]):\\d+");
        Outcome outcome = runWith(Map.of("SMTP_RELAY_HTTP", http), "health");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).isEqualTo("{\"status\": \"ok\"}" + System.lineSeparator());
        assertThat(outcome.code()).isZero();
    }

    @Test
    void whatIsNotWellEndsInOneWithTheReason(@TempDir Path directory) throws Exception {
        Path mails = directory.resolve("mails");
        Running capture = start("capture", "--listen=127.0.0.1:0", "--http=127.0.0.1:0", "--directory=" + mails);
        Files.delete(mails);
        Outcome outcome = run("health", "--http", capture.places("http").get(0).toString());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).hasLineCount(1).contains("is not well: 503").contains("mails");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void whatDoesNotListenEndsInOne() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Outcome outcome = run("health", "--http=127.0.0.1:" + port);
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).hasLineCount(1).startsWith("smtp-relay health: Cannot ask 127.0.0.1:" + port);
    }

    @Test
    void aWrongPlaceIsAMistake() {
        assertThat(run("health", "--http=127.0.0.1:0").code()).isEqualTo(2);
        assertThat(runWith(Map.of("SMTP_RELAY_HTTP", "here"), "health").err())
                .contains("--http comes from SMTP_RELAY_HTTP");
    }
}
