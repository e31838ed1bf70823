package io.github.smtpjunit.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The one language for addresses. */
class AddressPatternTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "ada@example.org | ada@example.org",
                "ada@example.org | ADA@Example.ORG",
                "ada@example.org | \"ada\"@example.org",
                "ada@example.org | \"a\\da\"@example.org",
                "\"ada\"@example.org | ada@example.org",
                "\"a\\da\"@example.org | ada@example.org",
                "\"ada l\"@example.org | \"ada l\"@example.org",
                "ada?l@example.org | \"ada l\"@example.org",
                "\"<ada>\"@example.org | \"<ada>\"@example.org",
                "\"a\\*\"@example.org | a*@example.org",
                "\"a*\"@example.org | abc@example.org",
                "\"a@b\"@example.org | \"a@b\"@example.org",
                "@example.org | \"a@b\"@example.org",
                "@example.org | ada@EXAMPLE.org",
                "ada@b\u00fccher.example | ada@xn--bcher-kva.example",
                "ada@b\u00fccher.example | ada@XN--BCHER-KVA.example",
                "ada@b\u00fccher.example | ada@B\u00dcCHER.example",
                "ada@xn--bcher-kva.example | ada@b\u00fccher.example",
                "ada@b\u00fccher.example | ada@b\u00fccher\u3002example",
                "ada@*.b\u00fccher.example | ada@shop.xn--bcher-kva.example",
                "ada@*.xn--bcher-kva.example | ada@shop.b\u00fccher.example",
                "ada@b?cher.example | ada@xn--bcher-kva.example",
                "*b\u00fccher.example | ada@xn--bcher-kva.example",
                "*.b\u00fccher.example | ada@shop.xn--bcher-kva.example",
                "\u00c4da@example.org | \u00e4da@example.org",
                "ada@stra\u00dfe.example | ada@STRA\u00dfE.example",
                "?@example.org | \ud83d\ude00@example.org",
                "*@[127.0.0.1] | ada@[127.0.0.1]",
                "*@[127.0.0.*] | ada@[127.0.0.1]",
                "*@[ipv6:::1] | ada@[IPv6:::1]",
                "*@[IPv6:::1] | ada@[IPv6:0:0:0:0:0:0:0:1]",
                "ada@[IPv6:0:0:0:0:0:0:0:1] | ada@[IPv6:::1]",
                "@[IPv6:2001:DB8::1] | ada@[ipv6:2001:0db8:0:0::0001]",
                "*@[IPv6:::ffff:127.0.0.1] | ada@[IPv6:0::ffff:7f00:1]",
                "*@[IPv6:::ffff:7f00:1] | ada@[IPv6:::ffff:127.0.0.1]",
                "*@[IPv6:2001:*] | ada@[IPv6:2001:db8::1]",
                "*@[IPv6:*::1] | ada@[IPv6:2001:db8::1]",
                "*@[IPv6:2001:db8:0:*] | ada@[IPv6:2001:db8::1]",
                "*IPv6:*:1] | ada@[IPv6:::1]",
                "*@[127.0.0.1] | ada@[127.000.00.01]",
                "*@[127.00.0.1] | ada@[127.0.0.1]",
                "postmaster | Postmaster",
                "post* | Postmaster",
                "* | ''",
                "* | ada@example.org",
                "a*a*@* | aaa@x",
                "*a*b*@example.org | xxaxxabxx@example.org",
            })
    void matches(String pattern, String address) {
        assertThat(AddressPattern.parse(pattern).matches(address)).isTrue();
        assertThat(AddressPattern.parse(pattern)).hasToString(pattern);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "ada@example.org | ad@example.org",
                "ada@example.org | adaa@example.org",
                "ada@example.org | ''",
                "ada@example.org | ada",
                "ada@example.org | \"ada@example.org",
                "@example.org | ada@sub.example.org",
                "@example.org | ada@badexample.org",
                "@example.org | example.org",
                "*@example.org | ada@example.org.evil.test",
                "*@example.org | \"ada@example.org\"@evil.test",
                "\"a\\*\"@example.org | abc@example.org",
                "ada@b\u00fccher.example | ada@bucher.example",
                "ada@stra\u00dfe.example | ada@strasse.example",
                "??@example.org | a@example.org",
                "postmaster | postmaster@example.org",
                "*@* | Postmaster",
                "a.c@x | abc@x",
                "*@[IPv6:::1] | ada@[IPv6:::2]",
                "*@[IPv6:::1] | ada@[IPv6:1::]",
                "*@[IPv6:::1] | ada@[IPv6:1:::1]",
                "*@[IPv6:::1] | ada@::1",
                "*@[127.0.0.1] | ada@[IPv6:::127.0.0.1]",
                "*@[127.0.0.1] | ada@[127.0.0.10]",
            })
    void doesNotMatch(String pattern, String address) {
        assertThat(AddressPattern.parse(pattern).matches(address)).isFalse();
    }

    @Test
    void aMailboxIsMatchedByItsAddress() {
        AddressPattern pattern = AddressPattern.parse("ada@example.org");

        assertThat(pattern.matches(Mailbox.parse("\"ada\"@EXAMPLE.org"))).isTrue();
        assertThat(pattern.matches(new Mailbox("postmaster", ""))).isFalse();
        assertThat(pattern).isEqualTo(AddressPattern.parse("ada@example.org")).hasSameHashCodeAs("ada@example.org");
        assertThat(pattern).isNotEqualTo(AddressPattern.parse("bob@example.org"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "'' | it is empty: use * for any",
                "ada | write user@domain, @domain for all of a domain, or use * for any text",
                "ada@ | the domain is missing",
                "<ada@example.org> | write it without spaces and angle brackets",
                "ada @example.org | write it without spaces and angle brackets",
                "ada@example org | write it without spaces and angle brackets",
                "\"ada@example.org | close the quotes before the @",
                "\"ada@example.org\" | close the quotes before the @",
                "\"ada\\\"@example.org | close the quotes before the @",
                "\"ada\"x@example.org | close the quotes before the @",
            })
    void refusesWhatCanMatchNoAddress(String pattern, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressPattern.parse(pattern))
                .withMessage("The pattern \"" + pattern + "\" can match no address: " + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"Ada\"@EXAMPLE.org | Ada@example.org",
                "\"A\\da\"@example.org | Ada@example.org",
                "\"a b\"@example.org | \"a b\"@example.org",
                "\"a\\ b\"@example.org | \"a b\"@example.org",
                "\"a.\"@example.org | \"a.\"@example.org",
                "\"\"@example.org | \"\"@example.org",
                "\"\\\"\\\\\"@example.org | \"\\\"\\\\\"@example.org",
                "\"\\\"a\\\"\"@example.org | \"\\\"a\\\"\"@example.org",
                "ada@B\u00fccher.example | ada@xn--bcher-kva.example",
                "ada@[IPv6:::1] | ada@[ipv6:0:0:0:0:0:0:0:1]",
                "ada@[IPv6:2001:DB8::0A00] | ada@[ipv6:2001:db8:0:0:0:0:0:a00]",
                "ada@[IPv6:::127.0.0.1] | ada@[ipv6:0:0:0:0:0:0:7f00:1]",
                "ada@[127.000.0.010] | ada@[127.0.0.10]",
                "ada@[Tag:Some] | ada@[tag:some]",
                "ada@[IPv6:1:2] | ada@[ipv6:1:2]",
                "Postmaster | Postmaster",
                "'' | ''",
            })
    void oneFormForEachAddress(String address, String canonical) {
        assertThat(AddressPattern.canonical(address)).isEqualTo(canonical);
        assertThat(AddressPattern.canonical(canonical)).isEqualTo(canonical);
    }

    /** An address of any length costs neither the stack nor more than a moment. */
    @Test
    void lengthDoesNoHarm() {
        AddressPattern stars = AddressPattern.parse("*a*a*a*a*a*a*b@*.*.*.example.org");
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (String piece : new String[] {"a", "\u00fc", "a.", "\u00fc.", "\\", "\"", "@", "*", "\ud83d", "xn--"}) {
                String text = piece.repeat(50_000);
                for (String address : new String[] {
                    text, text + "@x", "a@" + text, "\"" + text + "\"@x", "\"" + text, text + "@" + text
                }) {
                    assertThat(stars.matches(address)).isFalse();
                    assertThat(AddressPattern.canonical(AddressPattern.canonical(address)))
                            .isEqualTo(AddressPattern.canonical(address));
                }
            }
        });
    }
}
