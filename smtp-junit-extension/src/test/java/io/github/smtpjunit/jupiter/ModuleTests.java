package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxAssert;
import io.github.smtpjunit.inbox.MailSoftAssertions;
import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The module descriptor is true: with it, and the dependencies on the module path, everything is found. */
class ModuleTests {

    private static final String MODULE = "io.github.smtpjunit.jupiter";

    /** Optional for us: reflection on {@link Inbox} needs it, and a user who has a {@code Session} requires it. */
    private static final String MAIL_API = "jakarta.mail";

    /**
     * What AssertJ uses in its assertions, but does not export: the proxies of our soft assertions cannot see it by
     * themselves.
     */
    private static final String NOT_EXPORTED = "org.assertj.core.api.recursive.assertion";

    private static ModuleLayer layer() {
        return controller().layer();
    }

    private static ModuleLayer.Controller controller() {
        Path[] path = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(ModuleTests::isModule)
                .toArray(Path[]::new);
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration =
                boot.configuration().resolveAndBind(ModuleFinder.of(), ModuleFinder.of(path), Set.of(MODULE, MAIL_API));
        return ModuleLayer.defineModulesWithOneLoader(
                configuration, List.of(boot), ClassLoader.getPlatformClassLoader());
    }

    /** Some libraries of our tests can be no modules. */
    private static boolean isModule(Path entry) {
        try {
            return !entry.endsWith("test-classes")
                    && !ModuleFinder.of(entry).findAll().isEmpty();
        } catch (FindException e) {
            return false;
        }
    }

    @Test
    void theModuleCanBeResolvedAndUsed() throws ReflectiveOperationException {
        ModuleLayer layer = layer();
        Class<?> inboxType = layer.findLoader(MODULE).loadClass(Inbox.class.getName());

        assertThat(inboxType.getModule().isNamed()).isTrue();
        assertThat(inboxType).isNotEqualTo(Inbox.class);
        Object inbox = inboxType.getMethod("start").invoke(null);
        try {
            assertThat((int) inboxType.getMethod("port").invoke(inbox)).isPositive();
            assertThat(inboxType.getMethod("assertThat").invoke(inbox)).isNotNull();
        } finally {
            inboxType.getMethod("close").invoke(inbox);
        }
    }

    @Test
    void softAssertionsWorkInAModuleToWhichAssertJIsExported() throws ReflectiveOperationException {
        ModuleLayer.Controller controller = controller();
        ModuleLayer layer = controller.layer();
        controller.addExports(
                layer.findModule("org.assertj.core").orElseThrow(),
                NOT_EXPORTED,
                layer.findModule(MODULE).orElseThrow());
        ClassLoader loader = layer.findLoader(MODULE);
        Class<?> inboxType = loader.loadClass(Inbox.class.getName());
        Object inbox = inboxType.getMethod("start").invoke(null);
        try {
            Object softly = loader.loadClass(MailSoftAssertions.class.getName())
                    .getConstructor()
                    .newInstance();
            Object soft = softly.getClass().getMethod("assertThat", inboxType).invoke(softly, inbox);
            loader.loadClass(InboxAssert.class.getName())
                    .getMethod("hasConnectionCount", int.class)
                    .invoke(soft, 3);

            assertThat((List<?>) softly.getClass().getMethod("errorsCollected").invoke(softly))
                    .singleElement()
                    .asString()
                    .contains("Expecting 3 connections");
        } finally {
            inboxType.getMethod("close").invoke(inbox);
        }
    }

    @Test
    void twoPackagesAreExported() {
        Module module = layer().findModule(MODULE).orElseThrow();

        assertThat(module.getDescriptor().exports())
                .extracting(exports -> exports.source())
                .containsExactlyInAnyOrder("io.github.smtpjunit.inbox", MODULE);
        assertThat(module.getLayer().findModule("org.apache.pdfbox"))
                .as("optional")
                .isEmpty();
        assertThat(module.getDescriptor().requires().stream().map(Object::toString))
                .anyMatch(requirement -> requirement.contains("transitive io.github.smtpjunit.smtp"));
    }
}
