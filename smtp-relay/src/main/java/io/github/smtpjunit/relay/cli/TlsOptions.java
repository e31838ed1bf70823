package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.certificates.TlsIdentity;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to encrypt. */
@OptionHeading("TLS")
final class TlsOptions {

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "The certificate in PEM, with its chain. Default: a new one that is signed by its own key.")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key in PEM (PKCS #8, not encrypted).")
    private @Nullable Path key;

    @Option(names = "--no-starttls", description = "Do not offer STARTTLS.")
    private boolean withoutStarttls;

    @Option(names = "--require-tls", description = "Refuse MAIL before STARTTLS with 530.")
    private boolean required;

    private @Nullable LateTlsContext context;

    boolean isOffered() {
        return !withoutStarttls;
    }

    void apply(SmtpServerBuilder server, ListenOptions listening, HttpOptions http, String hostname) {
        UsageException.require(
                (certificate == null) == (key == null), "--tls-cert and --tls-key go together: give both, or neither");
        UsageException.require(!required || !withoutStarttls, "--require-tls needs STARTTLS: leave --no-starttls away");
        if (withoutStarttls) {
            server.without(ServiceExtension.STARTTLS);
        }
        boolean isForMail = !withoutStarttls || !listening.tls().isEmpty();
        if (context == null && (isForMail || http.isTls())) {
            context = context(hostname);
        }
        if (isForMail && context != null) {
            server.tls(context);
        }
        if (required) {
            server.requireTls();
        }
    }

    /** Returns the context, null if nothing encrypts. */
    @Nullable
    SSLContext context() {
        return context;
    }

    /** Makes the context ready before a client needs it. */
    void prepare() {
        if (context != null) {
            context.begin();
        }
    }

    private LateTlsContext context(String hostname) {
        if (certificate == null || key == null) {
            return LateTlsContext.of(
                    () -> TlsIdentity.selfSigned(names(hostname)).serverContext());
        }
        try {
            TlsIdentity identity = TlsIdentity.read(certificate, key);
            return LateTlsContext.of(identity::serverContext);
        } catch (IOException e) {
            throw new FailedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String[] names(String hostname) {
        return Stream.of(hostname, "localhost", "127.0.0.1", "::1").distinct().toArray(String[]::new);
    }
}
