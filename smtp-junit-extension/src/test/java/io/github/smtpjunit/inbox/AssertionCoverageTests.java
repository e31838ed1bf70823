package io.github.smtpjunit.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.github.smtpjunit.fixture.PublicCalls;
import io.github.smtpjunit.inbox.PublicAssertions.PublicAssertion;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.lang.reflect.Array;
import java.lang.reflect.Executable;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.annotation.CheckReturnValue;
import org.assertj.core.api.AbstractAssert;
import org.junit.jupiter.api.Test;

/**
 * Every public assertion has in its Javadoc an example that passes and one that fails, and in the tests of this module
 * a call that passes and one that fails with a text. The sources are read as the compiler reads them, so that overloads
 * count apart.
 */
class AssertionCoverageTests {

    private static final List<PublicAssertion> ASSERTIONS = PublicAssertions.all();

    @Test
    void everyAssertionHasExamples() {
        DocumentedExamples examples = DocumentedExamples.of(ASSERTIONS);

        assertThat(ASSERTIONS).hasSizeGreaterThan(200);
        assertThat(ASSERTIONS).filteredOn(one -> !examples.show("passes", one)).isEmpty();
        assertThat(ASSERTIONS).filteredOn(one -> !examples.show("fails", one)).isEmpty();
    }

    @Test
    void everyAssertionIsTestedBothWays() {
        TestedCalls tests = TestedCalls.in(JavaSources.in("src/test/java", "Tests.java"));

        assertThat(ASSERTIONS)
                .filteredOn(one -> !tests.passing().contains(one.name()))
                .as("never tested where they pass")
                .isEmpty();
        assertThat(ASSERTIONS)
                .filteredOn(one -> !tests.failing().contains(one.name())
                        && !(one.onlyLeadsOn() && tests.leadingToAFailure().contains(one.name())))
                .as("never tested where they fail")
                .isEmpty();
    }

    /**
     * A method that promises no {@code AssertionError} is tested by what follows. So no method gets on this list by
     * leaving the promise out.
     */
    @Test
    void theseOnlyLeadOn() {
        assertThat(ASSERTIONS)
                .filteredOn(PublicAssertion::onlyLeadsOn)
                .extracting(AssertionCoverageTests::methodName)
                .containsOnly(
                        "within",
                        "mailsTo",
                        "mailsFrom",
                        "filteredOn",
                        "filteredOnSubject",
                        "filteredOnSubjectContaining",
                        "filteredOnSubjectMatching",
                        "filteredOnSubjectContainingPattern",
                        "matching",
                        "session",
                        "transport",
                        "parts",
                        "source",
                        "dkim",
                        "select",
                        "lines",
                        "lint",
                        "ignoring",
                        "extracting");
    }

    /** Dropped, these would assert nothing, and pass. */
    @Test
    void whatOnlyLeadsOnMustNotBeDropped() {
        Set<String> leadingOn = ASSERTIONS.stream()
                .filter(PublicAssertion::onlyLeadsOn)
                .map(AssertionCoverageTests::methodName)
                .collect(Collectors.toSet());

        ArchRuleDefinition.methods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .areAssignableTo(AbstractAssert.class)
                .and(DescribedPredicate.describe("only lead on", method -> leadingOn.contains(method.getName())))
                .and(DescribedPredicate.describe(
                        "are no bridges", method -> !method.getModifiers().contains(JavaModifier.BRIDGE)))
                .should()
                .beAnnotatedWith(CheckReturnValue.class)
                .check(new ClassFileImporter().importPackages("io.github.smtpjunit.inbox"));
    }

    private static String methodName(PublicAssertion assertion) {
        return assertion.name().replaceFirst(".*?\\.(<T>)?(\\w+)\\(.*", "$2");
    }

    /**
     * Some among others are some at least. Only what asks for exactly these, or leads on by way of them, takes none.
     */
    @Test
    @WithSmtpServer
    void withoutArguments(Inbox inbox) {
        PublicCalls objects = new PublicCalls(PublicObjects.of(inbox));
        List<Executable> calls = PublicCalls.in("io.github.smtpjunit.inbox").stream()
                .filter(call -> call.isVarArgs() && AbstractAssert.class.isAssignableFrom(call.getDeclaringClass()))
                .toList();

        assertThat(calls)
                .filteredOn(call -> !refusesNone(objects, call))
                .extracting(call -> call.getDeclaringClass().getSimpleName() + "." + call.getName())
                .containsExactlyInAnyOrder(
                        "AbstractInboxAssert.hasMailsInAnyOrder",
                        "AbstractInboxAssert.hasMailsInOrder",
                        "AbstractInboxAssert.hasRejectedRecipients",
                        "AbstractInboxAssert.recipientsAre",
                        "AbstractMailAssert.hasBlindRecipients",
                        "AbstractMailAssert.hasEnvelopeRecipients",
                        "AbstractMailAssert.hasOnlyImages",
                        "AbstractMailAssert.isToOnly",
                        "AbstractMailAssert.matchesSnapshot",
                        "CsvAssert.hasColumns",
                        "InviteAssert.expectsReplyOf",
                        "InviteAssert.hasAttendees",
                        "LintAssert.ignoring",
                        "ZipAssert.hasEntries");
        assertThat(calls).hasSizeGreaterThan(25);
    }

    private static boolean refusesNone(PublicCalls objects, Executable call) {
        Object[] arguments = Stream.of(call.getParameterTypes())
                .map(type -> type.isArray() ? Array.newInstance(type.getComponentType(), 0) : "sample")
                .toArray();
        try {
            objects.call(call, arguments);
            return false;
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage()).startsWith("Give at least one of the ");
        } catch (Throwable e) {
            return false;
        }
    }

    // Whether this check itself can fail

    @Test
    void examplesMustCallTheirMethod() {
        PublicAssertion good = new PublicAssertion("TransportAssert.usedTls()", """
            <pre>{@code
            // passes
            assertThat(mail).transport().usedTls();
            // fails
            assertThat(mail).transport().usedTls("TLSv1.2");
            }</pre>
            """);
        PublicAssertion none = new PublicAssertion("TransportAssert.usedNoTls()", "Asserts nothing.");
        DocumentedExamples examples = DocumentedExamples.of(List.of(good, none));

        assertThat(examples.show("passes", good)).isTrue();
        assertThat(examples.show("fails", good)).as("another overload").isFalse();
        assertThat(examples.show("passes", none)).isFalse();
        assertThat(examples.show("fails", none)).isFalse();
    }

    @Test
    void whatCountsAsATest() {
        TestedCalls tests = TestedCalls.in(JavaSources.of("SomeTests", """
            package io.github.smtpjunit.inbox;

            import static org.assertj.core.api.Assertions.*;
            import org.junit.jupiter.api.Test;

            class SomeTests {
                @Test
                void test(Inbox inbox) {
                    assertThat(inbox).hasMailCount(1).anyMailSatisfies(mail -> mail.hasSubject("not looked into"));
                    InboxRows.passes("a row", all -> all.hasConnectionCount(1));
                    InboxRows.fails("a row", all -> all.mail(1).hasText("the last call fails"), "text");
                    Golden.fails(() -> assertThat(inbox).lastMail().session().wasReused(), "text", "");
                    assertThatExceptionOfType(AssertionError.class)
                            .isThrownBy(() -> assertThat(inbox).hasFailedAttemptCount(7))
                            .withMessage("text");
                    assertThatExceptionOfType(AssertionError.class)
                            .isThrownBy(() -> assertThat(inbox).hasNoDuplicates());
                    assertThatExceptionOfType(IllegalArgumentException.class)
                            .isThrownBy(() -> assertThat(inbox).mailsTo("<misuse>"))
                            .withMessage("text");
                    Runnable never = () -> assertThat(inbox).hasNoMail();
                }

                void noTest(Inbox inbox) {
                    assertThat(inbox).singleMail();
                }

                static class Sample {
                    @Test
                    void runByATest(Inbox inbox) {
                        assertThat(inbox).firstMail();
                    }
                }
            }
            """));

        assertThat(tests.passing())
                .filteredOn(name -> name.contains("InboxAssert."))
                .containsExactly(
                        "AbstractInboxAssert.anyMailSatisfies(java.util.function.Consumer<io.github.smtpjunit.inbox.MailAssert>)",
                        "AbstractInboxAssert.hasConnectionCount(int)",
                        "AbstractInboxAssert.hasMailCount(int)");
        assertThat(tests.failing())
                .containsExactly(
                        "AbstractInboxAssert.hasFailedAttemptCount(int)",
                        "AbstractMailAssert.hasText(java.lang.String)",
                        "SessionAssert.wasReused()");
        assertThat(tests.leadingToAFailure())
                .contains(
                        "AbstractInboxAssert.mail(int)",
                        "AbstractInboxAssert.lastMail()",
                        "AbstractMailAssert.session()");
    }
}
