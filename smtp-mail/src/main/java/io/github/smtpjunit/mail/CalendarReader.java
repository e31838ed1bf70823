package io.github.smtpjunit.mail;

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
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an invitation by biweekly. It is apart from {@link CalendarInvite}, whose users need no biweekly: a compiler
 * that reads the class file looks for each type in it.
 */
final class CalendarReader {

    private CalendarReader() {}

    static Optional<CalendarInvite> read(MailPart part) {
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
        Optional<CalendarInvite.Time> start = time(calendar, event.getDateStart());
        Optional<CalendarInvite.Time> end =
                event.getDateEnd() == null ? afterDuration(event) : time(calendar, event.getDateEnd());
        return new CalendarInvite(
                value(calendar.getMethod()).map(CalendarReader::upper),
                declaredMethod.map(CalendarReader::upper),
                value(event.getUid()),
                value(event.getSequence()),
                value(event.getSummary()),
                value(event.getLocation()),
                start,
                end,
                Optional.ofNullable(event.getOrganizer())
                        .flatMap(organizer -> address(organizer.getEmail(), organizer.getUri())),
                event.getAttendees().stream().map(CalendarReader::invited).toList());
    }

    private static String upper(String method) {
        return method.toUpperCase(Locale.ROOT);
    }

    private static <T> Optional<T> value(@Nullable ValuedProperty<T> property) {
        return Optional.ofNullable(ValuedProperty.getValue(property));
    }

    private static CalendarInvite.Invited invited(Attendee attendee) {
        return new CalendarInvite.Invited(
                address(attendee.getEmail(), attendee.getUri()).orElse(""), Boolean.TRUE.equals(attendee.getRsvp()));
    }

    private static Optional<String> address(@Nullable String email, @Nullable String uri) {
        return Optional.ofNullable(email == null ? uri : email);
    }

    private static Optional<CalendarInvite.Time> time(ICalendar calendar, @Nullable DateOrDateTimeProperty property) {
        ICalDate date = property == null ? null : property.getValue();
        DateTimeComponents raw = date == null ? null : date.getRawComponents();
        if (date == null || raw == null) {
            return Optional.empty();
        }
        if (!date.hasTime()) {
            return Optional.of(new CalendarInvite.Time(
                    Optional.empty(),
                    Optional.empty(),
                    LocalDate.of(raw.getYear(), raw.getMonth(), raw.getDate()).toString()));
        }
        LocalDateTime local = LocalDateTime.of(
                raw.getYear(), raw.getMonth(), raw.getDate(), raw.getHour(), raw.getMinute(), raw.getSecond());
        TimezoneAssignment zone = calendar.getTimezoneInfo().getTimezone(property);
        Optional<String> id = Optional.ofNullable(zone)
                .map(CalendarReader::id)
                .or(() -> Optional.ofNullable(property).map(at -> at.getParameter("TZID")));
        if (raw.isUtc()) {
            return Optional.of(new CalendarInvite.Time(
                    Optional.of(date.toInstant()),
                    Optional.empty(),
                    date.toInstant().toString()));
        }
        return Optional.of(new CalendarInvite.Time(
                Optional.ofNullable(zone).map(known -> date.toInstant()), id, local.toString()));
    }

    private static @Nullable String id(TimezoneAssignment zone) {
        return zone.getComponent() == null
                ? zone.getGlobalId()
                : zone.getComponent().getTimezoneId().getValue();
    }

    /** RFC 5545 section 3.6.1: an event has an end or a duration. */
    private static Optional<CalendarInvite.Time> afterDuration(VEvent event) {
        if (event.getDuration() == null || event.getDateStart() == null) {
            return Optional.empty();
        }
        Instant end = event.getDuration()
                .getValue()
                .add(event.getDateStart().getValue())
                .toInstant();
        return Optional.of(new CalendarInvite.Time(Optional.of(end), Optional.empty(), end.toString()));
    }
}
