package io.github.smtpjunit.inbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.util.diff.ChangeDelta;
import org.assertj.core.util.diff.Chunk;
import org.assertj.core.util.diff.Delta;
import org.assertj.core.util.diff.DiffUtils;

/** How two texts differ, line by line, on a screen at most. */
final class LineDiff {

    private static final int CONTEXT = 2;
    private static final int MAX_LINES = 40;
    private static final int MAX_CHARS = 130;
    private static final int MAX_COMPARED = 2_000; // the time and the memory grow with the square of this

    private final List<String> expected;
    private final List<String> shown = new ArrayList<>();
    private int told; // how many lines of what is expected have been dealt with

    private LineDiff(List<String> expected) {
        this.expected = expected;
    }

    /** The lines that differ, {@code -} expected and {@code +} found, each with some of the lines around it. */
    static String of(String expected, String found) {
        LineDiff diff = new LineDiff(expected.lines().toList());
        List<Delta<String>> deltas = deltas(diff.expected, found.lines().toList());
        deltas.forEach(diff::add);
        if (!deltas.isEmpty()) {
            diff.same(diff.told, Math.min(diff.expected.size(), diff.told + CONTEXT));
        }
        int more = diff.shown.size() - MAX_LINES;
        return String.join("\n", more > 0 ? diff.shown.subList(0, MAX_LINES) : diff.shown)
                + (more > 0 ? "\n(and " + more + " lines more)" : "");
    }

    /** Where they differ; one place from the first to the last line that differs, if these are many. */
    private static List<Delta<String>> deltas(List<String> expected, List<String> found) {
        int common = Math.min(expected.size(), found.size());
        int start = 0;
        while (start < common && expected.get(start).equals(found.get(start))) {
            start++;
        }
        int end = 0;
        while (end < common - start
                && expected.get(expected.size() - 1 - end).equals(found.get(found.size() - 1 - end))) {
            end++;
        }
        List<String> lost = expected.subList(start, expected.size() - end);
        List<String> gained = found.subList(start, found.size() - end);
        return lost.size() + gained.size() <= MAX_COMPARED
                ? DiffUtils.diff(expected, found).getDeltas()
                : List.of(new ChangeDelta<>(new Chunk<>(start, lost), new Chunk<>(start, gained)));
    }

    private void add(Delta<String> delta) {
        int position = delta.getOriginal().getPosition();
        int end = Math.min(position, told + (told == 0 ? 0 : CONTEXT));
        int start = Math.max(end, position - CONTEXT);
        same(told, end);
        if (start > end) {
            shown.add("  ...");
        }
        same(start, position);
        List<String> lost = delta.getOriginal().getLines();
        List<String> gained = delta.getRevised().getLines();
        changed("- ", lost, gained);
        changed("+ ", gained, lost);
        for (int i = 0; i < Math.min(lost.size(), gained.size()); i++) {
            int at = LookAlikes.mismatch(lost.get(i), gained.get(i));
            if (LookAlikes.isHardToSee(lost.get(i), gained.get(i), at)) {
                shown.add("  (" + LookAlikes.difference(lost.get(i), gained.get(i), at) + ")");
            }
        }
        told = position + lost.size();
    }

    private void same(int start, int end) {
        expected.subList(start, end).forEach(line -> shown.add("  " + excerpt(line, 0)));
    }

    private void changed(String sign, List<String> lines, List<String> others) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int at = i < others.size()
                    ? Arrays.mismatch(line.toCharArray(), others.get(i).toCharArray())
                    : 0;
            shown.add(sign + excerpt(line, at).replaceAll(" $", "\\\\x20"));
        }
    }

    /** A line, of a long one the part around what matters. */
    private static String excerpt(String line, int focus) {
        if (line.length() <= MAX_CHARS) {
            return line;
        }
        int start = Math.max(0, Math.min(focus - MAX_CHARS / 3, line.length() - MAX_CHARS));
        int end = start + MAX_CHARS;
        return (start > 0 ? "..." : "") + line.substring(start, end) + (end < line.length() ? "..." : "");
    }
}
