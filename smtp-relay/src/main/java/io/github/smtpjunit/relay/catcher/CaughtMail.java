package io.github.smtpjunit.relay.catcher;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.github.smtpjunit.relay.client.HostPort;
import io.github.smtpjunit.relay.web.Json;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.EsmtpParameters.Parameter;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.ReversePath;
import io.github.smtpjunit.smtp.sasl.AuthInfo;
import io.github.smtpjunit.smtp.server.SessionInfo;
import io.github.smtpjunit.smtp.server.TlsInfo;
import io.github.smtpjunit.smtp.usercode.UserCode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A mail that was caught, but for its content: its envelope, the facts of its session, and what a list shows. It has a
 * form in JSON, which stands beside its content in a directory. What takes time to read is read when it is first asked
 * for, since a start with many mails is to be quick. Immutable.
 */
public final class CaughtMail {

    /**
     * What is known of a mail beside its content.
     *
     * @param relayed the recipients to whom it went on, beside being kept
     * @param helo the name that the client gave, {@code ""} if it gave none
     * @param tlsProtocol such as {@code TLSv1.3}, null if it came in clear text
     * @param user who authenticated, null if the client did not
     * @param remote the client's address and port
     * @param session the number of its session; null if an earlier process caught it
     */
    private record Facts(
            Envelope envelope,
            List<String> relayed,
            String helo,
            @Nullable String tlsProtocol,
            @Nullable String user,
            String remote,
            Instant receivedAt,
            long size,
            @Nullable Long session) {}

    /** What is known of a mail whose text cannot be read. */
    private static final Facts NO_FACTS = new Facts(
            new Envelope(ReversePath.NULL, EsmtpParameters.NONE, List.of()),
            List.of(),
            "",
            null,
            null,
            "",
            Instant.EPOCH,
            0,
            null);

    /** What is made when it is first asked for, and then kept. */
    private static final class Once<T> implements Supplier<T> {

        private final Supplier<T> maker;
        private @Nullable T made;

        Once(Supplier<T> maker) {
            this.maker = maker;
        }

        @Override
        public synchronized T get() {
            if (made == null) {
                made = maker.get();
            }
            return made;
        }
    }

    private final String id;
    private final Supplier<Facts> facts;
    private final Supplier<MailSummary> summary;
    private final Supplier<String> listed = new Once<>(() -> Json.of(jsonForAll())); // a long list is to be quick

    private CaughtMail(String id, Supplier<Facts> facts, Supplier<MailSummary> summary) {
        this.id = id;
        this.facts = facts;
        this.summary = summary;
    }

    static CaughtMail of(
            Envelope envelope,
            List<String> relayed,
            SessionInfo session,
            Instant receivedAt,
            long size,
            MailSummary summary) {
        Facts facts = new Facts(
                envelope,
                relayed,
                session.heloName().orElse(""),
                session.tls().map(TlsInfo::protocol).orElse(null),
                session.authentication().map(AuthInfo::user).orElse(null),
                HostPort.of(session.remoteAddress()).toString(),
                receivedAt,
                size,
                session.id());
        return new CaughtMail("", () -> facts, () -> summary);
    }

    /** Returns its number, with six digits or more. */
    public String id() {
        return id;
    }

    /** Returns its size in octets. */
    public long size() {
        return facts.get().size();
    }

    /** Returns its envelope. */
    public Envelope envelope() {
        return facts.get().envelope();
    }

    /** Returns the recipients to whom it went on, beside being kept. */
    public List<String> relayed() {
        return facts.get().relayed();
    }

    /** Returns when it arrived. */
    public Instant receivedAt() {
        return facts.get().receivedAt();
    }

    /** Returns the number of its session; null if an earlier process caught it. */
    public @Nullable Long session() {
        return facts.get().session();
    }

    /** Returns the version of TLS, such as {@code TLSv1.3}; null if it came in clear text. */
    @Nullable
    String tlsProtocol() {
        return facts.get().tlsProtocol();
    }

    /** Returns who authenticated, null if the client did not. */
    @Nullable
    String user() {
        return facts.get().user();
    }

    MailSummary summary() {
        return summary.get();
    }

    /** Returns the subject, decoded; {@code ""} if the mail has none. */
    public String subject() {
        return summary().subject();
    }

    /** Returns its number; {@link #id} has leading zeros. */
    long number() {
        return Long.parseLong(id);
    }

    CaughtMail withId(String number) {
        return new CaughtMail(number, facts, summary);
    }

    /** Returns what stands in a directory beside the content. The number is the file's name. */
    String fileText() {
        Map<String, Object> json = envelopeJson();
        if (!relayed().isEmpty()) {
            json.put("relayed", relayed()); // only a relay that keeps what it refuses has some
        }
        return Json.of(json) + "\n";
    }

    /** Returns what the API says of it. */
    Map<String, Object> json(boolean isUnread) {
        Map<String, Object> json = jsonForAll();
        json.put("unread", isUnread);
        return json;
    }

    /** Returns the same as text. */
    Json.Text jsonText(boolean isUnread) {
        String text = listed();
        return new Json.Text(text.substring(0, text.length() - 1) + ", \"unread\": " + isUnread + "}");
    }

    /** Returns what never changes of it as text. */
    String listed() {
        return listed.get();
    }

    private Map<String, Object> jsonForAll() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.putAll(envelopeJson());
        json.put("relayed", relayed());
        json.put("size", size());
        json.put("subject", summary().subject());
        json.put("sender", summary().sender());
        json.put("preview", summary().preview());
        json.put("attachmentCount", summary().attachmentCount());
        json.put("session", session());
        return json;
    }

    /** Returns what stands in a directory beside the content, as a map. */
    Map<String, Object> envelopeJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        Facts its = facts.get();
        Envelope envelope = its.envelope();
        json.put("from", envelope.from());
        json.put("to", envelope.to());
        json.put("helo", its.helo());
        json.put("tls", its.tlsProtocol() != null);
        json.put("tlsProtocol", its.tlsProtocol());
        json.put("user", its.user());
        json.put("mailParams", parameters(envelope.parameters()));
        json.put(
                "rcptParams",
                envelope.recipients().stream()
                        .map(recipient -> parameters(recipient.parameters()))
                        .toList());
        json.put("remote", its.remote());
        json.put("receivedAt", its.receivedAt().toString());
        return json;
    }

    private static Map<String, Object> parameters(EsmtpParameters parameters) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Parameter parameter : parameters.list()) {
            String value = parameter.value();
            values.put(parameter.keyword(), value == null ? (Object) true : value);
        }
        return values;
    }

    /**
     * What a mail left in a directory.
     *
     * @param text what {@link #fileText} has written
     * @param size the size of the content
     */
    record Files(String text, long size) {}

    /** Reads what a mail left in a directory. */
    interface Source {
        Files read() throws IOException;
    }

    /**
     * Makes a mail of an earlier process, or of another one. Nothing is read before it is asked for.
     *
     * @param number the number of the mail
     * @param source its files
     * @param summary reads the content for the summary
     */
    static CaughtMail unread(String number, Source source, Supplier<MailSummary> summary) {
        Once<Facts> facts = new Once<>(() -> UserCode.call(() -> read(source.read()), failure -> NO_FACTS));
        return new CaughtMail(number, facts, new Once<>(summary));
    }

    /** Tells whether the text beside the content is that of a mail, and still there when it is first asked for. */
    boolean isReadable() {
        return !facts.get().equals(NO_FACTS);
    }

    private static Facts read(Files files) {
        JsonObject json = JsonParser.parseString(files.text()).getAsJsonObject();
        return new Facts(
                envelope(json),
                texts(json, "relayed"),
                text(json, "helo", ""),
                textOrNull(json, "tlsProtocol"),
                textOrNull(json, "user"),
                text(json, "remote", ""),
                Instant.parse(text(json, "receivedAt", "")),
                files.size(),
                null);
    }

    private static Envelope envelope(JsonObject json) {
        List<Envelope.Recipient> recipients = new ArrayList<>();
        JsonArray to = json.getAsJsonArray("to");
        JsonArray parameters = json.has("rcptParams") ? json.getAsJsonArray("rcptParams") : new JsonArray();
        for (int i = 0; i < to.size(); i++) {
            JsonElement its = i < parameters.size() ? parameters.get(i) : new JsonObject();
            recipients.add(new Envelope.Recipient(
                    ForwardPath.parseLeniently("<" + to.get(i).getAsString() + ">"),
                    parameters(its.getAsJsonObject())));
        }
        JsonObject mailParams = json.has("mailParams") ? json.getAsJsonObject("mailParams") : new JsonObject();
        return new Envelope(
                ReversePath.parseLeniently("<" + text(json, "from", "") + ">"), parameters(mailParams), recipients);
    }

    private static EsmtpParameters parameters(JsonObject json) {
        return new EsmtpParameters(json.entrySet().stream()
                .map(entry -> new Parameter(entry.getKey(), parameterValue(entry.getValue())))
                .toList());
    }

    private static @Nullable String parameterValue(JsonElement value) {
        return value instanceof JsonPrimitive primitive && primitive.isString() ? primitive.getAsString() : null;
    }

    private static List<String> texts(JsonObject json, String name) {
        JsonElement values = json.get(name);
        return values == null
                ? List.of()
                : values.getAsJsonArray().asList().stream()
                        .map(JsonElement::getAsString)
                        .toList();
    }

    private static String text(JsonObject json, String name, String absent) {
        String text = textOrNull(json, name);
        return text == null ? absent : text;
    }

    private static @Nullable String textOrNull(JsonObject json, String name) {
        JsonElement value = json.get(name);
        return value == null || value.isJsonNull() ? null : value.getAsString();
    }
}
