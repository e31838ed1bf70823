package io.github.smtpjunit.inbox;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.Element;
import org.jspecify.annotations.Nullable;

/**
 * Which methods tests call, and what they expect of the call.
 *
 * <p>A call is expected to pass where a test makes it itself, or in {@code passes(name, assertion -> ...)}. The last
 * call in {@code fails(name, assertion -> ..., text)}, {@code fails(() -> ..., text)} or
 * {@code isThrownBy(() -> ...).withMessage(text)} and their like is expected to fail with this text; those before it
 * only lead there. What stands in any other lambda expression tells nothing.
 */
final class TestedCalls extends TreePathScanner<Void, Void> {

    private static final Set<String> TESTS = Set.of("Test", "ParameterizedTest", "RepeatedTest", "BeforeEach");

    private final Set<String> passing = new TreeSet<>();
    private final Set<String> failing = new TreeSet<>();
    private final Set<String> leadingToAFailure = new TreeSet<>();
    private final Trees trees;

    private TestedCalls(Trees trees) {
        this.trees = trees;
    }

    static TestedCalls in(JavaSources sources) {
        return sources.visit(TestedCalls::new);
    }

    Set<String> passing() {
        return passing;
    }

    Set<String> failing() {
        return failing;
    }

    Set<String> leadingToAFailure() {
        return leadingToAFailure;
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void unused) {
        Element method = trees.getElement(getCurrentPath());
        if (method != null) {
            sort(JavaSources.name(method), getCurrentPath());
        }
        return super.visitMethodInvocation(call, null);
    }

    private void sort(String method, TreePath call) {
        TreePath around = around(call);
        if (around == null) {
            return;
        }
        if (around.getLeaf() instanceof MethodTree test) {
            if (isRun(test, around)) {
                passing.add(method);
            }
        } else if (around.getLeaf() instanceof LambdaExpressionTree lambda
                && argumentOf(around).getLeaf() instanceof MethodInvocationTree taker) {
            String name = name(taker);
            if (name.equals("passes")) {
                passing.add(method);
            } else if (name.equals("fails") || isThrownWithMessage(argumentOf(around), taker)) {
                boolean last = last(lambda) == call.getLeaf();
                (last ? failing : leadingToAFailure).add(method);
            }
        }
    }

    /** The method or lambda expression in which a call stands. */
    private static @Nullable TreePath around(TreePath call) {
        TreePath path = call;
        while (path != null
                && !(path.getLeaf() instanceof MethodTree || path.getLeaf() instanceof LambdaExpressionTree)) {
            path = path.getParentPath();
        }
        return path;
    }

    /** A test of a class that is run as such, and not by a test. */
    private static boolean isRun(MethodTree method, TreePath path) {
        return method.getModifiers().getAnnotations().stream().anyMatch(annotation -> TESTS.contains(name(annotation)))
                && path.getParentPath().getLeaf() instanceof ClassTree type
                && (path.getParentPath().getParentPath().getLeaf() instanceof CompilationUnitTree
                        || type.getModifiers().getAnnotations().stream()
                                .anyMatch(annotation -> name(annotation).equals("Nested")));
    }

    private static String name(AnnotationTree annotation) {
        return annotation.getAnnotationType().toString();
    }

    private static String name(MethodInvocationTree call) {
        ExpressionTree method = call.getMethodSelect();
        return method instanceof MemberSelectTree select
                ? select.getIdentifier().toString()
                : method.toString();
    }

    /** What takes a lambda expression, even by way of a cast. */
    private static TreePath argumentOf(TreePath lambda) {
        TreePath path = lambda.getParentPath();
        while (path.getLeaf() instanceof TypeCastTree || path.getLeaf() instanceof ParenthesizedTree) {
            path = path.getParentPath();
        }
        return path;
    }

    /**
     * {@code assertThatExceptionOfType(AssertionError.class).isThrownBy(..).withMessage(..)} and similar calls; misuse
     * is no failure.
     */
    private static boolean isThrownWithMessage(TreePath path, MethodInvocationTree taker) {
        return name(taker).equals("isThrownBy")
                && taker.getMethodSelect().toString().contains("(AssertionError.class)")
                && path.getParentPath().getLeaf() instanceof MemberSelectTree next
                && next.getIdentifier().toString().startsWith("withMessage");
    }

    /** The call that a lambda expression makes in the end. */
    private static @Nullable Tree last(LambdaExpressionTree lambda) {
        Tree body = lambda.getBody();
        if (body instanceof BlockTree block) {
            List<? extends StatementTree> statements = block.getStatements();
            StatementTree last = statements.isEmpty() ? block : statements.get(statements.size() - 1);
            return last instanceof ExpressionStatementTree expression ? expression.getExpression() : null;
        }
        return body;
    }
}
