package io.github.smtpjunit.benchmarks.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The page with the results. Between two markers it has a block for each JDK and part. A run replaces the blocks that
 * it has measured.
 */
final class ResultPage {

    private static final String BEGIN = "<!-- comparison: written by the command above -->";
    private static final String END = "<!-- end of the comparison -->";
    private static final Pattern BLOCK =
            Pattern.compile("<!-- block JDK (\\d+), ([a-z]+) -->\n(.*?)<!-- end of block -->\n", Pattern.DOTALL);

    private final Path file;
    private final Map<Integer, Map<Part, String>> blocks = new TreeMap<>();
    private final String before;
    private final String after;

    ResultPage(Path file) throws IOException {
        this.file = file;
        String text = Files.readString(file);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException("No place for results in " + file);
        }
        before = text.substring(0, begin + BEGIN.length()) + "\n";
        after = text.substring(end);
        Matcher block = BLOCK.matcher(text.substring(begin, end));
        while (block.find()) {
            put(Integer.parseInt(block.group(1)), Part.valueOf(block.group(2)), block.group(3));
        }
    }

    private void put(int jdk, Part part, String text) {
        blocks.computeIfAbsent(jdk, number -> new TreeMap<>()).put(part, text);
    }

    /** Puts a table in its place. */
    void put(Part part, String setting, List<Measure> measures) {
        List<String> ours = Contender.inJava().stream()
                .filter(Contender::isOurs)
                .map(Contender::title)
                .toList();
        Set<String> columns = measures.stream()
                .flatMap(measure -> measure.contenders().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        StringBuilder text = new StringBuilder("\n### " + part.title() + "\n\n" + setting + "\n\n");
        text.append("| | ").append(String.join(" | ", columns)).append(" | target | reached |\n");
        text.append("|---|").append("---:|".repeat(columns.size())).append("---|---|\n");
        for (Measure measure : measures) {
            text.append(measure.row(ours, List.copyOf(columns))).append('\n');
        }
        put(Runtime.version().feature(), part, text.append('\n').toString());
    }

    void write() throws IOException {
        StringBuilder text = new StringBuilder(before);
        blocks.forEach((jdk, parts) -> {
            text.append("\n## JDK ").append(jdk).append("\n\n");
            parts.forEach((part, block) -> text.append("<!-- block JDK " + jdk + ", " + part + " -->\n" + block)
                    .append("<!-- end of block -->\n"));
        });
        Files.writeString(file, text.append('\n').append(after).toString());
    }
}
