package io.github.smtpjunit.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.mail.Scrubber;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be no answer to any question is refused at once, with the remedy; a time that is too long is a long one. */
@WithSmtpServer
class MisuseTests {

    private static final Duration NEGATIVE = Duration.ofSeconds(-1);

    private static Arguments inbox(String call, Function<InboxAssert, ?> misuse, String message) {
        return argumentSet(call, misuse, message);
    }

    static Stream<Arguments> onAnInbox() {
        return Stream.of(
                inbox(
                        "mail(-1)",
                        all -> all.mail(-1),
                        "The index, which is 0 for the first, must be 0 or more, not -1"),
                inbox("mail(MAX)", all -> all.mail(Integer.MAX_VALUE), "must be 0 or more, not 2147483647"),
                inbox("hasMailCount(-1)", all -> all.hasMailCount(-1), "The count must be 0 or more, not -1"),
                inbox("AtLeast(0)", all -> all.hasMailCountAtLeast(0), "The count must be 1 or more, not 0"),
                inbox("AtMost(-1)", all -> all.hasMailCountAtMost(-1), "The count must be 0 or more, not -1"),
                inbox("Between(-1, 3)", all -> all.hasMailCountBetween(-1, 3), "The least must be 0 or more, not -1"),
                inbox("Between(3, 1)", all -> all.hasMailCountBetween(3, 1), "The most must be 3 or more, not 1"),
                inbox("eachRecipient(0)", all -> all.eachRecipientGotExactly(0), "The count must be 1 or more, not 0"),
                inbox("connections", all -> all.hasConnectionCount(-1), "The count must be 0 or more, not -1"),
                inbox("attempts", all -> all.hasFailedAttemptCount(-1), "The count must be 0 or more, not -1"),
                inbox("rejected", all -> all.wasRejectedWith(250), "The code must be 400 to 599, not 250"),
                inbox("staysEmptyFor", all -> all.staysEmptyFor(NEGATIVE), "The time must be 0 or more, not PT-1S"),
                inbox("retriedAfter", all -> all.retriedAfter(NEGATIVE), "The pause must be 0 or more, not PT-1S"),
                inbox("backoff", all -> all.retriedWithBackoff(NEGATIVE), "The pauses must be 0 or more, not PT-1S"),
                inbox("within(0)", all -> all.within(Duration.ZERO), "The time to wait must be positive, not PT0S"),
                inbox("mailsTo(\"\")", all -> all.mailsTo(""), "Give characters to look for as address"),
                inbox("mailsTo blank", all -> all.mailsTo("a@b "), "Give the address without white space around it"),
                inbox("recipientsAre", all -> all.recipientsAre("Ada <a@b>"), "Give the address alone, a@b"),
                inbox(
                        "subject",
                        all -> all.filteredOnSubjectContainingPattern(Pattern.compile("")),
                        "Give characters to look for as pattern"),
                inbox("no word", all -> all.matching("from: ada"), "there is nothing to look for"),
                inbox("an empty word", all -> all.matching("subject:\"\""), "there is nothing to look for"));
    }

    @ParameterizedTest
    @MethodSource("onAnInbox")
    void anInboxRefuses(Function<InboxAssert, ?> misuse, String message, Inbox inbox) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> misuse.apply(assertThat(inbox)))
                .withMessageContaining(message);
    }

    private static Arguments mail(String call, Consumer<MailAssert> misuse, String message) {
        return argumentSet(call, misuse, message);
    }

    static Stream<Arguments> onAMail() {
        return Stream.of(
                mail("to(-1)", one -> one.to(-1), "must be 0 or more, not -1"),
                mail("cc(-1)", one -> one.cc(-1), "must be 0 or more, not -1"),
                mail("attachments", one -> one.hasAttachmentCount(-1), "The count must be 0 or more, not -1"),
                mail("declared size", one -> one.hasDeclaredSize(-1), "The octets must be 0 or more, not -1"),
                mail("size", one -> one.source().hasSizeLessThan(0), "The octets must be 1 or more, not 0"),
                mail("line", one -> one.source().hasNoLineLongerThan(-1), "The octets must be 0 or more, not -1"),
                mail("priority", one -> one.hasPriority(6), "The priority must be 1 to 5, not 6"),
                mail("date", one -> one.hasDateCloseTo(Instant.EPOCH, NEGATIVE), "The tolerance must be 0 or more"),
                mail("elements", one -> one.html().select("p").hasCount(-1), "The count must be 0 or more, not -1"),
                mail(
                        "no selector",
                        one -> one.html().select("p["),
                        "\"p[\" is no CSS selector, such as a.button[href]"),
                mail("a blank selector", one -> one.html().select(" "), "\" \" is no CSS selector"),
                mail("an empty selector", one -> one.html().select(""), "Give characters to look for as css"),
                mail("session", one -> one.session().hasMailCount(-1), "The count must be 0 or more, not -1"),
                mail(
                        "no header",
                        one -> one.doesNotHaveHeader("Subject:"),
                        "No header field can be named \"Subject:\""),
                mail("header", one -> one.hasHeader("My Subject"), "No header field can be named \"My Subject\""),
                mail("header value", one -> one.hasHeader("", "a"), "No header field can be named \"\""),
                mail("pattern", one -> one.hasHeaderMatching("Tö", Pattern.compile("a")), "No header field can be"),
                mail("single", one -> one.hasSingleHeader("To:"), "No header field can be named \"To:\""),
                mail("order", one -> one.hasHeadersInOrder("From", "To:"), "No header field can be named \"To:\""),
                mail("raw", one -> one.hasRawHeader("To:", "a"), "No header field can be named \"To:\""),
                mail("metadata", one -> one.hasMetadata("a b", "c"), "No header field can be named \"a b\""),
                mail("signed", one -> one.dkim().hasSignedHeaders("To:"), "No header field can be named \"To:\""),
                mail("records", one -> one.dkim().hasValidSignature(Map.of()), "Give at least one of the records"),
                mail(
                        "no part",
                        one -> one.parts().doesNotHavePart("html"),
                        "\"html\" is no media type: give type and subtype"),
                mail("part", one -> one.parts().hasPart("text/html; charset=utf-8"), "is no media type"),
                mail("attached", one -> one.hasAttachmentOfType("pdf"), "is no media type"),
                mail("subject", one -> one.hasSubjectContaining(""), "Give characters to look for as text"),
                mail("beginning", one -> one.hasSubjectStartingWith(""), "Give characters to look for as text"),
                mail("text", one -> one.hasTextContaining("a", "\n"), "Give characters to look for as parts"),
                mail("no text", one -> one.doesNotHaveTextContaining(""), "Give characters to look for as part"),
                mail("html", one -> one.hasHtmlContaining(""), "Give characters to look for as parts"),
                mail("no html", one -> one.doesNotHaveHtmlContaining(""), "Give characters to look for as part"),
                mail("in order", one -> one.hasTextContainingInOrder(""), "Give characters to look for as parts"),
                mail("visible", one -> one.html().hasVisibleTextContaining(""), "Give characters to look for as parts"),
                mail("source", one -> one.source().hasContentContaining(""), "Give characters to look for as part"),
                mail(
                        "link",
                        one -> one.hasLinkContainingPattern(Pattern.compile("")),
                        "Give characters to look for as pattern"),
                mail("code", one -> one.extractCode(Pattern.compile("")), "Give characters to look for as pattern"),
                mail(
                        "query",
                        one -> one.extracting(it -> it.headers("Bcc:")),
                        "No header field can be named \"Bcc:\""));
    }

    @ParameterizedTest
    @MethodSource("onAMail")
    void aMailRefuses(Consumer<MailAssert> misuse, String message, Inbox inbox) {
        RawClient.deliver(inbox, "Subject: a\nContent-Type: text/html\n\n<p>a</p>\n");
        CapturedMail mail = inbox.awaitMail();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> misuse.accept(assertThat(mail)))
                .withMessageContaining(message);
    }

    @Test
    void anInboxItselfRefuses(Inbox inbox) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> inbox.awaitMails(0))
                .withMessage("The count must be 1 or more, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scrubber.headers("Date:"))
                .withMessageContaining("No header field can be named \"Date:\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scrubber.queryParameters())
                .withMessageContaining("Give at least one of the names");
    }

    static Stream<Duration> longTimes() {
        return Stream.of(
                ChronoUnit.FOREVER.getDuration(),
                Duration.ofDays(300 * 365),
                Duration.ofMillis(Long.MAX_VALUE),
                Duration.ofSeconds(Long.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("longTimes")
    void aTimeThatIsTooLongIsALongOne(Duration time, Inbox inbox) {
        RawClient.deliver(inbox, "Date: Sun, 22 Nov 2026 17:00:00 +0000\nSubject: a\n\nHello\n");

        assertThat(inbox).within(time).hasMailCount(1).singleMail().hasDateCloseTo(Instant.now(), time);
        assertThat(inbox).within(time).mailsTo("bob@example.org").hasNoMail();
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).staysEmptyFor(time))
                .withMessageStartingWith("Expecting no mail for ");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).within(Duration.ofMillis(1)).retriedAfter(time))
                .withMessageStartingWith("Expecting a temporary refusal, and a new try after ");
    }

    @ParameterizedTest
    @MethodSource("longTimes")
    void clientsThatAreHeldUpCanBeAwaitedForLong(Duration time, Inbox inbox) {
        Thread.currentThread().interrupt(); // so that it does not wait

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> inbox.faults().awaitHeldUp(1, time));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> inbox.faults().awaitHeldUp(0, time))
                .withMessage("The number of clients must be 1 or more, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> inbox.faults().awaitHeldUp(1, NEGATIVE))
                .withMessage("The timeout must be 0 or more, not PT-1S");
    }

    // All of none

    @Test
    void whatIsSaidOfAllLinksNeedsOne(Inbox inbox) {
        RawClient.deliver(
                inbox, "Subject: a\nContent-Type: text/html\n\n<a href='mailto:a@b'>a</a><img src='a.png'>\n");
        CapturedMail mail = inbox.awaitMail();

        Golden.fails(
                () -> assertThat(mail).allLinksUseHttps(),
                "Expecting all links to use HTTPS, but the mail has none that counts:\n  mailto:a@b",
                Golden.table(mail));
        Golden.fails(
                () -> assertThat(mail).linksHaveHost("example.com"),
                "Expecting all links to have the host example.com, but the mail has none that counts:\n  mailto:a@b",
                Golden.table(mail));
        Golden.fails(
                () -> assertThat(mail).inlineImagesResolve(),
                "Expecting a part for each image, but the HTML body shows no image by cid:, only:\n  a.png",
                Golden.table(mail));
        assertThat(mail).hasNoLocalhostLinks().hasNoUnresolvedPlaceholders();
    }
}
