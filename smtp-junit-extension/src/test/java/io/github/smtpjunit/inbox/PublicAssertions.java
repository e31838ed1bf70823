package io.github.smtpjunit.inbox;

import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * The public methods of the assertion classes, with their Javadoc; without the way back to the mail, which asserts
 * nothing.
 */
final class PublicAssertions extends TreePathScanner<Void, Void> {

    private final List<PublicAssertion> found = new ArrayList<>();
    private final Trees trees;

    /** A public method of an assertion class. */
    record PublicAssertion(String name, String doc) {

        /** A method that cannot fail itself, but goes on to what can. */
        boolean onlyLeadsOn() {
            return !doc.contains("@throws AssertionError");
        }

        String passingExample() {
            return example("// passes\n", "// fails\n");
        }

        String failingExample() {
            return example("// fails\n", "}</pre>");
        }

        /** The code between two lines, without comments; nothing if they are not there. */
        private String example(String start, String end) {
            int from = doc.indexOf(start);
            int to = doc.indexOf(end, Math.max(from, 0));
            return from < 0 || to < 0 ? "" : doc.substring(from + start.length(), to);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private PublicAssertions(Trees trees) {
        this.trees = trees;
    }

    static List<PublicAssertion> all() {
        return JavaSources.in("src/main/java", "Assert.java").visit(PublicAssertions::new).found;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
        Element element = trees.getElement(getCurrentPath());
        if (element.getKind() == ElementKind.METHOD
                && element.getModifiers().contains(Modifier.PUBLIC)
                && !method.getName().contentEquals("returnToMail")) {
            String doc = trees.getDocComment(getCurrentPath());
            found.add(new PublicAssertion(JavaSources.name(element), doc == null ? "" : doc));
        }
        return null;
    }
}
