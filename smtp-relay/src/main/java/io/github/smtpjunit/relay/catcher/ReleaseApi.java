package io.github.smtpjunit.relay.catcher;

import static io.github.smtpjunit.relay.catcher.MailJson.ordered;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.smtpjunit.relay.spool.SpoolFullException;
import io.github.smtpjunit.relay.web.HttpProblem;
import io.github.smtpjunit.relay.web.Request;
import io.github.smtpjunit.relay.web.Response;
import io.github.smtpjunit.relay.web.Routes;
import io.github.smtpjunit.smtp.ForwardPath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Sends a caught mail on, if a client of the API asks. Thread-safe. */
final class ReleaseApi {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final int MAX_WAITING = 8;

    private final CaughtMails mails;
    private final @Nullable Release release;
    private final Semaphore waiting = new Semaphore(MAX_WAITING);

    /**
     * Makes it.
     *
     * @param release null if no mail can be released
     */
    ReleaseApi(CaughtMails mails, @Nullable Release release) {
        this.mails = mails;
        this.release = release;
    }

    void addTo(Routes routes) {
        routes.add("POST", "/api/mails/{id}/release", this::send)
                .add(
                        "GET",
                        "/api/mails/{id}/release",
                        request -> answer(
                                MailSearch.named(request, mails),
                                possible().results(MailSearch.named(request, mails))));
    }

    private Release possible() {
        if (release == null) {
            throw new HttpProblem(
                    409, "No mail can be released: start with --release-to HOST:PORT and --release-allow PATTERN");
        }
        return release;
    }

    private Response send(Request request) throws IOException {
        Release open = possible();
        CaughtMail mail = MailSearch.named(request, mails);
        JsonObject body = request.json();
        if (!Set.of("to", "again").containsAll(body.keySet())) {
            throw HttpProblem.badRequest(
                    "Send {\"to\": [\"ada@example.org\"]}, or nothing for the recipients of the mail");
        }
        List<ForwardPath> recipients = recipients(body.get("to"), mail);
        List<String> refused = recipients.stream()
                .filter(recipient -> !open.isAllowed(recipient))
                .map(ForwardPath::address)
                .toList();
        if (!refused.isEmpty()) {
            throw new HttpProblem(
                    403,
                    "No recipient gets the mail, since --release-allow does not allow " + String.join(", ", refused));
        }
        if (!Release.hasPlainSender(mail)) {
            throw new HttpProblem(409, "The sender of the mail is no address that a host has to take");
        }
        if (!waiting.tryAcquire()) {
            throw new HttpProblem(503, "Already " + MAX_WAITING + " releases wait: let fewer wait at once");
        }
        try {
            open.send(mail, recipients, isTrue(body.get("again")));
            return answer(mail, open.await(mail, LONGEST_WAIT));
        } catch (SpoolFullException e) {
            throw new HttpProblem(503, "Too many releases are on their way: wait until the host accepts some");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpProblem(503, "The program ends");
        } finally {
            waiting.release();
        }
    }

    private Response answer(CaughtMail mail, List<Release.Result> results) {
        return Response.json(ordered(
                "id",
                mail.id(),
                "host",
                possible().host(),
                "recipients",
                results.stream().map(Release.Result::json).toList()));
    }

    private static List<ForwardPath> recipients(@Nullable JsonElement to, CaughtMail mail) {
        if (to == null) {
            return mail.envelope().recipients().stream()
                    .map(recipient -> recipient.path())
                    .toList();
        }
        List<ForwardPath> recipients = new ArrayList<>();
        if (to.isJsonArray()) {
            for (JsonElement one : to.getAsJsonArray()) {
                recipients.add(recipient(one));
            }
        }
        if (recipients.isEmpty()) {
            throw HttpProblem.badRequest("to must be a list of addresses, such as [\"ada@example.org\"]");
        }
        return recipients;
    }

    private static ForwardPath recipient(JsonElement address) {
        if (address instanceof JsonPrimitive text && text.isString()) {
            try {
                return ForwardPath.parse("<" + text.getAsString() + ">");
            } catch (IllegalArgumentException e) {
                // as one that is no text
            }
        }
        throw HttpProblem.badRequest("This is no address: " + address);
    }

    private static boolean isTrue(@Nullable JsonElement again) {
        if (again == null) {
            return false;
        }
        if (again instanceof JsonPrimitive truth && truth.isBoolean()) {
            return truth.getAsBoolean();
        }
        throw HttpProblem.badRequest("again must be true or false");
    }
}
