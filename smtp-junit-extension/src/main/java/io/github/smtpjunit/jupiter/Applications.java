package io.github.smtpjunit.jupiter;

import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;

/**
 * The applications that start before their tests and outlive them: the servers that are declared for a test start with
 * its application.
 */
final class Applications {

    private Applications() {}

    /** Tells whether the servers of a test are those of an application. */
    static boolean isTestOfOne(ExtensionContext context) {
        return Framework.SPRING.runs(context) || Framework.MICRONAUT.runs(context) || isTestOfQuarkus(context);
    }

    private static boolean isTestOfQuarkus(ExtensionContext context) {
        return Framework.QUARKUS.runs(context) && QuarkusServers.running().isPresent();
    }

    /** Tells whether Spring gives a parameter its value, so that two resolvers do not compete. */
    static boolean resolve(ParameterContext parameter, ExtensionContext context) {
        return Framework.SPRING.runs(context) && SpringContexts.resolves(parameter, context);
    }

    /** The servers of the application of a test. */
    static SharedServers servers(ExtensionContext context) {
        if (Framework.SPRING.runs(context)) {
            return SpringContexts.servers(context);
        }
        if (Framework.MICRONAUT.runs(context)) {
            return checked(
                    MicronautServers.of(outermost(context)),
                    context,
                    "Put @WithSmtpServer on the outermost test class.");
        }
        return checked(
                QuarkusServers.running().orElseThrow(),
                context,
                "Put @WithSmtpServer on an annotation of your own, beside @WithTestResource(QuarkusServers.class), and"
                        + " this on the test class in place of @WithQuarkusSmtpServer.");
    }

    /** What stands where the framework does not look has no server. */
    private static SharedServers checked(SharedServers servers, ExtensionContext context, String remedy) {
        Map<String, WithSmtpServer> declared = DeclaredServers.on(context.getRequiredTestClass());
        if (!servers.attributes().equals(ServerAttributes.of(declared.values()))) {
            throw new ExtensionConfigurationException("The application of " + context.getRequiredTestClass()
                    + " has started with other SMTP servers than the class declares. " + remedy);
        }
        return servers;
    }

    private static Class<?> outermost(ExtensionContext context) {
        return SmtpServerExtension.testClasses(context).stream()
                .reduce((inner, outer) -> outer)
                .orElseThrow();
    }

    /** Closes the servers of a test class, when all tests are over, that no application closes. */
    static void closeAtTheEnd(ExtensionContext context) {
        if (Framework.MICRONAUT.runs(context)) {
            MicronautServers.closeAtTheEnd(context, outermost(context));
        }
    }
}
