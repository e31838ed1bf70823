package io.github.smtpjunit.relay.catcher;

import static io.github.smtpjunit.relay.catcher.MailJson.ordered;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.smtpjunit.mail.Arrival;
import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.mail.lint.LintProfile;
import io.github.smtpjunit.mail.lint.LintReport;
import io.github.smtpjunit.mail.lint.MailLint;
import io.github.smtpjunit.mail.page.MailPage;
import io.github.smtpjunit.relay.web.Access;
import io.github.smtpjunit.relay.web.HttpProblem;
import io.github.smtpjunit.relay.web.Json;
import io.github.smtpjunit.relay.web.Request;
import io.github.smtpjunit.relay.web.Response;
import io.github.smtpjunit.relay.web.Routes;
import io.github.smtpjunit.smtp.server.SessionRecord;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Shows the mails and sessions of a catcher to pages and tools, in JSON; {@code openapi.json} describes it.
 * Thread-safe.
 */
public final class CatcherApi {

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final int MAX_WAITING = 24;
    private static final int MAX_PAGE = 10_000;
    private static final int SHOWN = 10;
    private static final Pattern FILE = Pattern.compile("(\\d{6,18})\\.(eml|json)");

    /** The page of a mail runs its own script only, as its own policy says, and as a page of no origin. */
    private static final String PAGE_POLICY = "sandbox allow-scripts allow-downloads; frame-ancestors 'self'";

    private final CaughtMails mails;
    private final CaughtSessions sessions;
    private final Access access;
    private final Semaphore waiting = new Semaphore(MAX_WAITING);

    /** Makes the API of a catcher. */
    public CatcherApi(CaughtMails mails, CaughtSessions sessions, Access access) {
        this.mails = mails;
        this.sessions = sessions;
        this.access = access;
    }

    /** Puts its places among others. */
    public void addTo(Routes routes) {
        routes.add("GET", "/api/token", request -> Response.json(ordered("token", access.token())))
                .add("GET", "/api/mails", this::list)
                .add("DELETE", "/api/mails", this::deleteSome)
                .add("GET", "/api/mails/{id}", this::show)
                .add("PATCH", "/api/mails/{id}", this::change)
                .add("DELETE", "/api/mails/{id}", this::delete)
                .add("GET", "/api/mails/{id}/raw", this::raw)
                .add("GET", "/api/mails/{id}/page", this::page)
                .add("GET", "/api/mails/{id}/parts/{number}", this::part)
                .add("GET", "/api/mails/{id}/lint", this::lint)
                .add("GET", "/api/mails/{id}/session", this::sessionOfMail)
                .add("GET", "/api/sessions", this::listSessions)
                .add("GET", "/api/sessions/{id}", this::session)
                .add("GET", "/mails", request -> files())
                .add("GET", "/mails/", request -> files())
                .add("GET", "/mails/{file}", this::file);
    }

    /** All envelopes, each with the name of its mail. */
    private Response files() throws IOException {
        List<CaughtMail> inOrder = mails.list();
        Collections.reverse(inOrder);
        return Response.json(inOrder.stream()
                .map(mail -> ordered("id", mail.id(), "envelope", mail.envelopeJson()))
                .toList());
    }

    /** A mail, or what stands beside it, by the names that they have in a directory. */
    private Response file(Request request) throws IOException {
        Matcher name = FILE.matcher(request.pathPart("file"));
        Optional<CaughtMail> mail = name.matches() ? mails.find(name.group(1)) : Optional.empty();
        if (mail.isEmpty() || !mail.get().id().equals(name.group(1))) {
            throw HttpProblem.notFound("There is no mail of this name");
        }
        return name.group(2).equals("eml")
                ? raw(mail.get())
                : Response.json(mail.get().envelopeJson()).attachment(name.group());
    }

    private Response list(Request request) throws IOException {
        request.allowParameters(
                Stream.concat(MailSearch.PARAMETERS.stream(), Stream.of("limit", "before", "wait", "count"))
                        .toArray(String[]::new));
        Predicate<CaughtMail> wanted = MailSearch.of(request, mails);
        int limit = request.number("limit", 100, 1, MAX_PAGE);
        Optional<Long> before = request.parameter("before").map(id -> MailSearch.number("before", id));
        List<CaughtMail> found = found(request, wanted);
        List<CaughtMail> page = found.stream()
                .filter(mail -> before.isEmpty() || mail.number() < before.get())
                .limit(limit + 1L)
                .toList();
        boolean isLast = page.size() <= limit;
        List<CaughtMail> shown = isLast ? page : page.subList(0, limit);
        Map<String, Object> json = ordered(
                "total",
                found.size(),
                "unread",
                found.stream().filter(mails::isUnread).count(),
                "next",
                isLast ? null : shown.get(shown.size() - 1).id());
        json.put("mails", shown(shown.stream()));
        return Response.json(json);
    }

    private List<CaughtMail> found(Request request, Predicate<CaughtMail> wanted) throws IOException {
        Optional<Duration> wait = request.span("wait", LONGEST_WAIT);
        int least = request.number("count", 1, 1, MAX_PAGE);
        if (wait.isEmpty()) {
            return MailSearch.among(mails.list(), wanted);
        }
        if (!waiting.tryAcquire()) {
            throw new HttpProblem(503, "Already " + MAX_WAITING + " requests wait: let fewer wait at once");
        }
        try {
            List<CaughtMail> found = mails.await(wanted, least, wait.get());
            if (found.size() < least) {
                throw new HttpProblem(404, nothingCame(found.size(), least, wait.get()), whatCame(found));
            }
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpProblem(503, "The program ends");
        } finally {
            waiting.release();
        }
    }

    private static String nothingCame(int found, int least, Duration wait) {
        return (least == 1
                        ? "No mail of this kind came within "
                        : found + " of " + least + " mails of this kind came within ")
                + wait.toMillis() / 1_000.0
                + " s: others shows the latest mails of other kinds, refused what the server has refused";
    }

    /** What the one who waits in vain wants to know: what came instead, and what was refused or broken off. */
    private Map<String, Object> whatCame(List<CaughtMail> found) throws IOException {
        Set<CaughtMail> asked = Collections.newSetFromMap(new IdentityHashMap<>());
        asked.addAll(found);
        List<CaughtMail> all = mails.list();
        Map<String, Object> json = ordered("total", all.size(), "mails", shown(found.stream()));
        json.put(
                "others",
                shown(all.stream().filter(mail -> !asked.contains(mail)).limit(SHOWN)));
        json.put(
                "refused",
                sessions.list().stream()
                        .flatMap(CaughtSessions::refusals)
                        .limit(SHOWN)
                        .toList());
        json.put(
                "openSessions",
                sessions.list().stream()
                        .filter(session -> session.ending().isEmpty())
                        .map(session -> session.info().id())
                        .toList());
        return json;
    }

    private List<Json.Text> shown(Stream<CaughtMail> some) {
        return some.filter(CaughtMail::isReadable)
                .map(mail -> mail.jsonText(mails.isUnread(mail)))
                .toList();
    }

    private ParsedMail parsed(CaughtMail mail) throws IOException {
        return ParsedMail.parse(content(mail));
    }

    private byte[] content(CaughtMail mail) throws IOException {
        try (InputStream content = mails.open(mail)) {
            return content.readAllBytes();
        }
    }

    private Response show(Request request) throws IOException {
        CaughtMail mail = MailSearch.named(request, mails);
        return Response.json(MailJson.of(mail.json(mails.isUnread(mail)), mail, parsed(mail)));
    }

    private Response change(Request request) throws IOException {
        CaughtMail mail = MailSearch.named(request, mails);
        JsonObject change = request.json();
        JsonElement unread = change.get("unread");
        if (change.size() != 1
                || unread == null
                || !unread.isJsonPrimitive()
                || !unread.getAsJsonPrimitive().isBoolean()) {
            throw HttpProblem.badRequest("Only unread can be changed: {\"unread\": false}");
        }
        mails.setUnread(mail, unread.getAsBoolean());
        return Response.json(mail.json(mails.isUnread(mail)));
    }

    private Response delete(Request request) throws IOException {
        CaughtMail mail = MailSearch.named(request, mails);
        if (mails.delete(List.of(mail)) == 0 && mails.find(mail.id()).isPresent()) {
            throw new HttpProblem(500, "Mail " + mail.id() + " cannot be deleted: see the log");
        }
        return Response.nothing();
    }

    /** Deletes the mails that are named by id or chosen by the search; all of them only if that is asked for. */
    private Response deleteSome(Request request) throws IOException {
        request.allowParameters(Stream.concat(MailSearch.PARAMETERS.stream(), Stream.of("id", "all"))
                .toArray(String[]::new));
        List<String> ids = request.parameters("id");
        boolean isChosen = MailSearch.PARAMETERS.stream()
                .anyMatch(name -> request.parameter(name).isPresent());
        if (ids.isEmpty() && !isChosen && !request.parameter("all").equals(Optional.of("true"))) {
            throw HttpProblem.badRequest(
                    "Say which: ?id=000001&id=000002, a search such as ?to=ada@example.org, or ?all=true");
        }
        Predicate<CaughtMail> wanted = MailSearch.of(request, mails);
        if (!ids.isEmpty()) {
            Set<Long> numbers =
                    ids.stream().map(id -> MailSearch.number("id", id)).collect(Collectors.toSet());
            wanted = wanted.and(mail -> numbers.contains(mail.number()));
        }
        List<CaughtMail> unwanted = MailSearch.among(mails.list(), wanted);
        return Response.json(ordered("deleted", mails.delete(unwanted)));
    }

    private Response raw(Request request) throws IOException {
        return raw(MailSearch.named(request, mails));
    }

    private Response raw(CaughtMail mail) {
        return Response.stream("message/rfc822", mail.size(), () -> mails.open(mail))
                .attachment(mail.id() + ".eml");
    }

    private Response page(Request request) throws IOException {
        CaughtMail mail = MailSearch.named(request, mails);
        ParsedMail parsed = parsed(mail);
        MailPage page = MailPage.of(parsed)
                .envelope(mail.envelope())
                .receivedAt(mail.receivedAt())
                .lint(lint(request, mail, parsed));
        Optional<SessionRecord> session = session(mail);
        if (session.isPresent()) {
            page = page.session(session.get());
        }
        return Response.of("text/html", page.render()).header("Content-Security-Policy", PAGE_POLICY);
    }

    private Response part(Request request) throws IOException {
        return MailJson.partResponse(parsed(MailSearch.named(request, mails)), request.pathPart("number"));
    }

    private Response lint(Request request) throws IOException {
        CaughtMail mail = MailSearch.named(request, mails);
        return Response.json(MailJson.of(lint(request, mail, parsed(mail))));
    }

    private static LintReport lint(Request request, CaughtMail mail, ParsedMail parsed) {
        Arrival arrival = new Arrival(mail.envelope(), mail.receivedAt(), mail.tlsProtocol() != null);
        return MailLint.check(parsed, arrival, profile(request));
    }

    private static LintProfile profile(Request request) {
        String name = request.parameter("profile").orElse("transactional");
        return Stream.of(LintProfile.values())
                .filter(profile -> profile.name()
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-')
                        .equals(name))
                .findFirst()
                .orElseThrow(
                        () -> HttpProblem.badRequest("profile must be transactional, bulk or strict-rfc, not " + name));
    }

    private Optional<SessionRecord> session(CaughtMail mail) {
        return mail.session() == null ? Optional.empty() : sessions.find(mail.session());
    }

    private Response sessionOfMail(Request request) throws IOException {
        CaughtMail mail = MailSearch.named(request, mails);
        return Response.json(CaughtSessions.fullJson(session(mail)
                .orElseThrow(() -> HttpProblem.notFound(
                        "The session of mail " + mail.id() + " is not known: only the latest of this process are"))));
    }

    private Response listSessions(Request request) {
        request.allowParameters("limit");
        int limit = request.number("limit", 100, 1, MAX_PAGE);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "sessions",
                sessions.list().stream().limit(limit).map(CaughtSessions::json).toList());
        return Response.json(json);
    }

    private Response session(Request request) {
        String id = request.pathPart("id");
        Optional<SessionRecord> session =
                id.matches("\\d{1,18}") ? sessions.find(Long.parseLong(id)) : Optional.empty();
        return Response.json(
                CaughtSessions.fullJson(session.orElseThrow(() -> HttpProblem.notFound("There is no session " + id))));
    }
}
