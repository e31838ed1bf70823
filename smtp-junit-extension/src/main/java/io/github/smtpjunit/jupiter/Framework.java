package io.github.smtpjunit.jupiter;

import java.lang.reflect.Field;
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
            for (ExtendWith extendWith : AnnotationSupport.findRepeatableAnnotations(testClass, ExtendWith.class)) {
                for (Class<?> type : extendWith.value()) {
                    if (isMine(type)) {
                        return true;
                    }
                }
            }
            for (Field field : AnnotationSupport.findAnnotatedFields(testClass, RegisterExtension.class)) {
                if (isMine(field.getType())) {
                    return true;
                }
            }
            return false;
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
        for (Class<?> testClass : SmtpServerExtension.testClasses(context)) {
            if (extended.get(testClass)) {
                return true;
            }
        }
        return false;
    }
}
