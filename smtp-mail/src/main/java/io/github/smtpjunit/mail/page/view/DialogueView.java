package io.github.smtpjunit.mail.page.view;

import io.github.smtpjunit.smtp.server.SessionRecord;
import io.github.smtpjunit.smtp.server.Transcript;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The dialogue, as a sequence of steps.
 *
 * @param start when the session was opened
 * @param steps a line of the client, a reply of the server, or an event
 */
record DialogueView(String start, List<Step> steps) {

    private static final int MAX_STEPS = 1000;
    private static final Pattern GOES_ON = Pattern.compile("\\d{3}-.*", Pattern.DOTALL);

    /**
     * One step.
     *
     * @param side who says it
     * @param time since the session was opened
     * @param text one line, or the lines of a reply
     * @param pipelined whether the client did not wait before
     */
    record Step(Side side, String time, String text, boolean pipelined) {
        String css() {
            return "step " + side.css + (isRefusal() ? " refused" : "");
        }

        /** A reply by which the server refuses, for now (4yz) or for ever (5yz). */
        boolean isRefusal() {
            return side == Side.SERVER && (text.startsWith("4") || text.startsWith("5"));
        }
    }

    /** Who says something. */
    enum Side {
        CLIENT("client", "Client"),
        SERVER("server", "Server"),
        EVENT("event", "Event"),
        LEFT_OUT("event", "Left out");

        private final String css;
        private final String title;

        Side(String css, String title) {
            this.css = css;
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    static DialogueView of(SessionRecord session) {
        Instant start = session.info().openedAt();
        Transcript transcript = session.transcript();
        List<Transcript.Line> lines = transcript.lines();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < lines.size() && steps.size() < MAX_STEPS; i++) {
            if (transcript.omitted() > 0 && i == lines.size() / 2) {
                steps.add(leftOut(transcript.omitted()));
            }
            Transcript.Line line = lines.get(i);
            StringBuilder text = new StringBuilder(line.text());
            while (isContinued(lines, i)) {
                i++;
                text.append('\n').append(lines.get(i).text());
            }
            String time = Words.duration(Duration.between(start, line.at()));
            steps.add(new Step(side(line.direction()), time, text.toString(), line.pipelined()));
        }
        if (steps.size() == MAX_STEPS) {
            steps.add(new Step(Side.LEFT_OUT, "", "The page shows no more than " + MAX_STEPS + " steps", false));
        }
        return new DialogueView(Words.exactTime(start), List.copyOf(steps));
    }

    private static Step leftOut(int count) {
        return new Step(Side.LEFT_OUT, "", Words.count(count, "line") + " not kept by the server", false);
    }

    /** Whether the next line belongs to the same reply (RFC 5321 section 4.2.1). */
    private static boolean isContinued(List<Transcript.Line> lines, int i) {
        Transcript.Line line = lines.get(i);
        return line.direction() == Transcript.Direction.SERVER
                && i + 1 < lines.size()
                && lines.get(i + 1).direction() == Transcript.Direction.SERVER
                && GOES_ON.matcher(line.text()).matches();
    }

    private static Side side(Transcript.Direction direction) {
        return switch (direction) {
            case CLIENT -> Side.CLIENT;
            case SERVER -> Side.SERVER;
            case EVENT -> Side.EVENT;
        };
    }
}
