package io.github.smtpjunit.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a mail is tried again. */
class RetryScheduleTests {

    private static List<Duration> delays(RetrySchedule schedule, int attempts) {
        return IntStream.rangeClosed(1, attempts).mapToObj(schedule::delay).toList();
    }

    @Test
    void stepsComeInOrderAndTheLastOneForEver() {
        assertThat(delays(RetrySchedule.parse("1m,5m*2,1h*3"), 8))
                .containsExactlyElementsOf(Stream.of(1, 5, 5, 60, 60, 60, 60, 60)
                        .map(Duration::ofMinutes)
                        .toList());
        assertThat(RetrySchedule.parse("1m,1h*3").delay(Integer.MAX_VALUE)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void byDefaultTheWaitDoublesFromFiveMinutesTo4000Seconds() {
        assertThat(delays(RetrySchedule.DEFAULT, 7))
                .containsExactlyElementsOf(Stream.of(300, 600, 1_200, 2_400, 4_000, 4_000, 4_000)
                        .map(Duration::ofSeconds)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"90s,90", "1h30m,5400", "5d,432000", "0s,0", "1d1h1m1s,90061"})
    void timesHaveUnits(String text, long seconds) {
        assertThat(RetrySchedule.parseDuration(text)).hasSeconds(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "m", "5 m", "-5m", "5m3", "1w", "5m,", "x5m", "9999999999s"})
    void whatIsNoTimeIsRefusedWithTheRemedy(String text) {
        assertThatThrownBy(() -> RetrySchedule.parseDuration(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("90s, 5m, 1h30m or 5d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "5m,", "5m*", "5m*0", "5m**2", "0s", "400d", "5m*-1"})
    void whatIsNoScheduleIsRefused(String text) {
        assertThatThrownBy(() -> RetrySchedule.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1m,5m*2,1h*3", "5m", "1h30m", "1d1s*7"})
    void itsTextIsWhatIsParsed(String text) {
        assertThat(RetrySchedule.parse(text)).hasToString(text);
    }

    @Test
    void thereIsNoAttemptZero() {
        assertThatThrownBy(() -> RetrySchedule.DEFAULT.delay(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
