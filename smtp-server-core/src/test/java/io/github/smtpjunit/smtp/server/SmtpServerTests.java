package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where a server listens, and what one builder can start. */
@Timeout(60)
class SmtpServerTests extends SmtpTestCase {

    @Test
    void listensOnAFreePortOfTheLoopbackInterfaceOnceStarted() {
        SmtpServer server = start(builder());

        assertThat(server.host()).isEqualTo("127.0.0.1");
        assertThat(server.port()).isBetween(1, 65_535);
        assertThat(server.addresses()).singleElement().satisfies(address -> {
            assertThat(address.getAddress().isLoopbackAddress()).isTrue();
            assertThat(address.getPort()).isEqualTo(server.port());
        });
        assertThat(server.isRunning()).isTrue();
        greeted(server).quit();
    }

    @Test
    void aBuilderStartsManyServersOneAfterTheOtherAndAtATime() {
        SmtpServerBuilder builder = builder();
        int port;
        try (SmtpServer first = builder.start();
                SmtpServer second = builder.start()) {
            port = first.port();
            assertThat(second.port()).isNotEqualTo(port);
            greeted(first).sendMail("a@x", "b@x", "1\r\n").quit();
            greeted(second).sendMail("a@x", "b@x", "2\r\n").quit();
        }
        try (SmtpServer again = builder.copy().port(port).start()) {
            assertThat(again.port()).isEqualTo(port);
            greeted(again).sendMail("a@x", "b@x", "3\r\n").quit();
        }
        assertThat(received.contents()).containsExactly("1\r\n", "2\r\n", "3\r\n");
    }

    @Test
    void aTakenPortIsNamedAndNothingStaysOpen() throws Exception {
        SmtpServer server = start(builder());
        int free;
        try (ServerSocket probe = new ServerSocket(0)) {
            free = probe.getLocalPort();
        }

        assertThatThrownBy(() -> builder()
                        .port(free)
                        .alsoListen("127.0.0.1", server.port())
                        .start())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("Cannot listen on 127.0.0.1:" + server.port())
                .hasCauseInstanceOf(BindException.class);

        new ServerSocket(free).close();
    }

    @Test
    void severalListenersShareOneServer() {
        SmtpServer server = start(builder().alsoListen("127.0.0.2", 0).alsoListen("0.0.0.0", 0));

        for (InetSocketAddress address : server.addresses()) {
            closing(new RawClient(new InetSocketAddress(
                            address.getAddress().isAnyLocalAddress() ? "127.0.0.1" : address.getHostString(),
                            address.getPort())))
                    .expect("220 *")
                    .send("HELO x")
                    .expect("250 *")
                    .sendMail("a@x", "b@x", "x\r\n")
                    .quit();
        }

        assertThat(received.mails()).extracting(mail -> mail.session().id()).containsExactly(1L, 2L, 3L);
        assertThat(received.mails().get(1).session().localAddress().getHostString())
                .isEqualTo("127.0.0.2");
    }
}
