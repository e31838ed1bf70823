package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The annotation is forgotten, and JUnit finds extensions by itself: no server starts, and the test fails with the
 * remedy.
 */
class AutodetectedExtensionTests {

    private static final String REMEDY =
            " Put @WithSmtpServer on the test class or method, or an SmtpServerExtension with"
                    + " @RegisterExtension into a field.";

    private static Kit run(Class<?> sample) {
        return Kit.run(sample, "junit.jupiter.extensions.autodetection.enabled", "true");
    }

    static class InATest {
        @Test
        void test(Inbox inbox) {}
    }

    static class InBeforeEach {
        @BeforeEach
        void before(Inbox inbox) {}

        @Test
        void test() {}
    }

    static class InBeforeAll {
        @BeforeAll
        static void before(Inbox inbox) {}

        @Test
        void test() {}
    }

    @ParameterizedTest
    @ValueSource(classes = {InATest.class, InBeforeEach.class, InBeforeAll.class})
    void aParameterWithoutAServerFailsWithTheRemedy(Class<?> sample) {
        assertThat(run(sample).failures())
                .singleElement()
                .asString()
                .startsWith(
                        "No SMTP server is declared for a parameter of type Inbox: No ParameterResolver registered for"
                                + " parameter [io.github.smtpjunit.inbox.Inbox ")
                .endsWith(REMEDY);
    }

    static class InAConstructor {
        InAConstructor(Inbox inbox) {}

        @Test
        void test() {}
    }

    @Test
    void aConstructorWithoutAServerIsTold() {
        Kit kit = run(InAConstructor.class);
        assertThat(kit.notes()).containsExactly("No SMTP server is declared for a parameter of type Inbox." + REMEDY);
    }

    static class InAField {
        @SuppressWarnings("NullAway.Init") // what it is about
        private Inbox inbox;

        @Test
        void test() {
            inbox.mails();
        }
    }

    @Test
    void aFieldWithoutAServerIsNamed() {
        assertThat(run(InAField.class).notes())
                .containsExactly("No SMTP server is declared for the field inbox." + REMEDY);
    }

    static class OfTheUser implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Inbox.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Inbox inbox = Inbox.start();
            inbox.close();
            return inbox;
        }
    }

    @ExtendWith(OfTheUser.class)
    static class WithAResolverOfTheUser {
        @Test
        void test(Inbox inbox) {
            Kit.note(WithAResolverOfTheUser.class, inbox);
        }
    }

    @WithSmtpServer
    static class WithTheAnnotation {
        @Test
        void test(Inbox inbox) {
            Kit.note(WithTheAnnotation.class, inbox);
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {WithAResolverOfTheUser.class, WithTheAnnotation.class})
    void nothingChangesForATestThatHasItsInbox(Class<?> sample) {
        run(sample).succeeded(1);
    }

    static class OfAnotherType {
        @Test
        void test(List<String> names) {}
    }

    @Test
    void otherFailuresAreLeftAlone() {
        assertThat(run(OfAnotherType.class).failures())
                .singleElement()
                .asString()
                .startsWith("No ParameterResolver registered for parameter [java.util.List");
    }
}
