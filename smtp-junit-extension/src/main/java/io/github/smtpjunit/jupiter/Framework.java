package io.github.smtpjunit.jupiter;

import java.lang.reflect.Field;
import java.util.Arrays;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A framework whose application starts before a test and outlives it. It is known by the name of its extension only:
 * where it is absent, nothing of it is loaded.
 */
final class Framework {

    static final Framework SPRING = new Framework("org.springframework.test.context.junit.jupiter.SpringExtension");
    static final Framework MICRONAUT = new Framework("io.micronaut.test.extensions.junit5.MicronautJunit5Extension");
    static final Framework QUARKUS = new Framework("io.quarkus.test.junit.QuarkusTestExtension");

    private final String extension;

    private final ClassValue<Boolean> extended = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> testClass) {
            return AnnotationSupport.findRepeatableAnnotations(testClass, ExtendWith.class).stream()
                            .flatMap(extendWith -> Arrays.stream(extendWith.value()))
                            .anyMatch(Framework.this::isMine)
                    || AnnotationSupport.findAnnotatedFields(testClass, RegisterExtension.class).stream()
                            .map(Field::getType)
                            .anyMatch(Framework.this::isMine);
        }
    };

    private Framework(String extension) {
        this.extension = extension;
    }

    private boolean isMine(Class<?> type) {
        for (Class<?> current = type; current != null; current = current.getSuperclass()) {
            if (current.getName().equals(extension)) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether the class of a test, or one around it, is run with the extension of the framework. */
    boolean runs(ExtensionContext context) {
        return SmtpServerExtension.testClasses(context).anyMatch(extended::get);
    }
}
