package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a policy says before the greeting, and the facts that it gets. */
class ConnectPolicyTests extends SmtpTestCase {

    private SmtpServer answering(Reply reply) {
        return start(builder().policy(new SmtpPolicy() {
            @Override
            public Optional<Reply> connect(SessionInfo session) {
                return Optional.of(reply);
            }
        }));
    }

    @Test
    void a554InPlaceOfTheGreetingLeavesOnlyQuit() {
        RawClient client = connect(answering(Replies.NO_SERVICE));

        client.expect("554 5.3.2 No SMTP service for you");
        client.send("EHLO x").expect("554 *");
        client.send("MAIL FROM:<a@x>").expect("554 *");
        client.send("BDAT 6").sendRaw("NOOP\r\n").expect("554 *");
        client.quit();
        assertThat(received.mails()).isEmpty();
    }

    @Test
    void a421ClosesTheConnection() {
        connect(answering(Replies.SERVICE_UNAVAILABLE))
                .expect("421 4.3.2 Service not available")
                .expectEnd();
    }

    @Test
    void anExceptionIsAnsweredInPlaceOfTheGreeting() {
        SmtpServer server = start(builder().policy(new SmtpPolicy() {
            @Override
            public Optional<Reply> connect(SessionInfo session) {
                if (session.id() == 1) {
                    throw new IllegalStateException("thrown on purpose");
                }
                return Optional.empty();
            }
        }));

        connect(server).expect("451 4.3.0 *").quit();
        connect(server).expect("220 *").quit();
    }

    @Test
    void thePeerIsKnownBeforeTheGreeting() throws Exception {
        List<SessionInfo> seen = new CopyOnWriteArrayList<>();
        CountDownLatch over = new CountDownLatch(1);
        SmtpServer server = start(builder().policy(new SmtpPolicy() {
            @Override
            public Optional<Reply> connect(SessionInfo session) {
                seen.add(session);
                return Optional.empty();
            }

            @Override
            public void disconnect(SessionInfo session) {
                seen.add(session);
                over.countDown();
            }
        }));
        RawClient client = greeted(server);

        client.quit();

        assertThat(over.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(seen).extracting(SessionInfo::remoteAddress).containsOnly(client.localAddress());
        assertThat(seen)
                .extracting(SessionInfo::localAddress)
                .containsOnly(server.addresses().get(0));
        assertThat(seen.get(0).heloName()).isEmpty();
        assertThat(seen.get(0).protocol()).isEqualTo("SMTP");
        assertThat(seen.get(1).heloName()).contains("client.example.org");
        assertThat(seen.get(1).protocol()).isEqualTo("ESMTP");
        assertThat(seen.get(1))
                .hasToString(
                        "session 1 from 127.0.0.1:" + client.localAddress().getPort() + " (client.example.org) ESMTP");
    }
}
