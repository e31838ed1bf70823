package io.github.smtpjunit.relay.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that is answered by an error: its status, and a sentence that names the remedy. */
public final class HttpProblem extends RuntimeException {

    private static final long serialVersionUID = 1;

    private static final String LOG_IN = "Basic realm=\"smtp-relay\", charset=\"UTF-8\""; // RFC 7617

    private final int status;
    private final transient Map<String, ?> details;

    /**
     * Makes an error.
     *
     * @param status the HTTP status, 400 or more
     * @param message what is wrong, in words for the one who asked
     */
    public HttpProblem(int status, String message) {
        this(status, message, Map.of());
    }

    /**
     * Makes an error with more than words.
     *
     * @param details what stands beside {@code error} in the JSON
     */
    public HttpProblem(int status, String message, Map<String, ?> details) {
        super(message, null, false, false);
        this.status = status;
        this.details = details;
    }

    /** A request that cannot be understood. */
    public static HttpProblem badRequest(String message) {
        return new HttpProblem(400, message);
    }

    /** A request of someone who has to log in first. */
    static HttpProblem logIn() {
        return new HttpProblem(401, "Log in as a user of --http-user");
    }

    /** Something that is not here. */
    public static HttpProblem notFound(String message) {
        return new HttpProblem(404, message);
    }

    int status() {
        return status;
    }

    Response response() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("error", getMessage());
        json.putAll(details);
        Response response = Response.json(json).status(status);
        return status == 401 ? response.header("WWW-Authenticate", LOG_IN) : response;
    }

    /** The same for a place that has these methods only (RFC 9110 section 15.5.6). */
    static Response methodNotAllowed(List<String> allowed) {
        String methods = String.join(", ", allowed);
        return new HttpProblem(405, "Only " + methods.replace(", ", " and ") + " here")
                .response()
                .header("Allow", methods);
    }
}
