package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.HostPort;
import io.github.smtpjunit.smtp.server.AddressRange;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;

/** The options that everything that takes mail has in common. */
final class ServerOptions {

    @ArgGroup(order = 1, exclusive = false, validate = false, heading = "%nListening:%n")
    private ListenOptions listening = new ListenOptions();

    @ArgGroup(order = 2, exclusive = false, validate = false, heading = "%nTLS:%n")
    private TlsOptions tls = new TlsOptions();

    @ArgGroup(order = 3, exclusive = false, validate = false, heading = "%nAuthentication:%n")
    private AuthOptions authentication = new AuthOptions();

    @ArgGroup(order = 4, exclusive = false, validate = false, heading = "%nLimits:%n")
    private LimitOptions limits = new LimitOptions();

    @ArgGroup(order = 5, exclusive = false, validate = false, heading = "%nBehaviour:%n")
    private BehaviourOptions behaviour = new BehaviourOptions();

    /** Sets up a server as was said; what is done with mail is not of this. */
    void apply(SmtpServerBuilder server, LimitOptions.Defaults defaults, String defaultHostname) {
        server.maxTranscriptLines(0); // the log has them, if anyone wants them
        listening.apply(server, defaultHostname);
        limits.apply(server, defaults);
        behaviour.apply(server);
        authentication.apply(server, tls.isOffered() || !listening.tls().isEmpty());
        tls.apply(server, listening, listening.hostname(defaultHostname));
    }

    /** Limits the connections of each client, but of some. */
    void applyPerClient(SmtpServerBuilder server, List<AddressRange> exempt) {
        limits.applyPerClient(server, exempt);
    }

    boolean isVerbose() {
        return behaviour.isVerbose();
    }

    @Nullable
    HostPort http() {
        return listening.http();
    }

    /** How many of the listeners, the first ones, start in clear text. */
    int plainListeners() {
        return listening.plain().size();
    }

    String hostname(String byDefault) {
        return listening.hostname(byDefault);
    }
}
