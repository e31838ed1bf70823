package example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The published modules have one version, a BOM that lists them, and an API without what no module exports. */
class PublishedTests {

    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern EXPORT = Pattern.compile("(?m)^\\s*exports ([\\w.]+);");

    /** By relocation: they are in no source. */
    private static final Set<String> SHADED =
            Set.of("io.github.smtpjunit.certificates.bouncycastle", "io.github.smtpjunit.mail.page.jte");

    private static String parent() throws IOException {
        return Files.readString(Repository.ROOT.resolve("pom.xml"));
    }

    private static String version() throws IOException {
        return first(parent(), "<artifactId>smtp-junit-parent</artifactId>\\s*<version>(.*)</version>");
    }

    private static List<String> publishedModules() throws IOException {
        List<String> published = new ArrayList<>();
        for (MatchResult module : all(parent(), "<module>([\\w-]+)</module>")) {
            String pom =
                    Files.readString(Repository.ROOT.resolve(module.group(1)).resolve("pom.xml"));
            if (!pom.contains("<maven.deploy.skip>true") && !pom.contains("<packaging>pom")) {
                published.add(module.group(1));
            }
        }
        return published;
    }

    private static List<MatchResult> all(String text, String regex) {
        return Pattern.compile(regex).matcher(text).results().toList();
    }

    private static String first(String text, String regex) {
        return all(text, regex).get(0).group(1);
    }

    @Test
    void theBomHasEachModule() throws IOException {
        String bom = Files.readString(Repository.ROOT.resolve("smtp-junit-bom/pom.xml"));
        List<String> managed =
                all(bom, "<artifactId>([\\w-]+)</artifactId>\\s*<version>\\$\\{project\\.version}</version>").stream()
                        .map(module -> module.group(1))
                        .toList();

        assertThat(managed).containsExactlyInAnyOrderElementsOf(publishedModules());
        assertThat(managed).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void thePageOfArtifactsHasEachModule() throws IOException {
        List<String> rows = new ArrayList<>();
        for (String module : publishedModules()) {
            String declaration =
                    Files.readString(Repository.ROOT.resolve(module).resolve("src/main/java/module-info.java"));
            rows.add("| `" + module + "` | `" + first(declaration, "(?m)^module ([\\w.]+) ") + "` |");
        }

        assertThat(Files.readString(Repository.ROOT.resolve("docs/artifacts.md")))
                .contains(rows)
                .contains("| `smtp-junit-bom` |");
        assertThat(Files.readString(Repository.ROOT.resolve("README.md")))
                .contains(publishedModules().stream()
                        .map(module -> "`" + module + "`")
                        .toList());
    }

    @Test
    void theBomSaysOfItselfWhatTheParentSays() throws IOException {
        String bom = Files.readString(Repository.ROOT.resolve("smtp-junit-bom/pom.xml"));

        for (String element :
                List.of("url", "inceptionYear", "licenses", "developers", "connection", "developerConnection")) {
            String regex = "(?s)<" + element + ">(.*?)</" + element + ">";
            assertThat(first(bom, regex)).as(element).isEqualTo(first(parent(), regex));
        }
    }

    @Test
    void eachPomBuildScriptAndGuideNamesThisVersion() throws IOException {
        String version = version();
        List<String> others = new ArrayList<>();
        int named = 0;
        for (Path file : Repository.files("pom\\.xml|.*\\.kts|.*\\.md")) {
            if (file.endsWith("CHANGELOG.md") || file.endsWith("RELEASING.md")) {
                continue; // these are about other versions too
            }
            String text = Files.readString(file);
            for (MatchResult ours : all(
                    text,
                    "<groupId>io\\.github\\.smtpjunit</groupId>\\s*<artifactId>[\\w-]+</artifactId>\\s*<version>([^$<]+)</version>"
                            + "|<smtp-junit\\.version>([^<]+)<|io\\.github\\.smtpjunit:[\\w-]+:([\\w.-]+)|`?(\\d[\\w.]*-SNAPSHOT)")) {
                named++;
                if (!ours.group().contains(version)) {
                    others.add(Repository.ROOT.relativize(file) + ": " + ours.group());
                }
            }
        }

        assertThat(others).as("versions other than " + version).isEmpty();
        assertThat(named).isGreaterThan(20);
    }

    @Test
    void whatNoModuleExportsIsNotComparedAsApi() throws IOException {
        Set<String> hidden = new TreeSet<>(SHADED);
        for (String module : publishedModules()) {
            Path sources = Repository.ROOT.resolve(module).resolve("src/main/java");
            List<String> exported =
                    all(Files.readString(sources.resolve("module-info.java")), EXPORT.pattern()).stream()
                            .map(export -> export.group(1))
                            .toList();
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(".java")).toList()) {
                    all(Files.readString(file), PACKAGE.pattern()).forEach(name -> hidden.add(name.group(1)));
                }
            }
            exported.forEach(hidden::remove);
        }

        assertThat(all(parent(), "<exclude>(io\\.github\\.smtpjunit\\.[\\w.]+)</exclude>"))
                .extracting(exclude -> exclude.group(1))
                .containsExactlyElementsOf(hidden);
    }
}
