package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.inbox.UnansweredPort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(60)
@EnabledOnOs(OS.LINUX)
class UnansweredPortTests {

    private static void connect(UnansweredPort port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(port.address(), 200);
        }
    }

    @Test
    void aClientWaitsUntilItsOwnTimeout() throws IOException {
        try (UnansweredPort port = UnansweredPort.open()) {
            assertThat(port).hasToString("127.0.0.1:" + port.port());

            assertThatThrownBy(() -> connect(port)).isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(() -> connect(port)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void nothingIsLeftOfAClosedPort() throws IOException {
        UnansweredPort port = UnansweredPort.open();
        port.close();
        port.close();

        assertThatThrownBy(() -> new Socket(port.host(), port.port()).close()).isInstanceOf(ConnectException.class);
    }
}
