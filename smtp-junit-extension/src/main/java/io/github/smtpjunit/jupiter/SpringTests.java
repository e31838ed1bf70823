package io.github.smtpjunit.jupiter;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;

/** What a test asks Spring, if Spring runs it: where there is no Spring, {@link SpringGlue} is never loaded. */
final class SpringTests {

    private SpringTests() {}

    /** Tells whether Spring gives a parameter its value, so that two resolvers do not compete. */
    static boolean resolves(ParameterContext parameter, ExtensionContext context) {
        return Framework.SPRING.runs(context) && SpringGlue.resolves(parameter, context);
    }

    /** The servers of the context of a test, which starts if need be. */
    static SharedServers servers(ExtensionContext context) {
        return SpringGlue.servers(context);
    }
}
