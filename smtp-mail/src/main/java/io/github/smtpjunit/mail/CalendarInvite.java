package io.github.smtpjunit.mail;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The event that a mail invites to, or calls off: the first event of its first {@code text/calendar} part (RFC 5546,
 * RFC 6047). It is read by biweekly, {@code net.sf.biweekly:biweekly}, which is optional.
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
                .flatMap(CalendarReader::read);
    }
}
