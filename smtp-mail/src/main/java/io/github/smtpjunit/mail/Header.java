package io.github.smtpjunit.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The header of a mail or of a part, and the start of the body after it.
 *
 * @param fields in their order
 * @param bodyStart the position of the body's first octet
 */
record Header(List<HeaderField> fields, int bodyStart) {

    /** Reads fields up to the first empty line (RFC 5322 section 2.1). */
    static Header read(Octets octets, Problems problems) {
        return new Reader(octets, problems).read();
    }

    Optional<String> first(String name) {
        for (HeaderField field : fields) {
            if (field.isCalled(name)) {
                return Optional.of(field.unfolded());
            }
        }
        return Optional.empty();
    }

    int count(String name) {
        int count = 0;
        for (HeaderField field : fields) {
            count += field.isCalled(name) ? 1 : 0;
        }
        return count;
    }

    private static final class Reader {

        private final Octets octets;
        private final Problems problems;
        private final List<HeaderField> fields = new ArrayList<>();

        /**
         * The lines since the last field that are not fields. They may be the body of a mail that has no empty line
         * before it.
         */
        private int junkStart = -1;

        private final List<String> junk = new ArrayList<>();

        Reader(Octets octets, Problems problems) {
            this.octets = octets;
            this.problems = problems;
        }

        Header read() {
            int at = octets.from();
            while (at < octets.to()) {
                int end = octets.lineEnd(at);
                int next = octets.afterLineEnd(end);
                if (end == at) {
                    return end(next);
                }
                int colon = colon(at, end);
                if (colon < 0) {
                    junk(at, end);
                    if (isDelimiter(at, end)) {
                        return end(at);
                    }
                    at = next;
                } else {
                    at = field(at, colon);
                }
            }
            return end(octets.to());
        }

        /** A part begins, but there is no empty line after the header before it. */
        private boolean isDelimiter(int start, int end) {
            return !fields.isEmpty() && end - start > 2 && octets.at(start) == '-' && octets.at(start + 1) == '-';
        }

        private Header end(int bodyStart) {
            if (junkStart < 0) {
                return new Header(List.copyOf(fields), bodyStart);
            }
            problems.add("No empty line between the header and the body: the body begins with " + junk.get(0));
            return new Header(List.copyOf(fields), junkStart);
        }

        private void junk(int start, int end) {
            if (junkStart < 0) {
                junkStart = start;
            }
            junk.add(Problems.excerpt(FieldText.of(octets.between(start, end).toArray())));
        }

        /**
         * The colon after a name of visible ASCII; blanks before it are obsolete, but allowed (RFC 5322 section 4.5).
         */
        private int colon(int start, int end) {
            int at = start;
            while (at < end && octets.at(at) > ' ' && octets.at(at) < 0x7f && octets.at(at) != ':') {
                at++;
            }
            if (at == start) {
                return -1;
            }
            while (at < end && (octets.at(at) == ' ' || octets.at(at) == '\t')) {
                at++;
            }
            return at < end && octets.at(at) == ':' ? at : -1;
        }

        private int field(int start, int colon) {
            for (String line : junk) {
                problems.add("A line of the header is not a field: " + line);
            }
            junk.clear();
            junkStart = -1;
            int end = octets.lineEnd(colon);
            int next = octets.afterLineEnd(end);
            while (next < octets.to() && (octets.at(next) == ' ' || octets.at(next) == '\t')) {
                end = octets.lineEnd(next);
                next = octets.afterLineEnd(end);
            }
            int valueStart = colon + 1;
            while (valueStart < end && Octets.isBlank(octets.at(valueStart))) {
                valueStart++;
            }
            String name = octets.between(start, colon).latin1().strip();
            byte[] value = octets.between(valueStart, end).toArray();
            if (!FieldText.isUtf8(value)) {
                problems.add("The field " + name + " is neither ASCII nor UTF-8: read as windows-1252");
            }
            fields.add(new HeaderField(name, FieldText.of(value)));
            return next;
        }
    }
}
