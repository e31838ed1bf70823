package io.github.smtpjunit.mail;

import static java.util.Objects.requireNonNull;

import biweekly.Biweekly;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.io.TimezoneAssignment;
import biweekly.property.Attendee;
import biweekly.property.DateOrDateTimeProperty;
import biweekly.property.ValuedProperty;
import biweekly.util.DateTimeComponents;
import biweekly.util.ICalDate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The event that a mail invites to, or calls off: the first event of its first {@code text/calendar} part (RFC 5546, RFC
 * 6047). It is read by biweekly, {@code net.sf.biweekly:biweekly}, which is optional.
 *
 * @param method the method of the calendar, in upper case
 * @param declaredMethod the method that the part's type declares, in upper case
 * @param uid the identifier of the event
 * @param sequence the number of its revision
 * @param summary its title
 * @param location its place
 * @param start when it begins, if known
 * @param end when it ends, if known
 * @param organizer the address of the organizer
 * @param attendees those who are invited
 */
public record CalendarInvite(
        Optional<String> method,
        Optional<String> declaredMethod,
        Optional<String> uid,
        Optional<Integer> sequence,
        Optional<String> summary,
        Optional<String> location,
        Optional<Time> start,
        Optional<Time> end,
        Optional<String> organizer,
        List<Invited> attendees) {

    /**
     * Describes an event.
     *
     * @param method the method of the calendar
     * @param declaredMethod the method that the part's type declares
     * @param uid the identifier
     * @param sequence the revision
     * @param summary the title
     * @param location the place
     * @param start the beginning
     * @param end the end
     * @param organizer the organizer's address
     * @param attendees those who are invited
     */
    public CalendarInvite {
        requireNonNull(method, "method");
        requireNonNull(declaredMethod, "declaredMethod");
        requireNonNull(uid, "uid");
        requireNonNull(sequence, "sequence");
        requireNonNull(summary, "summary");
        requireNonNull(location, "location");
        requireNonNull(start, "start");
        requireNonNull(end, "end");
        requireNonNull(organizer, "organizer");
        attendees = List.copyOf(requireNonNull(attendees, "attendees"));
    }

    /**
     * A time of the calendar.
     *
     * @param instant when that is; empty for a whole day, and for a local time of no known time zone
     * @param zone the id of its time zone, if it has one
     * @param written as it is written, in ISO 8601
     */
    public record Time(Optional<Instant> instant, Optional<String> zone, String written) {

        /**
         * Describes a time.
         *
         * @param instant when that is
         * @param zone its time zone
         * @param written as it is written
         */
        public Time {
            requireNonNull(instant, "instant");
            requireNonNull(zone, "zone");
            requireNonNull(written, "written");
        }

        /** Returns it as it is written, and when that is. */
        @Override
        public String toString() {
            return instant.filter(time -> !time.toString().equals(written))
                    .map(time ->
                            time + " (" + written + zone.map(id -> " " + id).orElse("") + ")")
                    .orElse(written + zone.map(id -> " " + id).orElse(""));
        }
    }

    /**
     * An attendee.
     *
     * @param address the address, or the whole URI if it is not an address
     * @param replyExpected whether a reply is asked for
     */
    public record Invited(String address, boolean replyExpected) {

        /**
         * Describes an attendee.
         *
         * @param address the address
         * @param replyExpected whether a reply is asked for
         */
        public Invited {
            requireNonNull(address, "address");
        }
    }

    /**
     * Reads the invite of a mail. This needs the library biweekly.
     *
     * @param mail the mail
     * @return empty if the mail has no calendar, or none that can be read
     */
    public static Optional<CalendarInvite> of(ParsedMail mail) {
        return requireNonNull(mail, "mail")
                .root()
                .all()
                .filter(part ->
                        part.type().equals("text/calendar") || part.type().equals("application/ics"))
                .findFirst()
                .flatMap(CalendarInvite::read);
    }

    private static Optional<CalendarInvite> read(MailPart part) {
        try {
            ICalendar calendar = Biweekly.parse(part.text()).first();
            return calendar == null || calendar.getEvents().isEmpty()
                    ? Optional.empty()
                    : Optional.of(of(calendar, calendar.getEvents().get(0), part.typeParameter("method")));
        } catch (RuntimeException e) {
            return Optional.empty(); // no calendar
        }
    }

    private static CalendarInvite of(ICalendar calendar, VEvent event, Optional<String> declaredMethod) {
        Optional<Time> start = time(calendar, event.getDateStart());
        Optional<Time> end = event.getDateEnd() == null ? afterDuration(event) : time(calendar, event.getDateEnd());
        return new CalendarInvite(
                value(calendar.getMethod()).map(CalendarInvite::upper),
                declaredMethod.map(CalendarInvite::upper),
                value(event.getUid()),
                value(event.getSequence()),
                value(event.getSummary()),
                value(event.getLocation()),
                start,
                end,
                Optional.ofNullable(event.getOrganizer())
                        .flatMap(organizer -> address(organizer.getEmail(), organizer.getUri())),
                event.getAttendees().stream().map(CalendarInvite::invited).toList());
    }

    private static String upper(String method) {
        return method.toUpperCase(Locale.ROOT);
    }

    private static <T> Optional<T> value(@Nullable ValuedProperty<T> property) {
        return Optional.ofNullable(ValuedProperty.getValue(property));
    }

    private static Invited invited(Attendee attendee) {
        return new Invited(
                address(attendee.getEmail(), attendee.getUri()).orElse(""), Boolean.TRUE.equals(attendee.getRsvp()));
    }

    private static Optional<String> address(@Nullable String email, @Nullable String uri) {
        return Optional.ofNullable(email == null ? uri : email);
    }

    private static Optional<Time> time(ICalendar calendar, @Nullable DateOrDateTimeProperty property) {
        ICalDate date = property == null ? null : property.getValue();
        DateTimeComponents raw = date == null ? null : date.getRawComponents();
        if (date == null || raw == null) {
            return Optional.empty();
        }
        if (!date.hasTime()) {
            return Optional.of(new Time(
                    Optional.empty(),
                    Optional.empty(),
                    LocalDate.of(raw.getYear(), raw.getMonth(), raw.getDate()).toString()));
        }
        LocalDateTime local = LocalDateTime.of(
                raw.getYear(), raw.getMonth(), raw.getDate(), raw.getHour(), raw.getMinute(), raw.getSecond());
        TimezoneAssignment zone = calendar.getTimezoneInfo().getTimezone(property);
        Optional<String> id = Optional.ofNullable(zone)
                .map(CalendarInvite::id)
                .or(() -> Optional.ofNullable(property).map(at -> at.getParameter("TZID")));
        if (raw.isUtc()) {
            return Optional.of(new Time(
                    Optional.of(date.toInstant()),
                    Optional.empty(),
                    date.toInstant().toString()));
        }
        return Optional.of(new Time(Optional.ofNullable(zone).map(known -> date.toInstant()), id, local.toString()));
    }

    private static @Nullable String id(TimezoneAssignment zone) {
        return zone.getComponent() == null
                ? zone.getGlobalId()
                : zone.getComponent().getTimezoneId().getValue();
    }

    /** RFC 5545 section 3.6.1: an event has an end or a duration. */
    private static Optional<Time> afterDuration(VEvent event) {
        if (event.getDuration() == null || event.getDateStart() == null) {
            return Optional.empty();
        }
        Instant end = event.getDuration()
                .getValue()
                .add(event.getDateStart().getValue())
                .toInstant();
        return Optional.of(new Time(Optional.of(end), Optional.empty(), end.toString()));
    }
}
