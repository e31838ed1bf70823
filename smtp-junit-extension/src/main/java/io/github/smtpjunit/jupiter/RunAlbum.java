package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.mail.page.Album;
import io.github.smtpjunit.mail.page.TestPages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The tests of a run with their mails, as pages below the directory of the build: by default those that fail. */
final class RunAlbum {

    /** A configuration parameter of JUnit: {@code failed}, the default, {@code always} or {@code never}. */
    static final String PARAMETER = "smtpjunit.album";

    /** A configuration parameter of JUnit: the directory of the album. */
    static final String DIRECTORY = "smtpjunit.album.directory";

    private static final System.Logger LOG = System.getLogger(RunAlbum.class.getName());

    private final Album album;
    private final String key;

    private RunAlbum(Album album, String key) {
        this.album = album;
        this.key = key;
    }

    private enum Mode {
        FAILED,
        ALWAYS,
        NEVER
    }

    /** Tells whether a test is to be in the album. */
    static boolean wants(ExtensionContext context, boolean hasFailed) {
        return switch (mode(context)) {
            case NEVER -> false;
            case ALWAYS -> true;
            case FAILED ->
                hasFailed
                        || DeclaredServers.of(context).all().stream()
                                .anyMatch(
                                        declaration -> declaration.annotation().album());
        };
    }

    private static Mode mode(ExtensionContext context) {
        Optional<String> value = context.getConfigurationParameter(PARAMETER);
        if (value.isEmpty()) {
            return TestFiles.isWanted(context) ? Mode.FAILED : Mode.NEVER;
        }
        return Stream.of(Mode.values())
                .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(value.get()))
                .findFirst()
                .orElseThrow(() -> new ExtensionConfigurationException("The configuration parameter " + PARAMETER
                        + " must be failed, always or never, not \"" + value.get() + "\""));
    }

    /** The album of the run, for a test; empty where no directory is known for it. */
    static Optional<RunAlbum> of(ExtensionContext context) {
        return directory(context).map(directory -> {
            Album album = ServerStore.computeIfAbsent(
                            context.getRoot().getStore(ServerStore.ALBUM),
                            directory,
                            () -> new Run(start(directory)),
                            Run.class)
                    .album();
            return new RunAlbum(album, context.getUniqueId());
        });
    }

    /** As JUnit does, for what it publishes: {@code target} of Maven, {@code build} of Gradle. */
    private static Optional<Path> directory(ExtensionContext context) {
        Optional<Path> set = context.getConfigurationParameter(DIRECTORY).map(Path::of);
        return set.or(() -> {
            Path project = Path.of("").toAbsolutePath();
            if (Files.exists(project.resolve("pom.xml"))) {
                return Optional.of(project.resolve("target/smtp-junit"));
            }
            return Stream.of("build.gradle", "build.gradle.kts").anyMatch(file -> Files.exists(project.resolve(file)))
                    ? Optional.of(project.resolve("build/smtp-junit"))
                    : Optional.empty();
        });
    }

    private static Album start(Path directory) {
        try {
            return Album.startRun(directory, Instant.now());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the mails of this run: set the directory by " + DIRECTORY, e);
        }
    }

    /** Adds the pages of one inbox of the test; a problem is logged, and fails no test. */
    Optional<Path> add(String suffix, TestPages pages) {
        try {
            return Optional.of(album.add(key + suffix, pages).toAbsolutePath());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The mails of a test are not in the album", e);
            return Optional.empty();
        }
    }

    /** What writes the index when all tests are over. */
    @SuppressWarnings("deprecation") // up to 5.12, JUnit closes this kind only
    private record Run(Album album) implements ExtensionContext.Store.CloseableResource, AutoCloseable {

        @Override
        public void close() throws IOException {
            album.writeIndex();
        }
    }
}
