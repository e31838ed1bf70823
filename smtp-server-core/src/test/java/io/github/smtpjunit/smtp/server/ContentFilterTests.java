package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Filters that look at the content, change it, refuse it, or fail. */
class ContentFilterTests extends SmtpTestCase {

    private final AtomicInteger closed = new AtomicInteger();
    private final CopyOnWriteArrayList<String> seen = new CopyOnWriteArrayList<>();

    private SmtpServerBuilder filtering(Supplier<ContentFilter> filters) {
        return builder().policy(new SmtpPolicy() {
            @Override
            public ContentFilter content(SessionInfo session, Envelope envelope) {
                assertThat(envelope.to()).hasSize(1);
                return filters.get();
            }
        });
    }

    /** Refuses what contains a word, and keeps what it has seen. */
    private final class Scanner implements ContentFilter {

        private final StringBuilder text = new StringBuilder();

        @Override
        public InputStream filter(InputStream content) {
            return new FilterInputStream(content) {
                @Override
                public int read() throws IOException {
                    throw new AssertionError("arrays are enough");
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    int count = super.read(target, offset, length);
                    if (count > 0) {
                        text.append(new String(target, offset, count, StandardCharsets.ISO_8859_1));
                    }
                    return count;
                }

                @Override
                public void close() {
                    closed.incrementAndGet();
                }
            };
        }

        @Override
        public Optional<Reply> verdict() {
            seen.add(text.toString());
            return text.indexOf("virus") >= 0 ? Optional.of(Replies.CONTENT_REFUSED) : Optional.of(Replies.OK);
        }
    }

    private RawClient data(RawClient client, String content) {
        return client.send("MAIL FROM:<a@x>")
                .expect("250 *")
                .send("RCPT TO:<b@x>")
                .expect("250 *")
                .send("DATA")
                .expect("354 *")
                .sendRaw(content + ".\r\n");
    }

    @Test
    void aFilterMayLook() {
        RawClient client = greeted(start(filtering(Scanner::new)));
        data(client, "good\r\n..\r\n").expect("250 *");
        data(client, "").expect("250 *");
        client.quit();

        assertThat(received.contents()).containsExactly("good\r\n.\r\n", "");
        assertThat(seen).containsExactly("good\r\n.\r\n", "");
        assertThat(closed).hasValue(2);
    }

    @Test
    void whatItRefusesTheHandlerNeverSeesWhole() {
        RawClient client = greeted(start(filtering(Scanner::new)));
        data(client, "a virus\r\n").expect("554 5.7.1 Content refused");
        data(client, "good\r\n").expect("250 *");
        client.send("MAIL FROM:<a@x>").expect("250 *").send("RCPT TO:<b@x>").expect("250 *");
        client.sendRaw("BDAT 3\r\nvir")
                .expect("250 *")
                .sendRaw("BDAT 4 LAST\r\nus\r\n")
                .expect("554 5.7.1 *");
        client.quit();

        assertThat(received.contents()).containsExactly("good\r\n");
        assertThat(closed).hasValue(3);
        assertThat(sessions.get(0).failedAttempts())
                .extracting(FailedAttempt::phase)
                .containsExactly(Phase.END_OF_DATA, Phase.END_OF_DATA);
    }

    @Test
    void itSeesAndDecidesEvenIfTheHandlerReadsNothing() {
        RawClient client = greeted(start(filtering(Scanner::new).handler(MailHandler.DISCARD)));
        data(client, "a virus\r\n").expect("554 5.7.1 Content refused").quit();
        assertThat(seen).containsExactly("a virus\r\n");
    }

    @Test
    void whatTheHandlerRefusesNeedsNoVerdict() {
        RawClient client = greeted(start(filtering(Scanner::new).handler(mail -> Replies.MAILBOX_FULL)));
        data(client, "good\r\n").expect("552 5.2.2 *").quit();
        assertThat(seen).isEmpty();
    }

    @Test
    void aHandlerThatSwallowsTheRefusalChangesNothing() {
        RawClient client = greeted(start(filtering(Scanner::new).handler(mail -> {
            try {
                mail.content().readAllBytes();
            } catch (IOException e) {
                // swallowed
            }
            return Replies.MAIL_ACCEPTED;
        })));
        data(client, "a virus\r\n").expect("554 5.7.1 Content refused").quit();
    }

    @Test
    void aFilterMayChangeTheContent() {
        RawClient client = greeted(start(
                filtering(() -> content -> new ByteArrayInputStream("other\r\n".getBytes(StandardCharsets.US_ASCII)))));
        data(client, "good\r\n".repeat(10_000)).expect("250 *");
        client.quit();
        assertThat(received.contents()).containsExactly("other\r\n");
    }

    @Test
    void aFilterThatDoesNotReadCannotHideThatTheMailIsBroken() throws Exception {
        SmtpServer server =
                start(filtering(() -> content -> InputStream.nullInputStream()).refuseBareNewlines());
        data(greeted(server), "bare\nnewline\r\n").expect("554 5.6.0 *");
        greeted(server)
                .sendRaw("MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\nhalf")
                .finish()
                .expectCutOff();
        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
        assertThat(received.mails()).isEmpty();
    }

    @Test
    void aFilterThatFailsIsA451() {
        Supplier<ContentFilter> none = () -> {
            throw new IllegalStateException("thrown on purpose");
        };
        RawClient asked = greeted(start(filtering(none)));
        asked.send("MAIL FROM:<a@x>").expect("250 *").send("RCPT TO:<b@x>").expect("250 *");
        asked.send("DATA")
                .expect("451 4.3.0 *")
                .send("RCPT TO:<b@x>")
                .expect("503 *")
                .quit();

        RawClient wrapping = greeted(start(filtering(() -> content -> {
            throw new IOException("thrown on purpose");
        })));
        data(wrapping, "good\r\n").expect("451 4.3.0 *").quit();

        RawClient reading = greeted(start(filtering(() -> content -> new FilterInputStream(content) {
                    @Override
                    public int read(byte[] target, int offset, int length) {
                        throw new IllegalStateException("thrown on purpose");
                    }
                })
                .handler(mail -> {
                    try {
                        mail.content().readAllBytes();
                    } catch (IllegalStateException e) {
                        // swallowed
                    }
                    return Replies.MAIL_ACCEPTED;
                })));
        data(reading, "good\r\n").expect("451 4.3.0 *").quit();

        RawClient once = greeted(start(filtering(() -> content -> new FilterInputStream(content) {
                    private boolean failed;

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        if (!failed) {
                            failed = true;
                            throw new IllegalStateException("thrown on purpose");
                        }
                        return super.read(target, offset, length);
                    }
                })
                .handler(mail -> {
                    try {
                        mail.content().readAllBytes();
                    } catch (IllegalStateException e) {
                        // swallowed
                    }
                    return Replies.MAIL_ACCEPTED;
                })));
        data(once, "good\r\n").expect("451 4.3.0 *").quit();

        RawClient judging = greeted(start(filtering(() -> new ContentFilter() {
            @Override
            public InputStream filter(InputStream content) {
                return content;
            }

            @Override
            public Optional<Reply> verdict() {
                throw new IllegalStateException("thrown on purpose");
            }
        })));
        data(judging, "good\r\n").expect("451 4.3.0 *").quit();
        assertThat(received.mails()).isEmpty();
    }
}
