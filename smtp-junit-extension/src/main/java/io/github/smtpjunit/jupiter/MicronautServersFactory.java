package io.github.smtpjunit.jupiter;

import static java.util.Objects.requireNonNull;

import io.micronaut.test.support.TestPropertyProvider;
import io.micronaut.test.support.TestPropertyProviderFactory;
import java.util.Map;

/**
 * Makes {@link WithSmtpServer} work with {@code @MicronautTest}: the servers start before the application, and their host and port are
 * among its properties. Micronaut finds and calls this class; no test needs it.
 */
@SuppressWarnings("exports") // Micronaut is as the user has it, if at all
public final class MicronautServersFactory implements TestPropertyProviderFactory {

    /** Makes the factory; called by Micronaut. */
    public MicronautServersFactory() {}

    /**
     * Starts the servers that a test class declares, unless they run already; called by Micronaut.
     *
     * @param availableProperties is not used
     * @param testClass the test class
     * @return the properties of the servers; none if the class declares no server
     */
    @Override
    public TestPropertyProvider create(Map<String, Object> availableProperties, Class<?> testClass) {
        requireNonNull(availableProperties, "availableProperties");
        Map<String, String> properties = MicronautServers.properties(requireNonNull(testClass, "testClass"));
        return () -> properties;
    }
}
