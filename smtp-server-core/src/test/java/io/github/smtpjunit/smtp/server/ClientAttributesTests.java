package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The grammar of XCLIENT and XFORWARD on random input. */
class ClientAttributesTests {

    private static final String[] NAMES = {"NAME", "addr", "PORT", "Proto", "HELO", "LOGIN", "IDENT", "SOURCE", "X", ""
    };
    private static final String[] PIECES = {
        "a",
        "+41",
        "+0A",
        "+",
        "+4",
        "=",
        "[UNAVAILABLE]",
        "1",
        "192.0.2.1",
        "IPV6:",
        "::1",
        "ESMTP",
        "LOCAL",
        "\u00e9",
        " ",
        "\t"
    };

    @Test
    void whatIsAcceptedIsPrintableAndBoundedAndWhatIsRefusedFitsAReply() {
        Random random = new Random(20261122);
        int accepted = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder argument = new StringBuilder();
            int count = 1 + random.nextInt(3);
            for (int attribute = 0; attribute < count; attribute++) {
                argument.append(NAMES[random.nextInt(NAMES.length)]).append('=');
                int pieces = random.nextInt(random.nextInt(100) == 0 ? 400 : 4);
                for (int piece = 0; piece < pieces; piece++) {
                    argument.append(PIECES[random.nextInt(PIECES.length)]);
                }
                argument.append(' ');
            }
            try {
                boolean xclient = random.nextBoolean();
                Map<String, String> values = xclient
                        ? ClientAttributes.parseXclient(argument.toString()).values()
                        : ClientAttributes.parseXforward(argument.toString()).values();
                accepted++;
                assertThat(values).isNotEmpty();
                assertThat(values.keySet()).allMatch(name -> name.matches("[A-Z]{4,8}"));
                assertThat(values.values())
                        .allMatch(value -> !value.isEmpty() && value.length() <= 255)
                        .allMatch(value -> value.chars().noneMatch(Character::isISOControl));
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).matches("Bad value of [A-Z]+|Known attributes: [A-Z ]+");
            }
        }
        assertThat(accepted).isBetween(1_000, 49_000);
    }

    @Test
    void xtextStandsForAnyText() {
        Random random = new Random(3461);
        for (int i = 0; i < 2_000; i++) {
            String text = random.ints(1 + random.nextInt(40), 0x21, 0x2000)
                    .filter(c -> !Character.isISOControl(c) && !Character.isWhitespace(c))
                    .mapToObj(Character::toString)
                    .reduce("x", String::concat);
            StringBuilder xtext = new StringBuilder();
            for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
                boolean plain = octet > ' ' && octet < 0x7f && octet != '+' && octet != '=' && random.nextBoolean();
                xtext.append(plain ? String.valueOf((char) octet) : String.format("+%02X", octet & 0xff));
            }
            assertThat(ClientAttributes.parseXforward("IDENT=" + xtext).value("IDENT"))
                    .contains(text);
        }
    }
}
