package example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links lead somewhere, each guide is one click from the index, and each begins with what it is for. */
class LinkTests {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)\\)|(?:href|src)=\"([^\"]+)\"");
    private static final Pattern SCHEME = Pattern.compile("[a-z]+:.*");

    private static List<Path> pages() throws IOException {
        return Repository.files(".*\\.md");
    }

    /** Returns the text without its blocks and spans of code. */
    private static String prose(String markdown) {
        return markdown.replaceAll("(?ms)^```.*?^```$", "").replaceAll("`[^`\n]+`", "code");
    }

    private static List<String> links(Path page) throws IOException {
        return LINK.matcher(prose(Files.readString(page)))
                .results()
                .map(link -> link.group(1) == null ? link.group(2) : link.group(1))
                .filter(link -> !SCHEME.matcher(link).matches())
                .toList();
    }

    /** Returns the anchors of a page, one for each heading, as GitHub makes them. */
    static Set<String> anchors(String markdown) {
        Set<String> anchors = new LinkedHashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        for (MatchResult heading : Pattern.compile("(?m)^#+ (.*)$")
                .matcher(markdown.replaceAll("(?ms)^```.*?^```$", ""))
                .results()
                .toList()) {
            String words = heading.group(1).replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1");
            String anchor = words.toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                    .replace(' ', '-');
            int count = seen.merge(anchor, 1, Integer::sum);
            anchors.add(count == 1 ? anchor : anchor + "-" + (count - 1));
        }
        return anchors;
    }

    @Test
    void eachLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        int checked = 0;
        for (Path page : pages()) {
            for (String link : links(page)) {
                checked++;
                String[] parts = link.split("#", 2);
                Path target = parts[0].isEmpty()
                        ? page
                        : page.resolveSibling(parts[0]).normalize();
                boolean isThere = Files.exists(target)
                        && (parts.length == 1
                                || anchors(Files.readString(target)).contains(parts[1]));
                if (!isThere) {
                    broken.add(Repository.ROOT.relativize(page) + ": " + link);
                }
            }
        }

        assertThat(broken).isEmpty();
        assertThat(checked).isGreaterThan(200);
    }

    @Test
    void eachGuideIsInTheIndex() throws IOException {
        Path docs = GuideTests.docs();
        Set<Path> linked = new LinkedHashSet<>();
        for (String index : List.of("README.md", "makers.md")) {
            links(docs.resolve(index))
                    .forEach(link ->
                            linked.add(docs.resolve(link.split("#", 2)[0]).normalize()));
        }
        List<Path> guides = pages().stream()
                .filter(page -> docs.equals(page.getParent()) && !page.endsWith("README.md"))
                .toList();

        assertThat(linked).containsAll(guides);
        assertThat(guides).hasSizeGreaterThan(25);
    }

    @Test
    void eachGuideBeginsWithWhatItIsFor() throws IOException {
        List<String> without = new ArrayList<>();
        for (Path page : pages()) {
            if (page.getParent().equals(GuideTests.docs())) {
                List<String> lines = Files.readAllLines(page);
                if (!lines.get(0).startsWith("# ") || !lines.get(2).matches("[\\p{L}`].*")) {
                    without.add(page.getFileName().toString());
                }
            }
        }

        assertThat(without).isEmpty();
    }

    @Test
    void anchorsAreThoseOfGitHub() {
        assertThat(anchors(
                        "# One\n## What's new, [here](x.md)?\n```sh\n# no heading\n```\n### `code()` & more\n## One\n"))
                .containsExactly("one", "whats-new-here", "code--more", "one-1");
    }
}
