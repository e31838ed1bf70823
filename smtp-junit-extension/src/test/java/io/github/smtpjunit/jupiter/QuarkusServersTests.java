package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.smtp.server.TlsMode;
import io.quarkus.test.common.WithTestResource;
import java.lang.annotation.Annotation;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The test resource, called as Quarkus calls it; src/it/quarkus is an application with it. */
class QuarkusServersTests {

    private final QuarkusServers resource = new QuarkusServers();

    @AfterEach
    void stop() {
        resource.stop();
    }

    @WithSmtpServer(tls = TlsMode.REQUIRED, users = "shop:s3:cret")
    @WithSmtpServer(name = "alerts", tls = TlsMode.IMPLICIT)
    @WithSmtpServer(name = "own", propertyPrefix = "shop.mail")
    @WithTestResource(QuarkusServers.class)
    @Retention(RetentionPolicy.RUNTIME)
    @interface WithServers {}

    @WithSmtpServer(name = "only")
    @Retention(RetentionPolicy.RUNTIME)
    @interface WithNamedServer {}

    @WithServers
    @WithNamedServer
    private static final class Bearer {}

    private Map<String, String> start(Class<? extends Annotation> annotation) {
        resource.init(Bearer.class.getAnnotation(annotation));
        return resource.start();
    }

    private static Inbox inbox(String name) {
        return QuarkusServers.running().orElseThrow().inbox(name);
    }

    @Test
    void theMailerSendsForRealAndInClearText() {
        Map<String, String> properties = resource.start();

        assertThat(properties)
                .containsOnly(
                        Map.entry("quarkus.mailer.mock", "false"),
                        Map.entry("quarkus.mailer.host", inbox("").host()),
                        Map.entry(
                                "quarkus.mailer.port",
                                Integer.toString(inbox("").port())),
                        Map.entry("quarkus.mailer.tls-configuration-name", ""),
                        Map.entry("quarkus.mailer.ssl", "false"),
                        Map.entry("quarkus.mailer.tls", "false"),
                        Map.entry("quarkus.mailer.start-tls", "DISABLED"),
                        Map.entry("quarkus.mailer.login", "DISABLED"));
    }

    @Test
    void eachServerHasItsProperties() throws Exception {
        Map<String, String> properties = start(WithServers.class);

        assertThat(properties)
                .containsEntry("quarkus.mailer.start-tls", "REQUIRED")
                .containsEntry("quarkus.mailer.tls", "false")
                .containsEntry("quarkus.mailer.login", "REQUIRED")
                .containsEntry("quarkus.mailer.username", "shop")
                .containsEntry("quarkus.mailer.password", "s3:cret")
                .containsEntry("quarkus.mailer.alerts.tls", "true")
                .containsEntry("quarkus.mailer.alerts.start-tls", "DISABLED")
                .containsEntry(
                        "quarkus.mailer.alerts.port",
                        Integer.toString(inbox("alerts").port()))
                .containsEntry("shop.mail.port", Integer.toString(inbox("own").port()));
        Path authority = Path.of(properties.get("quarkus.mailer.truststore.paths"));
        assertThat(authority).hasContent(inbox("").certificates().authorityPem());

        resource.stop();
        assertThat(authority).doesNotExist();
        assertThat(Files.exists(authority.getParent())).isFalse();
    }

    @Test
    void theOnlyServerNeedsNoNameInTheProperties() {
        assertThat(start(WithNamedServer.class))
                .containsEntry(
                        "quarkus.mailer.port", Integer.toString(inbox("only").port()));
    }

    @Test
    void theServersStopWithTheApplication() {
        resource.start();
        Inbox inbox = inbox("");
        resource.stop();

        assertThat(QuarkusServers.running()).isEmpty();
        assertThat(inbox.server().isRunning()).isFalse();
    }
}
