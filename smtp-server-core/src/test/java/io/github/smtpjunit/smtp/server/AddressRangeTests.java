package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses lie in which range, and what is no range at all. */
class AddressRangeTests {

    @ParameterizedTest(name = "{0} contains {1}: {2}")
    @CsvSource({
        "127.0.0.0/8, 127.255.255.255, true",
        "127.0.0.0/8, 128.0.0.0, false",
        "127.0.0.0/8, 126.255.255.255, false",
        "192.0.2.128/25, 192.0.2.128, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.4/30, 192.0.2.7, true",
        "192.0.2.4/30, 192.0.2.8, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "192.0.2.7/32, 192.0.2.7, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 127.0.0.1, false",
        "::1, ::1, true",
        "::1, ::2, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::, false",
        "2001:db8:0:8::/61, 2001:db8:0:f::1, true",
        "2001:db8:0:8::/61, 2001:db8:0:10::1, false",
        "fe80::/10, fe80::1, true",
        "::ffff:127.0.0.0/104, 127.0.0.1, true",
        "127.0.0.0/8, ::ffff:127.0.0.1, true",
    })
    void contains(String range, String address, boolean expected) throws Exception {
        assertThat(AddressRange.parse(range).contains(InetAddress.getByName(address)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/8", "127.0.0.1/", "127.0.0.1/33", "127.0.0.1/-1", "127.0.0.1/a", "127.0.0.1/8", "127.1/8",
                        "::1/129",
                "2001:db8::1/32", "localhost", "localhost/8", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", ":::", "1:2",
                        "fe80::1%lo",
                "[::1]", "::ffff:127.0.0.0/95", "127.0.0.0/8/8", " 127.0.0.1", "abcd", "127.0.0.0/0008"
            })
    void isNoRange(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.parse(text));
    }

    @Test
    void bitsBehindThePrefixAreExplained() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRange.parse("10.1.2.3/8"))
                .withMessageContaining("write 10.0.0.0/8");
    }

    @Test
    void isAValue() {
        assertThat(AddressRange.parse("10.0.0.0/8"))
                .isEqualTo(AddressRange.parse("10.0.0.0/8"))
                .isNotEqualTo(AddressRange.parse("10.0.0.0/9"))
                .hasToString("10.0.0.0/8");
        assertThat(AddressRange.parse("::1").prefixLength()).isEqualTo(128);
    }

    @Test
    void sharesThePrefixAndNothingElse() throws Exception {
        Random random = new Random(4632);
        for (int i = 0; i < 2_000; i++) {
            byte[] octets = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(octets);
            octets[0] |= 1; // no IPv4 within IPv6
            int bits = octets.length * 8;
            int prefix = 1 + random.nextInt(bits);
            byte[] first = octets.clone();
            for (int bit = prefix; bit < bits; bit++) {
                first[bit / 8] &= (byte) ~(0x80 >> bit % 8);
            }
            AddressRange range = new AddressRange(InetAddress.getByAddress(first), prefix);
            assertThat(range.contains(InetAddress.getByAddress(octets))).isTrue();
            assertThat(AddressRange.parse(range.toString())).isEqualTo(range);
            int flipped = random.nextInt(prefix);
            octets[flipped / 8] ^= (byte) (0x80 >> flipped % 8);
            assertThat(range.contains(InetAddress.getByAddress(octets))).isFalse();
        }
    }
}
