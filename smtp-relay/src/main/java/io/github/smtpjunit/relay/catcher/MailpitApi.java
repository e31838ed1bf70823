package io.github.smtpjunit.relay.catcher;

import static io.github.smtpjunit.relay.catcher.MailJson.ordered;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.smtpjunit.mail.MailPart;
import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.relay.web.HttpProblem;
import io.github.smtpjunit.relay.web.Request;
import io.github.smtpjunit.relay.web.Response;
import io.github.smtpjunit.relay.web.Routes;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Answers those calls of Mailpit's API, version 1, that test tools make, so that they work here unchanged. What it has
 * beyond them (tags that are set, checks, chaos, sending) is not here. Thread-safe.
 */
public final class MailpitApi implements CaughtMails.Listener {

    private static final int MAX_PAGE = 10_000;

    private final CaughtMails mails;
    private final CaughtSessions sessions;
    private final String version;
    private final Clock clock;
    private final Instant start;
    private final LongAdder accepted = new LongAdder();
    private final LongAdder acceptedOctets = new LongAdder();
    private final LongAdder deleted = new LongAdder();

    /**
     * Makes the API of a catcher. It counts from now on.
     *
     * @param version ours, for those that ask
     */
    public MailpitApi(CaughtMails mails, CaughtSessions sessions, String version, Clock clock) {
        this.mails = mails;
        this.sessions = sessions;
        this.version = version;
        this.clock = clock;
        this.start = clock.instant();
        mails.addListener(this);
    }

    @Override
    public void changed() {
        // each request looks for itself
    }

    @Override
    public void kept(CaughtMail mail) {
        accepted.increment();
        acceptedOctets.add(mail.size());
    }

    @Override
    public void removed(CaughtMail mail, CaughtMails.Removal why) {
        deleted.increment();
    }

    /** Puts its places among others. */
    public void addTo(Routes routes) {
        routes.add("GET", "/api/v1/messages", this::list)
                .add("DELETE", "/api/v1/messages", this::delete)
                .add("GET", "/api/v1/search", this::search)
                .add("GET", "/api/v1/message/{id}", this::show)
                .add("GET", "/api/v1/message/{id}/headers", this::headers)
                .add("GET", "/api/v1/message/{id}/raw", this::raw)
                .add("GET", "/api/v1/message/{id}/part/{number}", this::part)
                .add("GET", "/api/v1/info", request -> info())
                .addForMonitors("/livez", request -> Response.of("text/plain", "ok"))
                .addForMonitors("/readyz", request -> ready());
    }

    private Response ready() {
        return mails.problem()
                .map(problem -> Response.of("text/plain", problem).status(503))
                .orElseGet(() -> Response.of("text/plain", "ok"));
    }

    private Response list(Request request) throws IOException {
        request.allowParameters("start", "limit", "tz");
        return page(request, mail -> true);
    }

    private Response search(Request request) throws IOException {
        request.allowParameters("query", "start", "limit", "tz");
        String query = request.parameter("query")
                .orElseThrow(() -> HttpProblem.badRequest("Give a query, such as ?query=to:ada@example.org"));
        String zone = request.parameter("tz").orElse(ZoneId.systemDefault().getId());
        return page(request, MailpitSearch.parse(query, zone, mails));
    }

    private Response page(Request request, Predicate<CaughtMail> wanted) throws IOException {
        int first = request.number("start", 0, 0, Integer.MAX_VALUE);
        int limit = request.number("limit", 50, 0, MAX_PAGE);
        List<CaughtMail> all = mails.list();
        List<CaughtMail> found = MailSearch.among(all, wanted);
        List<CaughtMail> shown = found.stream().skip(first).limit(limit).toList();
        List<Map<String, Object>> messages = new ArrayList<>();
        for (CaughtMail mail : shown) {
            try {
                messages.add(listed(mail));
            } catch (FileNotFoundException | NoSuchFileException e) {
                // deleted in this moment; the others are still here
            }
        }
        return Response.json(ordered(
                "total", all.size(),
                "unread", unread(all),
                "count", messages.size(),
                "messages_count", found.size(),
                "messages_unread", unread(found),
                "start", first,
                "tags", List.of(),
                "messages", messages));
    }

    private long unread(List<CaughtMail> some) {
        return some.stream().filter(mails::isUnread).count();
    }

    private Map<String, Object> listed(CaughtMail mail) throws IOException {
        ParsedMail start = parsed(mail, MailSummary.MAX_READ);
        Map<String, Object> json = people(mail, start);
        json.put("Read", !mails.isUnread(mail));
        json.put("Created", mail.receivedAt().toString());
        json.put("Attachments", mail.summary().attachmentCount());
        json.put("Snippet", mail.summary().preview());
        return json;
    }

    /** What the entry in a list and the whole mail share. */
    private static Map<String, Object> people(CaughtMail caught, ParsedMail mail) {
        return ordered(
                "ID",
                caught.id(),
                "MessageID",
                mail.header("Message-ID").map(MailpitApi::withoutBrackets).orElse(""),
                "From",
                addresses(mail, "From")
                        .findFirst()
                        .orElse(address("", caught.envelope().from())),
                "To",
                addresses(mail, "To").toList(),
                "Cc",
                addresses(mail, "Cc").toList(),
                "Bcc",
                mail.blindRecipients(caught.envelope()).stream()
                        .map(address -> address("", address))
                        .toList(),
                "ReplyTo",
                addresses(mail, "Reply-To").toList(),
                "Subject",
                mail.subject().orElse(""),
                "Username",
                caught.user() == null ? "" : caught.user(),
                "Tags",
                mail.headers("X-Tags").stream()
                        .flatMap(tags -> Stream.of(tags.split(",")))
                        .map(String::strip)
                        .filter(tag -> !tag.isEmpty())
                        .distinct()
                        .sorted()
                        .toList(),
                "Size",
                caught.size());
    }

    private static Stream<Map<String, Object>> addresses(ParsedMail mail, String field) {
        return mail.addresses(field).stream()
                .map(address -> address(address.name().orElse(""), address.address()));
    }

    private static Map<String, Object> address(String name, String address) {
        return ordered("Name", name, "Address", address);
    }

    private static String withoutBrackets(String id) {
        return id.strip().replaceAll("^<|>$", "");
    }

    private CaughtMail mail(Request request) throws IOException {
        String id = request.pathPart("id");
        return mails.find(id).orElseThrow(() -> HttpProblem.notFound("There is no message " + id));
    }

    private ParsedMail parsed(CaughtMail mail, int most) throws IOException {
        try (InputStream content = mails.open(mail)) {
            return ParsedMail.parse(content.readNBytes(most));
        }
    }

    private Response show(Request request) throws IOException {
        CaughtMail caught = mail(request);
        ParsedMail mail = parsed(caught, Integer.MAX_VALUE);
        if (request.isOfTool()) {
            mails.setUnread(caught, false);
        }
        Map<String, Object> json = people(caught, mail);
        json.put("ReturnPath", caught.envelope().from());
        json.put("Date", mail.date().orElse(caught.receivedAt()).toString());
        json.put("ListUnsubscribe", unsubscribe(mail));
        json.put("Text", mail.text().orElse(""));
        json.put("HTML", mail.html().orElse(""));
        json.put(
                "Inline",
                MailJson.leaves(mail, mail.inlineParts()).map(MailpitApi::file).toList());
        json.put(
                "Attachments",
                MailJson.leaves(mail, mail.attachments()).map(MailpitApi::file).toList());
        return Response.json(json);
    }

    private static Map<String, Object> unsubscribe(ParsedMail mail) {
        String header = mail.header("List-Unsubscribe").orElse("");
        return ordered(
                "Header",
                header,
                "HeaderPost",
                mail.header("List-Unsubscribe-Post").orElse(""),
                "Links",
                Stream.of(header.split(","))
                        .map(String::strip)
                        .filter(link -> link.startsWith("<") && link.endsWith(">"))
                        .map(MailpitApi::withoutBrackets)
                        .toList(),
                "Errors",
                "");
    }

    private static Map<String, Object> file(MailJson.Leaf leaf) {
        MailPart part = leaf.part();
        byte[] octets = part.bytes();
        return ordered(
                "PartID", leaf.number(),
                "FileName", part.name().orElse(""),
                "ContentType", part.type(),
                "ContentID", part.contentId().map(MailpitApi::withoutBrackets).orElse(""),
                "Size", octets.length,
                "Checksums",
                        ordered(
                                "MD5", checksum("MD5", octets),
                                "SHA1", checksum("SHA-1", octets),
                                "SHA256", checksum("SHA-256", octets)));
    }

    private static String checksum(String algorithm, byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(octets));
        } catch (NoSuchAlgorithmException e) {
            return ""; // Java need not have MD5
        }
    }

    /** All header fields by name in alphabetical order, unfolded and not decoded. */
    private Response headers(Request request) throws IOException {
        ParsedMail mail = parsed(mail(request), MailSummary.MAX_READ);
        Map<String, Object> fields = new TreeMap<>();
        for (String name : mail.headerNames()) {
            fields.put(
                    canonical(name),
                    mail.rawHeaders(name).stream()
                            .map(value -> value.replaceAll("\r?\n[ \t]+", " ").strip())
                            .toList());
        }
        return Response.json(fields);
    }

    /** The spelling that Mailpit has for each name: {@code Message-Id}. */
    private static String canonical(String name) {
        StringBuilder spelled = new StringBuilder();
        boolean starts = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            spelled.append(starts ? Character.toUpperCase(c) : Character.toLowerCase(c));
            starts = c == '-';
        }
        return spelled.toString();
    }

    private Response raw(Request request) throws IOException {
        CaughtMail mail = mail(request);
        Response raw = Response.stream("text/plain; charset=utf-8", mail.size(), () -> mails.open(mail));
        return request.parameter("dl").filter("1"::equals).isPresent() ? raw.attachment(mail.id() + ".eml") : raw;
    }

    private Response part(Request request) throws IOException {
        return MailJson.partResponse(parsed(mail(request), Integer.MAX_VALUE), request.pathPart("number"));
    }

    /** Deletes the messages that are named, or all if the request names no message, as Mailpit does. */
    private Response delete(Request request) throws IOException {
        JsonObject body = request.json();
        JsonElement ids = body.get("IDs");
        List<CaughtMail> all = mails.list();
        if (ids == null
                || ids.isJsonNull()
                || (ids.isJsonArray() && ids.getAsJsonArray().isEmpty())) {
            if (!body.keySet().stream().allMatch("IDs"::equals)) {
                throw HttpProblem.badRequest("Send {\"IDs\": [\"000001\"]}, or nothing to delete all messages");
            }
            mails.delete(all);
        } else {
            Set<String> wanted = names(ids);
            mails.delete(all.stream().filter(mail -> wanted.contains(mail.id())).toList());
        }
        return Response.of("text/plain", "ok");
    }

    private static Set<String> names(JsonElement ids) {
        Set<String> names = new HashSet<>();
        if (ids.isJsonArray()) {
            for (JsonElement id : ids.getAsJsonArray()) {
                if (id instanceof JsonPrimitive text && text.isString()) {
                    names.add(text.getAsString());
                    continue;
                }
                names.clear();
                break;
            }
        }
        if (names.isEmpty()) {
            throw HttpProblem.badRequest("IDs must be a list of texts, such as [\"000001\"]");
        }
        return names;
    }

    private Response info() throws IOException {
        List<CaughtMail> all = mails.list();
        Runtime runtime = Runtime.getRuntime();
        return Response.json(ordered(
                "Version", version,
                "LatestVersion", version,
                "Database", "",
                "DatabaseSize", all.stream().mapToLong(CaughtMail::size).sum(),
                "Messages", all.size(),
                "Unread", unread(all),
                "Tags", Map.of(),
                "RuntimeStats",
                        ordered(
                                "Uptime",
                                        Duration.between(start, clock.instant()).toSeconds(),
                                "Memory", runtime.totalMemory() - runtime.freeMemory(),
                                "MessagesDeleted", deleted.sum(),
                                "SMTPAccepted", accepted.sum(),
                                "SMTPAcceptedSize", acceptedOctets.sum(),
                                "SMTPRejected", sessions.failedCount(),
                                "SMTPIgnored", 0)));
    }
}
