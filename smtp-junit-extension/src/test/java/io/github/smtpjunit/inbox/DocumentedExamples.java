package io.github.smtpjunit.inbox;

import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import io.github.smtpjunit.inbox.PublicAssertions.PublicAssertion;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import org.jspecify.annotations.Nullable;

/**
 * The examples in the Javadoc of assertions, all compiled as one class: which methods each of them calls.
 *
 * <p>What stands in {@code assertThat(..)} there is an inbox if its name says so, and a mail otherwise.
 */
final class DocumentedExamples extends TreePathScanner<Void, Void> {

    private static final Pattern SUBJECT = Pattern.compile("assertThat\\((\\p{L}+)\\)");

    private static final String CONTEXT = """
            package io.github.smtpjunit.inbox;

            import static io.github.smtpjunit.mail.lint.LintProfile.*;
            import static io.github.smtpjunit.smtp.server.EhloFault.*;
            import static io.github.smtpjunit.smtp.server.Phase.*;
            import static java.nio.charset.StandardCharsets.*;
            import static org.assertj.core.api.Assertions.*;

            import io.github.smtpjunit.mail.Scrubber;
            import io.github.smtpjunit.mail.lint.LintProfile;
            import io.github.smtpjunit.smtp.Envelope;
            import java.net.URI;
            import java.nio.file.*;
            import java.security.KeyPair;
            import java.time.*;
            import java.util.*;
            import java.util.regex.Pattern;

            abstract class Examples {
                interface Shop { void browse(); void order(String article); void register(String address); }
                Shop shop;
                Path invoicePdf;
                Instant teaTime;
                KeyPair keyPair;
                KeyPair anotherKeyPair;
                static class ShopMailAssert extends AbstractMailAssert<ShopMailAssert> {
                    ShopMailAssert(CapturedMail mail) { super(mail, ShopMailAssert.class); }
                    ShopMailAssert confirms(String order) { return hasSubject("Your order " + order); }
                }
            """;

    private final List<PublicAssertion> assertions;
    private final Set<String> calls = new HashSet<>(); // "passes0 a.method()"
    private final Trees trees;
    private String example = "";

    private DocumentedExamples(Trees trees, List<PublicAssertion> assertions) {
        this.trees = trees;
        this.assertions = assertions;
    }

    /** Compiles the examples; fails if one is no Java. */
    static DocumentedExamples of(List<PublicAssertion> assertions) {
        StringBuilder source = new StringBuilder(CONTEXT);
        Set<String> subjects = new TreeSet<>();
        for (int i = 0; i < assertions.size(); i++) {
            PublicAssertion assertion = assertions.get(i);
            source.append(method("passes" + i, assertion.passingExample()));
            source.append(method("fails" + i, assertion.failingExample()));
            Stream.of(assertion.passingExample(), assertion.failingExample())
                    .flatMap(example -> SUBJECT.matcher(example).results())
                    .forEach(subject -> subjects.add(subject.group(1)));
        }
        subjects.forEach(subject -> source.append(subject.matches("(?i).*inbox.*") ? "Inbox " : "CapturedMail ")
                .append(subject)
                .append(";\n"));
        return JavaSources.of("Examples", source.append("}\n").toString())
                .visit(trees -> new DocumentedExamples(trees, assertions));
    }

    private static String method(String name, String body) {
        return "void " + name + "() throws Exception {\n" + body + "}\n";
    }

    /** Whether the example of what passes, or fails, calls the very method that it is an example of. */
    boolean show(String passesOrFails, PublicAssertion assertion) {
        return calls.contains(passesOrFails + assertions.indexOf(assertion) + " " + assertion.name());
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
        example = method.getName().toString();
        return super.visitMethod(method, null);
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void unused) {
        Element method = trees.getElement(getCurrentPath());
        calls.add(example + " " + JavaSources.name(method));
        return super.visitMethodInvocation(call, null);
    }
}
