package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.ServerConfig.require;

import io.github.smtpjunit.smtp.ServiceExtension;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The settings of TLS in a {@link SmtpServerBuilder}; it becomes {@link TlsSettings}. */
final class TlsDraft implements Cloneable {

    @Nullable
    SSLContext context;

    boolean required;

    @Nullable
    List<String> protocols;

    @Nullable
    List<String> cipherSuites;

    ClientCertificate clientCertificate = ClientCertificate.NOT_REQUESTED;

    /** Returns how to shake hands, null for a server without a certificate. */
    @Nullable
    TlsSettings settings() {
        if (context == null) {
            return null;
        }
        return new TlsSettings(
                context,
                protocols == null ? TlsSettings.PROTOCOLS : protocols,
                cipherSuites == null ? List.of() : cipherSuites,
                clientCertificate);
    }

    /** Refuses what contradicts itself, the endpoints or the extensions. */
    void check(List<Endpoint> endpoints, Set<ServiceExtension> extensions) {
        require(
                !required
                        || endpoints.stream().allMatch(Endpoint::implicitTls)
                        || extensions.contains(ServiceExtension.STARTTLS),
                "requireTls() needs STARTTLS: do not switch it off");
        TlsSettings settings = settings();
        if (settings != null) {
            settings.check();
            return;
        }
        require(!startsAtAnyOf(endpoints), "a TLS listener needs a certificate: set tls(SSLContext)");
        require(!required, "requireTls() needs a certificate: set tls(SSLContext)");
        require(
                protocols == null && cipherSuites == null && clientCertificate == ClientCertificate.NOT_REQUESTED,
                "tlsProtocols(...), cipherSuites(...), requestClientCertificate() and requireClientCertificate() need a"
                        + " certificate: set tls(SSLContext)");
    }

    /** Whether there is a way into TLS. */
    boolean isReachable(List<Endpoint> endpoints, Set<ServiceExtension> extensions) {
        return context != null && (extensions.contains(ServiceExtension.STARTTLS) || startsAtAnyOf(endpoints));
    }

    private static boolean startsAtAnyOf(List<Endpoint> endpoints) {
        for (Endpoint endpoint : endpoints) {
            if (endpoint.implicitTls()) {
                return true;
            }
        }
        return false;
    }

    /** All fields are values, so a copy of them is all that it takes. */
    @Override
    protected TlsDraft clone() {
        try {
            return (TlsDraft) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}
