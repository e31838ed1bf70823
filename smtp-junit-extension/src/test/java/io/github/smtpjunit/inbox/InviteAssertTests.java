package io.github.smtpjunit.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Assertions on the calendar part of a mail. */
@WithSmtpServer
class InviteAssertTests {

    /** An own definition of a time zone, which no JVM knows: one hour and a half east. */
    private static final String ZONED = """
            Subject: Tea
            Content-Type: multipart/alternative; boundary=a

            --a
            Content-Type: text/plain

            Come to tea.
            --a
            Content-Type: text/calendar; charset=utf-8; method=request
            Content-Transfer-Encoding: 8bit

            BEGIN:VCALENDAR
            VERSION:2.0
            PRODID:-//Shop//EN
            METHOD:REQUEST
            BEGIN:VTIMEZONE
            TZID:Teatime
            BEGIN:STANDARD
            DTSTART:19700101T000000
            TZOFFSETFROM:+0130
            TZOFFSETTO:+0130
            END:STANDARD
            END:VTIMEZONE
            BEGIN:VEVENT
            UID:tea-7@example.com
            DTSTAMP:20260101T000000Z
            SEQUENCE:2
            SUMMARY:Tea with Zoë\\, at
              last
            LOCATION:The Shop
            DTSTART;TZID=Teatime:20260301T120000
            DURATION:PT1H
            ORGANIZER:mailto:shop@example.com
            ATTENDEE;RSVP=TRUE:mailto:ada@EXAMPLE.org
            ATTENDEE:MAILTO:bob@example.org
            END:VEVENT
            END:VCALENDAR
            --a--
            """;

    private static final String FLOATING = """
            Subject: Tea
            Content-Type: text/calendar

            BEGIN:VCALENDAR
            VERSION:2.0
            PRODID:-//Shop//EN
            METHOD:CANCEL
            BEGIN:VEVENT
            UID:tea-8@example.com
            DTSTAMP:20260101T000000Z
            DTSTART:20260301T120000
            DTEND:20260301T130000Z
            END:VEVENT
            END:VCALENDAR
            """;

    private static final String ALL_DAY = FLOATING.replace("DTSTART:20260301T120000", "DTSTART;VALUE=DATE:20260301")
            .replace("DTEND:20260301T130000Z\n", "");

    private static final String UNKNOWN_ZONE =
            FLOATING.replace("DTSTART:20260301T120000", "DTSTART;TZID=Nowhere:20260301T120000");

    private static Arguments passes(String name, String source, Consumer<InviteAssert> assertion) {
        return Golden.passes(name, assertion, source);
    }

    private static Arguments fails(String name, String source, Consumer<InviteAssert> assertion, String text) {
        return Golden.fails(name, assertion, text, source);
    }

    static Stream<Arguments> invites() {
        return Stream.of(
                passes(
                        "all",
                        ZONED,
                        invite -> invite.hasMethod("request")
                                .hasUid("tea-7@example.com")
                                .hasSequence(2)
                                .hasSummary("Tea with Zoë, at last")
                                .hasLocation("The Shop")
                                .startsAt(Instant.parse("2026-03-01T10:30:00Z"))
                                .endsAt(Instant.parse("2026-03-01T11:30:00Z"))
                                .hasTimeZone("Teatime")
                                .hasOrganizer("shop@EXAMPLE.com")
                                .hasAttendees("bob@example.org", "ada@example.org")
                                .expectsReplyOf("ada@example.org")),
                passes(
                        "what need not be there",
                        FLOATING,
                        invite -> invite.hasSequence(0)
                                .hasAttendees()
                                .expectsReplyOf()
                                .endsAt(Instant.parse("2026-03-01T13:00:00Z"))),
                passes("isAllDayFrom", ALL_DAY, invite -> invite.isAllDayFrom(LocalDate.of(2026, 3, 1))),
                fails("hasMethod", ZONED, invite -> invite.hasMethod("CANCEL"), """
                        Expecting method of the calendar:
                          "CANCEL"
                        but was:
                          "REQUEST"
                        """),
                fails("hasMethod, not of the part", FLOATING, invite -> invite.hasMethod("CANCEL"), """
                        Expecting method parameter of the calendar's Content-Type:
                          "CANCEL"
                        but was:
                          (none)
                        """),
                fails("hasUid", ZONED, invite -> invite.hasUid("tea-8"), """
                        Expecting UID of the event:
                          "tea-8"
                        but was:
                          "tea-7@example.com"
                        """),
                fails("hasSequence", ZONED, invite -> invite.hasSequence(0), """
                        Expecting sequence of the event:
                          "0"
                        but was:
                          "2"
                        """),
                fails("hasSummary", FLOATING, invite -> invite.hasSummary("Tea"), """
                        Expecting summary of the event:
                          "Tea"
                        but was:
                          (none)
                        """),
                fails("hasLocation", ZONED, invite -> invite.hasLocation("Here"), """
                        Expecting location of the event:
                          "Here"
                        but was:
                          "The Shop"
                        """),
                fails("startsAt", ZONED, invite -> invite.startsAt(Instant.parse("2026-03-01T12:00:00Z")), """
                        Expecting start of the event:
                          "2026-03-01T12:00:00Z"
                        but was:
                          "2026-03-01T10:30:00Z (2026-03-01T12:00 Teatime)"
                        """),
                fails("startsAt, floating", FLOATING, invite -> invite.startsAt(Instant.EPOCH), """
                        Expecting start of the event:
                          "1970-01-01T00:00:00Z"
                        but was:
                          "2026-03-01T12:00"
                        """),
                fails("startsAt, an unknown zone", UNKNOWN_ZONE, invite -> invite.startsAt(Instant.EPOCH), """
                        Expecting start of the event:
                          "1970-01-01T00:00:00Z"
                        but was:
                          "2026-03-01T12:00 Nowhere"
                        """),
                fails("endsAt", FLOATING, invite -> invite.endsAt(Instant.EPOCH), """
                        Expecting end of the event:
                          "1970-01-01T00:00:00Z"
                        but was:
                          "2026-03-01T13:00:00Z"
                        """),
                fails("endsAt, no end", ALL_DAY, invite -> invite.endsAt(Instant.EPOCH), """
                        Expecting end of the event:
                          "1970-01-01T00:00:00Z"
                        but was:
                          (none)
                        """),
                fails("isAllDayFrom", ALL_DAY, invite -> invite.isAllDayFrom(LocalDate.EPOCH), """
                        Expecting start of the event:
                          "1970-01-01"
                        but was:
                          "2026-03-01"
                        """),
                fails("hasTimeZone", FLOATING, invite -> invite.hasTimeZone("Europe/Berlin"), """
                        Expecting time zone of the event:
                          "Europe/Berlin"
                        but was:
                          (none)
                        """),
                fails("hasOrganizer", ZONED, invite -> invite.hasOrganizer("eve@example.com"), """
                        Expecting organizer of the event:
                          "eve@example.com"
                        but was:
                          "shop@example.com"
                        """),
                fails("hasAttendees", ZONED, invite -> invite.hasAttendees("ada@example.org"), """
                        Expecting attendees of the event to be exactly:
                          ada@example.org
                        but found:
                          ada@example.org
                          bob@example.org
                        """),
                fails("expectsReplyOf", ZONED, invite -> invite.expectsReplyOf(), """
                        Expecting attendees whose reply is expected to be exactly:
                          (none)
                        but found:
                          ada@example.org
                        """));
    }

    @ParameterizedTest
    @MethodSource
    void invites(String source, Consumer<InviteAssert> assertion, String text, Inbox inbox) {
        RawClient.deliver(inbox, source);
        CapturedMail mail = inbox.awaitMail();
        InviteAssert invite = assertThat(mail).hasCalendarInvite();

        Golden.check(() -> assertion.accept(invite), text, Golden.table(mail));
    }

    static Stream<Arguments> noInvites() {
        return Stream.of(
                argumentSet("text", "Subject: Tea\n\nHello\n", "text/plain"),
                argumentSet(
                        "no event", "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n", "text/calendar"),
                argumentSet("no calendar", "Content-Type: text/calendar\n\nTea\n", "text/calendar"));
    }

    @ParameterizedTest
    @MethodSource
    void noInvites(String source, String tree, Inbox inbox) {
        RawClient.deliver(inbox, source);
        CapturedMail mail = inbox.awaitMail();

        Golden.fails(
                () -> assertThat(mail).hasCalendarInvite(),
                "Expecting parts to contain an event:\n  text/calendar\nbut was:\n  " + tree,
                Golden.table(mail));
    }
}
