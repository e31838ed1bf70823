package io.github.smtpjunit.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths, replies and status codes: what is taken, what is not, and that nothing is lost on the way. */
class VocabularyTests {

    private static final long SEED = 20261122;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@b",
                "a.b.c@d.e",
                "\"\"@b",
                "\"a b\"@c",
                "\"a\\\"b\"@c",
                "\"a@b\"@c",
                "\"a>b\"@c",
                "a+b=c/d@e",
                "a@[127.0.0.1]",
                "a@[001.2.3.4]",
                "a@[IPv6:::]",
                "a@[IPv6:1:2:3:4:5:6:7:8]",
                "a@[IPv6:::ffff:1.2.3.4]",
                "a@[IPv6:1::8]",
                "a@[ipv6:::1]",
                "a@[x400:c=de]",
                "\u00e4@\u00fc.example",
                "\"\u00e4 b\"@c",
                "\ud83d\ude00@x",
                "a@xn--bcher-kva.example",
                "a@1.2"
            })
    void anAddressIsKeptAsItWasSent(String address) {
        Mailbox mailbox = Mailbox.parse(address);
        assertThat(mailbox).hasToString(address);
        assertThat(ForwardPath.parse("<" + address + ">")).hasToString("<" + address + ">");
        assertThat(ReversePath.parse("<" + address + ">")).hasToString("<" + address + ">");
        assertThat(ForwardPath.parse("<@r.example,@[127.0.0.1]:" + address + ">")
                        .address())
                .isEqualTo(address);
        assertThat(mailbox.isInternationalized()).isEqualTo(!address.chars().allMatch(c -> c < 128));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "@",
                "a@",
                "@b",
                "a@b@c",
                "a b@c",
                ".a@b",
                "a.@b",
                "a..b@c",
                "a@.b",
                "a@b.",
                "a@b..c",
                "a@-b",
                "a@b-",
                "a@b_c",
                "a@b c",
                "\"a@b",
                "\"a\"b@c",
                "a\"b\"@c",
                "\"a\"\"b\"@c",
                "\"a\\\"@b",
                "\"\r\n\"@b",
                "\"\\\r\"@b",
                "\"\u0085\"@b",
                "a\u2028@b",
                "\"\u2029\"@b",
                "a\u0000@b",
                "a@b\u0000",
                "a(b)@c",
                "a,b@c",
                "a:b@c",
                "a;b@c",
                "<a@b",
                "a@b>",
                "a@[]",
                "a@[1.2.3]",
                "a@[1.2.3.256]",
                "a@[1.2.3.4",
                "a@1.2.3.4]",
                "a@[IPv6:1:2:3:4:5:6:7]",
                "a@[IPv6:1:2:3:4:5:6:7:8:9]",
                "a@[IPv6:1::2::3]",
                "a@[IPv6::::]",
                "a@[IPv6:12345::]",
                "a@[IPv6:g::]",
                "a@[x:]",
                "a@[x:a b]",
                "\ud83d@x",
                "\ude00@x",
                "a@\ud83d",
                "a@b\ude00.c",
                "a@[x:\ud83d]",
                "postmaster",
                "po\u017ftmaster"
            })
    void whatIsNoAddressIsRefused(String address) {
        assertThatIllegalArgumentException().isThrownBy(() -> Mailbox.parse(address));
        assertThatIllegalArgumentException().isThrownBy(() -> ReversePath.parse("<" + address + " >"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "\"a", "a\"", "\"a\"b\"", "\"a\\\"", "\"a\"b", ""})
    void whatIsNoLocalPartIsRefused(String localPart) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Mailbox(localPart, "example.org"));
    }

    /**
     * What may stand in a quoted string by itself, and behind a backslash (RFC 5321 section 4.1.2, RFC 6531 section
     * 3.3).
     */
    @ParameterizedTest
    @CsvSource({
        "0x00, false, false",
        "0x09, false, false",
        "0x1f, false, false",
        "0x20, true, true",
        "0x22, false, true",
        "0x7e, true, true",
        "0x7f, false, false",
        "0x80, false, false",
        "0x9f, false, false",
        "0xa0, true, false",
        "0xe4, true, false",
        "0x2027, true, false",
        "0x2028, false, false",
        "0x2029, false, false",
        "0x202a, true, false"
    })
    void charactersInAQuotedString(String code, boolean byItself, boolean behindABackslash) {
        char c = (char) Integer.decode(code).intValue();
        assertThat(isLocalPart("\"" + c + "\"")).isEqualTo(byItself);
        assertThat(isLocalPart("\"a" + c + "b\"")).isEqualTo(byItself);
        assertThat(isLocalPart("\"\\" + c + "\"")).isEqualTo(behindABackslash);
        assertThat(isLocalPart("\"a\\" + c + "b\"")).isEqualTo(behindABackslash);
    }

    private static boolean isLocalPart(String text) {
        try {
            return new Mailbox(text, "x").localPart().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a              | missing @ and domain",
                "a@             | missing domain",
                "@b             | empty local-part",
                "\"@b           | missing @ and domain",
                "\"a\"b@c       | missing @ and domain",
                "a@.b           | empty label in domain",
                "a@b.           | empty label in domain",
                "a@b..c         | empty label in domain",
                "a@b_c          | character not allowed in a domain",
                "a..b@c         | empty atom in local-part",
                "a.@b           | local-part ends in a dot"
            })
    void theMessageSaysWhatIsWrong(String address, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mailbox.parse(address))
                .withMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a              | a     | ``",
                "a@b.           | a     | b.",
                "a@b_c          | a     | b_c",
                "a..b@c         | a..b  | c",
                ".a.@b          | .a.   | b",
                "\"a@b\"        | \"a@b\" | ``",
                "\"a@b\"@c      | \"a@b\" | c"
            })
    void aLenientServerTakesMore(String address, String localPart, String domain) {
        Mailbox mailbox = PathGrammar.lenientMailbox(address);
        assertThat(mailbox.localPart()).isEqualTo(localPart);
        assertThat(mailbox.domain()).isEqualTo(domain);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``             | empty local-part",
                "@b             | empty local-part",
                "...            | empty local-part",
                "..@b           | empty local-part",
                "a@             | missing domain",
                "\"a\"b@c       | missing @ and domain",
                "a@.            | empty label in domain",
                "a@.b           | empty label in domain",
                "a@b..          | empty label in domain",
                "a@b c          | character not allowed in a domain"
            })
    void whatALenientServerRefusesToo(String address, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathGrammar.lenientMailbox(address))
                .withMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<>                | ``",
                "<a@b>             | a@b",
                "<@a.b,@[IPv6:::1]:c@d> | c@d",
                "<@a:>             | ``"
            })
    void theRouteOfAPathIsDropped(String path, String inside) {
        assertThat(PathGrammar.insideBrackets(path)).isEqualTo(inside);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<                 | angle brackets",
                "a@b               | angle brackets",
                "<@a.b             | angle brackets",
                "<@a.b>            | source route without colon",
                "<@a,b:c@d>        | bad source route",
                "<@a_b:c@d>        | character not allowed in a domain",
                "<@:c@d>           | empty label in domain",
                "<@a,@-b:c@d>      | hyphen"
            })
    void aRouteIsOneOfDomains(String path, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathGrammar.insideBrackets(path))
                .withMessageContaining(problem);
    }

    @Test
    void asciiEndsAt0x7f() {
        assertThat(PathGrammar.isAscii("a\u007f")).isTrue();
        assertThat(PathGrammar.isAscii("a\u0080")).isFalse();
        assertThat(PathGrammar.isStrict(() -> {})).isTrue();
        assertThat(PathGrammar.isStrict(() -> PathGrammar.require(false, "x"))).isFalse();
    }

    /** What may stand in an atom, beside letters and digits. */
    @Test
    void charactersInADotString() {
        for (char c = 0; c < 0x80; c++) {
            boolean atext = Character.isLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
            assertThat(isLocalPart("a" + c + "b")).as("0x%02x", (int) c).isEqualTo(atext || c == '.');
            assertThat(isLocalPart(String.valueOf(c))).as("0x%02x", (int) c).isEqualTo(atext);
        }
    }

    /** The length of a label is that in UTF-8 (RFC 6531 section 3.3). */
    @ParameterizedTest
    @CsvSource({"x, 63", "\u00a0, 31", "\u07ff, 31", "\u0800, 21", "\uffee, 21", "\ud83d\ude00, 15"})
    void aLabelHasAtMost63Octets(String character, int fits) {
        assertThat(Mailbox.parse("a@" + character.repeat(fits))).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> Mailbox.parse("a@" + character.repeat(fits + 1)));
        int octets = character.repeat(fits).getBytes(StandardCharsets.UTF_8).length;
        assertThat(Mailbox.parse("a@" + character.repeat(fits) + "x".repeat(63 - octets)))
                .isNotNull();
    }

    @Test
    void aDomainHasAtMost255Octets() {
        String label = "\u00e4".repeat(31) + "."; // of 63 octets
        assertThat(Mailbox.parse("a@" + label.repeat(4) + "xyz")).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> Mailbox.parse("a@" + label.repeat(4) + "wxyz"));
    }

    @Test
    void longDomainsAreRefused() {
        assertThat(Mailbox.parse("a@" + "x".repeat(63))).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> Mailbox.parse("a@" + "x".repeat(64)));
        assertThatIllegalArgumentException().isThrownBy(() -> Mailbox.parse("a@" + "\u00e4".repeat(32)));
        assertThatIllegalArgumentException().isThrownBy(() -> Mailbox.parse("a@" + "x.".repeat(127) + "xx"));
    }

    @Test
    void randomTextIsRefusedOrPrintedBack() {
        Random random = new Random(SEED);
        String alphabet = "ab.@@\"\\<>[]:,- 1\u00e4\0\r\ud83d\ude00";
        int accepted = 0;
        for (int run = 0; run < 100_000; run++) {
            StringBuilder text = new StringBuilder("<".repeat(random.nextInt(8) == 0 ? 0 : 1));
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String path = random.nextBoolean()
                    ? text + ">"
                    : text + "@" + "ab.1-".repeat(2).substring(random.nextInt(9)) + "x>";
            try {
                ForwardPath parsed = ForwardPath.parse(path);
                assertThat(path)
                        .as("seed %d, run %d", SEED, run)
                        .endsWith(parsed.toString().substring(1));
                assertThat(parsed.address()).doesNotContain("\r", "\0");
                assertThat(ForwardPath.parse(parsed.toString())).isEqualTo(parsed);
                accepted++;
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageMatching("[ -~]+"); // words of our own, nothing of the client's
            }
        }
        assertThat(accepted).isGreaterThan(500);
    }

    @Test
    void theNullPathIsAReversePathOnly() {
        assertThat(ReversePath.parse("<>")).isEqualTo(ReversePath.NULL).hasToString("<>");
        assertThat(ReversePath.NULL.isNull()).isTrue();
        assertThat(ReversePath.NULL.address()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> ForwardPath.parse("<>"));
        assertThat(ForwardPath.parse("<PostMaster>").address()).isEqualTo("PostMaster");
    }

    @Test
    void domainsAreTheSameInAnyCaseAndLocalPartsAreNot() {
        assertThat(Mailbox.parse("a@Example.ORG"))
                .isEqualTo(Mailbox.parse("a@example.org"))
                .hasSameHashCodeAs(Mailbox.parse("a@example.org"));
        assertThat(Mailbox.parse("A@x")).isNotEqualTo(Mailbox.parse("a@x"));
        assertThat(Mailbox.parse("a@\u017f")).isNotEqualTo(Mailbox.parse("a@s"));
    }

    @Test
    void anEnvelopeOfAddresses() {
        Envelope envelope = Envelope.of("", "a@b", "c@d");
        assertThat(envelope.from()).isEmpty();
        assertThat(envelope.to()).containsExactly("a@b", "c@d");
    }

    @Test
    void theRepliesThatAreMadeUncheckedAreAsOthers() throws IllegalAccessException {
        for (Field field : Replies.class.getFields()) {
            Reply reply = (Reply) field.get(null);
            String[] lines = reply.lines().toArray(String[]::new);
            Reply checked = reply.enhancedStatusCode()
                    .map(status -> Reply.of(reply.code(), status, lines))
                    .orElseGet(() -> Reply.of(reply.code(), lines));
            assertThat(reply).isEqualTo(checked);
            assertThat(reply.octets()).isEqualTo(checked.octets());
        }
    }

    @Test
    void repliesAreWellFormed() {
        assertThat(Reply.parse("550 5.1.1 No such user"))
                .isEqualTo(Reply.of(550, new EnhancedStatusCode(5, 1, 1), "No such user"));
        assertThat(Reply.parse("250 OK")).isEqualTo(Reply.of(250, "OK"));
        assertThat(Reply.of(250, "a", "b").octets()).asString().isEqualTo("250-a\r\n250 b\r\n");
        assertThat(Replies.NO_SUCH_USER.withoutEnhancedStatusCode()).hasToString("550 No such user");
        assertThat(Replies.BYE.closesConnection()).isTrue();
        assertThat(Replies.SHUTTING_DOWN.closesConnection()).isTrue();
        assertThat(Replies.GREYLISTED.isTransientFailure()).isTrue();
        assertThat(Replies.NO_SUCH_USER.isPermanentFailure()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "250",
                "600 x",
                "199 x",
                "25 x",
                "2500 x",
                "550 4.1.1 class",
                "250 \u00e4",
                "250 a\r\nb",
                "250 \u0007",
                "abc d"
            })
    void whatIsNoReplyIsRefused(String line) {
        assertThatIllegalArgumentException().isThrownBy(() -> Reply.parse(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2.0", "3.0.0", "2.0.0.0", "2.1000.0", "2.0.x", "2.0.-1"})
    void whatIsNoStatusCodeIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> EnhancedStatusCode.parse(text));
    }
}
