package io.github.smtpjunit.inbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.mail.VisibleText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts that look alike: the message names the characters by which they differ. */
@WithSmtpServer
class LookAlikeTests {

    static Stream<Arguments> alike() {
        return Stream.of(
                argumentSet(
                        "composed and decomposed",
                        "Zo\u00eb",
                        "Zoe\u0308",
                        "2: U+00EB LATIN SMALL LETTER E WITH DIAERESIS is expected, but U+0065 LATIN SMALL LETTER E"
                                + " + U+0308 COMBINING DIAERESIS was found"),
                argumentSet("a trailing blank", "Tea ", "Tea", "3: U+0020 SPACE is expected, but the end was found"),
                argumentSet(
                        "two blanks", "a b", "a  b", "2: U+0062 LATIN SMALL LETTER B is expected, but U+0020 SPACE"),
                argumentSet(
                        "a tab",
                        "a b",
                        "a\tb",
                        "1: U+0020 SPACE is expected, but U+0009 CHARACTER TABULATION was found"),
                argumentSet(
                        "no-break space",
                        "a b",
                        "a\u00a0b",
                        "1: U+0020 SPACE is expected, but U+00A0 NO-BREAK SPACE was"),
                argumentSet(
                        "a zero-width space",
                        "ab",
                        "a\u200bb",
                        "1: U+0062 LATIN SMALL LETTER B is expected, but U+200B"),
                argumentSet(
                        "a hyphen",
                        "a-b",
                        "a\u2010b",
                        "1: U+002D HYPHEN-MINUS is expected, but U+2010 HYPHEN was found"),
                argumentSet(
                        "a minus sign",
                        "a-b",
                        "a\u2212b",
                        "1: U+002D HYPHEN-MINUS is expected, but U+2212 MINUS SIGN was"),
                argumentSet(
                        "Cyrillic",
                        "Paypal",
                        "P\u0430yp\u0430l",
                        "1: U+0061 LATIN SMALL LETTER A is expected, but U+0430 CYRILLIC SMALL LETTER A was found"),
                argumentSet(
                        "Greek",
                        "Offer",
                        "\u039fffer",
                        "0: U+004F LATIN CAPITAL LETTER O is expected, but U+039F GREEK CAPITAL LETTER OMICRON was"),
                argumentSet(
                        "a digit",
                        "Order O",
                        "Order 0",
                        "6: U+004F LATIN CAPITAL LETTER O is expected, but U+0030 DIGIT"),
                argumentSet(
                        "a letter and a bar", "Ill", "I1l", "1: U+006C LATIN SMALL LETTER L is expected, but U+0031"),
                argumentSet(
                        "beyond 16 bits",
                        "\ud83d\ude00",
                        "\ud83d\ude03",
                        "0: U+1F600 GRINNING FACE is expected, but U+1F603 SMILING FACE WITH OPEN MOUTH was found"));
    }

    @ParameterizedTest
    @MethodSource("alike")
    void oneText(String expected, String found, String difference) {
        assertThat(Texts.expecting("subject", expected, Optional.of(found)))
                .contains("\nThey differ at character " + difference);
    }

    @ParameterizedTest
    @MethodSource("alike")
    void oneOfSeveral(String expected, String found, String difference) {
        if (LookAlikes.folded(expected).equals(LookAlikes.folded(found))) { // faces are not alike
            assertThat(Texts.expectingOneOf("links", expected, List.of("other", found)))
                    .contains("\nOne looks like \"" + VisibleText.onOneLine(expected) + "\". They differ at character "
                            + difference);
            assertThat(Texts.expectingExactly("links", List.of(expected), List.of("other", found)))
                    .contains("They differ at character " + difference);
        }
    }

    @Test
    void whatDiffersPlainlyIsNotSpelt() {
        assertThat(Texts.expecting("subject", "Welcome", Optional.of("Welcome, Ada")))
                .isEqualTo("Expecting subject:\n  \"Welcome\"\nbut was:\n  \"Welcome, Ada\"");
        assertThat(Texts.expectingOneOf("links", "a", List.of("b")))
                .isEqualTo("Expecting one of the links to be:\n  \"a\"\nbut found:\n  b");
    }

    @Test
    void aTypedLineEndIsToldFromALineEnd() {
        String common = "x".repeat(40);

        assertThat(Texts.expecting("text body", common + "\\nb", Optional.of(common + "\nb")))
                .endsWith("""
                    They differ at character 40: U+005C REVERSE SOLIDUS is expected, but U+000A LINE FEED (LF) was found:
                      expected: ...xxxxxxxxxxxxxxxxxxxx\\\\nb
                      but was:  ...xxxxxxxxxxxxxxxxxxxx\\nb\
                    """);
    }

    @Test
    void longItemsWhoseEndsAreCutOffLookAlike() {
        String link = "https://shop.example.com/" + "x".repeat(200);

        assertThat(Texts.expectingOneOf("links", link + "1", List.of(link + "2")))
                .endsWith(
                        "They differ at character 225: U+0031 DIGIT ONE is expected, but U+0032 DIGIT TWO was found.");
    }

    private static final String MAIL = """
        From: Zo\u00eb <shop@ex\u0430mple.com>
        To: Ad\u0430 <ada@example.org>
        Subject: Total\u00a05.00
        X-Tag: t\u0435a
        Content-Type: multipart/mixed; boundary=m

        --m
        Content-Type: multipart/alternative; boundary=a

        --a
        Content-Type: text/plain; charset=utf-8

        Pay\u00a05.00 to Zo\u00eb
        --a
        Content-Type: text/html; charset=utf-8

        <p>P\u0430y\u00a05.00 to Zoe\u0308</p><a href='https://shop.ex\u0430mple.com/'>P\u0430y</a>
        --a--
        --m
        Content-Type: text/csv; charset=utf-8
        Content-Disposition: attachment; filename*=UTF-8''order%E2%80%90list.csv

        t\u0435a,2
        --m--
        """;

    static Stream<Arguments> comparing() {
        return Stream.of(
                row("hasSubject", mail -> mail.hasSubject("Total 5.00")),
                row("hasSubjectContaining", mail -> mail.hasSubjectContaining("l 5")),
                row("hasSubjectStartingWith", mail -> mail.hasSubjectStartingWith("Total 5")),
                row("hasHeader", mail -> mail.hasHeader("X-Tag", "tea")),
                row("hasTag", mail -> mail.hasTag("tea")),
                row("isFrom", mail -> mail.isFrom("shop@example.com")),
                row("isFromName", mail -> mail.isFromName("Zoe\u0308")),
                row("isToName", mail -> mail.isToName("Ada")),
                row("hasName", mail -> mail.to().hasName("Ada")),
                row("hasAddress", mail -> mail.from().hasAddress("shop@example.com")),
                row("isInDomain", mail -> mail.from().isInDomain("example.com")),
                row("isToOnly", mail -> mail.isToOnly("\u0430da@example.org")),
                row("hasText", mail -> mail.hasText("Pay 5.00 to Zo\u00eb")),
                row("hasTextContaining", mail -> mail.hasTextContaining("5.00 to Zoe\u0308")),
                row("hasTextContainingInOrder", mail -> mail.hasTextContainingInOrder("Pay 5")),
                row("hasHtmlContaining", mail -> mail.hasHtmlContaining("y 5.00")),
                row("hasVisibleTextContaining", mail -> mail.html().hasVisibleTextContaining("to Zo\u00eb")),
                row("select", mail -> mail.html().select("p").hasText("P\u0430y 5.00 to Zo\u00eb")),
                row("textAlternativeMatchesHtml", mail -> mail.textAlternativeMatchesHtml()),
                row("hasLink", mail -> mail.hasLink("https://shop.example.com/")),
                row("linksHaveHost", mail -> mail.linksHaveHost("shop.example.com")),
                row("linkWithText", mail -> mail.linkWithText("Pay")),
                row("hasAttachment", mail -> mail.hasAttachment("order-list.csv")),
                row("attachment", mail -> mail.attachment("order-list.csv")),
                row(
                        "hasTextContent",
                        mail -> mail.attachment("order\u2010list.csv").hasTextContaining("tea")),
                row(
                        "hasRow",
                        mail -> mail.attachment("order\u2010list.csv").asCsv().hasRow("tea", "2")),
                row(
                        "hasColumns",
                        mail -> mail.attachment("order\u2010list.csv").asCsv().hasColumns("tea", "2")));
    }

    private static Arguments row(String name, Consumer<MailAssert> assertion) {
        return argumentSet(name, assertion);
    }

    /** Each of the assertions on this mail looks as if it should hold. */
    @ParameterizedTest
    @MethodSource("comparing")
    void everyComparisonNamesTheCharacters(Consumer<MailAssert> assertion, Inbox inbox) {
        RawClient.deliver(inbox, MAIL);
        CapturedMail mail = inbox.awaitMail();

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertion.accept(assertThat(mail)))
                .withMessageMatching(
                        "(?s).*(They differ at|At) character \\d+[^\\n]*: U\\+[0-9A-F]{4,6} [^\\n]* is expected,"
                                + " but U\\+[0-9A-F]{4,6} [^\\n]* was found.*");
    }

    static Stream<Arguments> filters() {
        return Stream.of(
                filter(
                        "mailsTo",
                        inbox -> inbox.mailsTo("\u0430da@example.org"),
                        "a recipient that looks like it. They differ at character 0: U+0430 CYRILLIC SMALL LETTER A is"
                                + " expected, but U+0061"),
                filter(
                        "mailsFrom",
                        inbox -> inbox.mailsFrom("sh\u043ep@example.com"),
                        "a sender that looks like it. They differ at character 2: U+043E CYRILLIC SMALL LETTER O is"
                                + " expected, but U+006F"),
                filter(
                        "filteredOnSubject",
                        inbox -> inbox.filteredOnSubject("Total 5.00"),
                        "a subject that looks like it. They differ at character 5: U+0020 SPACE is expected, but U+00A0"),
                filter(
                        "filteredOnSubjectContaining",
                        inbox -> inbox.filteredOnSubjectContaining("l 5"),
                        "a text that contains what looks like \"l 5\". At character 5 of it: U+0020 SPACE is expected,"
                                + " but U+00A0"),
                filter(
                        "after another filter",
                        inbox -> inbox.mailsTo("ada@example.org").filteredOnSubject("Total 5.00"),
                        "a subject that looks like it. They differ at character 5: U+0020"),
                filter(
                        "before another filter",
                        inbox -> inbox.filteredOnSubject("Total 5.00").filteredOn(mail -> true),
                        "a subject that looks like it. They differ at character 5: U+0020"),
                filter(
                        "matching, a key",
                        inbox -> inbox.matching("to:ada subject:\"l 5.00\""),
                        "a text that contains what looks like \"l 5.00\". At character 5 of it: U+0020 SPACE is expected,"
                                + " but U+00A0"),
                filter(
                        "matching, a word",
                        inbox -> inbox.matching("\"Pay 5.00\""),
                        "a text that contains what looks like \"pay 5.00\". At character 3 of it: U+0020"));
    }

    private static Arguments filter(String name, Function<InboxAssert, InboxAssert> filter, String difference) {
        return argumentSet(name, filter, difference);
    }

    private static final List<Consumer<InboxAssert>> MISSING_A_MAIL = List.of(
            mails -> mails.hasMailCount(2),
            mails -> mails.hasMailCountAtLeast(2),
            mails -> mails.hasMailCountBetween(2, 3),
            mails -> mails.mail(1),
            mails -> mails.anyMailSatisfies(mail -> mail.hasSubject("none")),
            mails -> mails.anyMailMatches(mail -> false),
            mails -> mails.recipientsAre("ada@example.org", "bob@example.org"),
            mails -> mails.eachRecipientGotExactly(2),
            mails -> mails.hasMailsInOrder(mail -> {}, mail -> {}),
            mails -> mails.hasMailsInAnyOrder(mail -> {}, mail -> {}));

    private static final List<Consumer<InboxAssert>> HAVING_ANOTHER = List.of(
            InboxAssert::hasNoMail,
            mails -> mails.hasMailCount(0),
            mails -> mails.hasMailCountAtMost(0),
            mails -> mails.staysEmptyFor(Duration.ZERO),
            mails -> mails.noMailMatches(mail -> true),
            mails -> mails.allMailsMatch(mail -> false),
            mails -> mails.recipientsAre(),
            mails -> mails.hasMailsInAnyOrder());

    /** A mail is missing, and one that looks like it is there, whether or not others pass the filter. */
    @ParameterizedTest
    @MethodSource("filters")
    void aFilterThatLetsOthersPassNamesTheCharacters(
            Function<InboxAssert, InboxAssert> filter, String difference, Inbox inbox) {
        RawClient.deliver(inbox, MAIL);
        deliverWhatIsMeant(inbox);
        InboxAssert one = filter.apply(assertThat(inbox).within(Duration.ofMillis(50)));

        for (Consumer<InboxAssert> assertion : MISSING_A_MAIL) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertion.accept(one))
                    .withMessageContaining("\nMail 0 has " + difference);
        }
        for (Consumer<InboxAssert> assertion : HAVING_ANOTHER) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertion.accept(one))
                    .satisfies(failure ->
                            assertThat(String.valueOf(failure.getMessage())).doesNotContain("looks like"));
        }
        one.hasMailCount(1);
    }

    /** A mail that passes each of the filters. */
    private static void deliverWhatIsMeant(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox)) {
            client.say("MAIL FROM:<sh\u043ep@example.com> SMTPUTF8", 250)
                    .say("RCPT TO:<\u0430da@example.org>", 250)
                    .say("RCPT TO:<ada@example.org>", 250)
                    .data("Subject: Total 5.00\r\n\r\nPay 5.00\r\n".getBytes(US_ASCII))
                    .say("QUIT", 221);
        }
    }

    @ParameterizedTest
    @MethodSource("filters")
    void aFilterThatLetsNoMailPassNamesTheCharacters(
            Function<InboxAssert, InboxAssert> filter, String difference, Inbox inbox) {
        RawClient.deliver(inbox, MAIL);
        InboxAssert none = filter.apply(assertThat(inbox).within(Duration.ofMillis(50)));

        List<Consumer<InboxAssert>> assertions = List.of(
                mails -> mails.hasMailCount(1),
                mails -> mails.hasMailCountAtLeast(1),
                InboxAssert::singleMail,
                InboxAssert::lastMail,
                mails -> mails.anyMailSatisfies(mail -> mail.hasTag("tea")),
                mails -> mails.allMailsSatisfy(mail -> mail.hasTag("tea")));
        for (Consumer<InboxAssert> assertion : assertions) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertion.accept(none))
                    .withMessageContaining("found ")
                    .withMessageContaining("\nMail 0 has " + difference);
        }
        none.hasNoMail();
    }

    @Test
    void aFilterSaysNothingOfWhatDiffersPlainlyOrNotAtAll(Inbox inbox) {
        RawClient.deliver(inbox, MAIL);
        List<Function<InboxAssert, InboxAssert>> filters = List.of(
                mails -> mails.mailsTo("zoe@example.org"),
                mails -> mails.mailsTo("ada@EXAMPLE.org").mailsFrom("zoe@example.com"),
                mails -> mails.filteredOnSubject("Total 6.00"),
                mails -> mails.filteredOnSubjectContaining("l 6"),
                mails -> mails.filteredOnSubject("Total 5.00").filteredOn(mail -> false),
                mails -> mails.filteredOnSubject("Total 5.00").mailsTo("zoe@example.org"),
                mails -> mails.matching("subject:\"l 5.00\" from:zack"),
                mails -> mails.matching("to:ada subject:total from:zack"),
                mails -> mails.matching("-subject:\"l 5.00\" has:inline"));
        for (Function<InboxAssert, InboxAssert> filter : filters) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> filter.apply(assertThat(inbox).within(Duration.ofMillis(50)))
                            .hasMailCount(1))
                    .satisfies(failure ->
                            assertThat(String.valueOf(failure.getMessage())).doesNotContain("looks like"));
        }
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).mailsTo("ada@example.org").hasNoMail())
                .satisfies(failure ->
                        assertThat(String.valueOf(failure.getMessage())).doesNotContain("looks like"));
    }
}
