package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.smtp.Replies;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader of DATA against the definition, with its input and its reads split at every offset. */
class DataReaderTests extends ReaderTestCase {

    private static final long SEED = 20261122;
    private static final int STRAIGHT = 8 * 1024; // as much as is read past the buffer

    /** The definition, and nothing clever: lines end in CR LF, one leading dot goes, a dot alone ends. */
    private static String[] reference(String wire) {
        StringBuilder content = new StringBuilder();
        int start = 0;
        while (true) {
            int end = wire.indexOf("\r\n", start);
            if (end < 0) {
                throw new IllegalArgumentException("no end of data");
            }
            String line = wire.substring(start, end);
            start = end + 2;
            if (line.equals(".")) {
                return new String[] {content.toString(), wire.substring(start)};
            }
            content.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
    }

    private static String read(DataReader reader, int atOnce) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] piece = new byte[atOnce];
        int count;
        while ((count = reader.read(piece, 0, atOnce)) >= 0) {
            assertThat(count).isPositive();
            content.write(piece, 0, count);
        }
        return Octets.toString(content.toByteArray());
    }

    private static void check(String wire, IntSupplier pieces, int atOnce) throws IOException {
        String[] expected = reference(wire);
        WireInput input = input(wire, pieces);
        assertThat(read(new DataReader(input, Long.MAX_VALUE, new BareNewlineCheck(false)), atOnce))
                .as("the content of %s", Octets.escape(wire))
                .isEqualTo(expected[0]);
        assertThat(rest(input)).as("what follows %s", Octets.escape(wire)).isEqualTo(expected[1]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".\\r\\n",
                "\\r\\n.\\r\\n",
                "a\\r\\n.\\r\\nNOOP\\r\\n",
                "..\\r\\n.\\r\\n",
                ".\\r\\r\\n.\\r\\n",
                ".\\n.\\r\\n\\r\\n.\\r\\n.\\r\\n",
                "\\r.\\r\\n\\r\\r\\n.\\r\\n",
                "a\\r\\n.b\\r\\n..\\r\\n...\\r\\n.\\r.\\r\\n.\\r\\nrest",
                "\\n.\\n\\r\\n.\\r\\n.\\r\\n"
            })
    void splitAtEveryOffset(String escaped) throws IOException {
        String wire = Octets.unescape(escaped);
        for (int split = 1; split <= wire.length(); split++) {
            for (int atOnce : new int[] {1, 2, 3, 4, STRAIGHT}) {
                Iterator<Integer> sizes = List.of(split, wire.length()).iterator();
                check(wire, () -> sizes.hasNext() ? sizes.next() : 1, atOnce);
                int size = split;
                check(wire, () -> size, atOnce);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, STRAIGHT})
    void aDotAnywhereAmongOthersIsSeen(int atOnce) throws IOException {
        for (int before = 0; before < 20; before++) {
            for (int between = 0; between < 20; between++) {
                String wire = "x".repeat(before) + "." + "y".repeat(between) + "\r\n..z.\r\n.\r\nrest";
                check(before == 0 ? "." + wire : wire, () -> wire.length(), atOnce);
            }
        }
    }

    @Test
    void contentOfAnySizeIsReadWhole() throws IOException {
        for (int size : new int[] {0, 1, 4_094, 4_096, 4_098, 20_480, 20_481, 1 << 20, (5 << 20) + 7}) {
            String content = "x".repeat(size) + "\r\n";
            WireInput input = input(content + ".\r\nrest", () -> 100_000);
            assertThat(new DataReader(input, Long.MAX_VALUE, new BareNewlineCheck(false)).readAllBytes())
                    .isEqualTo(Octets.of(content));
            assertThat(rest(input)).isEqualTo("rest");
        }
    }

    @Test
    void anyMixtureOfTheOctetsThatMatter() throws IOException {
        Random random = new Random(SEED);
        for (int run = 0; run < 20_000; run++) {
            StringBuilder wire = new StringBuilder();
            int length = random.nextInt(30);
            for (int i = 0; i < length; i++) {
                wire.append("\r\n..x\0".charAt(random.nextInt(6)));
                if (random.nextInt(4) == 0) {
                    wire.append("\r\n");
                }
            }
            wire.append("\r\n.\r\nQUIT\r\n");
            check(
                    wire.toString(),
                    () -> 1 + random.nextInt(5),
                    random.nextInt(3) == 0 ? STRAIGHT : 1 + random.nextInt(5));
        }
    }

    @Test
    void withoutItsEndTheContentNeverEndsWell() {
        for (String wire : List.of("", ".", ".\r", "x", "x\r\n", "x\r\n.", "x\r\n.\r", "x\n.\n", "..\r\n")) {
            DataReader reader = new DataReader(input(wire, () -> 2), Long.MAX_VALUE, new BareNewlineCheck(false));
            assertThatThrownBy(reader::readAllBytes).as(wire).isInstanceOf(ClientGoneException.class);
            assertThatThrownBy(reader::read).as(wire).isInstanceOf(ClientGoneException.class);
        }
    }

    @Test
    void whatIsTooLargeIsReadToItsEnd() throws IOException {
        WireInput input = input("123456\r\n7\r\n.\r\nNOOP", () -> 3);
        DataReader reader = new DataReader(input, 5, new BareNewlineCheck(false));

        assertThatThrownBy(reader::readAllBytes).hasMessageContaining("552");
        assertThatThrownBy(reader::read).hasMessageContaining("552");
        reader.skipAfterFailure();

        assertThat(reader.refusal()).isEqualTo(Replies.MAIL_TOO_LARGE);
        assertThat(rest(input)).isEqualTo("NOOP");
    }

    @Test
    void theRestOfWhatIsTooLargeIsNotKept() throws IOException {
        WireInput input = flood("\r\n.\r\nNOOP");
        DataReader reader = new DataReader(input, 1_000, new BareNewlineCheck(false));

        long before = CostTests.allocated();
        reader.drain();
        reader.skipAfterFailure();
        assertThat(CostTests.allocated() - before).isLessThan(LITTLE);

        assertThat(reader.count()).isEqualTo(FLOOD + 2L);
        assertThat(reader.refusal()).isEqualTo(Replies.MAIL_TOO_LARGE);
        assertThat(rest(input)).isEqualTo("NOOP");
    }

    @Test
    void aSlowReaderIsNotHeldAgainstTheClient() throws IOException {
        Duration timeout = Duration.ofMillis(40);
        WireInput input = input("x\r\n.\r\n", () -> 4, timeout);
        DataReader reader = new DataReader(input, 100, new BareNewlineCheck(false));
        assertThat(reader.readNBytes(3)).hasSize(3); // the dot is in the buffer already
        long late = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < late) {
            Thread.onSpinWait();
        }

        assertThat(reader.read()).isEqualTo(-1);
    }
}
