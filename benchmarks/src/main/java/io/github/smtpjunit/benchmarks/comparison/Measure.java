package io.github.smtpjunit.benchmarks.comparison;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One row of a table: the figures of several contenders, measured in turn. */
final class Measure {

    private final String what;
    private final @Nullable Target target;
    private final Map<String, List<Double>> samples = new LinkedHashMap<>();

    Measure(String what, @Nullable Target target) {
        this.what = what;
        this.target = target;
    }

    /**
     * The target for our figure.
     *
     * @param atMost whether less is better
     * @param limit the limit of our figure, or of its ratio to the best peer
     * @param peers the peers to compare with; empty for a limit that does not depend on peers
     */
    record Target(boolean atMost, double limit, List<String> peers) {

        static Target atLeast(double limit, String... peers) {
            return new Target(false, limit, List.of(peers));
        }

        static Target atMost(double limit, String... peers) {
            return new Target(true, limit, List.of(peers));
        }

        boolean isReachedBy(double ours, double basis) {
            return atMost ? ours <= limit * basis : ours >= limit * basis;
        }

        @Override
        public String toString() {
            String of = peers.isEmpty() ? "" : " of " + (peers.size() == 1 ? peers.get(0) : "the best peer");
            return (atMost ? "≤ " : "≥ ") + shown(limit) + of;
        }
    }

    /** Adds a figure of one round; NaN for a failure. */
    void add(String contender, double figure) {
        samples.computeIfAbsent(contender, name -> new ArrayList<>()).add(figure);
        System.out.printf(
                Locale.ROOT, "%s, %s: %s%n", what, contender, Double.isNaN(figure) ? "failed" : shown(figure));
    }

    /** The contenders that have a figure. */
    Set<String> contenders() {
        return samples.keySet();
    }

    /** The median; NaN without figures. */
    double median(String contender) {
        List<Double> figures = samples.getOrDefault(contender, List.of()).stream()
                .filter(figure -> !Double.isNaN(figure))
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.sort(figures);
        int count = figures.size();
        return count == 0 ? Double.NaN : (figures.get((count - 1) / 2) + figures.get(count / 2)) / 2;
    }

    /** A line of the table: our figures, the peers' with the ratio of ours to theirs, the target. */
    String row(List<String> ours, List<String> all) {
        StringBuilder row = new StringBuilder("| " + what);
        for (String contender : all) {
            row.append(" | ").append(cell(contender, ours));
        }
        return row.append(" | " + (target == null ? "" : target) + " | " + verdict(ours) + " |")
                .toString();
    }

    private String cell(String contender, List<String> ours) {
        if (!samples.containsKey(contender)) {
            return "";
        }
        double figure = median(contender);
        if (Double.isNaN(figure)) {
            return "failed";
        }
        double first = ours.stream()
                .filter(samples::containsKey)
                .findFirst()
                .map(this::median)
                .orElse(Double.NaN);
        boolean compared = !ours.contains(contender) && !Double.isNaN(first) && figure > 0;
        return shown(figure) + (compared ? " (" + shown(first / figure) + ")" : "");
    }

    private String verdict(List<String> ours) {
        if (target == null) {
            return "";
        }
        double basis = basis(target);
        if (Double.isNaN(basis)) {
            return "not measured";
        }
        List<String> verdicts = new ArrayList<>();
        List<String> measured = ours.stream().filter(samples::containsKey).toList();
        for (String contender : measured) {
            String verdict = target.isReachedBy(median(contender), basis) ? "yes" : "**no**";
            verdicts.add(measured.size() == 1 ? verdict : contender + ": " + verdict);
        }
        return String.join(", ", verdicts);
    }

    private double basis(Target goal) {
        if (goal.peers().isEmpty()) {
            return 1;
        }
        double best = Double.NaN;
        for (String peer : goal.peers()) {
            double figure = median(peer);
            if (Double.isNaN(best) || (goal.atMost() ? figure < best : figure > best)) {
                best = figure;
            }
        }
        return best;
    }

    /** With three digits, or with all digits before the point. */
    static String shown(double figure) {
        double size = Math.abs(figure);
        String format = size >= 99.95 ? "%.0f" : size >= 9.995 ? "%.1f" : size >= 0.0995 || size == 0 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, figure);
    }
}
