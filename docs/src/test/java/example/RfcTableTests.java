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

/** The table of RFCs names tests that exist. */
class RfcTableTests {

    private static final Pattern TEST = Pattern.compile("(?<=[`.])\\w+(Tests|TestCase)(?=`)");

    @Test
    void everyTestInTheTableExists() throws IOException {
        Path docs = GuideTests.docs();
        List<String> existing;
        try (Stream<Path> files =
                Files.walk(docs.resolveSibling("smtp-server-core").resolve("src"))) {
            existing = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.replace(".java", ""))
                    .toList();
        }
        List<String> named = TEST.matcher(Files.readString(docs.resolve("rfc.md")))
                .results()
                .map(MatchResult::group)
                .toList();

        assertThat(named).hasSizeGreaterThan(40);
        assertThat(existing).containsAll(named);
    }
}
