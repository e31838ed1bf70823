package io.github.smtpjunit.jupiter;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;

/** Finds out which servers the context of a test needs; Spring finds it by {@code META-INF/spring.factories}. */
final class SpringServersFactory implements ContextCustomizerFactory {

    SpringServersFactory() {}

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
        Map<String, WithSmtpServer> declared = DeclaredServers.on(testClass);
        return declared.isEmpty() ? null : new SpringServers(declared);
    }
}
