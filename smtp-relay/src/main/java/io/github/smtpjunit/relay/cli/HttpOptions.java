package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.client.HostPort;
import io.github.smtpjunit.relay.web.Access;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is served over HTTP, and to whom. */
@OptionHeading("HTTP")
final class HttpOptions {

    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            converter = PlaceConverter.Listening.class,
            description = "Serve /health and /metrics here, and the page and API of caught mails. Default: nowhere.")
    private @Nullable HostPort place;

    @Option(
            names = "--http-user",
            paramLabel = "NAME:PASSWORD",
            converter = AuthOptions.UserConverter.class,
            description = {
                "Let this user read and change what is served, and no one else. Can be given more than once.",
                "/health and /metrics stay open: they tell numbers only."
            })
    private List<AuthOptions.User> users = new ArrayList<>();

    @Option(
            names = "--http-user-file",
            paramLabel = "FILE",
            converter = SecretFile.Converter.class,
            description = "Know the users in this file too, a NAME:PASSWORD in each line. Can be given more than once.")
    private List<SecretFile> userFiles = new ArrayList<>();

    @Option(names = "--http-tls", description = "Serve HTTPS, with the certificate of --tls-cert.")
    private boolean tls;

    @Nullable
    HostPort place() {
        return place;
    }

    boolean isTls() {
        return tls;
    }

    /** Refuses options that do nothing. */
    void check() {
        UsageException.require(
                place != null || !(tls || !users.isEmpty() || !userFiles.isEmpty()),
                "--http-user, --http-user-file and --http-tls need --http HOST:PORT");
    }

    /** Makes the rules for a machine of this name. */
    Access access(String hostname) {
        Map<String, String> passwords = new LinkedHashMap<>();
        for (SecretFile file : userFiles) {
            file.read(new AuthOptions.UserConverter()).forEach(user -> passwords.put(user.name(), user.password()));
        }
        users.forEach(user -> passwords.put(user.name(), user.password()));
        return new Access(passwords, place == null ? hostname : place.host(), hostname);
    }
}
