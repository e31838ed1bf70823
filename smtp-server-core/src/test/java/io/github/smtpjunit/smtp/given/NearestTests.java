package io.github.smtpjunit.smtp.given;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTests {

    @ParameterizedTest
    @CsvSource({
        "listen, listen",
        "lisen, listen",
        "lsiten, listen",
        "listenn, listen",
        "listen-tsl, listen-tls",
        "htpp, http",
        "zzzz, http",
        "'', http"
    })
    void theFewestChangesCount(String given, String nearest) {
        assertThat(Nearest.to(given, Stream.of("http", "listen", "listen-tls"))).isEqualTo(nearest);
    }

    @ParameterizedTest
    @CsvSource({"x", "''"})
    void ofNoNamesNoneIsNear(String given) {
        assertThat(Nearest.to(given, Stream.empty())).isEmpty();
    }
}
