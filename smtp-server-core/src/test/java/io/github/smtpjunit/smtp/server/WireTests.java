package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.smtp.Replies;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * When replies go out, and how few writes that takes: small ones apart would each wait for the peer's delayed
 * acknowledgement.
 */
class WireTests {

    private final List<String> writes = new ArrayList<>();
    private final WireOutput output = new WireOutput(new OutputStream() {
        @Override
        public void write(int octet) {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) {
            writes.add(Octets.toString(Arrays.copyOfRange(octets, offset, offset + length)));
        }
    });

    private WireInput input(InputStream in) {
        return new WireInput(new Socket(), in, output, Duration.ofMinutes(1));
    }

    private LineReader lines(String octets) {
        return new LineReader(input(new ByteArrayInputStream(Octets.of(octets))));
    }

    @Test
    void aPipelinedBatchIsAnsweredInOneWrite() throws IOException {
        LineReader reader = lines("MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n");

        reader.readLine(new LineReader.Limit(100, 100));
        output.write(Replies.SENDER_OK);
        reader.readLine(new LineReader.Limit(100, 100));
        output.write(Replies.RECIPIENT_OK);
        reader.readLine(new LineReader.Limit(100, 100));
        output.write(Replies.SEND_CONTENT);
        assertThat(writes).as("before the next read that may block").isEmpty();

        assertThatThrownBy(() -> reader.readLine(new LineReader.Limit(100, 100)))
                .isInstanceOf(ClientGoneException.class);
        assertThat(writes).singleElement().asString().isEqualToNormalizingNewlines("""
                        250 2.1.0 Sender OK
                        250 2.1.5 Recipient OK
                        354 Start mail input; end with <CRLF>.<CRLF>
                        """);
    }

    @Test
    void aReplyOfManyLinesIsOneWrite() throws IOException {
        output.write(Replies.help(List.of("EHLO")));
        output.flush();

        assertThat(writes).singleElement().asString().startsWith("214-").hasLineCount(2);
    }

    @Test
    void moreThanTheBufferHoldsGoesOutInWholeReplies() throws IOException {
        for (int i = 0; i < 100; i++) {
            output.write(Replies.RECIPIENT_OK);
        }
        output.flush();

        assertThat(writes)
                .hasSizeBetween(2, 10)
                .allSatisfy(write -> assertThat(write).matches("(250 2\\.1\\.5 Recipient OK\r\n)+"));
        assertThat(String.join("", writes)).hasLineCount(100);
    }

    @Test
    void aLargeBufferIsGivenBackAfterAMail() throws IOException {
        byte[] mail = new byte[1_000_000];
        WireInput input = input(new ByteArrayInputStream(mail));
        for (int taken = 0; taken < mail.length; taken += input.available()) {
            input.position = input.limit;
            input.await();
        }
        assertThat(input.buffer).hasSizeGreaterThan(8 * 1024);

        input.position = input.limit;
        input.shrink();

        assertThat(input.buffer).hasSizeLessThanOrEqualTo(2 * 1024);
    }

    @Test
    void nothingIsWrittenForNothing() throws IOException {
        output.flush();
        assertThatThrownBy(() -> lines("").readLine(new LineReader.Limit(100, 100)))
                .isInstanceOf(ClientGoneException.class);

        assertThat(writes).isEmpty();
    }
}
