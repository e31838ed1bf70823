package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar of PROXY headers; octets as Latin-1 with escapes. */
class ProxyHeaderTests {

    private static final String V2 = "\\r\\n\\r\\n\\x00\\r\\nQUIT\\n";

    /** Takes octets one by one, as long as they are asked for. */
    private static String taken(byte[] octets, int atATime) {
        byte[] buffer = new byte[ProxyHeader.MAX_LENGTH];
        int count = 0;
        int missing;
        while ((missing = ProxyHeader.missing(buffer, count)) > 0) {
            int run = Math.min(missing, atATime);
            if (count + run > octets.length) {
                return "incomplete";
            }
            System.arraycopy(octets, count, buffer, count, run);
            count += run;
        }
        assertThat(count).as("octets taken").isEqualTo(octets.length);
        ProxyHeader.Addresses addresses = ProxyHeader.parse(buffer, count).addresses();
        return addresses == null ? "none" : addresses.source() + " > " + addresses.destination();
    }

    private static String parsed(String escaped) {
        byte[] octets = Octets.of(Octets.unescape(escaped));
        String atOnce = taken(octets, Integer.MAX_VALUE);
        for (int size = 1; size <= 20; size++) {
            assertThat(taken(octets, size)).as("in pieces of %d", size).isEqualTo(atOnce);
        }
        return atOnce;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PROXY TCP4 192.0.2.1 198.51.100.2 56324 25\\r\\n | /192.0.2.1:56324 > /198.51.100.2:25",
                "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\\r\\n | /255.255.255.255:65535 > /255.255.255.255:65535",
                "PROXY TCP4 0.0.0.0 0.0.0.0 0 0\\r\\n | /0.0.0.0:0 > /0.0.0.0:0",
                "PROXY TCP6 2001:db8::1 ::1 1 25\\r\\n | /[2001:db8:0:0:0:0:0:1]:1 > /[0:0:0:0:0:0:0:1]:25",
                "PROXY UNKNOWN\\r\\n | none",
                "PROXY UNKNOWN ffff:f...f:ffff whatever 1 2\\r\\n | none",
                V2 + "\\x21\\x11\\x00\\x0c\\xc0\\x00\\x02\\x01\\xc6\\x33\\x64\\x02\\xdc\\x04\\x00\\x19"
                        + " | /192.0.2.1:56324 > /198.51.100.2:25",
                V2
                        + "\\x21\\x11\\x00\\x10\\xc0\\x00\\x02\\x01\\xc6\\x33\\x64\\x02\\xdc\\x04\\x00\\x19\\x04\\x00\\x01\\x00"
                        + " | /192.0.2.1:56324 > /198.51.100.2:25",
                V2 + "\\x21\\x21\\x00\\x24 \\x01\\x0d\\xb8\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x01"
                        + "\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x01\\x00\\x01\\x00\\x19"
                        + " | /[2001:db8:0:0:0:0:0:1]:1 > /[0:0:0:0:0:0:0:1]:25",
                V2 + "\\x20\\x00\\x00\\x00 | none",
                V2 + "\\x20\\x11\\x00\\x0c\\xc0\\x00\\x02\\x01\\xc6\\x33\\x64\\x02\\xdc\\x04\\x00\\x19 | none",
                V2 + "\\x20\\xff\\x00\\x01\\x00 | none",
                V2 + "\\x21\\x00\\x00\\x03\\x04\\x00\\x00 | none",
                V2 + "\\x21\\x12\\x00\\x0c\\xc0\\x00\\x02\\x01\\xc6\\x33\\x64\\x02\\xdc\\x04\\x00\\x19 | none",
                V2 + "\\x21\\x31\\x00\\x00 | none",
                "PROXY TCP4 192.0.2.1 198.51.100.2 56324 | incomplete",
                "P | incomplete",
                V2 + "\\x21\\x11\\x00\\x0c\\xc0 | incomplete",
            })
    void isAHeader(String octets, String expected) {
        assertThat(parsed(octets.strip())).isEqualTo(expected.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO client.example.org\\r\\n",
                "proxy TCP4 192.0.2.1 198.51.100.2 56324 25\\r\\n",
                "PROXY\\r\\n         ",
                "PROXY  TCP4 192.0.2.1 198.51.100.2 56324 25\\r\\n",
                "PROXY TCP4  192.0.2.1 198.51.100.2 56324 25\\r\\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 56324 25 \\r\\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 56324\\r\\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 56324 25 26\\r\\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 65536 25\\r\\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 -1 25\\r\\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 01 25\\r\\n",
                "PROXY TCP4 192.0.2.01 198.51.100.2 1 25\\r\\n",
                "PROXY TCP4 192.0.2 198.51.100.2 1 25\\r\\n",
                "PROXY TCP4 localhost 198.51.100.2 1 25\\r\\n",
                "PROXY TCP4 ::1 ::1 1 25\\r\\n",
                "PROXY TCP6 127.0.0.1 127.0.0.1 1 25\\r\\n",
                "PROXY TCP6 fe80::1%lo ::1 1 25\\r\\n",
                "PROXY TCP5 127.0.0.1 127.0.0.1 1 25\\r\\n",
                "PROXY UDP4 127.0.0.1 127.0.0.1 1 25\\r\\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 1 25\\n\\r\\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 1 25\\x00\\r\\n",
                V2 + "\\x11\\x11\\x00\\x0c\\xc0\\x00\\x02\\x01\\xc6\\x33\\x64\\x02\\xdc\\x04\\x00\\x19",
                V2 + "\\x22\\x11\\x00\\x0c\\xc0\\x00\\x02\\x01\\xc6\\x33\\x64\\x02\\xdc\\x04\\x00\\x19",
                V2 + "\\x21\\x11\\x00\\x0b\\xc0\\x00\\x02\\x01\\xc6\\x33\\x64\\x02\\xdc\\x04\\x00",
                V2 + "\\x21\\x21\\x00\\x0c\\xc0\\x00\\x02\\x01\\xc6\\x33\\x64\\x02\\xdc\\x04\\x00\\x19",
                V2 + "\\x21\\x13\\x00\\x00",
                V2 + "\\x21\\x41\\x00\\x00",
                V2 + "\\x21\\xff\\x00\\x00",
                V2 + "\\x21\\x11\\xff\\xff",
                "\\r\\n\\r\\n\\x00\\r\\nQUIT\\x0b\\x21\\x11\\x00\\x00",
            })
    void isNoHeader(String octets) {
        assertThatIllegalArgumentException().isThrownBy(() -> parsed(octets));
    }

    @Test
    void aLineOf107OctetsIsTheLongest() {
        String longest = "PROXY UNKNOWN " + "x".repeat(107 - 16) + "\\r\\n";
        assertThat(parsed(longest)).isEqualTo("none");
        assertThatIllegalArgumentException().isThrownBy(() -> parsed(longest.replace("\\r\\n", "x\\r\\n")));
        assertThatIllegalArgumentException().isThrownBy(() -> parsed("PROXY UNKNOWN " + "x".repeat(5_000)));
    }

    @Test
    void neverAsksForMoreThanTheHeaderAndNeverFailsOtherwise() {
        Random random = new Random(107);
        String valid = "PROXY TCP4 192.0.2.1 198.51.100.2 56324 25\r\n";
        String validV2 = Octets.unescape(
                V2 + "\\x21\\x11\\x00\\x0c\\xc0\\x00\\x02\\x01\\xc6\\x33\\x64\\x02\\xdc\\x04\\x00\\x19");
        for (int i = 0; i < 20_000; i++) {
            byte[] octets = Octets.of((random.nextBoolean() ? valid : validV2) + "EHLO x\r\n".repeat(20));
            int changes = random.nextInt(4);
            for (int change = 0; change < changes; change++) {
                octets[random.nextInt(50)] =
                        (byte) (random.nextBoolean() ? random.nextInt() : "\r\n 0:.".charAt(random.nextInt(6)));
            }
            int count = 0;
            try {
                int missing;
                while (count < octets.length && (missing = ProxyHeader.missing(octets, count)) > 0) {
                    count = Math.min(octets.length, count + missing);
                }
                ProxyHeader.parse(octets, count);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("PROXY");
                continue;
            }
            assertThat(changes > 0 || count == valid.length() || count == validV2.length())
                    .isTrue();
        }
    }
}
