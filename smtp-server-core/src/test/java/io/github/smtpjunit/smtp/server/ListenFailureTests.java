package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that cannot listen says what to do, which depends on the reason. */
class ListenFailureTests {

    private static ServerSocket failing(String reason) throws IOException {
        return new ServerSocket() {
            @Override
            public void bind(SocketAddress address, int backlog) throws IOException {
                throw new SocketException(reason);
            }
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2525 | Address already in use            | use port 0 for any free port, or stop what listens there
            2525 | Permission denied                 | use port 0 for any free port, or stop what listens there
            0    | Address already in use            | the address is not one of this machine, or no port is free
            0    | Cannot assign requested address   | the address is not one of this machine, or no port is free
            2525 | Too many open files               | close what is left open, such as servers and connections of earlier tests, or allow more by ulimit -n
            0    | Too many open files in system     | close what is left open, such as servers and connections of earlier tests, or allow more by ulimit -n
            """)
    void theMessageNamesTheRemedy(int port, String reason, String remedy) throws IOException {
        InetSocketAddress address = new InetSocketAddress(SmtpListener.loopback(), port);
        ServerSocket socket = failing(reason);

        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> new SmtpListener(
                        socket,
                        address,
                        10,
                        false,
                        new AtomicLong(),
                        SmtpServer.builder().config()))
                .withMessage("Cannot listen on " + address.getHostString() + ":" + port + ": " + remedy + " (" + reason
                        + ")");
    }
}
