package example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The files of this repository, without those that a build makes. */
final class Repository {

    static final Path ROOT = GuideTests.docs().getParent();

    private static final Set<String> SKIPPED_DIRECTORIES =
            Set.of("target", "build", "node_modules", "resources", ".git");

    private Repository() {}

    /** Returns the files whose name matches a regular expression. */
    static List<Path> files(String name) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.getFileName().toString().matches(name))
                    .filter(file -> !isSkipped(ROOT.relativize(file).getParent()))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isSkipped(@Nullable Path directories) {
        return directories != null
                && StreamSupport.stream(directories.spliterator(), false)
                        .anyMatch(directory -> SKIPPED_DIRECTORIES.contains(directory.toString()));
    }
}
