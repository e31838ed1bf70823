package io.github.smtpjunit.inbox;

import java.util.function.Supplier;
import org.assertj.core.api.SoftAssertionsProvider;

/** What the module path needs for soft assertions: AssertJ makes their proxies in our module. */
final class ModulePath {

    private static final String PROXIES_USE = "org.assertj.core.api.recursive.assertion";

    private ModulePath() {}

    /** Makes a proxy, or names the options of the JVM without which it cannot be made. */
    static <T> T proxy(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (RuntimeException | LinkageError e) {
            Module ours = ModulePath.class.getModule();
            Module assertJ = SoftAssertionsProvider.class.getModule();
            if (!ours.isNamed()) {
                throw e;
            }
            throw new IllegalStateException(
                    "On the module path soft assertions need two options of the JVM: --add-reads " + assertJ.getName()
                            + "=" + ours.getName() + " and --add-exports " + assertJ.getName() + "/" + PROXIES_USE + "="
                            + ours.getName(),
                    e);
        }
    }
}
