package example;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The code in the guides is the code that runs. */
class GuideTests {

    private static final String SOURCES = "src/test/java/example";
    private static final String KOTLIN = "src/test/kotlin/example";

    /** Projects as users have them, which CI builds. */
    private static final String PROJECTS = "smtp-junit-extension/src/it";

    @Test
    void everyBlockIsARegion() throws IOException {
        Path docs = docs();
        GuideChecker checker = new GuideChecker();
        for (Path source : files(docs.resolve(SOURCES), ".java")) {
            if (!source.getFileName().toString().startsWith("Guide")) { // it speaks of regions, but has none
                checker.addSource(source.getFileName().toString(), Files.readString(source));
            }
        }
        for (Path source : files(docs.resolve(KOTLIN), ".kt")) {
            checker.addSource(source.getFileName().toString(), Files.readString(source));
        }
        for (String suffix : List.of(".java", ".kt", ".kts")) {
            for (Path source : files(docs.resolveSibling(PROJECTS), suffix)) {
                checker.addSource(source.getFileName().toString(), Files.readString(source));
            }
        }
        for (Path guide : guides(docs)) {
            checker.checkGuide(docs.getParent().relativize(guide).toString(), Files.readString(guide));
        }
        assertThat(checker.problems())
                .withFailMessage(
                        () -> checker.problems().stream().collect(joining("\n", "The guides are wrong:\n", "")))
                .isEmpty();
    }

    private static List<Path> guides(Path docs) throws IOException {
        Path readme = docs.resolveSibling("README.md");
        Stream<Path> ours = files(docs, ".md").stream()
                .filter(file -> !file.startsWith(docs.resolve("adr")) && !file.startsWith(docs.resolve("target")));
        boolean readmeShowsCode = Files.exists(readme) && GuideChecker.hasReferences(Files.readString(readme));
        return Stream.concat(ours, readmeShowsCode ? Stream.of(readme) : Stream.empty())
                .toList();
    }

    private static List<Path> files(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    /**
     * The directory of this module, found from the location of the compiled class, so it does not depend on the working
     * directory.
     */
    static Path docs() {
        try {
            Path classes = Path.of(GuideTests.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            for (Path directory = classes; directory != null; directory = directory.getParent()) {
                if (Files.exists(directory.resolve(SOURCES).resolve("GuideTests.java"))) {
                    return directory;
                }
            }
            throw new AssertionError("No directory above " + classes + " has " + SOURCES + "/GuideTests.java");
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** The checker itself, on small texts. */
    @Nested
    class Checker {

        private static final String SOURCE = """
                class SmallDemo {
                    // region one
                    int one() {
                        return 1;
                    }
                    // endregion
                }
                """;

        private static final String GUIDE = """
                # Small
                <!-- SmallDemo.java: one -->
                ```java
                int one() {
                    return 1;
                }
                ```
                ```text
                no Java
                ```
                """;

        private List<String> problems(String source, String guide) {
            GuideChecker checker = new GuideChecker();
            checker.addSource("SmallDemo.java", source);
            checker.checkGuide("small.md", guide);
            return checker.problems();
        }

        @Test
        void isContentWithARegionAsItIs() {
            assertThat(problems(SOURCE, GUIDE)).isEmpty();
        }

        @Test
        void tellsADifferenceByFileAndLine() {
            assertThat(problems(SOURCE, GUIDE.replace("return 1", "return 2"))).containsExactly("""
                            small.md:5: differs from SmallDemo.java: one
                              in the code:      return 1;
                              in the guide:     return 2;""");
        }

        @Test
        void tellsALineTooFewOrTooMany() {
            assertThat(problems(SOURCE, GUIDE.replace("\n}\n", "\n")))
                    .singleElement()
                    .asString()
                    .startsWith("small.md:6:")
                    .contains("in the guide: (nothing)");
            assertThat(problems(SOURCE, GUIDE.replace("\n}\n", "\n}\n// more\n")))
                    .singleElement()
                    .asString()
                    .startsWith("small.md:7:")
                    .contains("in the code:  (nothing)");
        }

        @Test
        void tellsABlockWithoutAComment() {
            assertThat(problems("", "```java\nint one;\n```\n"))
                    .singleElement()
                    .asString()
                    .startsWith("small.md:1: no comment before this block");
        }

        @Test
        void knowsKotlin() {
            String guide = "```kotlin\ndependencies {}\n```\n"
                    + GUIDE.replace("SmallDemo.java", "SmallDemo.kt").replace("```java", "```kotlin");
            GuideChecker checker = new GuideChecker();
            checker.addSource("SmallDemo.kt", SOURCE);
            checker.checkGuide("small.md", guide + guide.replace("return 1", "return 2"));

            assertThat(checker.problems())
                    .singleElement()
                    .asString()
                    .startsWith("small.md:21: differs from SmallDemo.kt: one");
        }

        @Test
        void wantsTheImportsThatTheBlocksUse() {
            String source = "import static a.Numbers.one;\nimport b.Two;\nimport b.Two.Inner;\nimport c.Unused;\n"
                    + SOURCE.replace("return 1", "return Two.of(Inner.ONE)");
            String guide = GUIDE.replace("return 1", "return Two.of(Inner.ONE)");
            String imports = "import static a.Numbers.one;\n\nimport b.Two;\nimport b.Two.Inner;\n";

            assertThat(problems(source, guide))
                    .containsExactly(
                            "small.md:11: the block of code after <!-- imports --> has to be\n" + imports.strip());
            assertThat(problems(source, guide + "<!-- imports -->\n```java\n" + imports + "```\n"))
                    .isEmpty();
            assertThat(problems(source, guide + "<!-- imports -->\n```java\n" + imports + "import c.Unused;\n```\n"))
                    .singleElement()
                    .asString()
                    .startsWith("small.md:11: the block of code after");
        }

        @Test
        void wantsNoImportsForABlockThatHasThem() {
            String source = "// region all\nimport b.Two;\n\nclass SmallDemo extends Two {}\n// endregion\n";

            assertThat(problems(
                            source,
                            "<!-- SmallDemo.java: all -->\n```java\n" + source.replaceAll("// .*\n", "") + "```\n"))
                    .isEmpty();
        }

        @Test
        void tellsABlockOfNoRegion() {
            assertThat(problems(SOURCE, GUIDE + GUIDE.replace(": one", ": two")))
                    .containsExactly(
                            "small.md:13: there is no region SmallDemo.java: two; there are [SmallDemo.java: one]");
        }

        @Test
        void tellsACommentWithoutABlock() {
            assertThat(problems(SOURCE, GUIDE + "<!-- SmallDemo.java: one -->\nText\n"))
                    .containsExactly("small.md:12: no block of code follows the comment SmallDemo.java: one");
        }

        @Test
        void tellsABlockThatDoesNotEnd() {
            assertThat(problems("", "```text\n")).containsExactly("small.md:1: the block does not end");
        }

        @Test
        void tellsARegionThatNoGuideShows() {
            assertThat(problems(SOURCE, "# Small\n")).containsExactly("No guide shows the region SmallDemo.java: one");
        }

        @Test
        void tellsARegionThatIsBroken() {
            assertThat(problems(SOURCE.replace("endregion", ""), GUIDE))
                    .anyMatch(problem -> problem.endsWith("does not end"));
            assertThat(problems(SOURCE.replace("region one", "one"), ""))
                    .singleElement()
                    .asString()
                    .startsWith("SmallDemo.java:6:");
            assertThat(problems(SOURCE + SOURCE, GUIDE))
                    .singleElement()
                    .asString()
                    .contains("a second region \"one\"");
        }
    }
}
