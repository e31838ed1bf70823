package io.github.smtpjunit.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Java sources as the compiler understands them: which method is called, and where. */
final class JavaSources {

    private static final String PACKAGE = "io/github/smtpjunit/inbox";

    private final List<CompilationUnitTree> units = new ArrayList<>();
    private final Trees trees;

    private JavaSources(List<? extends JavaFileObject> files) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        JavacTask task = (JavacTask)
                compiler.getTask(null, null, problems, List.of("-proc:none", "-classpath", classpath()), null, files);
        try {
            task.parse().forEach(units::add);
            task.analyze();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        trees = Trees.instance(task);
        List<Diagnostic<? extends JavaFileObject>> errors = problems.getDiagnostics().stream()
                .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .toList();
        if (!errors.isEmpty()) {
            throw new AssertionError("These sources cannot be understood: " + errors);
        }
    }

    private static String classpath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** The sources of this module in a directory, for example {@code src/main/java}, whose names end like this. */
    static JavaSources in(String directory, String... endings) {
        try (StandardJavaFileManager manager =
                        ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, UTF_8);
                Stream<Path> files = Files.list(module().resolve(directory).resolve(PACKAGE))) {
            List<Path> wanted = files.filter(file ->
                            Stream.of(endings).anyMatch(file.getFileName().toString()::endsWith))
                    .sorted()
                    .toList();
            List<JavaFileObject> sources = new ArrayList<>();
            manager.getJavaFileObjectsFromPaths(wanted).forEach(sources::add);
            return new JavaSources(sources);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One source, given as a text. */
    static JavaSources of(String className, String text) {
        return new JavaSources(List.of(
                new SimpleJavaFileObject(
                        URI.create("string:///" + PACKAGE + "/" + className + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                }));
    }

    private static Path module() {
        try {
            URI classes = JavaSources.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            return Path.of(classes).resolve("../..").normalize();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Takes a visitor through all sources. */
    <V extends TreePathScanner<?, ?>> V visit(Function<Trees, V> visitor) {
        V scanner = visitor.apply(trees);
        units.forEach(unit -> scanner.scan(unit, null));
        return scanner;
    }

    /**
     * A name for a method that tells overloads apart, for example
     * {@code MailAssert.transport().usedTls(java.lang.String)}.
     */
    static String name(Element method) {
        Element type = Objects.requireNonNull(method.getEnclosingElement(), "a method is of a type");
        return type.getSimpleName() + "." + method;
    }
}
