package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.certificates.TlsStart;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Null is refused at the door of every public method and constructor, and the message is the name of the parameter. */
@WithSmtpServer
class NullArgumentTests {

    private static final Pattern NAME = Pattern.compile("[a-z]\\w*");

    @Test
    void nullIsRefusedAtTheDoor(Inbox inbox) {
        PublicObjects objects = PublicObjects.of(inbox);
        List<String> let = new ArrayList<>();
        int asked = 0;
        for (Executable call : PublicObjects.calls()) {
            Set<String> names = new HashSet<>();
            for (int i = 0; i < call.getParameterCount(); i++) {
                Parameter parameter = call.getParameters()[i];
                if (!mayBeNull(parameter)) {
                    asked++;
                    String name = refusedName(objects, call, i, null).orElse("");
                    if (!names.add(name) || name.isEmpty()) {
                        let.add(call.toGenericString() + ", parameter " + i);
                    }
                    if (parameter.isVarArgs()
                            && !refusedName(
                                            objects,
                                            call,
                                            i,
                                            Array.newInstance(
                                                    parameter.getType().getComponentType(), 1))
                                    .equals(Optional.of(name))) {
                        let.add(call.toGenericString() + ", a null in parameter " + i);
                    }
                }
            }
        }

        assertThat(let).isEmpty();
        assertThat(asked).as("so that not nothing was looked at").isGreaterThan(180);
    }

    private static boolean mayBeNull(Parameter parameter) {
        return parameter.getType().isPrimitive() || parameter.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** The name that a call gives to what it refuses; empty if it does not refuse it, or not by name. */
    private static Optional<String> refusedName(
            PublicObjects objects, Executable call, int position, @Nullable Object argument) {
        Object[] arguments = Stream.of(call.getParameterTypes())
                .map(type -> objects.find(type).or(() -> sample(type)).orElse(null))
                .toArray();
        arguments[position] = argument;
        try {
            objects.call(call, arguments);
            return Optional.empty();
        } catch (NullPointerException e) {
            return Optional.ofNullable(e.getMessage())
                    .filter(message -> NAME.matcher(message).matches());
        } catch (Throwable e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> sample(Class<?> type) {
        return Stream.<Object>of(
                        "sample",
                        1,
                        1L,
                        'c',
                        true,
                        Pattern.compile("sample"),
                        Duration.ofSeconds(1),
                        Instant.EPOCH,
                        LocalDate.EPOCH,
                        Path.of("sample"),
                        Clock.systemUTC(),
                        LintProfile.BULK,
                        LintSeverity.ERROR,
                        TlsStart.STARTTLS,
                        ServerCertificate.GOOD,
                        List.of(),
                        Map.of("sample", "sample"),
                        new byte[0])
                .filter(MethodType.methodType(type).wrap().returnType()::isInstance)
                .findFirst();
    }
}
