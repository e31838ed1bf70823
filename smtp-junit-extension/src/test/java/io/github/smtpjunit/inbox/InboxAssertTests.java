package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.inbox.InboxRows.fails;
import static io.github.smtpjunit.inbox.InboxRows.passes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every assertion on an inbox: what it says when it does not hold, and what it knows of the reason. */
@WithSmtpServer(assertionTimeoutMillis = 50)
class InboxAssertTests {

    private static final String[] ROWS = {
        "\n  0  shop@example.com  ada@example.org  Welcome  text",
        "\n  1  shop@example.com  bob@example.org  Welcome  text",
        "\n  2  <>                ada@example.org  Bounce   text"
    };

    private static final String COLUMNS = ":\n  #  from              to               subject  content";

    private static final String THREE_MAILS = "\n\n3 mails have arrived" + COLUMNS + String.join("", ROWS);

    /** The three mails, one or two of them first. */
    private static String first(int... numbers) {
        return "\n\n3 mails have arrived, first those that this is about" + COLUMNS
                + IntStream.of(numbers).mapToObj(number -> ROWS[number]).collect(Collectors.joining());
    }

    private static void sendThree(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox)) {
            client.mail(
                            "shop@example.com",
                            "ada@example.org",
                            "From: shop@example.com\nSubject: Welcome\n\nHello, Ada\n")
                    .mail(
                            "shop@example.com",
                            "bob@example.org",
                            "From: shop@example.com\nSubject: Welcome\n\nHello, Bob\n")
                    .mail("", "ada@example.org", "From: mailer@example.com\nSubject: Bounce\n\nSorry\n")
                    .say("QUIT", 221);
        }
    }

    static Stream<Arguments> passing() {
        return Stream.of(
                passes("hasMailCount", inbox -> inbox.hasMailCount(3)),
                passes("hasMailCountAtLeast", inbox -> inbox.hasMailCountAtLeast(2)),
                passes("mail", inbox -> inbox.mail(1).wasDeliveredTo("bob@example.org")),
                passes("firstMail", inbox -> inbox.firstMail().hasTextContaining("Ada")),
                passes("lastMail", inbox -> inbox.lastMail().hasSubject("Bounce")),
                passes(
                        "singleMail",
                        inbox -> inbox.mailsTo("bob@example.org").singleMail().hasText("Hello, Bob")),
                passes(
                        "anyMailSatisfies",
                        inbox -> inbox.anyMailSatisfies(
                                mail -> mail.hasSubject("Welcome").hasText("Hello, Bob"))),
                passes("anyMailMatches", inbox -> inbox.anyMailMatches(mail -> mail.number() == 2)),
                passes("allMailsSatisfy", inbox -> inbox.allMailsSatisfy(mail -> mail.hasHeader("From"))),
                passes(
                        "allMailsMatch",
                        inbox -> inbox.allMailsMatch(mail -> mail.text().isPresent())),
                passes("noMailSatisfies", inbox -> inbox.noMailSatisfies(mail -> mail.hasSubject("Goodbye"))),
                passes("noMailMatches", inbox -> inbox.noMailMatches(mail -> mail.number() == 3)),
                passes(
                        "hasNoMail",
                        inbox -> inbox.mailsFrom("mallory@example.org").hasNoMail()),
                passes("isEmpty", inbox -> inbox.filteredOnSubject("welcome").isEmpty()),
                passes(
                        "staysEmptyFor",
                        inbox -> inbox.mailsTo("carol@example.org").staysEmptyFor(Duration.ofMillis(1))),
                passes(
                        "mailsFrom, the header",
                        inbox -> inbox.mailsFrom("mailer@example.com").hasMailCount(1)),
                passes("mailsFrom, the envelope", inbox -> inbox.mailsFrom("").hasMailCount(1)),
                passes(
                        "mailsFrom, both",
                        inbox -> inbox.mailsFrom("shop@EXAMPLE.com").hasMailCount(2)),
                passes(
                        "filteredOn",
                        inbox -> inbox.filteredOn(mail -> mail.number() > 0).hasMailCount(2)),
                passes(
                        "two filters",
                        inbox -> inbox.mailsTo("ada@example.org")
                                .filteredOnSubjectContainingPattern(Pattern.compile("^W"))
                                .hasMailCount(1)),
                passes(
                        "filteredOnSubjectContaining",
                        inbox -> inbox.filteredOnSubjectContaining("ounc").hasMailCount(1)),
                passes(
                        "filteredOnSubjectMatching",
                        inbox -> inbox.filteredOnSubjectMatching(Pattern.compile("W.*"))
                                .hasMailCount(2)),
                passes(
                        "filteredOnSubjectMatching, a part",
                        inbox -> inbox.filteredOnSubjectMatching(Pattern.compile("W"))
                                .hasNoMail()),
                passes("a filter leaves the object alone", inbox -> {
                    inbox.mailsTo("bob@example.org").hasMailCount(1);
                    inbox.hasMailCount(3);
                }));
    }

    static Stream<Arguments> failing() {
        return Stream.of(
                fails("hasMailCount", inbox -> inbox.hasMailCount(4), "Expecting 4 mails within 50 ms, but found 3."),
                fails(
                        "hasMailCount, too many",
                        inbox -> inbox.hasMailCount(1),
                        "Expecting 1 mail within 50 ms, but found 3."),
                fails(
                        "hasMailCountAtLeast",
                        inbox -> inbox.hasMailCountAtLeast(4),
                        "Expecting at least 4 mails within 50 ms, but found 3."),
                fails(
                        "within",
                        inbox -> inbox.within(Duration.ofMillis(1)).hasMailCount(4),
                        "Expecting 4 mails within 1 ms, but found 3."),
                fails("singleMail", inbox -> inbox.singleMail(), "Expecting 1 mail within 50 ms, but found 3."),
                fails("mail", inbox -> inbox.mail(3), "Expecting at least 4 mails within 50 ms, but found 3."),
                fails(
                        "firstMail",
                        inbox -> inbox.mailsTo("carol@example.org").firstMail(),
                        "Expecting at least 1 mail to carol@example.org within 50 ms, but found 0."),
                fails(
                        "lastMail",
                        inbox -> inbox.filteredOnSubjectContainingPattern(Pattern.compile("^Good"))
                                .lastMail(),
                        "Expecting at least 1 mail with a subject containing the pattern /^Good/ within 50 ms, but found 0."),
                fails(
                        "filteredOnSubjectContaining",
                        inbox -> inbox.filteredOnSubjectContaining("Good").firstMail(),
                        "Expecting at least 1 mail with a subject containing \"Good\" within 50 ms, but found 0."),
                fails(
                        "filteredOnSubjectMatching",
                        inbox -> inbox.filteredOnSubjectMatching(Pattern.compile("Wel"))
                                .firstMail(),
                        "Expecting at least 1 mail with a subject matching /Wel/ within 50 ms, but found 0."),
                fails("hasNoMail", inbox -> inbox.hasNoMail(), "Expecting no mail, but found 3."),
                fails(
                        "isEmpty",
                        inbox -> inbox.mailsFrom("shop@example.com")
                                .filteredOnSubject("Welcome")
                                .isEmpty(),
                        "Expecting no mail from shop@example.com and with subject \"Welcome\", but found 2."),
                fails(
                        "staysEmptyFor",
                        inbox -> inbox.filteredOn(mail -> true).staysEmptyFor(Duration.ofMinutes(2)),
                        "Expecting no mail that the filter lets pass for 120 s, but found 3."),
                fails(
                        "anyMailSatisfies",
                        inbox -> inbox.anyMailSatisfies(mail -> mail.hasSubject("Welcome")
                                .isFrom("shop@example.com")
                                .hasText("Hello, Bill")),
                        """
                        Expecting a mail that satisfies the requirements within 50 ms, but found none among 3.

                        Nearest miss: mail 0, which passes 2 checks and fails the next:
                          Expecting text body:
                            "Hello, Bill"
                          but was:
                            "Hello, Ada\"\
                        """),
                fails(
                        "anyMail, no check passed",
                        inbox -> inbox.mailsTo("bob@example.org").anyMailSatisfies(mail -> mail.hasSubject("Goodbye")),
                        """
                            Expecting a mail to bob@example.org that satisfies the requirements within 50 ms, but found none among 1.

                            Nearest miss: mail 1, which fails the first check:
                              Expecting subject:
                                "Goodbye"
                              but was:
                                "Welcome\"\
                            """ + first(1, 0, 2)),
                fails(
                        "anyMail, no check passed at first",
                        inbox -> inbox.anyMailSatisfies(
                                mail -> mail.hasSubject("Goodbye").wasDeliveredTo("bob@example.org")),
                        """
                            Expecting a mail that satisfies the requirements within 50 ms, but found none among 3.

                            Nearest miss: mail 1, which passes 1 check, but not this one:
                              Expecting subject:
                                "Goodbye"
                              but was:
                                "Welcome\"\
                            """ + first(1, 0, 2)),
                fails(
                        "anyMailMatches",
                        inbox -> inbox.anyMailMatches(mail -> mail.number() > 5),
                        "Expecting a mail that matches the predicate within 50 ms, but found none among 3."),
                fails(
                        "allMailsSatisfy",
                        inbox -> inbox.allMailsSatisfy(mail -> mail.hasSubject("Welcome")),
                        """
                    Expecting every mail to satisfy the requirements, but mail 2 does not:
                      Expecting subject:
                        "Welcome"
                      but was:
                        "Bounce\"\
                    """ + first(2, 0, 1)),
                fails(
                        "allMailsMatch",
                        inbox -> inbox.allMailsMatch(mail -> mail.number() == 0),
                        "Expecting every mail to match the predicate, but mail 1 does not." + first(1, 0, 2)),
                fails(
                        "noMailSatisfies",
                        inbox -> inbox.noMailSatisfies(mail -> mail.hasNullReversePath()),
                        "Expecting no mail that satisfies the requirements, but mail 2 does." + first(2, 0, 1)),
                fails(
                        "noMailMatches",
                        inbox -> inbox.noMailMatches(mail -> mail.number() == 1),
                        "Expecting no mail that matches the predicate, but mail 1 does." + first(1, 0, 2)),
                fails(
                        "a description",
                        inbox -> inbox.as("all mails").hasMailCount(2),
                        "[all mails] Expecting 2 mails within 50 ms, but found 3."),
                fails(
                        "a description of a filtered inbox",
                        inbox -> inbox.as("Ada's mails")
                                .mailsTo("ada@example.org")
                                .hasMailCount(1),
                        "[Ada's mails] Expecting 1 mail to ada@example.org within 50 ms, but found 2."
                                + first(0, 2, 1)));
    }

    @ParameterizedTest
    @MethodSource({"passing", "failing"})
    void threeMails(Consumer<InboxAssert> assertion, String text, Inbox inbox) {
        sendThree(inbox);

        Golden.check(
                () -> assertion.accept(assertThat(inbox)), text, text.contains(" have arrived") ? "" : THREE_MAILS);
    }

    @Test
    void awaitMailTellsTheSame(Inbox inbox) {
        sendThree(inbox);

        Golden.fails(() -> inbox.awaitMails(4), "Waited 50 ms for 4 mails, but 3 arrived.", THREE_MAILS);
        Golden.fails(
                () -> inbox.awaitMail(mail -> mail.number() == 4),
                "Waited 50 ms for a certain mail, but it did not arrive.",
                THREE_MAILS);
    }

    @Test
    void manyMailsAreNotAllShown(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox)) {
            for (int i = 0; i < 30; i++) {
                client.mail("shop@example.com", "ada@example.org", "Subject: " + "Many ".repeat(30) + "\n\nHello\n");
            }
        }

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).hasNoMail())
                .satisfies(failure -> assertThat(failure.getMessage())
                        .hasLineCount(25)
                        .contains("\n"
                                + "  0   shop@example.com  ada@example.org  Many Many Many Many Many Many Many"
                                + " Many…  text\n")
                        .endsWith("\n  (and 10 more)"));
    }

    @Test
    void failedAttemptsAreToldBesideMailsToo(Inbox inbox) {
        sendThree(inbox);
        try (RawClient client = RawClient.greeted(inbox)) {
            client.say("MAIL FROM:<shop@example.com>", 250)
                    .say("RCPT TO:ada", 501)
                    .say("QUIT", 221);
        }
        assertThat(inbox).hasMailCount(3);

        Golden.fails(
                () -> assertThat(inbox).hasMailCount(4),
                "Expecting 4 mails within 50 ms, but found 3.",
                THREE_MAILS + """


                    The last attempts that failed:
                      RCPT "RCPT TO:ada": 501 5.5.4 Syntax: RCPT TO:<address> [parameters]\
                    """);
    }
}
