package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.client.HostPort;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where to listen. */
@OptionHeading("Listening")
final class ListenOptions {

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = PlaceConverter.Listening.class,
            description = {
                "Accept mail here; port 0 means any free port. Can be given more than once.",
                "Default: 127.0.0.1:2525, which only this machine can reach."
            })
    private List<HostPort> plain = new ArrayList<>();

    @Option(
            names = "--listen-tls",
            paramLabel = "HOST:PORT",
            converter = PlaceConverter.Listening.class,
            description = "Accept mail here too, with TLS from the first octet on. Can be given more than once.")
    private List<HostPort> tls = new ArrayList<>();

    @Option(
            names = "--hostname",
            paramLabel = "NAME",
            description = "The name to greet with. Default: localhost for capture, this machine's name for serve.")
    private @Nullable String hostname;

    List<HostPort> plain() {
        return plain.isEmpty() ? List.of(new HostPort("127.0.0.1", 2525)) : plain;
    }

    List<HostPort> tls() {
        return tls;
    }

    String hostname(String byDefault) {
        String name = hostname == null ? byDefault : hostname;
        UsageException.require(
                name.matches("[!-~]{1,255}"), "--hostname must be a name without spaces, such as mail.example.org");
        return name;
    }

    void apply(SmtpServerBuilder server, String defaultHostname) {
        server.hostname(hostname(defaultHostname))
                .host(plain().get(0).host())
                .port(plain().get(0).port());
        plain().stream().skip(1).forEach(place -> server.alsoListen(place.host(), place.port()));
        tls.forEach(place -> server.alsoListenTls(place.host(), place.port()));
    }
}
