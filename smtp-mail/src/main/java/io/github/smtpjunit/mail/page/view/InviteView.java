package io.github.smtpjunit.mail.page.view;

import io.github.smtpjunit.mail.CalendarInvite;
import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.mail.library.OptionalLibrary;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A calendar invite as a card.
 *
 * @param kind what it asks for, in words
 * @param title the event's title; empty if it has none
 * @param facts place, times, organizer
 * @param attendees the addresses of those who are invited
 * @param problem why there is no card; empty if there is one
 */
record InviteView(String kind, String title, List<Fact> facts, Cut<List<String>> attendees, String problem) {

    private static final int MAX_ATTENDEES = 100;
    private static final int MAX_LINE = 500;

    static Optional<InviteView> of(ParsedMail mail) {
        boolean calendar = mail.root()
                .all()
                .anyMatch(part ->
                        part.type().equals("text/calendar") || part.type().equals("application/ics"));
        return calendar ? Optional.of(read(mail)) : Optional.empty();
    }

    private static InviteView read(ParsedMail mail) {
        try {
            return OptionalLibrary.BIWEEKLY
                    .use("The card of a calendar invite", () -> CalendarInvite.of(mail))
                    .map(InviteView::of)
                    .orElse(problem("The mail has a calendar, but no event can be read in it."));
        } catch (IllegalStateException e) { // the library is missing, and the message says which one
            return problem(String.valueOf(e.getMessage()));
        }
    }

    private static InviteView problem(String problem) {
        return new InviteView("", "", List.of(), new Cut<>(List.of(), ""), problem);
    }

    private static InviteView of(CalendarInvite invite) {
        List<Fact> facts = List.of(
                new Fact("Begins", invite.start().map(InviteView::time).orElse("not said")),
                new Fact("Ends", invite.end().map(InviteView::time).orElse("not said")),
                new Fact("Place", Cut.line(invite.location().orElse("not said"), MAX_LINE)),
                new Fact("Organizer", Cut.line(invite.organizer().orElse("not said"), MAX_LINE)),
                new Fact(
                        "Revision",
                        invite.sequence().map(number -> Words.number(number)).orElse("not said")),
                new Fact("Identifier", Cut.line(invite.uid().orElse("none"), MAX_LINE)));
        List<String> attendees = invite.attendees().stream()
                .map(invited ->
                        Cut.line(invited.address(), MAX_LINE) + (invited.replyExpected() ? " (asked to reply)" : ""))
                .toList();
        return new InviteView(
                kind(invite.method().orElse("")),
                Cut.line(invite.summary().orElse(""), MAX_LINE),
                facts,
                Cut.list(attendees, MAX_ATTENDEES, "attendees"),
                "");
    }

    private static String kind(String method) {
        return switch (method) {
            case "REQUEST" -> "Invitation";
            case "CANCEL" -> "Cancellation";
            case "REPLY" -> "Reply to an invitation";
            case "COUNTER" -> "Counter-proposal";
            default -> "Event";
        };
    }

    private static String time(CalendarInvite.Time time) {
        Optional<Instant> instant = time.instant();
        String zone = time.zone().map(id -> " " + id).orElse("");
        return Cut.line(
                instant.map(known -> Words.time(known) + " (in the mail: " + time.written() + zone + ")")
                        .orElse(time.written() + zone),
                MAX_LINE);
    }
}
