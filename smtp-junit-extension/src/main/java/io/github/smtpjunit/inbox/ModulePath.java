package io.github.smtpjunit.inbox;

import org.assertj.core.api.SoftAssertionsProvider;

/** What the module path needs for soft assertions: AssertJ makes their proxies in our module. */
final class ModulePath {

    private static final String PROXIES_USE = "org.assertj.core.api.recursive.assertion";

    private ModulePath() {}

    /** Refuses to make proxies that could not be loaded, and names the options of the JVM. */
    static void requireProxies() {
        Module ours = ModulePath.class.getModule();
        Module assertJ = SoftAssertionsProvider.class.getModule();
        if (ours.isNamed() && !(assertJ.canRead(ours) && assertJ.isExported(PROXIES_USE, ours))) {
            throw new IllegalStateException(
                    "On the module path soft assertions need two options of the JVM: --add-reads "
                            + assertJ.getName() + "=" + ours.getName() + " and --add-exports " + assertJ.getName() + "/"
                            + PROXIES_USE + "=" + ours.getName());
        }
    }
}
