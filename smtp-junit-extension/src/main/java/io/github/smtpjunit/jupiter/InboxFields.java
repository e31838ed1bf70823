package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxSupport;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstances;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * The fields of type {@link Inbox} of a test class, which need no annotation: they get the inbox that a parameter would
 * get.
 */
final class InboxFields {

    private static final System.Logger LOG = System.getLogger(InboxFields.class.getName());

    /** Annotations by which others fill a field, whatever package they are from. */
    private static final Set<String> OF_OTHERS = Set.of(
            "Autowired",
            "Inject",
            "InjectMock",
            "InjectMocks",
            "InjectSpy",
            "Mock",
            "MockBean",
            "MockK",
            "MockitoBean",
            "MockitoSpyBean",
            "Resource",
            "Spy",
            "SpyBean",
            "TestBean");

    private InboxFields() {}

    /**
     * Sets the fields that are empty, or hold an inbox that an extension has closed.
     *
     * @param context of a test: all its instances and their classes are looked at; or of a class
     * @param inbox finds the inbox for the name of a server, empty for a field without one, and for a field that is
     *     static or not; empty to leave the field
     */
    static void set(ExtensionContext context, BiFunction<Optional<String>, Boolean, Optional<Inbox>> inbox) {
        for (Object instance : instances(context)) {
            set(instance.getClass(), instance, inbox);
        }
        for (Class<?> testClass : SmtpServerExtension.testClasses(context)) {
            set(testClass, null, inbox);
        }
    }

    private static List<Object> instances(ExtensionContext context) {
        Optional<TestInstances> instances = context.getTestInstances();
        return instances.isPresent() ? instances.get().getAllInstances() : List.of();
    }

    /** Sets the fields of an instance, or without one those that are static. */
    private static void set(
            Class<?> type, @Nullable Object instance, BiFunction<Optional<String>, Boolean, Optional<Inbox>> inbox) {
        for (Field field : ReflectionSupport.findFields(
                type, candidate -> isOurs(candidate, instance == null), HierarchyTraversalMode.TOP_DOWN)) {
            try {
                field.setAccessible(true);
                if (isEmpty((Inbox) field.get(instance))) {
                    Optional<Inbox> found = inbox.apply(Injection.wantedName(field), instance == null);
                    if (found.isPresent()) {
                        field.set(instance, found.get());
                    }
                }
            } catch (IllegalAccessException | InaccessibleObjectException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Cannot set " + field + ". Open the package in the module-info of the tests, by \"opens "
                                + field.getDeclaringClass().getPackageName()
                                + "\", or make the inbox a parameter of the test.",
                        e);
            }
        }
    }

    /** What the fields of a test hold, set by us or by others. */
    static Set<Inbox> values(ExtensionContext context) {
        Set<Inbox> values = new LinkedHashSet<>();
        for (Object instance : instances(context)) {
            addValues(instance.getClass(), instance, values);
        }
        values.addAll(staticValues(context));
        return values;
    }

    /** What the static fields of a test's classes hold. */
    static Set<Inbox> staticValues(ExtensionContext context) {
        Set<Inbox> values = new LinkedHashSet<>();
        for (Class<?> testClass : SmtpServerExtension.testClasses(context)) {
            addValues(testClass, null, values);
        }
        return values;
    }

    /** The first field of a test that is ours to set, and that nothing has set. */
    static Optional<Field> firstEmpty(ExtensionContext context) {
        return instances(context).stream()
                .flatMap(instance -> ReflectionSupport.findFields(
                                instance.getClass(), field -> isOurs(field, false), HierarchyTraversalMode.TOP_DOWN)
                        .stream()
                        .filter(field -> ReflectionSupport.tryToReadFieldValue(field, instance)
                                .toOptional()
                                .isEmpty()))
                .findFirst();
    }

    private static void addValues(Class<?> type, @Nullable Object instance, Set<Inbox> values) {
        for (Field field : ReflectionSupport.findFields(
                type,
                candidate -> candidate.getType() == Inbox.class
                        && Modifier.isStatic(candidate.getModifiers()) == (instance == null),
                HierarchyTraversalMode.TOP_DOWN)) {
            try {
                field.setAccessible(true);
                Inbox value = (Inbox) field.get(instance);
                if (value != null) {
                    values.add(value);
                }
            } catch (IllegalAccessException | InaccessibleObjectException e) {
                LOG.log(System.Logger.Level.DEBUG, "Cannot read " + field, e);
            }
        }
    }

    private static boolean isOurs(Field field, boolean isStatic) {
        return field.getType() == Inbox.class
                && Modifier.isStatic(field.getModifiers()) == isStatic
                && !Modifier.isFinal(field.getModifiers())
                && !isOfOthers(field);
    }

    private static boolean isOfOthers(Field field) {
        for (Annotation annotation : field.getAnnotations()) {
            if (OF_OTHERS.contains(annotation.annotationType().getSimpleName())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEmpty(@Nullable Inbox inbox) {
        return inbox == null
                || (InboxSupport.testClass(inbox).isPresent() && !inbox.server().isRunning());
    }
}
