package io.github.smtpjunit.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dots are put where RFC 5321 section 4.5.2 has them, and nothing else is done. */
class DotStuffingTests {

    /** A content and all that follows DATA for it. */
    private record Stuffed(String octets, boolean unsafe) {}

    private static Stuffed stuff(String content, int... blocks) {
        byte[] octets = content.getBytes(StandardCharsets.ISO_8859_1);
        DotStuffing stuffing = new DotStuffing();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int from = 0;
        for (int i = 0; i <= blocks.length; i++) {
            int to = i < blocks.length ? from + blocks[i] : octets.length;
            byte[] block = Arrays.copyOfRange(octets, from, to);
            byte[] out = new byte[DotStuffing.room(block.length)];
            int used = stuffing.stuff(block, block.length, out);
            used = i == blocks.length ? stuffing.finish(out, used) : used;
            all.write(out, 0, used);
            from = to;
        }
        return new Stuffed(all.toString(StandardCharsets.ISO_8859_1), stuffing.isUnsafe());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                      | .\\r\\n",
                ".                       | ..\\r\\n.\\r\\n",
                ".\\r\\n                 | ..\\r\\n.\\r\\n",
                "a\\r\\n                 | a\\r\\n.\\r\\n",
                "a                       | a\\r\\n.\\r\\n",
                "a\\r\\n.b\\r\\n..c\\r\\n | a\\r\\n..b\\r\\n...c\\r\\n.\\r\\n",
                "a.b\\r\\n               | a.b\\r\\n.\\r\\n",
                "\\r\\n.\\r\\n.\\r\\n     | \\r\\n..\\r\\n..\\r\\n.\\r\\n",
                "a\\n.b\\r.c\\r\\n       | a\\n.b\\r.c\\r\\n.\\r\\n",
                "\\r\\r\\n.\\r\\n         | \\r\\r\\n..\\r\\n.\\r\\n",
                "a\\r                    | a\\r\\r\\n.\\r\\n",
                "a\\n                    | a\\n\\r\\n.\\r\\n",
                "12345678\\r\\n.2345678  | 12345678\\r\\n..2345678\\r\\n.\\r\\n",
            })
    void stuffs(String content, String expected) {
        assertThat(stuff(content.translateEscapes())).isEqualTo(new Stuffed(expected.translateEscapes(), false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\\n.\\nMAIL FROM:<x@y>\\r\\n",
                "a\\n.\\r\\nMAIL FROM:<x@y>\\r\\n",
                "a\\r.\\rMAIL FROM:<x@y>\\r\\n",
                "a\\r.\\r\\nMAIL FROM:<x@y>\\r\\n",
                "a\\r.\\nMAIL FROM:<x@y>\\r\\n",
                "a\\r\\n\\n.\\r\\n",
                "a\\n.",
                "a\\r.",
            })
    void seesWhatALenientPeerCouldTakeForTheEnd(String content) {
        String octets = content.translateEscapes();
        assertThat(stuff(octets).unsafe()).isTrue();
        for (int split = 0; split <= octets.length(); split++) {
            assertThat(stuff(octets, split).unsafe()).as("split at %d", split).isTrue();
        }
    }

    @Test
    void aReaderGetsTheContentBackWhereverTheBlocksEnd() {
        Random random = new Random(20_261_122);
        String alphabet = "\r\n.\r\n.a\u00ff";
        for (int round = 0; round < 3_000; round++) {
            StringBuilder content = new StringBuilder();
            random.ints(random.nextInt(40), 0, alphabet.length()).forEach(i -> content.append(alphabet.charAt(i)));
            content.insert(random.nextInt(content.length() + 1), "x".repeat(random.nextInt(20)));
            String octets = content.toString();
            Stuffed whole = stuff(octets);
            boolean ended = octets.isEmpty() || octets.endsWith("\r\n");
            assertThat(unstuffed(whole.octets())).isEqualTo(ended ? octets : octets + "\r\n");
            for (int split = 0; split <= octets.length(); split++) {
                assertThat(stuff(octets, split)).as("split at %d", split).isEqualTo(whole);
            }
            int a = random.nextInt(octets.length() + 1);
            int b = random.nextInt(octets.length() - a + 1);
            assertThat(stuff(octets, a, b)).isEqualTo(whole);
        }
    }

    /** What a strict receiver makes of it (RFC 5321 section 4.5.2): only CR LF dot CR LF ends it, and only once. */
    private static String unstuffed(String octets) {
        String withStart = "\r\n" + octets;
        assertThat(withStart.indexOf("\r\n.\r\n")).isEqualTo(withStart.length() - 5);
        String lines = withStart.substring(0, withStart.length() - 3);
        return lines.replace("\r\n.", "\r\n").substring(2);
    }

    @Test
    void theOutputNeverNeedsMoreRoomThanWasSaid() {
        for (String content : new String[] {".", ".\r\n.\r\n.\r\n.\r\n.", "\r\n.\r\n.\r\n.", ".\r\n."}) {
            assertThat(stuff(content).octets().length()).isLessThanOrEqualTo(DotStuffing.room(content.length()));
        }
    }

    @Test
    void findsEachLineBreak() {
        for (int length = 0; length < 40; length++) {
            for (int place = 0; place < length; place++) {
                byte[] octets = new byte[length];
                Arrays.fill(octets, (byte) (place % 2 == 0 ? 0x8D : 0x0C)); // near to CR
                octets[place] = (byte) (length % 2 == 0 ? '\r' : '\n');
                for (int from = 0; from <= place; from++) {
                    assertThat(DotStuffing.nextLineBreak(octets, from, length)).isEqualTo(place);
                    assertThat(DotStuffing.nextLineBreak(octets, from, place)).isEqualTo(place);
                }
            }
        }
    }
}
