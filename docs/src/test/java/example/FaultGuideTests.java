package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.UnansweredPort;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.EhloFault;
import io.github.smtpjunit.smtp.server.FaultAction;
import io.github.smtpjunit.smtp.server.FaultMatcher;
import io.github.smtpjunit.smtp.server.FaultProfiles;
import io.github.smtpjunit.smtp.server.FaultRuleBuilder;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import io.github.smtpjunit.smtp.server.TlsFault;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of faults names methods and tests that exist, and lists every action. */
class FaultGuideTests {

    private static final List<Class<?>> ACTIONS = List.of(FaultAction.class, EhloFault.class, TlsFault.class);
    private static final Set<Class<?>> OTHERS = Set.of(
            FaultMatcher.class,
            FaultRuleBuilder.class,
            FaultProfiles.class,
            SmtpServerBuilder.class,
            SmtpServer.class,
            Inbox.class,
            Reply.class,
            UnansweredPort.class);
    private static final Pattern CALL = Pattern.compile("(?:(\\w+)\\.)?(\\w+)\\(");
    private static final Pattern REPLY = Pattern.compile("Replies\\.(\\w+)");
    private static final Pattern TEST = Pattern.compile("`(\\w+Tests)(?:\\.(\\w+))?`");

    private static List<String[]> rows() throws IOException {
        return Files.readString(GuideTests.docs().resolve("failing-on-purpose.md"))
                .lines()
                .dropWhile(line -> !line.startsWith("## Everything that can go wrong"))
                .takeWhile(line -> !line.startsWith("Left out"))
                .filter(line -> line.startsWith("| ") && !line.startsWith("| **") && !line.startsWith("| what goes"))
                .map(line -> line.split(" \\| ", -1))
                .toList();
    }

    private static Set<String> methods(Class<?> type) {
        return Arrays.stream(type.getMethods()).map(Method::getName).collect(Collectors.toSet());
    }

    @Test
    void everyMethodInTheTableExists() throws IOException {
        Map<String, Class<?>> others =
                OTHERS.stream().collect(Collectors.toMap(Class::getSimpleName, Function.identity()));
        Set<String> unqualified = new HashSet<>();
        Stream.concat(ACTIONS.stream(), Stream.of(FaultMatcher.class, FaultRuleBuilder.class))
                .forEach(type -> unqualified.addAll(methods(type)));
        Set<String> missing = new TreeSet<>();
        for (String[] row : rows()) {
            CALL.matcher(row[1]).results().forEach(call -> {
                Class<?> owner = others.get(call.group(1));
                Set<String> known = call.group(1) == null ? unqualified : owner == null ? Set.of() : methods(owner);
                if (!known.contains(call.group(2))) {
                    missing.add(call.group());
                }
            });
            REPLY.matcher(row[1])
                    .results()
                    .map(name -> name.group(1))
                    .filter(name -> !isReply(name))
                    .forEach(missing::add);
        }

        assertThat(missing).isEmpty();
        assertThat(rows())
                .hasSizeGreaterThan(60)
                .allSatisfy(row -> assertThat(row).hasSize(3));
    }

    private static boolean isReply(String name) {
        return Arrays.stream(Replies.class.getFields())
                .anyMatch(field -> field.getName().equals(name));
    }

    @Test
    void noActionIsLeftOut() throws IOException {
        String calls = rows().stream().map(row -> row[1]).collect(Collectors.joining(" "));
        Set<String> told =
                CALL.matcher(calls).results().map(call -> call.group(2)).collect(Collectors.toSet());

        assertThat(ACTIONS)
                .flatExtracting(type -> Arrays.asList(type.getDeclaredMethods()))
                .filteredOn(
                        method -> Modifier.isPublic(method.getModifiers()) && Modifier.isStatic(method.getModifiers()))
                .extracting(Method::getName)
                .isSubsetOf(told);
    }

    @Test
    void everyTestInTheTableExists() throws IOException {
        Set<String> missing = new TreeSet<>();
        for (String[] row : rows()) {
            List<MatchResult> tests = TEST.matcher(row[2]).results().toList();
            if (tests.isEmpty()) {
                missing.add(row[0]);
            }
            for (MatchResult test : tests) {
                if (sources(test.group(1) + ".java").stream()
                        .noneMatch(source -> test.group(2) == null || source.contains(" " + test.group(2) + "("))) {
                    missing.add(test.group());
                }
            }
        }

        assertThat(missing).isEmpty();
    }

    private static List<String> sources(String file) throws IOException {
        Path root = GuideTests.docs().getParent();
        List<String> found = new ArrayList<>();
        for (String module : List.of("smtp-server-core", "smtp-junit-extension")) {
            try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src"))) {
                for (Path path : files.filter(each -> each.endsWith(file)).toList()) {
                    found.add(Files.readString(path));
                }
            }
        }
        return found;
    }
}
