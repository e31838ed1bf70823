package example;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares the Java and Kotlin blocks of guides with the regions of the code that they show.
 *
 * <p>A region lies between {@code // region name} and {@code // endregion}. A block follows an HTML comment that names
 * the file and the region: {@code <!-- SomeDemo.java: name -->}. A Kotlin block needs no comment: it may be a build
 * script that is not run.
 *
 * <p>A guide has the imports of its Java blocks in one block after {@code <!-- imports -->}: those import lines of the
 * files whose names the blocks use. A block that has import lines itself needs no others.
 */
final class GuideChecker {

    private static final Pattern REGION = Pattern.compile("\\s*// region (\\S+)\\s*");
    private static final Pattern END_OF_REGION = Pattern.compile("\\s*// endregion\\s*");
    private static final Pattern REFERENCE = Pattern.compile("<!-- ([\\w.]+\\.(?:java|kts?)): (\\S+) -->");
    private static final Pattern FENCE = Pattern.compile("\\s*```(\\w*).*");
    private static final Pattern IMPORT = Pattern.compile("import (?:static )?[\\w.]+;");
    private static final String IMPORTS = "<!-- imports -->";
    private static final Comparator<String> AS_FORMATTED = Comparator.comparing(
                    (String line) -> !line.startsWith("import static "))
            .thenComparing(line -> line.replace(";", ""));

    private final Map<String, List<String>> regions = new LinkedHashMap<>(); // by "SomeDemo.java: name"
    private final Map<String, Set<String>> imports = new LinkedHashMap<>(); // by file
    private final Set<String> shown = new LinkedHashSet<>();
    private final List<String> problems = new ArrayList<>();

    /** Returns whether a text shows regions at all. */
    static boolean hasReferences(String markdown) {
        return REFERENCE.matcher(markdown).find();
    }

    /** Reads the regions of a file. */
    void addSource(String file, String source) {
        List<String> lines = source.lines().toList();
        lines.stream()
                .filter(line -> IMPORT.matcher(line).matches())
                .forEach(line -> imports.computeIfAbsent(file, any -> new LinkedHashSet<>())
                        .add(line));
        String region = null;
        int start = 0;
        for (int i = 0; i < lines.size(); i++) {
            Matcher begin = REGION.matcher(lines.get(i));
            if (begin.matches()) {
                require(region == null, file, i, "a region within the region \"" + region + "\"");
                region = begin.group(1);
                start = i + 1;
            } else if (END_OF_REGION.matcher(lines.get(i)).matches()) {
                require(region != null, file, i, "an end of a region that has not begun");
                if (region != null) {
                    addRegion(file, region, i, lines.subList(start, i));
                }
                region = null;
            }
        }
        require(region == null, file, lines.size(), "the region \"" + region + "\" does not end");
    }

    private void addRegion(String file, String name, int end, List<String> lines) {
        List<String> earlier = regions.put(file + ": " + name, unindented(lines));
        require(earlier == null, file, end, "a second region \"" + name + "\"");
    }

    /** Compares the blocks of a guide with the regions. */
    void checkGuide(String file, String markdown) {
        List<String> lines = markdown.lines().toList();
        Set<String> needed = new TreeSet<>(AS_FORMATTED);
        List<String> given = null;
        int givenAt = lines.size();
        String reference = null;
        for (int i = 0; i < lines.size(); i++) {
            Matcher comment = REFERENCE.matcher(lines.get(i));
            Matcher fence = FENCE.matcher(lines.get(i));
            if (lines.get(i).equals(IMPORTS)) {
                givenAt = i;
                int end = endOfBlock(lines, i + 1);
                given = lines.subList(Math.min(i + 2, end), end);
                i = end;
            } else if (comment.matches()) {
                require(reference == null, file, i, "no block follows the comment " + reference);
                reference = comment.group(1) + ": " + comment.group(2);
            } else if (fence.matches()) {
                int end = endOfBlock(lines, i);
                require(end < lines.size(), file, i, "the block does not end");
                boolean kotlin = fence.group(1).equals("kotlin") && reference != null;
                if (fence.group(1).equals("java") || kotlin) {
                    checkBlock(file, i, reference, lines.subList(i + 1, end));
                    needed.addAll(importsOf(reference, lines.subList(i + 1, end)));
                    reference = null;
                }
                i = end;
            } else if (!lines.get(i).isBlank()) {
                require(reference == null, file, i, "no block of code follows the comment " + reference);
                reference = null;
            }
        }
        require(reference == null, file, lines.size(), "no block of code follows the comment " + reference);
        String block = importBlock(needed);
        require(
                block.equals(given == null ? "" : String.join("\n", given)),
                file,
                givenAt,
                "the block of code after " + IMPORTS + " has to be\n" + block);
    }

    /** Returns the import lines of the file of a region that a block of code uses. */
    private List<String> importsOf(@Nullable String reference, List<String> block) {
        if (reference == null || block.stream().anyMatch(line -> line.startsWith("import "))) {
            return List.of();
        }
        String code = String.join("\n", block);
        return imports.getOrDefault(reference.split(": ", 2)[0], Set.of()).stream()
                .filter(line -> Pattern.compile("(?<![\\w.])" + simpleName(line) + "\\b")
                        .matcher(code)
                        .find())
                .toList();
    }

    private static String simpleName(String importLine) {
        return importLine.substring(importLine.lastIndexOf('.') + 1, importLine.length() - 1);
    }

    /** Returns the lines of a block of imports: static ones, an empty line, the others. */
    private static String importBlock(Set<String> lines) {
        List<String> block = new ArrayList<>(lines);
        long statics =
                block.stream().filter(line -> line.startsWith("import static ")).count();
        if (statics > 0 && statics < block.size()) {
            block.add((int) statics, "");
        }
        return String.join("\n", block);
    }

    private static int endOfBlock(List<String> lines, int start) {
        int end = start + 1;
        while (end < lines.size() && !lines.get(end).strip().equals("```")) {
            end++;
        }
        return end;
    }

    private void checkBlock(String file, int fence, String reference, List<String> block) {
        if (reference == null) {
            require(
                    false,
                    file,
                    fence,
                    "no comment before this block names its region, as <!-- SomeDemo.java: name -->");
            return;
        }
        shown.add(reference);
        List<String> region = regions.get(reference);
        if (region == null) {
            require(false, file, fence, "there is no region " + reference + "; there are " + regions.keySet());
            return;
        }
        for (int i = 0; i < Math.max(region.size(), block.size()); i++) {
            String inCode = i < region.size() ? region.get(i) : "(nothing)";
            String inGuide = i < block.size() ? block.get(i).stripTrailing() : "(nothing)";
            if (!inCode.equals(inGuide)) {
                require(
                        false,
                        file,
                        fence + 1 + i,
                        "differs from " + reference + "\n  in the code:  " + inCode + "\n  in the guide: " + inGuide);
                return;
            }
        }
    }

    /** All problems, each with its file and line, including regions that no guide shows. */
    List<String> problems() {
        List<String> all = new ArrayList<>(problems);
        regions.keySet().stream()
                .filter(region -> !shown.contains(region))
                .forEach(region -> all.add("No guide shows the region " + region));
        return all;
    }

    private void require(boolean condition, String file, int index, String problem) {
        if (!condition) {
            problems.add(file + ":" + (index + 1) + ": " + problem);
        }
    }

    private static List<String> unindented(List<String> lines) {
        return String.join("\n", lines).stripIndent().lines().toList();
    }
}
