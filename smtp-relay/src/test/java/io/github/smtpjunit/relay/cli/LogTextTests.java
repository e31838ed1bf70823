package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.client.HostPort;
import io.github.smtpjunit.relay.web.Json;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written for programs: log values, JSON, metrics, places. */
class LogTextTests {

    @Test
    void jsonEscapesWhatItMustAndLeavesUnicodeAsItIs() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("a\"\\\u0000\r\n\t\u007f", Arrays.asList("\u00e4\u4e16\ud83d\udce7", true, 12, null, List.of()));
        value.put("\ud800 and \udc00", "\u2028");
        assertThat(Json.of(value))
                .isEqualTo("{\"a\\\"\\\\\\u0000\\r\\n\\t\\u007f\": [\"\u00e4\u4e16\ud83d\udce7\", true, 12, null, []],"
                        + " \"\\ud800 and \\udc00\": \"\\u2028\"}");
    }

    @Test
    void aLogValueIsQuotedWhenItIsNotPlainAndCutWhenItIsLong() {
        assertThat(LogText.value("<ada@example.org>")).isEqualTo("<ada@example.org>");
        assertThat(LogText.value("")).isEqualTo("\"\"");
        assertThat(LogText.value("a=b")).isEqualTo("\"a=b\"");
        assertThat(LogText.value("x".repeat(5_000))).hasSize(2_005).endsWith("...\"");
    }

    @Test
    void aHistogramCountsByUpperBounds() {
        Metrics metrics = new Metrics();
        Metrics.Histogram histogram =
                metrics.histogram("latency_seconds", "Waiting", Duration.ofMillis(500), Duration.ofSeconds(5));
        for (long millis : new long[] {100, 500, 501, 9_000}) {
            histogram.record(Duration.ofMillis(millis));
        }
        assertThat(metrics.text()).endsWith("""
                # TYPE smtp_relay_latency_seconds histogram
                smtp_relay_latency_seconds_bucket{le="0.5"} 2
                smtp_relay_latency_seconds_bucket{le="5.0"} 3
                smtp_relay_latency_seconds_bucket{le="+Inf"} 4
                smtp_relay_latency_seconds_sum 10.101
                smtp_relay_latency_seconds_count 4
                """);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:25,127.0.0.1,25",
        "localhost:0,localhost,0",
        "[::1]:65535,::1,65535",
        "[fe80::1%eth0]:25,fe80::1%eth0,25"
    })
    void aPlaceIsHostAndPort(String text, String host, int port) {
        assertThat(HostPort.parseListening(text))
                .isEqualTo(new HostPort(host, port))
                .hasToString(text);
    }
}
