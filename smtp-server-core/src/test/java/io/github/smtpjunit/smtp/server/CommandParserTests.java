package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The parsers of command lines take any text and never throw. */
class CommandParserTests {

    private static final long SEED = 20261122;
    private static final String ALPHABET = "aA1 <<>>\"\\=@:;.-\t\u00e4\u0131\u2028\0";

    private static String random(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most); i > 0; i--) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    @Test
    void anyLineIsACommandOfSomeKind() {
        Random random = new Random(SEED);
        for (Verb verb : Verb.values()) {
            for (int run = 0; run < 2_000; run++) {
                String line = (random.nextBoolean() ? verb.name() : "") + random(random, 10);
                assertThatCode(() -> Command.parse(line))
                        .as("seed %d: %s", SEED, line)
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void anArgumentIsSplitIntoAPathAndParametersThatPrintBack() {
        Random random = new Random(SEED);
        int accepted = 0;
        for (int run = 0; run < 200_000; run++) {
            String argument =
                    "FROM:<" + random(random, 8) + ">" + (random.nextBoolean() ? " " + random(random, 8) : "");
            Optional<PathArgument> parsed = PathArgument.parse("FROM:", argument);
            if (parsed.isPresent()) {
                accepted++;
                String path = parsed.get().path();
                assertThat(path).startsWith("<").endsWith(">");
                String rest = argument.substring("FROM:".length() + path.length());
                assertThat(rest.strip().replaceAll(" +", " "))
                        .as("seed %d: %s", SEED, argument)
                        .isEqualToIgnoringCase(parsed.get().parameters().toString());
            }
        }
        assertThat(accepted).isGreaterThan(10_000);
    }

    @Test
    void verbsInAnyCaseAndNoOthers() {
        assertThat(Command.parse("mail FROM:<a@x> ")).isEqualTo(new Command(Verb.MAIL, "FROM:<a@x>"));
        assertThat(Command.parse("QUIT")).isEqualTo(new Command(Verb.QUIT, ""));
        assertThat(Command.parse("EHLO [IPv6:::1]").argument()).isEqualTo("[IPv6:::1]");
        assertThat(Command.parse("MA\u0131L FROM:<>").verb()).isEqualTo(Verb.UNKNOWN);
        assertThat(Command.parse("MAIL:FROM").verb()).isEqualTo(Verb.UNKNOWN);
        assertThat(Command.parse("get / HTTP/1.1").verb()).isEqualTo(Verb.HTTP);
    }
}
