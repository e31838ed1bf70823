package example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of tested versions has those that the build runs. */
class TestedVersionsTests {

    private static String file(String name) throws IOException {
        return Files.readString(GuideTests.docs().resolveSibling(name));
    }

    private static String found(String text, String regex) {
        Matcher matcher = Pattern.compile(regex).matcher(text);
        assertThat(matcher.find()).as(regex).isTrue();
        return matcher.group(1);
    }

    /** Returns the versions in a list of {@code .ci/run}, as the page has them. */
    private static String list(String name) throws IOException {
        String run = file(".ci/run");
        return found(run, name + "=\\(([^)]*)\\)")
                .replace("\"$JUNIT_6\"", found(run, "JUNIT_6=(\\S+)"))
                .replace(" ", ", ");
    }

    private static String version(String project, String property) throws IOException {
        return found(file(project), "<" + Pattern.quote(property) + ">([^<]+)<");
    }

    /** Where a guide or build script names a version of JUnit, for example in its BOM, we have tried it. */
    @Test
    void eachVersionOfJUnitInAGuideIsTested() throws IOException {
        List<String> tested = List.of(list("JUNIT_VERSIONS").split(", ", -1));
        List<String> named = new ArrayList<>();
        for (String file : List.of("README.md", "smtp-junit-extension/src/it/gradle/build.gradle.kts")) {
            Pattern.compile("junit-bom(?:</artifactId>\\s*<version>|:)([\\d.]+)")
                    .matcher(file(file))
                    .results()
                    .forEach(version -> named.add(version.group(1)));
        }

        assertThat(named).hasSizeGreaterThanOrEqualTo(3).isSubsetOf(tested);
    }

    @Test
    void thePageHasTheVersionsOfTheBuild() throws IOException {
        Map<String, String> shown = file("docs/tested-versions.md")
                .lines()
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| ") && !line.startsWith("| what"))
                .map(line -> line.substring(2, line.length() - 2).split(" \\| ", -1))
                .collect(Collectors.toMap(cells -> cells[0], cells -> cells[1], (a, b) -> a, TreeMap::new));
        String projects = "smtp-junit-extension/src/it/";
        String libraries = projects + "mail-libraries/pom.xml";

        assertThat(shown)
                .isEqualTo(new TreeMap<>(Map.ofEntries(
                        Map.entry("JDK", version("pom.xml", "maven.compiler.release") + ", 25"),
                        Map.entry("JUnit", list("JUNIT_VERSIONS")),
                        Map.entry("Spring Boot", list("SPRING_BOOT_VERSIONS")),
                        Map.entry("Angus Mail, as `angus-mail` and as `jakarta.mail`", list("ANGUS_VERSIONS")),
                        Map.entry("Quarkus", version(projects + "quarkus/pom.xml", "quarkus.version")),
                        Map.entry("Micronaut", version(projects + "micronaut/pom.xml", "micronaut.version")),
                        Map.entry("Kotlin", version(projects + "kotlin/pom.xml", "kotlin.version")),
                        Map.entry("AssertJ", version("pom.xml", "assertj.version")),
                        Map.entry("Camel Mail", version(libraries, "camel.version")),
                        Map.entry("Commons Email", version(libraries, "commons-email.version")),
                        Map.entry("Simple Java Mail", version(libraries, "simple-java-mail.version")),
                        Map.entry("Vert.x Mail", version(libraries, "vertx.version")))));
    }
}
