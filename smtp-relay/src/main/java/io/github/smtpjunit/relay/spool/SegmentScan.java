package io.github.smtpjunit.relay.spool;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands in a segment: the records of its last use, and what is not whole among them. A power failure within a
 * write may have kept any of its octets and lost the others; but nothing was written behind it. So where a later record
 * says that all up to its batch was on the disk, what is broken before that was on the disk too, and was damaged
 * afterwards.
 *
 * @param records the whole records, in their order
 * @param broken what lies between them and is not a record
 */
record SegmentScan(List<JournalRecord> records, List<Broken> broken) {

    private static final int STEP = JournalRecord.aligned(1);

    /**
     * A part of a segment that is no record, and was one or should have become one.
     *
     * @param from where it begins
     * @param to where it ends
     * @param acknowledged whether it was once on the disk
     */
    record Broken(int from, int to, boolean acknowledged) {}

    /**
     * Looks through a segment.
     *
     * @param segment all its octets
     * @param salt its salt
     */
    static SegmentScan of(ByteBuffer segment, long salt) {
        List<JournalRecord> all = new ArrayList<>();
        long lastUse = 0;
        int position = Segment.FIRST;
        while (position < segment.limit()) {
            if (JournalRecord.isAt(segment, position, salt)) {
                JournalRecord found = JournalRecord.read(segment, position);
                all.add(found);
                lastUse = Math.max(lastUse, found.generation());
                position = found.end();
            } else {
                position += STEP;
            }
        }
        long generation = lastUse;
        List<JournalRecord> records =
                all.stream().filter(found -> found.generation() == generation).toList();
        return new SegmentScan(records, broken(segment, records, generation));
    }

    private static List<Broken> broken(ByteBuffer segment, List<JournalRecord> records, long generation) {
        int safe = records.stream().mapToInt(JournalRecord::batch).max().orElse(0);
        List<Broken> broken = new ArrayList<>();
        int end = Segment.FIRST;
        for (JournalRecord found : records) {
            if (found.position() > end) {
                broken.add(new Broken(end, found.position(), end < safe));
            }
            end = found.end();
        }
        // Behind the last one lies what a former use has left, or nothing
        if (JournalRecord.begins(segment, end, Math.max(1, generation))) {
            broken.add(new Broken(end, JournalRecord.allegedEnd(segment, end), false));
        }
        return broken;
    }
}
