package io.github.smtpjunit.relay.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times in the files of a spool are read as the JDK reads them. */
class SpoolTimeTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-30T06:38:23Z",
                "2026-11-30T06:38:23.Z",
                "2026-11-30T06:38:23.1Z",
                "2026-11-30T06:38:23.120Z",
                "2026-11-30T06:38:23.000001Z",
                "2026-11-30T06:38:23.123456789Z",
                "1969-12-31T23:59:59.999999999Z",
                "2024-02-29T00:00:00Z",
                "+12345-01-01T00:00:00Z",
                "-0001-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59.999999999Z",
            })
    void areReadAsWritten(String text) {
        assertThat(SpoolTime.parse(text)).isEqualTo(Instant.parse(text));
    }

    @Test
    void anyTimeIsReadAsItWasWritten() {
        Random random = new Random(13);
        for (int i = 0; i < 1_000; i++) {
            Instant time = Instant.ofEpochSecond(random.nextLong(-1L << 38, 1L << 38), random.nextInt(1_000_000_000));
            assertThat(SpoolTime.parse(time.toString())).isEqualTo(time);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "now",
                "2026-11-30",
                "2026-11-30T06:38:23",
                "2026-11-30 06:38:23Z",
                "2026-02-30T06:38:23Z",
                "2026-11-30T25:38:23Z",
                "2026-11-30T06:38:23.1234567890Z",
                "2026-11-30T06:38:2\u0663Z"
            })
    void whatIsNoTimeIsRefused(String text) {
        assertThatExceptionOfType(DateTimeException.class).isThrownBy(() -> SpoolTime.parse(text));
    }
}
