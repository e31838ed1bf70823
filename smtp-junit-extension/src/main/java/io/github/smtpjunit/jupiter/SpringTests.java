package io.github.smtpjunit.jupiter;

import java.lang.reflect.Field;
import java.util.Arrays;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.commons.support.AnnotationSupport;

/** Tells which tests Spring runs too. It knows Spring by name only: where there is no Spring, {@link SpringGlue} is never loaded. */
final class SpringTests {

    private static final String EXTENSION = "org.springframework.test.context.junit.jupiter.SpringExtension";

    private static final ClassValue<Boolean> EXTENDED = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> testClass) {
            return AnnotationSupport.findRepeatableAnnotations(testClass, ExtendWith.class).stream()
                            .flatMap(extended -> Arrays.stream(extended.value()))
                            .anyMatch(SpringTests::isSpring)
                    || AnnotationSupport.findAnnotatedFields(testClass, RegisterExtension.class).stream()
                            .map(Field::getType)
                            .anyMatch(SpringTests::isSpring);
        }
    };

    private SpringTests() {}

    private static boolean isSpring(Class<?> extension) {
        for (Class<?> type = extension; type != null; type = type.getSuperclass()) {
            if (type.getName().equals(EXTENSION)) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether the class of a test, or one around it, is run with Spring's extension. */
    static boolean isSpringTest(ExtensionContext context) {
        return SmtpServerExtension.testClasses(context).anyMatch(EXTENDED::get);
    }

    /** Tells whether Spring gives a parameter its value, so that two resolvers do not compete. */
    static boolean resolves(ParameterContext parameter, ExtensionContext context) {
        return isSpringTest(context) && SpringGlue.resolves(parameter, context);
    }

    /** The servers of the context of a test, which starts if need be. */
    static SharedServers servers(ExtensionContext context) {
        return SpringGlue.servers(context);
    }
}
