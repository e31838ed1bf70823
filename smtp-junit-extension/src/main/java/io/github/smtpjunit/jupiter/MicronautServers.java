package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.smtp.server.TlsMode;
import io.micronaut.test.support.TestPropertyProvider;
import io.micronaut.test.support.TestPropertyProviderFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The servers of Micronaut applications. There is one application for each test class, but they share servers:
 * Micronaut sends with the default session of the JVM, which keeps the port that the first application had.
 */
final class MicronautServers {

    private static final String PREFIX = "javamail";

    private static final Map<Set<ServerAttributes>, SharedServers> RUNNING = new ConcurrentHashMap<>();

    private MicronautServers() {}

    /** The servers that a test class declares; they start if they have not yet. */
    static SharedServers of(Class<?> testClass) {
        Map<String, WithSmtpServer> declared = DeclaredServers.on(testClass);
        return RUNNING.computeIfAbsent(
                ServerAttributes.of(declared.values()), key -> SharedServers.start(declared, List::of));
    }

    /** The properties of the application. */
    static Map<String, String> properties(Class<?> testClass) {
        Map<String, WithSmtpServer> declared = DeclaredServers.on(testClass);
        Map<String, String> properties = new TreeMap<>();
        if (!declared.isEmpty()) {
            SharedServers servers = of(testClass);
            declared.forEach((name, annotation) -> {
                if (!annotation.propertyPrefix().isEmpty()) {
                    ownProperties(properties, annotation, servers.inbox(name));
                } else if (name.isEmpty() || declared.size() == 1) {
                    mailProperties(properties, annotation, servers.inbox(name));
                } else {
                    throw new IllegalStateException("Micronaut has one mail sender. Say where the properties of the"
                            + " server \"" + name + "\" are put, by @WithSmtpServer(propertyPrefix = ..).");
                }
            });
        }
        return properties;
    }

    private static void ownProperties(Map<String, String> properties, WithSmtpServer annotation, Inbox inbox) {
        properties.put(annotation.propertyPrefix() + ".host", inbox.host());
        properties.put(annotation.propertyPrefix() + ".port", Integer.toString(inbox.port()));
        login(properties, annotation.propertyPrefix(), annotation);
    }

    private static void login(Map<String, String> properties, String prefix, WithSmtpServer annotation) {
        if (annotation.users().length > 0) {
            String first = annotation.users()[0];
            int colon = first.indexOf(':');
            properties.put(prefix + ".username", first.substring(0, colon));
            properties.put(prefix + ".password", first.substring(colon + 1));
        }
    }

    /** What production needs and the test's server has not is switched off. */
    private static void mailProperties(Map<String, String> properties, WithSmtpServer annotation, Inbox inbox) {
        String smtp = PREFIX + ".properties.mail.smtp.";
        boolean startTls = annotation.tls() == TlsMode.STARTTLS || annotation.tls() == TlsMode.REQUIRED;
        properties.put(PREFIX + ".properties.mail.transport.protocol", "smtp");
        properties.put(smtp + "host", inbox.host());
        properties.put(smtp + "port", Integer.toString(inbox.port()));
        properties.put(smtp + "auth", Boolean.toString(annotation.users().length > 0));
        properties.put(smtp + "starttls.enable", Boolean.toString(startTls));
        properties.put(smtp + "starttls.required", Boolean.toString(startTls));
        properties.put(smtp + "ssl.enable", Boolean.toString(annotation.tls() == TlsMode.IMPLICIT));
        login(properties, PREFIX + ".authentication", annotation);
    }

    /** Closes the servers of a test class when all tests are over. */
    static void closeAtTheEnd(ExtensionContext context, Class<?> testClass) {
        ServerStore.atTheEnd(context, key(testClass), () -> close(testClass));
    }

    static void close(Class<?> testClass) {
        SharedServers servers = RUNNING.remove(key(testClass));
        if (servers != null) {
            servers.close();
        }
    }

    private static Set<ServerAttributes> key(Class<?> testClass) {
        return ServerAttributes.of(DeclaredServers.on(testClass).values());
    }

    /**
     * Makes {@link WithSmtpServer} work with {@code @MicronautTest}: the servers start before the application, and
     * their host and port are among its properties. It is public for the service loader by which Micronaut finds it.
     */
    public static final class Factory implements TestPropertyProviderFactory {

        /** Makes the factory; called by Micronaut. */
        public Factory() {}

        @Override
        public TestPropertyProvider create(Map<String, Object> availableProperties, Class<?> testClass) {
            Map<String, String> properties = properties(testClass);
            return () -> properties;
        }
    }
}
