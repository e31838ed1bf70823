package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.server.TlsMode;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What makes one server differ from another; what is said of a test only, such as its timeout, does not. */
record ServerAttributes(
        String name,
        String propertyPrefix,
        int port,
        String hostname,
        long maxMessageSize,
        Set<ServiceExtension> without,
        TlsMode tls,
        ServerCertificate certificate,
        List<String> users,
        boolean requireAuth) {

    static Set<ServerAttributes> of(Collection<WithSmtpServer> servers) {
        return servers.stream().map(ServerAttributes::of).collect(Collectors.toUnmodifiableSet());
    }

    private static ServerAttributes of(WithSmtpServer server) {
        return new ServerAttributes(
                server.name(),
                server.propertyPrefix(),
                server.port(),
                server.hostname(),
                server.maxMessageSize(),
                Set.of(server.without()),
                server.tls(),
                server.certificate(),
                List.of(server.users()),
                server.requireAuth());
    }
}
