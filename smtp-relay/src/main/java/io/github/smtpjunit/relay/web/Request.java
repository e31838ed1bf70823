package io.github.smtpjunit.relay.web;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request over HTTP, with the parts of its path that its route names. Not thread-safe. */
public final class Request {

    private static final TypeAdapter<JsonElement> ANY_JSON = new Gson().getAdapter(JsonElement.class);
    private static final int MAX_BODY = 1024 * 1024;
    private static final Pattern SPAN = Pattern.compile("(\\d{1,6})(ms|s|m)?");

    private final HttpExchange exchange;
    private final Map<String, List<String>> query;
    private final Map<String, String> pathParts = new LinkedHashMap<>();

    Request(HttpExchange exchange) {
        this.exchange = exchange;
        this.query = decoded(exchange.getRequestURI());
    }

    private static Map<String, List<String>> decoded(URI uri) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        String raw = uri.getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (!name.isEmpty()) {
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                values.computeIfAbsent(decoded(name), key -> new ArrayList<>()).add(decoded(value));
            }
        }
        return values;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest("The query string has a broken escape: write % as %25");
        }
    }

    /** Returns the method in upper case; that of a HEAD is GET, since it asks for the same. */
    String method() {
        return exchange.getRequestMethod().equals("HEAD") ? "GET" : exchange.getRequestMethod();
    }

    /** Returns the path, decoded. */
    public String path() {
        return String.valueOf(exchange.getRequestURI().getPath());
    }

    /** Returns the authority of a request in absolute form, which counts as the Host (RFC 9112 section 3.2.2). */
    List<String> authority() {
        String authority = exchange.getRequestURI().getRawAuthority();
        return authority == null ? exchange.getRequestHeaders().getOrDefault("Host", List.of()) : List.of(authority);
    }

    Headers headers() {
        return exchange.getRequestHeaders();
    }

    /** Returns a header field, empty if absent. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    /** Tells whether a tool asks, which may then be answered by a change: no browser, and not only for the header. */
    public boolean isOfTool() {
        return header("Sec-Fetch-Site").isEmpty() && exchange.getRequestMethod().equals("GET");
    }

    void setPathParts(Map<String, String> parts) {
        pathParts.putAll(parts);
    }

    /** Returns what stands in the path for {@code {name}} of the route. */
    public String pathPart(String name) {
        return pathParts.getOrDefault(name, "");
    }

    /** Returns a parameter of the query string, the last one if there are several; empty if absent or blank. */
    public Optional<String> parameter(String name) {
        List<String> values = parameters(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }

    /** Returns all values of a parameter of the query string that are not blank, in order. */
    public List<String> parameters(String name) {
        return query.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isBlank())
                .toList();
    }

    /**
     * Refuses parameters that nothing asks for: a misspelt one would change what is found without a word.
     *
     * @throws HttpProblem if there is another parameter than these
     */
    public void allowParameters(String... names) {
        for (String name : query.keySet()) {
            if (!List.of(names).contains(name)) {
                throw HttpProblem.badRequest("There is no parameter " + name + " here"
                        + (names.length == 0 ? "" : ", only " + String.join(", ", names)));
            }
        }
    }

    /**
     * Returns a parameter that is a whole number.
     *
     * @throws HttpProblem if it is another text, or out of bounds
     */
    public int number(String name, int absent, int least, int most) {
        Optional<String> text = parameter(name);
        if (text.isEmpty()) {
            return absent;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // as one that is out of bounds
        }
        throw HttpProblem.badRequest(name + " must be a number from " + least + " to " + most + ", not " + text.get());
    }

    /**
     * Returns a parameter that is a time span such as {@code 10s}, {@code 500ms} or {@code 1m}; a number alone is in
     * seconds.
     *
     * @throws HttpProblem if it is another text, or longer than the most
     */
    public Optional<Duration> span(String name, Duration most) {
        return parameter(name).map(text -> {
            Matcher span = SPAN.matcher(text);
            Duration duration = span.matches() ? duration(Long.parseLong(span.group(1)), span.group(2)) : null;
            if (duration == null || duration.compareTo(most) > 0) {
                throw HttpProblem.badRequest(
                        name + " must be a time such as 10s, at most " + most.toSeconds() + "s, not " + text);
            }
            return duration;
        });
    }

    private static Duration duration(long number, @Nullable String unit) {
        if ("ms".equals(unit)) {
            return Duration.ofMillis(number);
        }
        return "m".equals(unit) ? Duration.ofMinutes(number) : Duration.ofSeconds(number);
    }

    /**
     * Returns the body, a JSON object.
     *
     * @throws HttpProblem if it is another text, or too large
     * @throws IOException if it cannot be read
     */
    public JsonObject json() throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new HttpProblem(413, "The body is larger than " + MAX_BODY + " octets");
        }
        String text = new String(body, StandardCharsets.UTF_8);
        if (text.isBlank()) {
            return new JsonObject();
        }
        try {
            JsonReader reader = new JsonReader(new StringReader(text));
            reader.setStrictness(Strictness.STRICT);
            JsonElement json = ANY_JSON.read(reader);
            if (json.isJsonObject() && reader.peek() == JsonToken.END_DOCUMENT) {
                return json.getAsJsonObject();
            }
        } catch (IOException | JsonParseException | StackOverflowError e) { // the parser recurses
            // as one of another kind
        }
        throw HttpProblem.badRequest("The body must be a JSON object");
    }
}
