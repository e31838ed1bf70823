package example;

import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Comments, messages, guides and records do without phrases that a reader has to read twice. */
class PlainEnglishTests {

    private static final Set<String> SKIPPED_DIRECTORIES = Set.of("target", "resources", ".git");
    private static final int MAX_COLUMNS = 120;
    private static final Set<String> SKIPPED_FILES = Set.of("CODE_OF_CONDUCT.md", "PlainEnglishTests.java");

    /** Phrases, each as a regular expression, and what to write in their place. */
    private static final Map<Pattern, String> PHRASES = phrases("""
            in any case                          | case-insensitively, or: always
            in no case                           | never
            (?<!")nobody(?![@"(])                | no client, no caller, no user
            (is|are|was|were|be) none            | there is no ..., or: is not a ...
            none (is|are|was|were)               | no ... is
            whoever                              | a client (caller, test) that ...
            lest                                 | so that ... not
            so many                              | the given number of
            of no account                        | is ignored
            cr(y|ies|ied) wolf                   | report false positives
            a moment later                       | shortly after
            (hear|hears|heard) of                | is notified of
            (lay|lays|laid) (a|the) routes?      | configures a route
            knows? further                       | routes it on
            (go|goes|went|going) the way         | follows the route
            (have|has|had) (a|its|their|no) say  | decides, or: comes first
            may be missing                       | is optional
            (and|or) the like                    | and similar commands
            (is|are|was|were|be) told(?! apart)  | gets (a reply), is notified of
            """);

    @TestFactory
    Stream<DynamicTest> noPhraseIsUsed() throws IOException {
        Path repository = GuideTests.docs().getParent();
        return texts(repository).stream()
                .map(file -> DynamicTest.dynamicTest(file.toString(), () -> {
                    List<String> found = found(file.toString(), Files.readString(repository.resolve(file)));
                    assertThat(found)
                            .withFailMessage(() -> found.stream().collect(joining("\n", "Write plain English:\n", "")))
                            .isEmpty();
                }));
    }

    /** The formatter leaves Javadoc as it is. Examples of code keep their lines. */
    @Test
    void javadocIsWrapped() throws IOException {
        Path repository = GuideTests.docs().getParent();
        List<String> tooLong = new ArrayList<>();
        for (Path file : texts(repository)) {
            if (file.toString().endsWith(".java")) {
                addLongLines(file.toString(), Files.readString(repository.resolve(file)), tooLong);
            }
        }
        assertThat(tooLong)
                .as("lines of Javadoc beyond " + MAX_COLUMNS + " columns")
                .isEmpty();
    }

    private static void addLongLines(String file, String text, List<String> found) {
        boolean isJavadoc = false;
        boolean isExample = false;
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            isJavadoc |= line.strip().startsWith("/**");
            isExample |= isJavadoc && line.contains("<pre");
            if (isJavadoc && !isExample && line.length() > MAX_COLUMNS) {
                found.add(file + ":" + number);
            }
            isExample &= !line.contains("</pre>");
            isJavadoc &= !line.contains("*/");
        }
    }

    private static List<Path> texts(Path repository) throws IOException {
        List<Path> texts = new ArrayList<>();
        Files.walkFileTree(repository, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return SKIPPED_DIRECTORIES.contains(String.valueOf(directory.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Path relative = repository.relativize(file);
                String name = relative.getFileName().toString();
                if (name.matches("pom\\.xml|.*\\.(md|java|kt)") && !SKIPPED_FILES.contains(name)) {
                    texts.add(relative);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return texts;
    }

    /** Returns each place with a phrase: file, line, phrase, and what to write instead. */
    private static List<String> found(String file, String text) {
        List<String> found = new ArrayList<>();
        PHRASES.forEach((phrase, instead) -> phrase.matcher(text).results().forEach(match -> {
            long line = 1
                    + text.substring(0, match.start())
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            String words = match.group().replaceAll("[\\s*/]+", " ");
            found.add("%s:%d: \"%s\"; write: %s".formatted(file, line, words, instead));
        }));
        return found;
    }

    private static Map<Pattern, String> phrases(String table) {
        Map<Pattern, String> phrases = new LinkedHashMap<>();
        table.lines().forEach(row -> {
            int bar = row.lastIndexOf(" | ");
            // the words of a phrase may be on two lines, of a comment too
            String words = row.substring(0, bar).strip().replace(" ", "\\s+(?:(?:\\*|//)\\s+)?");
            phrases.put(
                    Pattern.compile("\\b(?:" + words + ")\\b(?![-\\w])", CASE_INSENSITIVE),
                    row.substring(bar + 3).strip());
        });
        return phrases;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The name, in any case.",
                "A\n * name in\n * any case",
                "// so\n// many",
                "there are none",
                "Nobody is told.",
                "it hears of",
                "\"goes the way of\""
            })
    void aPhraseIsFound(String text) {
        assertThat(found("Some.java", text)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail to nobody@example.org",
                "void nobodyWaits()",
                "aHungHandlerDelaysNobody",
                "they are told apart"
            })
    void anAddressOrAnIdentifierIsNoPhrase(String text) {
        assertThat(found("Some.java", text)).isEmpty();
    }

    @Test
    void aPlaceNamesFileLinePhraseAndRemedy() {
        assertThat(found("docs/some.md", "One\nwait, lest it fails\n"))
                .containsExactly("docs/some.md:2: \"lest\"; write: so that ... not");
    }

    @Test
    void theGuidesAndThisModuleAreRead() throws IOException {
        assertThat(texts(GuideTests.docs().getParent()))
                .contains(
                        Path.of("README.md"),
                        Path.of("docs/waiting.md"),
                        Path.of("docs/pom.xml"),
                        Path.of("smtp-relay/src/main/java/io/github/smtpjunit/relay/SmtpRelay.java"),
                        Path.of("docs/src/test/java/example/Shop.java"));
    }
}
