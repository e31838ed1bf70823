package io.github.smtpjunit.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.smtpjunit.mail.library.OptionalLibrary;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A library that only some tests need: what is said where it is missing, or of a version that does not fit. */
class OptionalLibraryTests {

    /** This module and its dependencies, without one, and with a directory in its place. */
    private static URLClassLoader without(String artifact, Path... instead) {
        List<URL> path = new ArrayList<>();
        Stream.of(instead).forEach(entry -> path.add(url(entry)));
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(entry -> !entry.getFileName().toString().startsWith(artifact))
                .forEach(entry -> path.add(url(entry)));
        return new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static URL url(Path entry) {
        try {
            return entry.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Run by another class loader. */
    static final class Uses {

        private Uses() {}

        static void pdfbox(Inbox inbox) {
            assertThat(inbox).singleMail().attachment("file").asPdf();
        }

        static void csv(Inbox inbox) {
            assertThat(inbox).singleMail().attachment("file").asCsv();
        }

        static void biweekly(Inbox inbox) {
            assertThat(inbox).singleMail().hasCalendarInvite();
        }

        static void run(String use) throws ReflectiveOperationException {
            try (Inbox inbox = Inbox.start()) {
                RawClient.deliver(inbox, """
                        Content-Type: multipart/mixed; boundary=b

                        --b
                        Content-Type: text/calendar

                        BEGIN:VCALENDAR
                        --b
                        Content-Disposition: attachment; filename=file

                        tea;2
                        --b--
                        """);
                assertThat(inbox).singleMail().hasAttachment("file");
                Method method = Uses.class.getDeclaredMethod(use, Inbox.class);
                method.invoke(null, inbox);
            }
        }
    }

    /** What goes wrong when a library is used that is seen by a class loader. */
    private static Throwable failure(String use, URLClassLoader loader)
            throws IOException, ReflectiveOperationException {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (loader) {
            Thread.currentThread().setContextClassLoader(loader); // where jakarta.mail looks for its implementation
            Method run = loader.loadClass(Uses.class.getName()).getDeclaredMethod("run", String.class);
            run.setAccessible(true);
            run.invoke(null, use);
            throw new AssertionError("It works");
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause() instanceof InvocationTargetException inner ? inner.getCause() : e.getCause();
            return Objects.requireNonNull(cause);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "pdfbox,   pdfbox,                asPdf() needs Apache PDFBox: add the dependency org.apache.pdfbox:pdfbox to"
                + " your tests",
        "csv,      commons-csv,           asCsv() needs Apache Commons CSV: add the dependency"
                + " org.apache.commons:commons-csv to",
        "biweekly, biweekly,              hasCalendarInvite() needs biweekly: add the dependency"
                + " net.sf.biweekly:biweekly to"
    })
    void oneThatIsMissingIsNamed(String use, String artifact, String message)
            throws IOException, ReflectiveOperationException {
        assertThat(failure(use, without(artifact)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(message)
                .hasMessageContaining(", and on the module path --add-modules ");
    }

    @ParameterizedTest
    @CsvSource({
        "pdfbox,   pdfbox,               org.apache.pdfbox.pdmodel.PDDocument,  asPdf() needs Apache PDFBox",
        "csv,      commons-csv,          org.apache.commons.csv.CSVParser,      asCsv() needs Apache Commons CSV",
        "biweekly, biweekly,             biweekly.Biweekly,                     hasCalendarInvite() needs biweekly"
    })
    void oneOfAnotherVersionIsNamed(String use, String artifact, String type, String message, @TempDir Path directory)
            throws IOException, ReflectiveOperationException {
        Path other = compiled(type, directory.resolve("library-0.1"));

        assertThat(failure(use, without(artifact, other)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(message)
                .hasMessageMatching(".* needs .* (\\d\\S*), and finds another version of it, or of what it needs"
                        + " \\(library-0\\.1; java\\.lang\\.\\w+Error: .*\\): set the version of the dependency \\S+:"
                        + artifact + " to \\1\\.")
                .hasCauseInstanceOf(LinkageError.class);
    }

    /** A library that has one class, with nothing in it. */
    private static Path compiled(String type, Path directory) throws IOException {
        int dot = type.lastIndexOf('.');
        Path source = Files.createDirectories(directory).resolve(type.substring(dot + 1) + ".java");
        Files.writeString(
                source,
                "package " + type.substring(0, dot) + "; public class " + type.substring(dot + 1)
                        + " { private void nothing() {} }");
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", directory.toString(), source.toString());
        assertThat(result).isZero();
        return directory;
    }

    @ParameterizedTest
    @EnumSource
    void theVersionThatIsAskedForIsTheOneOfOurTests(OptionalLibrary library) {
        assertThatIllegalStateException()
                .isThrownBy(() -> library.use("This", () -> {
                    throw new NoSuchMethodError("gone");
                }))
                .withMessageMatching("This needs .* (\\d\\S*), and finds .* \\(\\S+-\\1\\.jar; .*");
    }

    @Test
    void nothingIsSaidWhenItIsThere() {
        assertThat(OptionalLibrary.PDFBOX.use("asPdf()", () -> 1)).isEqualTo(1);
    }
}
