package io.github.smtpjunit.smtp.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.smtp.server.Line.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Command lines out of octets, however these arrive. */
class LineReaderTests extends ReaderTestCase {

    private static final int MAX = 20;

    private static List<Line> lines(WireInput input) throws IOException {
        List<Line> lines = new ArrayList<>();
        LineReader reader = new LineReader(input);
        while (true) {
            try {
                lines.add(reader.readLine(new LineReader.Limit(MAX, MAX)));
            } catch (ClientGoneException e) {
                return lines;
            }
        }
    }

    @Test
    void linesOfEveryKindSplitAtEveryOffset() throws IOException {
        String wire = "EHLO x\r\n\r\na\tb\r\n" // good ones
                + "a\nb\r\na\rb\r\na\r\r\n\0\r\n\u007f\r\n\u00ff\r\n\u00c2\u0085\r\n" // malformed ones
                + "\u00c3\u00a4\r\n" + "x".repeat(MAX) + "\r\n" // good ones
                + "x".repeat(MAX + 1) + "\r\n" + "x".repeat(500) + "\r\r\nlast\r\nunfinished"; // too long ones
        for (int size = 1; size <= wire.length(); size++) {
            int piece = size;
            List<Line> lines = lines(input(wire, () -> piece));
            assertThat(lines)
                    .extracting(Line::kind)
                    .containsExactly(
                            Kind.TEXT,
                            Kind.TEXT,
                            Kind.TEXT,
                            Kind.MALFORMED,
                            Kind.MALFORMED,
                            Kind.MALFORMED,
                            Kind.MALFORMED,
                            Kind.MALFORMED,
                            Kind.MALFORMED,
                            Kind.MALFORMED,
                            Kind.TEXT,
                            Kind.TEXT,
                            Kind.TOO_LONG,
                            Kind.TOO_LONG,
                            Kind.TEXT);
            assertThat(lines.get(0).text()).isEqualTo("EHLO x");
            assertThat(lines.get(3).text()).isEqualTo("a\nb");
            assertThat(lines.get(10).text()).isEqualTo("\u00e4");
            assertThat(lines.get(13).text())
                    .hasSizeLessThanOrEqualTo(115)
                    .startsWith("xxxxx")
                    .contains("...");
            assertThat(lines.get(14).text()).isEqualTo("last");
        }
    }

    @Test
    void whateverComesIsSplitAtCrLfOnly() throws IOException {
        Random random = new Random(20261122);
        for (int run = 0; run < 5_000; run++) {
            StringBuilder wire = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                wire.append("\r\n\r\nab \0\u00e4".charAt(random.nextInt(9)));
            }
            List<String> expected = new ArrayList<>(List.of(wire.toString().split("\r\n", -1)));
            expected.remove(expected.size() - 1); // has no end
            List<Line> lines = lines(input(wire.toString(), () -> 1 + random.nextInt(7)));

            assertThat(lines).as(Octets.escape(wire.toString())).hasSameSizeAs(expected);
            for (int i = 0; i < lines.size(); i++) {
                String text = expected.get(i);
                Kind kind = text.length() > MAX ? Kind.TOO_LONG : text.matches("[ab ]*") ? Kind.TEXT : Kind.MALFORMED;
                assertThat(lines.get(i))
                        .isEqualTo(new Line(
                                kind, kind == Kind.TOO_LONG ? lines.get(i).text() : text));
                if (kind != Kind.TOO_LONG) {
                    assertThat(text + "\r\n").startsWith(lines.get(i).text());
                }
            }
        }
    }

    @Test
    void eachLineHasItsOwnTime() throws Exception {
        Duration limit = Duration.ofMillis(400);
        WireInput input = input("a\r\nb\r\nc\r\nd\r\n", () -> 3, limit);
        LineReader reader = new LineReader(input);
        for (String text : List.of("a", "b", "c", "d")) {
            assertThat(reader.readLine(new LineReader.Limit(MAX, MAX)).text()).isEqualTo(text);
            assertThat(new CountDownLatch(1).await(limit.toMillis() / 2, TimeUnit.MILLISECONDS))
                    .as("between the lines time goes by")
                    .isFalse();
        }
    }

    /** What comes with it stays in the socket, where another thread can see it. */
    @Test
    void theFirstOctetAfterASilenceIsReadByItself() throws IOException {
        WireInput input = input("NOOP\r\n", () -> 6);
        input.awaitInSilence(WireInput.Silence.IDLE, () -> {});
        assertThat(input.available()).isEqualTo(1);
        assertThat(new LineReader(input)
                        .readLine(new LineReader.Limit(MAX, MAX))
                        .text())
                .isEqualTo("NOOP");
    }

    @ParameterizedTest
    @ValueSource(strings = {" HTTP/1.1", "xxxxxxxx\u00ff", "\u00e4\u00f6\u00fcxxx\rxx"})
    void ofALineThatIsTooLongTheEndIsKept(String end) throws IOException {
        for (int length = MAX + 1 - end.length(); length < 300; length++) {
            String line = "x".repeat(length) + end;
            for (int size : new int[] {1, 2, 7, line.length(), line.length() + 2}) {
                List<Line> lines = lines(input(line + "\r\n", () -> size));
                assertThat(lines).extracting(Line::kind).containsExactly(Kind.TOO_LONG);
                String text = lines.get(0).text();
                assertThat(text).endsWith("..." + end);
                assertThat(line).startsWith(text.substring(0, text.length() - 3 - end.length()));
            }
        }
    }

    /** The client waits for a reply: nothing else comes. */
    @Test
    void twoOctetsShowThatAClientSpeaksTls() throws IOException {
        for (int size : new int[] {1, 2}) {
            assertThat(lines(input("\u0016\u0003", () -> size)))
                    .containsExactly(new Line(Kind.MALFORMED, "\u0016\u0003"));
            for (String other : List.of("\u0016", "\u0016\u0004", "\u0015\u0003", "\u0003\u0016", "x\u0016\u0003")) {
                assertThat(lines(input(other, () -> size))).isEmpty();
            }
        }
        assertThat(lines(input("\u0016\u0003\u0001NOOP\r\n", () -> 3)))
                .as("what follows is read by itself")
                .containsExactly(new Line(Kind.MALFORMED, "\u0016\u0003\u0001"), new Line(Kind.TEXT, "NOOP"));
    }

    @Test
    void utf8IsDecodedAlsoWhereThereIsNothingElse() throws IOException {
        String[] texts = {"\u00e4", "\u00e4a", "a\u00e4", "\u4e2d"};
        for (String text : texts) {
            String octets = new String(text.getBytes(UTF_8), ISO_8859_1);
            assertThat(lines(input(octets + "\r\n", () -> 1))).containsExactly(new Line(Kind.TEXT, text));
        }
    }

    @Test
    void anEndlessLineIsNotKept() {
        WireInput input = input("x".repeat(5_000_000), () -> 100_000);
        assertThatThrownBy(() -> new LineReader(input).readLine(new LineReader.Limit(4096, 4096)))
                .isInstanceOf(ClientGoneException.class);
        assertThat(input.buffer.length).isLessThanOrEqualTo(128 * 1024);
    }
}
