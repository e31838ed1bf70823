package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.catcher.InfoApi;
import io.github.smtpjunit.relay.client.HostPort;
import io.github.smtpjunit.relay.web.Access;
import io.github.smtpjunit.smtp.server.AddressRange;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** The options that all commands that accept mail have in common. */
final class ServerOptions {

    @Mixin
    private ListenOptions listening = new ListenOptions();

    @Mixin
    private HttpOptions http = new HttpOptions();

    @Mixin
    private TlsOptions tls = new TlsOptions();

    @Mixin
    private AuthOptions authentication = new AuthOptions();

    @Mixin
    private LimitOptions limits = new LimitOptions();

    @Mixin
    private BehaviourOptions behaviour = new BehaviourOptions();

    /** Sets up a server as was said; what is done with mail is not of this. */
    void apply(SmtpServerBuilder server, LimitOptions.Defaults defaults, String defaultHostname) {
        server.maxTranscriptLines(0).maxKeptFailedAttempts(0); // the log has both
        listening.apply(server, defaultHostname);
        limits.apply(server, defaults);
        behaviour.apply(server);
        authentication.apply(server, tls.isOffered() || !listening.tls().isEmpty());
        http.check();
        tls.apply(server, listening, http, listening.hostname(defaultHostname));
    }

    /** Accepts whatever a client authenticates with; to be called before {@link #apply}. */
    void acceptAnyAuth() {
        authentication.acceptAny();
    }

    /** Refuses what is wrong with options, before anything is made that would be left behind. */
    void check(LimitOptions.Defaults defaults, String defaultHostname, List<AddressRange> exempt) {
        SmtpServerBuilder unused = SmtpServer.builder();
        apply(unused, defaults, defaultHostname);
        applyPerClient(unused, exempt);
    }

    /** Makes ready what a client will need later. */
    void prepare() {
        tls.prepare();
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
        return http.place();
    }

    /** Returns who may ask over HTTP. */
    Access access(String defaultHostname) {
        return http.access(listening.hostname(defaultHostname));
    }

    /** Returns the context for HTTPS, null for HTTP in clear text. */
    @Nullable
    SSLContext httpTls() {
        return http.isTls() ? tls.context() : null;
    }

    /** Returns where a server of these options accepts mail. */
    List<InfoApi.Place> places(SmtpServer server) {
        List<InfoApi.Place> places = new ArrayList<>();
        InfoApi.Tls plain = tls.isOffered() ? InfoApi.Tls.STARTTLS : InfoApi.Tls.NONE;
        for (InetSocketAddress address : server.addresses()) {
            boolean isPlain = places.size() < plainListeners();
            places.add(new InfoApi.Place(address, isPlain ? plain : InfoApi.Tls.IMPLICIT));
        }
        return places;
    }

    /** How many of the listeners, the first ones, start in clear text. */
    int plainListeners() {
        return listening.plain().size();
    }

    String hostname(String byDefault) {
        return listening.hostname(byDefault);
    }
}
