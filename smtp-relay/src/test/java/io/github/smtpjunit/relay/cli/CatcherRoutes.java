package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.catcher.Catcher;
import io.github.smtpjunit.relay.catcher.CaughtMails;
import io.github.smtpjunit.relay.catcher.CaughtSessions;
import io.github.smtpjunit.relay.catcher.MemoryMails;
import io.github.smtpjunit.relay.web.Access;
import io.github.smtpjunit.relay.web.Routes;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The places of a catcher, as the program has them. */
final class CatcherRoutes {

    private CatcherRoutes() {}

    static List<String> places() throws IOException {
        Routes routes = new Routes();
        try (CaughtMails mails =
                        new CaughtMails(new MemoryMails(1_000), new CaughtMails.Bounds(1, null), Clock.systemUTC());
                SmtpServer server = SmtpServer.builder().start()) {
            new Catcher(mails, new CaughtSessions(1_000_000), server.faults(), List.of(), "", null)
                    .addTo(routes, new Access(Map.of()));
        }
        List<String> places = new ArrayList<>(List.of("GET /health", "GET /metrics"));
        routes.places().stream()
                .filter(place -> !isOfThePage(place.substring(place.indexOf(' ') + 1)))
                .forEach(places::add);
        return places;
    }

    /** Whether a path is the page, one of its files, or the description of the API. */
    static boolean isOfThePage(String path) {
        return path.equals("/") || path.matches("/[a-z]+\\.(js|css|svg|json|html)");
    }
}
