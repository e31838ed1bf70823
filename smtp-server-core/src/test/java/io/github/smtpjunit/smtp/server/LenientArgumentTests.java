package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Leniency;
import io.github.smtpjunit.smtp.ReversePath;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Properties of the lenient grammar, on arguments of all kinds. */
class LenientArgumentTests {

    private static final long SEED = 20261130;
    private static final String[] PIECES = {
        "a",
        "b",
        "..",
        ".",
        "@",
        "x",
        "_",
        "-",
        " ",
        "  ",
        "\t",
        "<",
        ">",
        "<>",
        "\"",
        "\\",
        ":",
        ",",
        ";",
        "(",
        ")",
        "[127.0.0.1]",
        "=",
        "SIZE=5",
        "\u00e4",
        "\u2028",
        "\u0001",
        "\u007f",
        "\ud800",
        "a@x",
        "<a@x>",
        "root",
        "Ada ",
        "\"A <b>\" "
    };

    private static String random(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(7); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private static String argument(Random random) {
        String[] fronts = {"FROM:", "from:", "FROM :", " FROM:", "FROM", "FROM: "};
        return fronts[random.nextInt(fronts.length)] + random(random);
    }

    private record Read(String address, String parameters) {}

    private static @Nullable Read strict(String argument) {
        return PathArgument.parse("FROM:", argument)
                .flatMap(parsed -> {
                    try {
                        return Optional.of(new Read(
                                ReversePath.parse(parsed.path()).address(),
                                parsed.parameters().toString()));
                    } catch (IllegalArgumentException e) {
                        return Optional.empty();
                    }
                })
                .orElse(null);
    }

    private static @Nullable Read lenient(String argument, Set<Leniency> used) {
        return PathArgument.parse("FROM:", LenientArgument.standard("FROM:", argument, used))
                .flatMap(parsed -> {
                    try {
                        ReversePath path = ReversePath.parseLeniently(parsed.path());
                        path.mailbox().ifPresent(mailbox -> {
                            used.addAll(mailbox.leniencies());
                            if (mailbox.domain().isEmpty()) {
                                used.add(Leniency.NO_DOMAIN);
                            }
                        });
                        return Optional.of(
                                new Read(path.address(), parsed.parameters().toString()));
                    } catch (IllegalArgumentException e) {
                        return Optional.empty();
                    }
                })
                .orElse(null);
    }

    @Test
    void whatTheGrammarAllowsMeansTheSameAndUsesNoLeniency() {
        Random random = new Random(SEED);
        int allowed = 0;
        for (int run = 0; run < 300_000; run++) {
            String argument = argument(random);
            Read strict = strict(argument);
            if (strict != null && !argument.matches("(?s).*<\\s.*|.*\\s>.*")) {
                allowed++;
                Set<Leniency> used = EnumSet.noneOf(Leniency.class);
                assertThat(lenient(argument, used))
                        .as("seed %d: %s", SEED, argument)
                        .isEqualTo(strict);
                assertThat(used).as("seed %d: %s", SEED, argument).isEmpty();
            }
        }
        assertThat(allowed).isGreaterThan(1_000);
    }

    @Test
    void whatTheGrammarForbidsIsToldAndStillOneAddressThatWasSent() {
        Random random = new Random(SEED);
        int tolerated = 0;
        for (int run = 0; run < 300_000; run++) {
            String argument = argument(random);
            Set<Leniency> used = EnumSet.noneOf(Leniency.class);
            Read read = lenient(argument, used);
            if (read == null || strict(argument) != null) {
                continue;
            }
            tolerated++;
            String address = read.address();
            assertThat(used).as("seed %d: %s", SEED, argument).isNotEmpty();
            assertThat(argument).as("seed %d", SEED).contains(address);
            String bare = address.replaceFirst("^\"(?:[^\"\\\\]|\\\\.)*\"", "");
            assertThat(bare)
                    .as("seed %d: %s", SEED, argument)
                    .doesNotContain("<", ">", "\"", "\\", " ", ",", ";", "(", ")")
                    .matches("(?s)[^@]*(@[^@]+)?");
            assertThat(address.chars().filter(c -> c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028))
                    .as("seed %d: %s", SEED, argument)
                    .isEmpty();
            String again = "<" + address + ">";
            assertThat(ReversePath.parseLeniently(again).address()).isEqualTo(address);
            if (!address.isEmpty()) {
                assertThat(ForwardPath.parseLeniently(again).address()).isEqualTo(address);
            }
        }
        assertThat(tolerated).isGreaterThan(5_000);
    }

    @Test
    void aLongNameIsReadInNoTime() {
        String name = "\"" + "a\\\"".repeat(2_000) + "\" ";
        Set<Leniency> used = EnumSet.noneOf(Leniency.class);
        assertThat(LenientArgument.standard("TO:", "TO:" + name + "<a@x>", used))
                .isEqualTo("TO:<a@x>");
        assertThat(used).containsExactly(Leniency.DISPLAY_NAME);
    }
}
