package io.github.smtpjunit.jupiter;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.inbox.Inbox;
import io.quarkus.test.common.QuarkusTestResourceConfigurableLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a Quarkus application, as a test resource: they start before the application, and stop after it. The
 * test resource is {@link WithQuarkusSmtpServer}, or an annotation of your own that bears {@link WithSmtpServer} and
 * {@code
 * @WithTestResource(QuarkusServers.class)}.
 *
 * <p>The properties of the mailer, {@code quarkus.mailer.*}, lead to the server: host and port, {@code mock=false} and,
 * with TLS or users, what to trust and how to log in. Those of a server with a name are {@code quarkus.mailer.NAME.*},
 * as named mailers of Quarkus have them, unless {@link WithSmtpServer#propertyPrefix()} says otherwise. Quarkus makes
 * and calls the instances.
 */
@SuppressWarnings("exports") // Quarkus is as the user has it, if at all
public final class QuarkusServers implements QuarkusTestResourceConfigurableLifecycleManager<Annotation> {

    /** Those of the application: each application has a class loader, and so a class of its own. */
    private static volatile @Nullable SharedServers running;

    private Map<String, WithSmtpServer> declared = DeclaredServers.on(WithQuarkusSmtpServer.class);
    private @Nullable Path certificates;

    /** Makes the resource; called by Quarkus. */
    public QuarkusServers() {}

    static Optional<SharedServers> running() {
        return Optional.ofNullable(running);
    }

    /**
     * Takes over which servers are meant; called by Quarkus.
     *
     * @param annotation bears {@code @WithSmtpServer}
     */
    @Override
    public void init(Annotation annotation) {
        declared = DeclaredServers.on(requireNonNull(annotation, "annotation").annotationType());
    }

    /**
     * Starts the servers; called by Quarkus.
     *
     * @return the properties of the mailer
     */
    @Override
    public Map<String, String> start() {
        SharedServers servers = SharedServers.start(declared, List::of);
        running = servers;
        Map<String, String> properties = new TreeMap<>();
        declared.forEach((name, annotation) ->
                properties.putAll(new QuarkusMailProperties(prefix(name, annotation), this::authority)
                        .of(servers.inbox(name), annotation)));
        return properties;
    }

    private String prefix(String name, WithSmtpServer annotation) {
        if (!annotation.propertyPrefix().isEmpty()) {
            return annotation.propertyPrefix();
        }
        boolean isDefault = name.isEmpty() || declared.size() == 1;
        return QuarkusMailProperties.PREFIX + (isDefault ? "" : "." + name);
    }

    /** The file with what to trust. */
    private Path authority(Inbox inbox) {
        try {
            Path directory = certificates == null ? Files.createTempDirectory("smtp-junit") : certificates;
            certificates = directory;
            return Files.writeString(
                    directory.resolve("ca.pem"), inbox.certificates().authorityPem());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the certificate that the application is to trust", e);
        }
    }

    /** Stops the servers; called by Quarkus. */
    @Override
    public void stop() {
        running().ifPresent(SharedServers::close);
        running = null;
        Path directory = certificates;
        if (directory != null) {
            try {
                Files.deleteIfExists(directory.resolve("ca.pem"));
                Files.deleteIfExists(directory);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot delete " + directory, e);
            }
        }
    }
}
