package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.jupiter.ServerName;
import io.github.smtpjunit.jupiter.SmtpFault;
import io.github.smtpjunit.jupiter.SmtpFaultMatrix;
import io.github.smtpjunit.jupiter.TlsFaultMatrix;
import io.github.smtpjunit.jupiter.WithManualClock;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.relay.jupiter.WithSmtpRelay;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The page of all settings has those of the code: options with their defaults, parameters, properties. */
class SettingsGuideTests {

    /** It has no options, and is not loaded here: that needs Quarkus. */
    private static final String QUARKUS = "WithQuarkusSmtpServer";

    private static final List<Class<?>> ANNOTATIONS = List.of(
            WithSmtpServer.class,
            ServerName.class,
            WithManualClock.class,
            SmtpFault.class,
            SmtpFaultMatrix.class,
            TlsFaultMatrix.class,
            WithSmtpRelay.class);

    private static List<String> rows(String heading) throws IOException {
        return Files.readString(GuideTests.docs().resolve("settings.md"))
                .lines()
                .dropWhile(line -> !line.equals("## " + heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| ") && !line.matches("\\| (option|parameter|property|variable) .*"))
                .toList();
    }

    /** Returns the names in the first cells of a table. */
    private static Set<String> names(String heading) throws IOException {
        return rows(heading).stream().map(row -> row.split("`", -1)[1]).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theOptionsAndTheirDefaultsAreThoseOfTheAnnotations() throws IOException {
        Map<String, String> shown = new TreeMap<>();
        String annotation = "";
        for (String row : rows("Annotations")) {
            String[] cells = row.split(" \\| ", -1);
            String name = cells[0].split("`", -1)[1];
            if (name.startsWith("@")) {
                annotation = name;
            } else {
                name = annotation + " " + name;
            }
            shown.put(name, name.startsWith("@") && !name.contains(" ") ? "" : cells[1]);
        }
        Map<String, String> real = new TreeMap<>(Map.of("@" + QUARKUS, ""));
        for (Class<?> each : ANNOTATIONS) {
            real.put("@" + each.getSimpleName(), "");
            for (Method option : each.getDeclaredMethods()) {
                real.put("@" + each.getSimpleName() + " " + option.getName(), text(option.getDefaultValue()));
            }
        }

        assertThat(shown).isEqualTo(real);
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "to be given";
        }
        if (value instanceof Object[] values) {
            return values.length == 0
                    ? "none"
                    : Arrays.stream(values).map(each -> "`" + each + "`").collect(Collectors.joining(", "));
        }
        return value.equals("") ? "`\"\"`" : "`" + value + "`";
    }

    @Test
    void eachAnnotationForUsersIsOnThePage() throws IOException {
        Set<String> annotations = new TreeSet<>();
        for (String module : List.of("smtp-junit-extension", "smtp-relay")) {
            try (Stream<Path> files =
                    Files.walk(GuideTests.docs().resolveSibling(module).resolve("src/main/java"))) {
                for (Path file : files.filter(file -> file.getParent().endsWith("jupiter"))
                        .toList()) {
                    if (Files.readString(file).contains("public @interface ")) {
                        annotations.add("@" + file.getFileName().toString().replace(".java", ""));
                    }
                }
            }
        }

        assertThat(names("Annotations")).containsAll(annotations);
    }

    @Test
    void parametersAndPropertiesAreThoseOfTheCode() throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.walk(
                GuideTests.docs().resolveSibling("smtp-junit-extension").resolve("src/main/java"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                for (MatchResult name : Pattern.compile("\"(smtpjunit\\.[\\w.]+)\"")
                        .matcher(Files.readString(file))
                        .results()
                        .toList()) {
                    used.add(name.group(1));
                }
            }
        }
        Set<String> shown = new TreeSet<>(names("Configuration parameters"));
        shown.addAll(names("System properties"));
        shown.remove("junit.jupiter.extensions.autodetection.enabled");

        assertThat(shown).isEqualTo(used);
        assertThat(used).hasSizeGreaterThanOrEqualTo(6);
    }
}
