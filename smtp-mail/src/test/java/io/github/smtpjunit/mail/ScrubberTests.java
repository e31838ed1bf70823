package io.github.smtpjunit.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What differs from one mail to the next is replaced by a name. */
class ScrubberTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uuid        | id 123e4567-e89b-12d3-a456-426614174000, 123E4567-E89B-12D3-A456-426614174000. | id"
                        + " {uuid}, {uuid}.",
                "uuid        | no 123e4567-e89b-12d3-a456-42661417400                                      |",
                "date        | on 2026-03-01, 2026-03-01T12:00:00.5Z and 2026-03-01 12:00+01:00            | on"
                        + " {date}, {date} and {date}",
                "date        | Sun, 1 Mar 2026 12:00:00 +0100 or 1 Mar 2026 or 20260301T120000Z            | {date} or"
                        + " {date} or {date}",
                "date        | 1.3.2026                                                                    |",
                "number      | code 123456, 2 teas, a1234567, 12345                                        | code"
                        + " {number}, 2 teas, a1234567, 12345",
                "token       | https://a.example/?x=1&token=ab-c&y=2 <a href='/?token=d'>                  |"
                        + " https://a.example/?x=1&token={token}&y=2 <a href='/?token={token}'>",
                "token       | https://a.example/?id=7&amp;token=e#f                                       |"
                        + " https://a.example/?id={id}&amp;token={token}#f",
                "content-id  | <img src=\"cid:1.2@host\"> url(cid:x)                                       | <img"
                        + " src=\"cid:{content-id}\"> url(cid:{content-id})",
                "X-Mailer    | X-Mailer: Sender 1.2                                                        | X-Mailer:"
                        + " {X-Mailer}",
                "regex       | confirm/abc, confirm/d                                                      |"
                        + " confirm/{key}, confirm/{key}",
            })
    void scrubs(String kind, String text, String scrubbed) {
        Scrubber scrubber = switch (kind) {
            case "uuid" -> Scrubber.uuids();
            case "date" -> Scrubber.dates();
            case "number" -> Scrubber.numbers(6);
            case "token" -> Scrubber.queryParameters("token", "id");
            case "content-id" -> Scrubber.contentIds();
            case "X-Mailer" -> Scrubber.headers("X-Mailer");
            default -> Scrubber.regex("key", "confirm/(\\w+)");
        };

        assertThat(scrubber.scrub(text)).isEqualTo(Optional.ofNullable(scrubbed).orElse(text));
    }

    @Test
    void scrubsWithoutAGroup() {
        assertThat(Scrubber.regex("a", "a+").scrub("baac")).isEqualTo("b{a}c");
        assertThat(Scrubber.regex("a", "a(b)?").scrub("ab ac")).isEqualTo("a{a} ac");
        assertThatIllegalArgumentException().isThrownBy(() -> Scrubber.regex(" ", "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> Scrubber.regex("a", "("));
        assertThatIllegalArgumentException().isThrownBy(() -> Scrubber.numbers(0));
    }
}
