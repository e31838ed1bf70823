package io.github.smtpjunit.smtp.server;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.given.Given;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The dialogue of one session as far as it has come: every line both ways with its time. Content is given by its size
 * only, what belongs to an AUTH exchange is masked, control characters are escaped, and the number of lines is bounded.
 *
 * @param lines the lines in the order in which they went over the wire
 * @param omitted how many lines more there were than are kept: those in the middle, after the first half of the lines
 */
public record Transcript(List<Line> lines, int omitted) {

    /**
     * Copies the list of lines.
     *
     * @param lines the lines
     * @param omitted how many lines more there were
     */
    public Transcript {
        lines = Given.each("lines", lines);
    }

    /** Who said a line. */
    public enum Direction {
        /** The client. */
        CLIENT("C: "),
        /** The server. */
        SERVER("S: "),
        /** Neither side: an event such as content, a handshake, or the end of the connection. */
        EVENT("-- ");

        private final String prefix;

        Direction(String prefix) {
            this.prefix = prefix;
        }
    }

    /**
     * One line of a dialogue.
     *
     * @param at when it was read or written, by the server's clock
     * @param direction who said it
     * @param text the line without its end
     * @param pipelined whether it is of a client that did not wait for the reply to its command before (RFC 2920): the
     *     line had begun to arrive before that reply was sent
     */
    public record Line(Instant at, Direction direction, String text, boolean pipelined) {

        /**
         * Refuses null.
         *
         * @param at when it was read or written, by the server's clock
         * @param direction who said it
         * @param text the line without its end
         * @param pipelined whether it is of a client that did not wait for the reply to its command before (RFC 2920):
         *     the line had begun to arrive before that reply was sent
         */
        public Line {
            requireNonNull(at, "at");
            requireNonNull(direction, "direction");
            requireNonNull(text, "text");
        }

        /** Returns {@code C: text}, {@code S: text} or {@code -- text}, and whether it was pipelined. */
        @Override
        public String toString() {
            return direction.prefix + text + (pipelined ? "  (pipelined)" : "");
        }
    }

    /**
     * Returns the lines that the client sent, for example to look at the sequence of its commands.
     *
     * @return the texts of the client's lines
     */
    public List<String> clientLines() {
        return texts(Direction.CLIENT);
    }

    /**
     * Returns the lines that the server sent.
     *
     * @return the texts of the server's lines
     */
    public List<String> serverLines() {
        return texts(Direction.SERVER);
    }

    private List<String> texts(Direction direction) {
        return lines.stream()
                .filter(line -> line.direction() == direction)
                .map(Line::text)
                .toList();
    }

    /** Returns the dialogue as a table of milliseconds since the first line, and the lines. */
    @Override
    public String toString() {
        if (lines.isEmpty()) {
            return "(nothing was said)";
        }
        Instant start = lines.get(0).at();
        List<String> dialogue = lines.stream()
                .map(line -> String.format(
                        "%6d ms  %s", Duration.between(start, line.at()).toMillis(), line))
                .collect(Collectors.toCollection(ArrayList::new));
        if (omitted > 0) {
            dialogue.add(lines.size() / 2, "(" + omitted + " lines are not kept)");
        }
        return String.join("\n", dialogue);
    }
}
