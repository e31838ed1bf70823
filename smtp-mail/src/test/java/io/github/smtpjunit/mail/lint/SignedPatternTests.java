package io.github.smtpjunit.mail.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A pattern that is tried near its signs only finds what it finds everywhere. */
class SignedPatternTests {

    /** What the patterns look for, whole and in halves, and what is between. */
    private static final List<String> PIECES = List.of(
            ("Hello null,|Dear |Hello ,|Total: NaN|EUR|Infinity |order |Invalid Date|[object Object]|\n|null|Undefined NULL|nil"
                            + "|Optional[|Ada]|.empty|com.shop.User@1b2c3d|[B@1b2c3d4|{\"a\":|User(name=|{a=1, b=|class java.|object at 0x1234567"
                            + "|#<User:0x12345|Instance of 'a'|System.Collections.A|java.lang.|Exception|Error|: |at a.B.c(D.java:12)"
                            + "|Traceback (most recent call last)|%s|%1$d|???a.b???|??a.b??|[missing \"a\" translation]|Translation missing: a.b"
                            + "|Lorem Ipsum|\u00c3\u00bc|\u00e2\u20ac\u0153|\u00f0\u0178\u2019|\ufffd|&amp;|&nbsp;|<br>|</p>|{{name}}|{%|%}|${a}|$!a"
                            + "|<%= a %>|[%|%]|[[a]]|*|A|*|{!a}|@Model.A|<#if>|#if (|%(a)s|%NAME%|%a.b%|{0}|{name}|[Name]|$a.b|a.|A|, | |@|=")
                    .split("\\|"));

    private static Stream<SignedPattern> patterns() {
        return Stream.of(LeakRules.patterns(), Placeholders.patterns()).flatMap(List::stream);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int pieces = random.nextInt(60);
        for (int i = 0; i < pieces; i++) {
            text.append(
                    random.nextInt(5) == 0
                            ? "word ".repeat(random.nextInt(700))
                            : PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void findsTheSameAsEverywhere(SignedPattern signed) {
        Random random = new Random(17);
        int all = 0;
        for (int i = 0; i < 400; i++) {
            String text = text(random);
            List<String> found = new ArrayList<>();
            signed.seek(text, found::add);

            assertThat(found)
                    .isEqualTo(signed.pattern()
                            .matcher(text)
                            .results()
                            .map(match -> match.group().strip())
                            .toList());
            all += found.size();
        }
        assertThat(all).isPositive();
    }

    @Test
    void findsWhatIsAtTheEdgesOfABlock() {
        SignedPattern signed = SignedPattern.of("a{3}#b{3}", "#");
        for (int before = 1000; before < 1050; before++) {
            List<String> found = new ArrayList<>();
            signed.seek("-".repeat(before) + "aaa#bbb" + "-".repeat(5000) + "aaa#bbb", found::add);

            assertThat(found).containsExactly("aaa#bbb", "aaa#bbb");
        }
    }
}
