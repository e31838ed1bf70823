package io.github.smtpjunit.relay.catcher;

import static io.github.smtpjunit.relay.catcher.MailJson.ordered;

import io.github.smtpjunit.relay.web.Response;
import io.github.smtpjunit.relay.web.Routes;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows where the catcher accepts mail, and where it may send some. Immutable. */
public final class InfoApi {

    /** How a listener begins. */
    public enum Tls {
        /** In clear text, without an offer of TLS. */
        NONE,
        /** In clear text, with an offer of STARTTLS. */
        STARTTLS,
        /** By a TLS handshake. */
        IMPLICIT
    }

    /**
     * Where mail is accepted.
     *
     * @param address the address that is listened on; a wildcard stands for each address of this machine
     * @param tls how a session begins there
     */
    public record Place(InetSocketAddress address, Tls tls) {

        private Map<String, Object> json() {
            return ordered(
                    "host",
                    address.getAddress().getHostAddress(),
                    "port",
                    address.getPort(),
                    "tls",
                    tls.name().toLowerCase(Locale.ROOT));
        }
    }

    private final List<Place> places;
    private final @Nullable Release release;

    /**
     * Makes the API of a catcher that listens at some places.
     *
     * @param release what sends mails on, null if none may leave
     */
    InfoApi(List<Place> places, @Nullable Release release) {
        this.places = List.copyOf(places);
        this.release = release;
    }

    /** Puts its place among others. */
    void addTo(Routes routes) {
        routes.add("GET", "/api/info", request -> Response.json(json()));
    }

    private Map<String, Object> json() {
        return ordered(
                "smtp",
                places.stream().map(Place::json).toList(),
                "release",
                release == null ? null : ordered("host", release.host(), "allow", release.allowed()));
    }
}
