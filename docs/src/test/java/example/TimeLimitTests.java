package example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A test that hangs ends the build: by the time-out of JUnit, or else by that of the process that it runs in. */
class TimeLimitTests {

    private static final String OF_A_TEST = "junit.jupiter.execution.timeout.default = 5 m";
    private static final Pattern OF_A_PROCESS =
            Pattern.compile("<forkedProcessTimeoutInSeconds>(\\d+)</forkedProcessTimeoutInSeconds>");
    private static final Pattern PARAMETERS =
            Pattern.compile("<configurationParameters>([^<]*)</configurationParameters>");

    private final Path repository = GuideTests.docs().getParent();

    @Test
    void aProcessHasATimeLimit() throws IOException {
        assertThat(OF_A_PROCESS
                        .matcher(Files.readString(repository.resolve("pom.xml")))
                        .results())
                .extracting(limit -> Integer.parseInt(limit.group(1)))
                .containsExactly(1_800);
    }

    /** Parameters of a module replace those of the parent. */
    @Test
    void aTestHasATimeLimitInEachModule() throws IOException {
        assertThat(parameters(repository.resolve("pom.xml")))
                .singleElement()
                .asString()
                .contains(OF_A_TEST);
        try (Stream<Path> modules = Files.list(repository)) {
            for (Path pom : modules.map(module -> module.resolve("pom.xml"))
                    .filter(Files::isRegularFile)
                    .toList()) {
                assertThat(parameters(pom)).as("%s", pom).allMatch(parameters -> parameters.contains(OF_A_TEST));
                assertThat(Files.readString(pom)).as("%s", pom).doesNotContain("forkedProcessTimeoutInSeconds");
            }
        }
    }

    private static List<String> parameters(Path pom) throws IOException {
        return PARAMETERS
                .matcher(Files.readString(pom))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
