package io.github.smtpjunit.inbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * The files of snapshots, and what may be done with them.
 *
 * @param mode whether they may be written
 * @param directory where test resources have their sources; null to find it from where the test's class was compiled to
 */
record Snapshots(Mode mode, @Nullable Path directory) {

    static final String MODE_PROPERTY = "smtpjunit.snapshots";
    static final String DIRECTORY_PROPERTY = "smtpjunit.snapshots.directory";

    private static final String SUFFIX = ".eml.txt";
    private static final String RESOURCES = "src/test/resources";

    /** What is a file name everywhere, and leads nowhere else. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_ .-]{0,98}");

    /** Code that calls assertions for a test, that of soft assertions included. */
    private static final Pattern NO_TEST = Pattern.compile(
            "(java|jdk|sun|groovy|org\\.(assertj|codehaus\\.groovy|apache\\.groovy|junit))\\..*|.*\\$ByteBuddy\\$.*");

    enum Mode {
        /** A missing one is written. */
        WRITE_MISSING,
        /** A missing or a differing one is written. */
        UPDATE,
        /** No snapshot is written. */
        CHECK
    }

    /** As the one who runs the tests wants it. */
    static Snapshots configured() {
        return configured(System::getProperty, System::getenv);
    }

    static Snapshots configured(UnaryOperator<@Nullable String> property, UnaryOperator<@Nullable String> environment) {
        String directory = property.apply(DIRECTORY_PROPERTY);
        return new Snapshots(
                mode(property.apply(MODE_PROPERTY), environment.apply("CI")),
                directory == null ? null : Path.of(directory));
    }

    private static Mode mode(@Nullable String wanted, @Nullable String ci) {
        if (wanted == null) {
            boolean inCi = ci != null && !ci.isBlank() && !ci.equalsIgnoreCase("false");
            return inCi ? Mode.CHECK : Mode.WRITE_MISSING;
        }
        return switch (wanted.toLowerCase(Locale.ROOT)) {
            case "update" -> Mode.UPDATE;
            case "check" -> Mode.CHECK;
            case "write" -> Mode.WRITE_MISSING;
            default ->
                throw new IllegalStateException("The system property " + MODE_PROPERTY
                        + " must be write, update or check, not \"" + wanted + "\"");
        };
    }

    /**
     * Compares a mail with its snapshot, and writes that if it may be written.
     *
     * @param testClass whose snapshot it is
     * @param found what the mail is now
     * @return what is wrong; empty if nothing is
     */
    Optional<String> problem(Class<?> testClass, String name, String found) {
        if (!NAME.matcher(name).matches() || name.endsWith(" ") || name.endsWith(".")) {
            throw new IllegalArgumentException(
                    "The name of a snapshot must be that of a file, of letters, digits, '_', '-',"
                            + " '.' and spaces, and not of a directory: \"" + name + "\"");
        }
        Path file = file(testClass, name);
        Optional<String> kept = read(file);
        if (kept.filter(found::equals).isPresent()) {
            return Optional.empty();
        }
        if (mode == Mode.UPDATE) {
            write(file, found);
            return Optional.empty();
        }
        if (kept.isPresent()) {
            return Optional.of("Expecting the mail to be as in the snapshot \"" + name
                    + "\" (-), but it is not (+):\n"
                    + FailureReport.indented(LineDiff.of(kept.get(), found)) + "\n\nThe snapshot is:\n  "
                    + shown(file) + "\nIf the mail is right, run the test with -D" + MODE_PROPERTY
                    + "=update to change it.");
        }
        if (mode == Mode.CHECK) {
            return Optional.of("Expecting the mail to be as in the snapshot \"" + name
                    + "\", but it is missing, and no snapshot is written in CI or with -D" + MODE_PROPERTY
                    + "=check. It would be:\n  " + shown(file)
                    + "\nRun the test elsewhere, look at what it writes, and add that to the sources.");
        }
        write(file, found);
        return Optional.of("Expecting the mail to be as in the snapshot \"" + name
                + "\", but it was missing. It has been written:\n  " + shown(file)
                + "\nLook at it. If the mail is right, run the test again, and add the file to the sources.");
    }

    private Path file(Class<?> testClass, String name) {
        String type = testClass.getName().substring(testClass.getPackageName().length());
        Path resources = directory == null ? resources(testClass) : directory;
        Path path = resources
                .resolve(testClass.getPackageName().replace('.', '/'))
                .resolve(type.replaceFirst("^\\.", "").replace('$', '.'));
        return path.resolve(name + SUFFIX);
    }

    /**
     * The sources of the test's resources: in its project, wherever the tests are run, else in the working directory.
     */
    private static Path resources(Class<?> testClass) {
        for (Path directory = origin(testClass); directory != null; directory = directory.getParent()) {
            if (Files.isDirectory(directory.resolve("src/test"))) {
                return directory.resolve(RESOURCES);
            }
        }
        return Path.of(RESOURCES);
    }

    private static @Nullable Path origin(Class<?> testClass) {
        CodeSource source = testClass.getProtectionDomain().getCodeSource();
        try {
            return source == null || !source.getLocation().getProtocol().equals("file")
                    ? null
                    : Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** The class whose code calls an assertion. */
    static Class<?> caller() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.map(StackWalker.StackFrame::getDeclaringClass)
                        .filter(type -> !isOurs(type)
                                && !NO_TEST.matcher(type.getName()).matches())
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalStateException("No test's class calls this; a snapshot lies beside one")));
    }

    private static boolean isOurs(Class<?> type) {
        return AbstractAssert.class.isAssignableFrom(type) || type == Snapshots.class;
    }

    private static Optional<String> read(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Texts.lines(Files.readString(file)) + "\n") : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the snapshot " + file, e);
        }
    }

    /** All of it or nothing, also when several tests write at the same time. */
    private static void write(Path file, String text) {
        try {
            Path directory = Files.createDirectories(file.toAbsolutePath().getParent());
            Path whole = Files.createTempFile(directory, "snapshot", ".tmp");
            Files.writeString(whole, text);
            Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the snapshot " + file, e);
        }
    }

    /** As short as it can be found by. */
    private static String shown(Path file) {
        Path here = Path.of("").toAbsolutePath();
        Path whole = file.toAbsolutePath();
        return (whole.startsWith(here) ? here.relativize(whole) : whole).toString();
    }
}
