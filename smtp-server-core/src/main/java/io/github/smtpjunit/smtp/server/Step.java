package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The session's answer to one line: what to reply now, and what to read next.
 *
 * @param phase where in the session this happened
 * @param reply the reply, null where it has to wait for the octets of a chunk, or never comes
 * @param next what the connection does after that
 * @param chunk the chunk that follows, for {@link Next#CHUNK} and {@link Next#SKIPPED_CHUNK}
 * @param note what the record says beside the reply, mostly nothing
 */
record Step(
        Phase phase,
        @Nullable Reply reply,
        Next next,
        @Nullable Chunk chunk,
        String note) {

    enum Next {
        /** Read a line. */
        LINE,
        /** Read the content up to the final dot. */
        CONTENT,
        /** Read the octets of a chunk as content. */
        CHUNK,
        /** Read the octets of a chunk and throw them away, then reply. */
        SKIPPED_CHUNK,
        /** Shake hands. */
        TLS,
        /** Close the connection. */
        CLOSE
    }

    /**
     * The announcement of a BDAT command (RFC 3030 section 2).
     *
     * @param size how many octets follow
     * @param last whether the content ends with them
     */
    record Chunk(long size, boolean last) {

        private static final Pattern FORM = Pattern.compile("0*(\\d{1,18})( +(?i:LAST))?");

        static Optional<Chunk> parse(String argument) {
            Matcher matcher = FORM.matcher(argument);
            return matcher.matches()
                    ? Optional.of(new Chunk(Long.parseLong(matcher.group(1)), matcher.group(2) != null))
                    : Optional.empty();
        }
    }

    static Step line(Phase phase, Reply reply) {
        return new Step(phase, reply, reply.closesConnection() ? Next.CLOSE : Next.LINE, null, "");
    }

    static Step then(Phase phase, Reply reply, Next next) {
        return new Step(phase, reply, next, null, "");
    }

    static Step chunk(Chunk chunk) {
        return new Step(Phase.BDAT, null, Next.CHUNK, chunk, "");
    }

    /** No answer at all. */
    static Step silent(Phase phase) {
        return new Step(phase, null, Next.LINE, null, "");
    }

    /** Refuses a chunk, whose octets must be swallowed all the same (RFC 3030 section 2). */
    static Step refusingChunk(String argument, Reply refusal) {
        return Chunk.parse(argument)
                .map(chunk -> new Step(Phase.BDAT, refusal, Next.SKIPPED_CHUNK, chunk, ""))
                .orElseGet(() -> then(Phase.BDAT, Replies.BDAT_SYNTAX, Next.CLOSE));
    }

    /** The reply in words, for the record. */
    String reason() {
        return note.isEmpty() ? String.valueOf(reply) : reply + " (" + note + ")";
    }

    Step replying(Reply other) {
        return new Step(phase, other, next, chunk, note);
    }

    Step noting(String words) {
        return new Step(phase, reply, next, chunk, words);
    }
}
