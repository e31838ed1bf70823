package io.github.smtpjunit.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.mail.lint.LintProfile;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A failure shows what it talks about: of many mails those that are meant, of many sessions the one that is named. */
@WithSmtpServer(assertionTimeoutMillis = 300)
class FailureReportTests {

    private static final int MANY = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(50);

    private static final String LAST_TWO_FIRST = """
            30 mails have arrived, first those that this is about:
              #   from              to               subject  content
              28  shop@example.com  zoe@example.org  last     text
              29  shop@example.com  zoe@example.org  last     text
              0   shop@example.com  ada@example.org  no 0     text
            """;

    /** The last two are one mail, twice, to somebody else. */
    private static void sendMany(Inbox inbox) {
        sendFirst(inbox);
        sendLastTwo(inbox);
    }

    private static void sendFirst(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox)) {
            for (int i = 0; i < MANY - 2; i++) {
                client.mail("shop@example.com", "ada@example.org", "Subject: no " + i + "\n\nHello\n");
            }
            client.say("QUIT", 221);
        }
    }

    private static void sendLastTwo(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox)) {
            client.mail("shop@example.com", "zoe@example.org", "Message-ID: <1@a>\nSubject: last\n\nHello\n")
                    .mail("shop@example.com", "zoe@example.org", "Message-ID: <1@a>\nSubject: last\n\nHello\n")
                    .say("QUIT", 221);
        }
    }

    static Stream<Arguments> onTheLastTwo() {
        return Stream.of(
                row("hasNoMail", inbox -> inbox.mailsTo("zoe@example.org").hasNoMail()),
                row("hasMailCount", inbox -> inbox.mailsTo("zoe@example.org").hasMailCount(1)),
                row("singleMail", inbox -> inbox.mailsTo("zoe@example.org").singleMail()),
                row("mail", inbox -> inbox.matching("to:zoe").mail(2)),
                row("staysEmptyFor", inbox -> inbox.filteredOnSubject("last").staysEmptyFor(Duration.ofSeconds(1))),
                row(
                        "noMailSatisfies",
                        inbox -> inbox.mailsTo("zoe@example.org").noMailSatisfies(mail -> mail.hasSubject("last"))),
                row("hasNoDuplicates", inbox -> inbox.within(PATIENCE).hasNoDuplicates()), // to compare takes time
                row("recipientsAre", inbox -> inbox.recipientsAre("ada@example.org")),
                row("eachRecipientGotExactly", inbox -> inbox.eachRecipientGotExactly(MANY - 2)),
                row(
                        "verifyNoMoreMail",
                        inbox -> inbox.anyMailMatches(mail -> mail.number() == 0)
                                .filteredOnSubject("last")
                                .verifyNoMoreMail()));
    }

    private static Arguments row(String name, Consumer<InboxAssert> assertion) {
        return argumentSet(name, assertion);
    }

    @ParameterizedTest
    @MethodSource("onTheLastTwo")
    void theMailsThatAreMeantComeFirst(Consumer<InboxAssert> assertion, Inbox inbox) {
        sendMany(inbox);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertion.accept(assertThat(inbox)))
                .withMessageContaining("%s", LAST_TWO_FIRST)
                .withMessageContaining("(and 10 more)");
    }

    static Stream<Arguments> filters() {
        return Stream.of(
                row("mailsTo", inbox -> inbox.mailsTo("zoe@example.org").isEmpty()),
                row(
                        "mailsFrom",
                        inbox -> inbox.mailsTo("zoe@example.org")
                                .mailsFrom("shop@example.com")
                                .isEmpty()),
                row(
                        "filteredOnSubject",
                        inbox -> inbox.filteredOnSubject("last").isEmpty()),
                row(
                        "filteredOnSubjectContaining",
                        inbox -> inbox.filteredOnSubjectContaining("las").isEmpty()),
                row(
                        "filteredOnSubjectMatching",
                        inbox -> inbox.filteredOnSubjectMatching(Pattern.compile("la.t"))
                                .isEmpty()),
                row(
                        "filteredOnSubjectContainingPattern",
                        inbox -> inbox.filteredOnSubjectContainingPattern(Pattern.compile("^la"))
                                .isEmpty()),
                row(
                        "filteredOn",
                        inbox -> inbox.filteredOn(mail -> mail.number() >= MANY - 2)
                                .isEmpty()),
                row("matching", inbox -> inbox.matching("subject:last").isEmpty()));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void theMailsThatAFilterLetsPassComeFirst(Consumer<InboxAssert> assertion, Inbox inbox) {
        theMailsThatAreMeantComeFirst(assertion, inbox);
    }

    /** The assertions on some mails only, each of which fails on the last two. */
    static Stream<Arguments> onAPart() {
        return Stream.of(
                row("hasNoMail", InboxAssert::hasNoMail),
                row("isEmpty", InboxAssert::isEmpty),
                row("staysEmptyFor", part -> part.staysEmptyFor(Duration.ofSeconds(1))),
                row("hasMailCount", part -> part.hasMailCount(1)),
                row("hasMailCountAtLeast", part -> part.within(SHORT).hasMailCountAtLeast(3)),
                row("hasMailCountAtMost", part -> part.hasMailCountAtMost(1)),
                row("hasMailCountBetween", part -> part.within(SHORT).hasMailCountBetween(3, 4)),
                row("recipientsAre", part -> part.recipientsAre("ada@example.org")),
                row("eachRecipientGotExactly", part -> part.eachRecipientGotExactly(1)),
                row("hasNoDuplicates", InboxAssert::hasNoDuplicates),
                row("verifyNoMoreMail", InboxAssert::verifyNoMoreMail),
                row("singleMail", part -> part.singleMail()),
                row("mail", part -> part.within(SHORT).mail(2)),
                row("anyMailSatisfies", part -> part.within(SHORT).anyMailSatisfies(mail -> mail.hasSubject("no 1"))),
                row("anyMailMatches", part -> part.within(SHORT).anyMailMatches(mail -> mail.number() == 1)),
                row("allMailsSatisfy", part -> part.within(SHORT).allMailsSatisfy(mail -> mail.hasSubject("no 1"))),
                row("allMailsMatch", part -> part.within(SHORT).allMailsMatch(mail -> mail.number() == 1)),
                row("noMailSatisfies", part -> part.noMailSatisfies(mail -> mail.hasSubject("last"))),
                row("noMailMatches", part -> part.noMailMatches(mail -> mail.number() > 1)),
                row(
                        "hasMailsInOrder",
                        part -> part.within(SHORT)
                                .hasMailsInOrder(mail -> mail.hasSubject("no 1"), mail -> mail.hasSubject("last"))),
                row(
                        "hasMailsInAnyOrder",
                        part -> part.within(SHORT)
                                .hasMailsInAnyOrder(mail -> mail.hasSubject("no 1"), mail -> mail.hasSubject("last"))));
    }

    @ParameterizedTest
    @MethodSource("onAPart")
    void theMailsOfACapturedBlockComeFirst(Consumer<InboxAssert> assertion, Inbox inbox) {
        sendFirst(inbox);
        InboxAssert captured = inbox.capture(() -> sendLastTwo(inbox));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertion.accept(captured))
                .withMessageContaining("%s", LAST_TWO_FIRST);
    }

    @ParameterizedTest
    @MethodSource("onAPart")
    void theMailsOfAFilterComeFirst(Consumer<InboxAssert> assertion, Inbox inbox) {
        sendMany(inbox);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertion.accept(assertThat(inbox).mailsTo("zoe@example.org")))
                .withMessageContaining("%s", LAST_TWO_FIRST);
    }

    @Test
    void theMailsThatABlockMustNotSendComeFirst(Inbox inbox) {
        sendFirst(inbox);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).receivesNothingWhile(() -> sendLastTwo(inbox)))
                .withMessageContaining("%s", LAST_TWO_FIRST);
    }

    static Stream<Arguments> onOne() {
        return Stream.of(
                row("noMailSatisfies", inbox -> inbox.noMailSatisfies(mail -> mail.hasSubject("no 25"))),
                row("noMailMatches", inbox -> inbox.noMailMatches(mail -> mail.number() == 25)),
                row(
                        "allMailsSatisfy",
                        inbox -> inbox.allMailsSatisfy(
                                mail -> mail.extracting(CapturedMail::number).isNotEqualTo(25))),
                row("allMailsMatch", inbox -> inbox.allMailsMatch(mail -> mail.number() != 25)),
                row(
                        "anyMailSatisfies",
                        inbox -> inbox.anyMailSatisfies(
                                mail -> mail.hasSubject("no 25").hasText("Good bye"))));
    }

    @ParameterizedTest
    @MethodSource("onOne")
    void theMailThatIsNamedComesFirst(Consumer<InboxAssert> assertion, Inbox inbox) {
        sendMany(inbox);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertion.accept(assertThat(inbox)))
                .withMessageContaining("mail 25")
                .withMessageContaining("%s", """
                      #   from              to               subject  content
                      25  shop@example.com  ada@example.org  no 25    text
                      0   shop@example.com  ada@example.org  no 0     text
                    """);
    }

    @Test
    void theDialogueIsThatOfTheSessionThatIsNamed(Inbox inbox) {
        try (RawClient busy = RawClient.connect(inbox).say("EHLO busy.example", 250)) {
            busy.say("MAIL FROM:<shop@example.com>", 250);
            RawClient.connect(inbox).say("NONSENSE", 500).say("QUIT", 221).close();

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(inbox).hasNoMail())
                    .withMessageContaining("session 1 is in the middle of a mail transaction\n\n")
                    .withMessageContaining("The dialogue of session 1 (still open):")
                    .withMessageContaining("C: EHLO busy.example")
                    .withMessageNotContaining("dialogue of session 2");
        }
    }

    @Test
    void theEndOfALongDialogueIsShownAndAReplyIsOneLine(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox)) {
            for (int i = 0; i < 600; i++) {
                client.say("NOOP", 250);
            }
            client.say("RCPT TO:<ada@example.org>", 503)
                    .say("EHLO again.example", 250)
                    .say("QUIT", 221);
        }
        assertThat(inbox).hasNoMail();

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).hasMailCount(1))
                .withMessageContaining("lines before)")
                .withMessageContaining("S: 503 ")
                .withMessageContaining("C: EHLO again.example")
                .withMessageContaining("S: 250 localhost, PIPELINING, ")
                .withMessageNotContaining("250-")
                .withMessageMatching("(?s).*S: 221 [^\\n]*");
    }

    @Test
    void connectionsAreShownWhereTheyAreCounted(Inbox inbox) {
        RawClient.deliver(inbox);
        RawClient.connect(inbox).say("QUIT", 221).close();

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).hasConnectionCount(1))
                .withMessageMatching("""
                        (?s)Expecting 1 connection within 300 ms, but found 2\\.

                        The connections:
                          session 1 from 127\\.0\\.0\\.1:\\d+ \\(client\\.example\\) ESMTP, 1 mail, ended by QUIT
                          session 2 from 127\\.0\\.0\\.1:\\d+ \\S+, 0 mails, ended by QUIT
                        .*""");
    }

    @Test
    void whatMustNotBeThereIsShownInItsPlace(Inbox inbox) {
        RawClient.deliver(inbox, "Subject: a\n\n" + "filler ".repeat(300) + "\nDear null,\n" + "filler ".repeat(300));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox.awaitMail()).doesNotHaveTextContaining("null"))
                .withMessageContaining("It stands at character 2106:\n  ...")
                .withMessageContaining("Dear null,");
    }

    // The user's own words

    static Stream<Arguments> ways() {
        return Stream.of(
                row("singleMail", inbox -> inbox.singleMail()),
                row("mail", inbox -> inbox.mail(7)),
                row("firstMail", inbox -> inbox.mailsTo("bob@example.org").firstMail()),
                row("lastMail", inbox -> inbox.mailsTo("bob@example.org").lastMail()),
                row("hasMailCount", inbox -> inbox.hasMailCount(7)),
                row("filteredOn", inbox -> inbox.filteredOn(mail -> false).hasMailCount(1)),
                row("hasSubject", inbox -> inbox.mail(0).hasSubject("other")),
                row("from", inbox -> inbox.mail(0).from()),
                row("from, hasName", inbox -> inbox.mail(0).to().hasName("other")),
                row("to", inbox -> inbox.mail(0).to(3)),
                row("html", inbox -> inbox.mail(0).html()),
                row("attachment", inbox -> inbox.mail(0).attachment("order.csv")),
                row("hasCalendarInvite", inbox -> inbox.mail(0).hasCalendarInvite()),
                row("extractCode", inbox -> inbox.mail(0).extractCode(Pattern.compile("\\d"))),
                row("linkWithText", inbox -> inbox.mail(0).linkWithText("Pay")),
                row(
                        "linkWithText, isEmpty",
                        inbox -> inbox.mail(0)
                                .linkWithText("https://example.com/a")
                                .isEmpty()),
                row("lint", inbox -> inbox.mail(0).lint(LintProfile.BULK).hasNoFindings()),
                row("session", inbox -> inbox.mail(0).session().hasMailCount(5)),
                row("commands", inbox -> inbox.mail(0).session().commands().isEmpty()),
                row("rawLines", inbox -> inbox.mail(0).source().lines().isEmpty()),
                row(
                        "extracting",
                        inbox -> inbox.mail(0).extracting(CapturedMail::number).isEqualTo(7)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theUsersOwnWordsGoAlong(Consumer<InboxAssert> assertion, Inbox inbox) {
        RawClient.deliver(inbox, "Subject: one\nTo: ada@example.org\n\nSee https://example.com/a\n");
        RawClient.deliver(inbox, "Subject: two\n\nHello\n");
        inbox.awaitMails(2);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertion.accept(
                        assertThat(inbox).within(Duration.ofMillis(1)).withFailMessage("the welcome is missing")))
                .withMessage("the welcome is missing");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertion.accept(assertThat(inbox)
                        .within(Duration.ofMillis(1))
                        .as("of Ada")
                        .overridingErrorMessage("nothing: %s", "gone")))
                .withMessageMatching("\\[of Ada[^]]*] nothing: gone");
    }
}
