package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.certificates.ServerCertificate;
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
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of faults names methods that exist, lists every action, and each fault has a test. */
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

    private static List<String[]> rows() throws IOException {
        return rows("failing-on-purpose.md", "## Everything that can go wrong");
    }

    /** Returns the cells of the first table under a heading. */
    private static List<String[]> rows(String page, String heading) throws IOException {
        return Files.readString(GuideTests.docs().resolve(page))
                .lines()
                .dropWhile(line -> !line.equals(heading))
                .dropWhile(line -> !line.startsWith("| "))
                .skip(2) // the head of the table
                .takeWhile(line -> line.startsWith("| "))
                .filter(line -> !line.startsWith("| **"))
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
                .allSatisfy(row -> assertThat(row).hasSize(2));
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

    /** That these tests exist is checked with those of the promises. */
    @Test
    void eachFaultHasATest() throws IOException {
        List<String[]> tests = rows("promises.md", "## Faults");

        assertThat(tests)
                .extracting(row -> row[0])
                .containsExactlyElementsOf(rows().stream().map(row -> row[0]).toList());
        assertThat(tests).allSatisfy(row -> assertThat(row[1]).containsPattern("`\\w+Tests(\\.\\w+)?`"));
    }

    @Test
    void eachCertificateIsInTheGuideOnTls() throws IOException {
        assertThat(rows("testing-tls.md", "## The certificates"))
                .extracting(row -> row[0])
                .containsExactlyElementsOf(Stream.of(ServerCertificate.values())
                        .map(certificate -> "| `" + certificate + "`")
                        .toList());
    }
}
