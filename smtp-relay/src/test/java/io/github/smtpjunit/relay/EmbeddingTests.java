package io.github.smtpjunit.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.xbill.DNS.Name;

/** A relay that is embedded needs no command line, no HTTP server, no certificates and no test library. */
@Timeout(120)
class EmbeddingTests {

    private static final String MODULE = "io.github.smtpjunit.relay";

    /** What an embedder gets with smtp-relay, the relay first. */
    private static Stream<Path> runtimePath() {
        return Stream.of(SmtpRelay.class, SmtpServer.class, Name.class, Logger.class)
                .map(EmbeddingTests::place);
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void runsOnAClassPathWithoutTheLibrariesOfTheCommandLine() throws Exception {
        String path = Stream.concat(runtimePath(), Stream.of(place(EmbeddedRelay.class)))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--limit-modules=java.se",
                        "-cp",
                        path,
                        EmbeddedRelay.class.getName())
                .redirectErrorStream(true)
                .start();
        try (Stream<String> lines = process.inputReader().lines()) {
            List<String> said = lines.toList();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(said).contains("to ada@example.org", "drained true");
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void theModuleGraphHasTheServerAndTheResolverOnly() {
        assertThat(resolve().modules())
                .extracting(ResolvedModule::name)
                .filteredOn(name -> !name.startsWith("java."))
                .containsExactlyInAnyOrder(MODULE, "io.github.smtpjunit.smtp", "org.dnsjava", "org.slf4j");
    }

    @Test
    void startsAsAModuleWithoutTheLibrariesOfTheCommandLine() throws Exception {
        ModuleLayer layer = ModuleLayer.defineModulesWithOneLoader(
                        resolve(), List.of(ModuleLayer.boot()), ClassLoader.getPlatformClassLoader())
                .layer();
        Class<?> relay = layer.findLoader(MODULE).loadClass(SmtpRelay.class.getName());
        assertThat(relay.getModule().isNamed()).isTrue();

        Object builder = relay.getMethod("builder").invoke(null);
        builder.getClass().getMethod("smartHost", String.class, int.class).invoke(builder, "localhost", 25);
        try (AutoCloseable started =
                (AutoCloseable) builder.getClass().getMethod("start").invoke(builder)) {
            assertThat((int) relay.getMethod("port").invoke(started)).isPositive();
        }
    }

    private static Configuration resolve() {
        return ModuleLayer.boot()
                .configuration()
                .resolve(ModuleFinder.of(), ModuleFinder.of(runtimePath().toArray(Path[]::new)), Set.of(MODULE));
    }
}
