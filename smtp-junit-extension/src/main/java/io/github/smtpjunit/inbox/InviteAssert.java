package io.github.smtpjunit.inbox;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.CalendarInvite;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Assertions on the event that a mail invites to or calls off (RFC 5546), got by
 * {@link AbstractMailAssert#hasCalendarInvite()}. Of several events it is the first.
 */
public final class InviteAssert extends AbstractMailDetailAssert<InviteAssert, CapturedMail> {

    private final CalendarInvite invite;

    InviteAssert(CalendarInvite invite, CapturedMail of, AbstractMailAssert<?> mail) {
        super(of, InviteAssert.class, mail);
        this.invite = invite;
    }

    /**
     * Asserts what is to be done with the event. It must stand in the calendar and in the {@code method} parameter of
     * the part's Content-Type, since calendar programs look at that (RFC 6047 section 2.4).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasCalendarInvite().hasMethod("REQUEST");
     * // fails
     * assertThat(mail).hasCalendarInvite().hasMethod("CANCEL");
     * }</pre>
     *
     * @param method {@code REQUEST}, {@code CANCEL}, {@code REPLY} and so on, case-insensitive
     * @return this assertion object
     * @throws AssertionError if it is another one, or only in one of the two places
     */
    public InviteAssert hasMethod(String method) {
        requireNonNull(method, "method");
        String wanted = method.toUpperCase(Locale.ROOT);
        requireEqual("method of the calendar", wanted, invite.method());
        return requireEqual("method parameter of the calendar's Content-Type", wanted, invite.declaredMethod());
    }

    /**
     * Asserts the identifier by which calendars know the event again.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasCalendarInvite().hasUid("order-7@shop.example.com");
     * // fails
     * assertThat(mail).hasCalendarInvite().hasUid("order-8@shop.example.com");
     * }</pre>
     *
     * @param uid all of it
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public InviteAssert hasUid(String uid) {
        requireNonNull(uid, "uid");
        return requireEqual("UID of the event", uid, invite.uid());
    }

    /**
     * Asserts how often the event has been changed. Without a SEQUENCE that is 0 (RFC 5545 section 3.8.7.4).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasCalendarInvite().hasSequence(0);
     * // fails
     * assertThat(mail).hasCalendarInvite().hasSequence(1);
     * }</pre>
     *
     * @param sequence 0 for a new event
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public InviteAssert hasSequence(int sequence) {
        Given.atLeast("sequence", sequence, 0);
        return requireEqual(
                "sequence of the event",
                Integer.toString(sequence),
                Optional.of(Integer.toString(invite.sequence().orElse(0))));
    }

    /**
     * Asserts the title.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasCalendarInvite().hasSummary("Tea tasting");
     * // fails
     * assertThat(mail).hasCalendarInvite().hasSummary("Coffee tasting");
     * }</pre>
     *
     * @param summary all of it
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public InviteAssert hasSummary(String summary) {
        requireNonNull(summary, "summary");
        return requireEqual("summary of the event", summary, invite.summary());
    }

    /**
     * Asserts where the event takes place.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasCalendarInvite().hasLocation("The Shop");
     * // fails
     * assertThat(mail).hasCalendarInvite().hasLocation("elsewhere");
     * }</pre>
     *
     * @param location all of it
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public InviteAssert hasLocation(String location) {
        requireNonNull(location, "location");
        return requireEqual("location of the event", location, invite.location());
    }

    /**
     * Asserts when the event begins. A time with a TZID is that of the calendar's VTIMEZONE; one without a time zone is
     * no instant.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasCalendarInvite().startsAt(Instant.parse("2026-03-01T12:00:00Z"));
     * // fails
     * assertThat(mail).hasCalendarInvite().startsAt(Instant.parse("2026-03-01T13:00:00Z"));
     * }</pre>
     *
     * @param start the instant
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public InviteAssert startsAt(Instant start) {
        requireNonNull(start, "start");
        return requireTime("start of the event", start, invite.start());
    }

    /**
     * Asserts when the event ends, by its end or its duration.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasCalendarInvite().endsAt(Instant.parse("2026-03-01T13:00:00Z"));
     * // fails
     * assertThat(mail).hasCalendarInvite().endsAt(Instant.parse("2026-03-01T14:00:00Z"));
     * }</pre>
     *
     * @param end the instant
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public InviteAssert endsAt(Instant end) {
        requireNonNull(end, "end");
        return requireTime("end of the event", end, invite.end());
    }

    private InviteAssert requireTime(String what, Instant expected, Optional<CalendarInvite.Time> found) {
        return require(
                found.flatMap(CalendarInvite.Time::instant)
                        .filter(expected::equals)
                        .isPresent(),
                () -> Texts.expecting(what, expected.toString(), found.map(CalendarInvite.Time::toString)));
    }

    /**
     * Asserts that the event lasts all day, from a date on.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasCalendarInvite().isAllDayFrom(LocalDate.of(2026, 3, 1));
     * // fails
     * assertThat(mailWithATime).hasCalendarInvite().isAllDayFrom(LocalDate.of(2026, 3, 1));
     * }</pre>
     *
     * @param date the first day
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public InviteAssert isAllDayFrom(LocalDate date) {
        requireNonNull(date, "date");
        return requireEqual(
                "start of the event", date.toString(), invite.start().map(CalendarInvite.Time::toString));
    }

    /**
     * Asserts the time zone in which the start is given.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasCalendarInvite().hasTimeZone("Europe/Berlin");
     * // fails
     * assertThat(mail).hasCalendarInvite().hasTimeZone("America/New_York");
     * }</pre>
     *
     * @param id its TZID
     * @return this assertion object
     * @throws AssertionError if it has another one, or none, as in UTC
     */
    public InviteAssert hasTimeZone(String id) {
        requireNonNull(id, "id");
        return requireEqual("time zone of the event", id, invite.start().flatMap(CalendarInvite.Time::zone));
    }

    /**
     * Asserts who invites.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasCalendarInvite().hasOrganizer("shop@example.com");
     * // fails
     * assertThat(mail).hasCalendarInvite().hasOrganizer("someone@example.com");
     * }</pre>
     *
     * @param address the address; its domain is compared case-insensitively
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public InviteAssert hasOrganizer(String address) {
        requireNonNull(address, "address");
        return requireEqual(
                "organizer of the event",
                Addresses.normalized(address),
                invite.organizer().map(Addresses::normalized));
    }

    /**
     * Asserts who is invited.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasCalendarInvite().hasAttendees("ada@example.org", "bob@example.org");
     * // fails
     * assertThat(mail).hasCalendarInvite().hasAttendees("ada@example.org");
     * }</pre>
     *
     * @param addresses all of them, in any order; their domains are compared case-insensitively
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if one is no address alone
     */
    public InviteAssert hasAttendees(String... addresses) {
        Given.exactly("addresses", addresses).forEach(Addresses::alone);
        return requireExactly("attendees of the event", addresses(invite.attendees()), addresses);
    }

    /**
     * Asserts whose reply is asked for ({@code RSVP=TRUE}).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasCalendarInvite().expectsReplyOf("ada@example.org");
     * // fails
     * assertThat(mail).hasCalendarInvite().expectsReplyOf();
     * }</pre>
     *
     * @param addresses all of them, in any order; their domains are compared case-insensitively
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if one is no address alone
     */
    public InviteAssert expectsReplyOf(String... addresses) {
        Given.exactly("addresses", addresses).forEach(Addresses::alone);
        return requireExactly(
                "attendees whose reply is expected",
                addresses(invite.attendees().stream()
                        .filter(CalendarInvite.Invited::replyExpected)
                        .toList()),
                addresses);
    }

    private static List<String> addresses(List<CalendarInvite.Invited> attendees) {
        return attendees.stream()
                .map(attendee -> Addresses.normalized(attendee.address()))
                .sorted()
                .toList();
    }

    private InviteAssert requireExactly(String what, List<String> found, String... expected) {
        List<String> wanted =
                Arrays.stream(expected).map(Addresses::normalized).sorted().toList();
        return require(found.equals(wanted), () -> Texts.expectingExactly(what, wanted, found));
    }
}
