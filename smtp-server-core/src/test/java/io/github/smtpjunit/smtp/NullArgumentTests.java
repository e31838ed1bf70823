package io.github.smtpjunit.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.smtpjunit.smtp.server.ManualClock;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Null is refused at the door of every public method and constructor, and the message is the name of the parameter. */
class NullArgumentTests {

    private static final Pattern NAME = Pattern.compile("[a-z]\\w*");

    @Test
    void nullIsRefusedAtTheDoor() throws Exception {
        List<String> let = new ArrayList<>();
        int asked = 0;
        try (PublicObjects objects = new PublicObjects()) {
            for (Executable call : calls()) {
                Set<String> names = new HashSet<>();
                for (int i = 0; i < call.getParameterCount(); i++) {
                    Parameter parameter = call.getParameters()[i];
                    if (mayBeNull(parameter)) {
                        continue;
                    }
                    asked++;
                    String name = refusedName(objects, call, i, null).orElse("");
                    if (!names.add(name) || name.isEmpty()) {
                        let.add(call.toGenericString() + ", parameter " + i);
                    }
                    if (parameter.isVarArgs()
                            && !parameter.getType().getComponentType().isPrimitive()) {
                        Object holdsNull = Array.newInstance(parameter.getType().getComponentType(), 1);
                        if (!refusedName(objects, call, i, holdsNull).equals(Optional.of(name))) {
                            let.add(call.toGenericString() + ", a null in parameter " + i);
                        }
                    }
                }
            }
        }

        assertThat(let).isEmpty();
        assertThat(asked).as("so that not nothing was looked at").isGreaterThan(120);
    }

    /**
     * The public methods and constructors that a user calls: not those that only the server or a collection calls, and what users write
     * themselves.
     */
    private static List<Executable> calls() {
        return new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .withImportOption(
                                location -> !location.contains("/test/") && !location.contains("/test-classes/"))
                        .importPackages(Mailbox.class.getPackageName(), ManualClock.class.getPackageName())
                        .stream()
                        .filter(type -> isExported(type) && isPublic(type))
                        .map(JavaClass::reflect)
                        .sorted(Comparator.comparing(Class::getName))
                        .flatMap(NullArgumentTests::calls)
                        .toList();
    }

    private static boolean isExported(JavaClass type) {
        return Set.of(Mailbox.class.getPackageName(), ManualClock.class.getPackageName())
                .contains(type.getPackageName());
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(NullArgumentTests::isPublic).orElse(true);
    }

    private static Stream<Executable> calls(Class<?> type) {
        return Stream.<Executable>concat(
                        Arrays.stream(type.getDeclaredMethods())
                                .filter(method -> !method.isBridge()
                                        && !method.isSynthetic()
                                        && !method.getName().equals("equals")
                                        && !(type.isEnum() && method.getName().equals("valueOf"))
                                        && !isWrittenByUsers(method)),
                        Arrays.stream(type.getDeclaredConstructors()))
                .filter(call -> Modifier.isPublic(call.getModifiers()))
                .sorted(Comparator.comparing(Executable::toGenericString));
    }

    /** What the server calls on an object of the user's: the server gives no null. */
    private static boolean isWrittenByUsers(Method method) {
        Class<?> type = method.getDeclaringClass();
        return type.isInterface()
                && !Modifier.isStatic(method.getModifiers())
                && !Set.of("and", "or").contains(method.getName());
    }

    private static boolean mayBeNull(Parameter parameter) {
        return parameter.getType().isPrimitive() || parameter.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** The name that a call gives to what it refuses; empty if it does not refuse it, or not by name. */
    private static Optional<String> refusedName(
            PublicObjects objects, Executable call, int position, @Nullable Object argument) {
        Object[] arguments = Stream.of(call.getParameterTypes())
                .map(type -> objects.find(type)
                        .orElseThrow(() -> new AssertionError("no " + type.getName() + " for " + call)))
                .toArray();
        arguments[position] = argument;
        Object receiver = call instanceof Method && !Modifier.isStatic(call.getModifiers())
                ? objects.find(call.getDeclaringClass()).orElseThrow(() -> new AssertionError("no object for " + call))
                : null;
        try {
            if (call instanceof Method method) {
                method.invoke(receiver, arguments);
            } else {
                ((Constructor<?>) call).newInstance(arguments);
            }
            return Optional.empty();
        } catch (InvocationTargetException e) {
            return e.getCause() instanceof NullPointerException
                    ? Optional.ofNullable(e.getCause().getMessage())
                            .filter(message -> NAME.matcher(message).matches())
                    : Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(call.toGenericString(), e);
        }
    }
}
