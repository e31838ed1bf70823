package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.RawClient;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where there is no Spring, Micronaut or Quarkus, nothing is missing. */
class FrameworkAbsentTests {

    @WithSmtpServer
    static class Sample {
        @Test
        void receives(Inbox inbox) {
            Kit.note(Sample.class, inbox);
            RawClient.deliver(inbox);
            assertThat(inbox).hasMailCount(1);
        }
    }

    /** Run by another class loader. */
    static final class Uses {

        private Uses() {}

        static void run() {
            Kit.run(Sample.class).succeeded(1);
        }
    }

    @Test
    void testsRunWithoutFrameworks() throws Exception {
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (Stream.of("spring-", "micronaut-", "quarkus-").noneMatch(entry::contains)) {
                path.add(url(entry));
            }
        }
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            assertThat(Stream.of(
                            "org.springframework.core.Ordered",
                            "org.springframework.test.context.TestContext",
                            "io.micronaut.test.support.TestPropertyProviderFactory",
                            "io.quarkus.test.common.WithTestResource"))
                    .noneMatch(name -> isThere(loader, name));
            var run = Class.forName(Uses.class.getName(), true, loader).getDeclaredMethod("run");
            run.setAccessible(true);
            run.invoke(null);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static URL url(String entry) throws MalformedURLException {
        return Path.of(entry).toUri().toURL();
    }

    private static boolean isThere(ClassLoader loader, String name) {
        try {
            loader.loadClass(name);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
