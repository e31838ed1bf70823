package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.smtp.server.TlsMode;
import io.micronaut.test.support.TestPropertyProviderFactory;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** The properties of an application, asked for as Micronaut does; src/it/micronaut is one. */
class MicronautServersTests {

    @WithSmtpServer(hostname = "micronaut.example")
    private static final class Plain {}

    @WithSmtpServer(hostname = "micronaut.example", assertionTimeoutMillis = 10_000)
    private static final class Alike {}

    @WithSmtpServer(tls = TlsMode.REQUIRED, users = "shop:s3:cret")
    private static final class Secure {}

    @WithSmtpServer
    @WithSmtpServer(name = "alerts")
    private static final class Two {}

    private static final class None {}

    private static Map<String, String> properties(Class<?> testClass) {
        TestPropertyProviderFactory factory =
                ServiceLoader.load(TestPropertyProviderFactory.class).iterator().next();
        return factory.create(Map.of(), testClass).getProperties();
    }

    private static void close(Class<?> testClass) {
        MicronautServers.close(testClass);
    }

    @Test
    void theSenderSendsInClearText() {
        try {
            Inbox inbox = MicronautServers.of(Plain.class).inbox("");

            assertThat(properties(Plain.class))
                    .containsOnly(
                            Map.entry("javamail.properties.mail.transport.protocol", "smtp"),
                            Map.entry("javamail.properties.mail.smtp.host", inbox.host()),
                            Map.entry("javamail.properties.mail.smtp.port", Integer.toString(inbox.port())),
                            Map.entry("javamail.properties.mail.smtp.auth", "false"),
                            Map.entry("javamail.properties.mail.smtp.starttls.enable", "false"),
                            Map.entry("javamail.properties.mail.smtp.starttls.required", "false"),
                            Map.entry("javamail.properties.mail.smtp.ssl.enable", "false"));
            assertThat(properties(Alike.class)).isEqualTo(properties(Plain.class));
        } finally {
            close(Plain.class);
        }
    }

    @Test
    void theSenderUsesTlsAndAuthenticates() {
        try {
            assertThat(properties(Secure.class))
                    .containsEntry("javamail.properties.mail.smtp.starttls.required", "true")
                    .containsEntry("javamail.properties.mail.smtp.auth", "true")
                    .containsEntry("javamail.authentication.username", "shop")
                    .containsEntry("javamail.authentication.password", "s3:cret");
        } finally {
            close(Secure.class);
        }
    }

    @Test
    void aClassWithoutServersHasNoProperties() {
        assertThat(properties(None.class)).isEmpty();
    }

    @Test
    void aSecondServerNeedsAPlaceForItsProperties() {
        try {
            assertThatThrownBy(() -> properties(Two.class))
                    .hasMessage(
                            "Micronaut has one mail sender. Say where the properties of the server \"alerts\" are put,"
                                    + " by @WithSmtpServer(propertyPrefix = ..).");
        } finally {
            close(Two.class);
        }
    }
}
