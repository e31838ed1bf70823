package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.inbox.MailRows.fails;
import static io.github.smtpjunit.inbox.MailRows.passes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Assertions on fields of the header and their addresses. */
@WithSmtpServer
class HeaderAssertTests {

    private static final String NEWSLETTER = """
        From: The Shop <shop@b\u00fccher.example>
        To: ada@example.org
        Cc: Bob <bob@example.org>, carol@xn--bcher-kva.example
        Subject: News for
         =?UTF-8?Q?Zo=C3=AB?=
        Date: Sun, 22 Nov 2026 18:00:00 +0100
        Message-ID: <news@example.com>
        X-Tag: news
        X-Tags: one, two
        X-Metadata-Order: 4711
        X-Mailer: Shop 1
        X-Mailer: Shop 2
        X-Priority: 5 (Lowest)
        Auto-Submitted: auto-generated
        List-Id: News <news.example.com>
        List-Unsubscribe: <https://shop.example.com/u?id=1>,
         <mailto:stop@example.com>
        List-Unsubscribe-Post: List-Unsubscribe=One-Click

        Hello
        """;

    private static final String NEWSLETTER_TABLE = """


        The mail:
          #  from              to               subject       content
          0  shop@example.com  ada@example.org  News for Zoë  text\
        """;

    private static final String POOR = """
        To: ada@example.org, bob@example.org
        Subject: one
        Subject: two
        Date: some day
        Message-ID: news
        Precedence: first-class
        List-Unsubscribe: <mailto:stop@example.com>
        List-Unsubscribe-Post: List-Unsubscribe=One-Click
        Importance: High

        Hello
        """;

    private static final String POOR_TABLE = """


        The mail is broken:
          The field subject occurs 2 times: the first is read
          The Date field names no time: "some day"

        The mail:
          #  from              to               subject  content
          0  shop@example.com  ada@example.org  one      text, 2 problems\
        """;

    private static final String BARE_TABLE = """


        The mail:
          #  from              to               subject  content
          0  shop@example.com  ada@example.org  one      text\
        """;

    private static final Instant WRITTEN = Instant.parse("2026-11-22T17:00:00Z");

    static Stream<Arguments> onANewsletter() {
        return Stream.of(
                passes("hasHeaderMatching", mail -> mail.hasHeaderMatching("x-mailer", Pattern.compile("Shop 2"))),
                fails("hasHeaderMatching", mail -> mail.hasHeaderMatching("X-Mailer", Pattern.compile("Shop")), """
                    Expecting header field X-Mailer to match:
                      /Shop/
                    but found:
                      Shop 1
                      Shop 2
                    """),
                passes(
                        "hasHeaderContainingPattern",
                        mail -> mail.hasHeaderContainingPattern("x-mailer", Pattern.compile("p 2$"))),
                fails(
                        "hasHeaderContainingPattern",
                        mail -> mail.hasHeaderContainingPattern("X-Mailer", Pattern.compile("^\\d")),
                        """
                    Expecting header field X-Mailer to contain the pattern:
                      /^\\d/
                    but found:
                      Shop 1
                      Shop 2
                    """),
                passes("hasSingleHeader", mail -> mail.hasSingleHeader("Subject")),
                passes("hasHeadersInOrder", mail -> mail.hasHeadersInOrder("from", "Subject", "X-Mailer", "X-Mailer")),
                passes("hasRawHeader", mail -> mail.hasRawHeader("Subject", "News for\r\n =?UTF-8?Q?Zo=C3=AB?=")),
                fails("hasRawHeader", mail -> mail.hasRawHeader("Subject", "News for Zoë"), """
                    Expecting one of the raw values of header field Subject to be:
                      "News for Zoë"
                    but found:
                      News for\\r\\n =?UTF-8?Q?Zo=C3=AB?=
                    """),
                passes(
                        "from",
                        mail -> mail.from()
                                .hasAddress("shop@b\u00fccher.example")
                                .hasName("The Shop")
                                .isInDomain("XN--bcher-kva.example")
                                .isIdn()),
                fails("hasAddress", mail -> mail.from().hasAddress("shop@example.com"), """
                    Expecting address:
                      "shop@example.com"
                    but was:
                      "shop@bücher.example"
                    """),
                fails("hasName", mail -> mail.to().hasName("Ada"), """
                    Expecting display name:
                      "Ada"
                    but was:
                      (none)
                    """),
                passes("to", mail -> mail.to().hasNoName()),
                fails("hasNoName", mail -> mail.cc(0).hasNoName(), """
                    Expecting no display name, but found:
                      "Bob"
                    """),
                passes("cc", mail -> mail.cc(1).isIdn().isInDomain("b\u00fccher.example")),
                fails("isIdn", mail -> mail.cc(0).isIdn(), """
                    Expecting an internationalized domain, but was:
                      "example.org"
                    """),
                fails("isInDomain", mail -> mail.cc(0).isInDomain("org"), """
                    Expecting domain:
                      "org"
                    but was:
                      "example.org"
                    """),
                fails("cc", mail -> mail.cc(), """
                    Expecting one address in the Cc field, but found:
                      Bob <bob@example.org>
                      carol@xn--bcher-kva.example
                    """),
                fails("cc, too few", mail -> mail.cc(2), """
                    Expecting an address at index 2 of the Cc field, but found:
                      Bob <bob@example.org>
                      carol@xn--bcher-kva.example
                    """),
                fails("replyTo", mail -> mail.replyTo(), """
                    Expecting one address in the Reply-To field, but found:
                      (none)
                    """),
                passes("hasMessageId", mail -> mail.hasMessageId().hasMessageId("<news@example.com>")),
                fails("hasMessageId, another", mail -> mail.hasMessageId("<1@example.com>"), """
                    Expecting Message-ID:
                      "<1@example.com>"
                    but was:
                      "<news@example.com>"
                    """),
                passes("hasDateCloseTo", mail -> mail.hasDateCloseTo(WRITTEN.plusSeconds(1), Duration.ofSeconds(1))),
                fails(
                        "hasDateCloseTo",
                        mail -> mail.hasDateCloseTo(WRITTEN.plusSeconds(2), Duration.ofSeconds(1)),
                        """
                        Expecting Date field within 1 s of:
                          2026-11-22T17:00:02Z
                        but was:
                          2026-11-22T17:00:00Z
                        """),
                passes("hasPriority", mail -> mail.hasPriority(5)),
                fails("hasPriority", mail -> mail.hasPriority(1), """
                    Expecting priority:
                      "1"
                    but was:
                      "5"
                    """),
                passes("isAutoSubmitted", mail -> mail.isAutoSubmitted()),
                passes("isBulk", mail -> mail.isBulk()),
                passes(
                        "hasListUnsubscribe",
                        mail -> mail.hasListUnsubscribe().hasListUnsubscribe("mailto:stop@example.com")),
                fails("hasListUnsubscribe", mail -> mail.hasListUnsubscribe("mailto:go@example.com"), """
                    Expecting one of the addresses in the List-Unsubscribe field to be:
                      "mailto:go@example.com"
                    but found:
                      https://shop.example.com/u?id=1
                      mailto:stop@example.com
                    """),
                passes("isOneClickUnsubscribable", mail -> mail.isOneClickUnsubscribable()),
                passes("hasTag", mail -> mail.hasTag("news").hasTag("two")),
                fails("hasTag", mail -> mail.hasTag("three"), """
                    Expecting one of the tags to be:
                      "three"
                    but found:
                      news
                      one
                      two
                    """),
                passes("hasMetadata", mail -> mail.hasMetadata("order", "4711")),
                fails("hasMetadata", mail -> mail.hasMetadata("order", "1"), """
                    Expecting metadata order:
                      "1"
                    but was:
                      "4711"
                    """));
    }

    @ParameterizedTest
    @MethodSource("onANewsletter")
    void newsletter(Consumer<MailAssert> assertion, String text, Inbox inbox) {
        RawClient.deliver(inbox, NEWSLETTER);
        CapturedMail mail = inbox.awaitMail();

        Golden.check(() -> assertion.accept(assertThat(mail)), text, NEWSLETTER_TABLE);
    }

    static Stream<Arguments> onAPoorMail() {
        return Stream.of(
                fails("from", mail -> mail.from(), """
                    Expecting one address in the From field, but found:
                      (none)
                    """),
                fails("to", mail -> mail.to(), """
                    Expecting one address in the To field, but found:
                      ada@example.org
                      bob@example.org
                    """),
                passes("to, the second", mail -> mail.to(1).hasAddress("bob@example.org")),
                fails("to, the third", mail -> mail.to(2), """
                    Expecting an address at index 2 of the To field, but found:
                      ada@example.org
                      bob@example.org
                    """),
                fails("hasSingleHeader", mail -> mail.hasSingleHeader("Subject"), """
                    Expecting one header field Subject, but found:
                      one
                      two
                    """),
                fails("hasHeadersInOrder", mail -> mail.hasHeadersInOrder("Subject", "To"), """
                    Expecting header fields in the order:
                      Subject
                      To
                    but found:
                      To
                      Subject
                      Subject
                      Date
                      Message-ID
                      Precedence
                      List-Unsubscribe
                      List-Unsubscribe-Post
                      Importance
                    """),
                fails("hasMessageId", mail -> mail.hasMessageId(), """
                    Expecting one Message-ID of the form <left@right>, but found:
                      news
                    """),
                fails("hasDateCloseTo", mail -> mail.hasDateCloseTo(WRITTEN, Duration.ofDays(1)), """
                    Expecting Date field within 86400 s of:
                      2026-11-22T17:00:00Z
                    but was:
                      "some day"
                    """),
                passes("hasPriority", mail -> mail.hasPriority(1)),
                fails("isAutoSubmitted", mail -> mail.isAutoSubmitted(), """
                    Expecting an Auto-Submitted field other than "no", but found:
                      (none)
                    """),
                fails("isBulk", mail -> mail.isBulk(), """
                    Expecting a List-Id field, or a Precedence of bulk, list or junk, but found Precedence "first-class".
                    """),
                passes("hasListUnsubscribe", mail -> mail.hasListUnsubscribe()),
                fails("isOneClickUnsubscribable", mail -> mail.isOneClickUnsubscribable(), """
                    Expecting an HTTPS address in the List-Unsubscribe field, but found:
                      mailto:stop@example.com
                    """));
    }

    @ParameterizedTest
    @MethodSource("onAPoorMail")
    void poorMail(Consumer<MailAssert> assertion, String text, Inbox inbox) {
        RawClient.deliver(inbox, POOR);
        CapturedMail mail = inbox.awaitMail();

        Golden.check(() -> assertion.accept(assertThat(mail)), text, POOR_TABLE);
    }

    static Stream<Arguments> onABareMail() {
        return Stream.of(
                fails("hasMessageId", mail -> mail.hasMessageId(), """
                    Expecting one Message-ID of the form <left@right>, but found:
                      (none)
                    """),
                fails("hasDateCloseTo", mail -> mail.hasDateCloseTo(WRITTEN, Duration.ofDays(1)), """
                    Expecting Date field within 86400 s of:
                      2026-11-22T17:00:00Z
                    but was:
                      (none)
                    """),
                passes("hasPriority", mail -> mail.hasPriority(3)),
                fails("isBulk", mail -> mail.isBulk(), """
                    Expecting a List-Id field, or a Precedence of bulk, list or junk, but found neither.
                    """),
                fails("hasListUnsubscribe", mail -> mail.hasListUnsubscribe(), """
                    Expecting a List-Unsubscribe field with an address in angle brackets, but found:
                      (none)
                    """),
                fails("isOneClickUnsubscribable", mail -> mail.isOneClickUnsubscribable(), """
                    Expecting one header field List-Unsubscribe, but found:
                      (none)
                    """));
    }

    @ParameterizedTest
    @MethodSource("onABareMail")
    void bareMail(Consumer<MailAssert> assertion, String text, Inbox inbox) {
        RawClient.deliver(inbox, "Subject: one\n\nHello\n");
        CapturedMail mail = inbox.awaitMail();

        Golden.check(() -> assertion.accept(assertThat(mail)), text, BARE_TABLE);
    }

    static Stream<Arguments> onNoAnswer() {
        return Stream.of(
                argumentSet("no References", "In-Reply-To: <1@a>\nReferences: <0@a>\n", """
                    Expecting one of the identifiers in the References field to be:
                      "<1@a>"
                    but found:
                      <0@a>\
                    """),
                argumentSet("no In-Reply-To", "References: <0@a> <1@a>\n", """
                    Expecting one of the identifiers in the In-Reply-To field to be:
                      "<1@a>"
                    but found:
                      (none)\
                    """));
    }

    @ParameterizedTest
    @MethodSource("onNoAnswer")
    void noAnswer(String header, String text, Inbox inbox) {
        sendAnswer(inbox, header);
        CapturedMail question = inbox.mails().get(0);
        CapturedMail answer = inbox.mails().get(1);

        Golden.fails(() -> assertThat(answer).isReplyTo(question), text, """


            The mail:
              #  from              to               subject  content
              1  shop@example.com  ada@example.org  Answer   text\
            """);
    }

    @Test
    void anAnswer(Inbox inbox) {
        sendAnswer(inbox, "In-Reply-To: <1@a>\nReferences: <0@a>\n <1@a>\n");

        assertThat(inbox.mails().get(1)).isReplyTo(inbox.mails().get(0));
    }

    private static void sendAnswer(Inbox inbox, String header) {
        RawClient.deliver(inbox, "Message-ID: <1@a>\nSubject: Question\n\nWhy?\n");
        RawClient.deliver(inbox, header + "Subject: Answer\n\nTherefore\n");
    }

    @Test
    void aDescriptionGoesAlong(Inbox inbox) {
        RawClient.deliver(inbox, POOR);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() ->
                        assertThat(inbox.awaitMail()).as("the answer").to(0).hasName("Ada"))
                .withMessageStartingWith("[the answer] Expecting display name:");
    }
}
