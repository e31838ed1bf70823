package io.github.smtpjunit.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Domain names, and what only looks like one. */
class DomainNamesTests {

    private static final String LONGEST_LABEL = "a".repeat(63);

    private static Stream<Arguments> domains() {
        return Stream.of(
                Arguments.of("Example.ORG", "example.org"),
                Arguments.of("b\u00fccher.example", "xn--bcher-kva.example"),
                Arguments.of("b\u00fccher\u3002example", "xn--bcher-kva.example"),
                Arguments.of("_dmarc.example.org", "_dmarc.example.org"),
                Arguments.of(LONGEST_LABEL + ".org", LONGEST_LABEL + ".org"),
                Arguments.of("mx." + LONGEST_LABEL, "mx." + LONGEST_LABEL),
                Arguments.of(LONGEST_LABEL + "a.org", ""),
                Arguments.of("mx." + LONGEST_LABEL + "a", ""),
                Arguments.of(
                        (LONGEST_LABEL + ".").repeat(3) + "a".repeat(61),
                        (LONGEST_LABEL + ".").repeat(3) + "a".repeat(61)),
                Arguments.of((LONGEST_LABEL + ".").repeat(3) + "a".repeat(62), ""),
                Arguments.of("example..org", ""),
                Arguments.of("example.org.", ""),
                Arguments.of("-example.org", ""),
                Arguments.of("example-.org", ""),
                Arguments.of("exa mple.org", ""),
                Arguments.of("stra\u00dfe.example", ""),
                Arguments.of("", ""));
    }

    @ParameterizedTest
    @MethodSource("domains")
    void inAscii(String domain, String ascii) {
        assertThat(DomainNames.ascii(domain).orElse("")).isEqualTo(ascii);
    }
}
