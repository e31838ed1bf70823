package io.github.smtpjunit.relay.catcher;

import io.github.smtpjunit.relay.web.Access;
import io.github.smtpjunit.relay.web.Routes;
import io.github.smtpjunit.smtp.server.Faults;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a catcher shows over HTTP.
 *
 * @param mails the caught mails
 * @param sessions the sessions by which they came
 * @param faults the rules by which the server fails
 * @param places where it accepts mail
 * @param version ours
 * @param release what sends mails on, null if none may leave
 */
public record Catcher(
        CaughtMails mails,
        CaughtSessions sessions,
        Faults faults,
        List<InfoApi.Place> places,
        String version,
        @Nullable Release release) {

    /** Copies the places. */
    public Catcher {
        places = List.copyOf(places);
    }

    /** Puts all places among others. */
    public void addTo(Routes routes, Access access) {
        new CatcherApi(mails, sessions, access).addTo(routes);
        new InfoApi(places, release).addTo(routes);
        new ReleaseApi(mails, release).addTo(routes);
        new RulesApi(faults).addTo(routes);
        new ChangeEvents(mails, sessions).addTo(routes);
        new MailpitApi(mails, sessions, version, Clock.systemUTC()).addTo(routes);
        CatcherSite.addTo(routes);
    }
}
