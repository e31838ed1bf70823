package io.github.smtpjunit.relay.web;

import java.util.List;
import java.util.Map;

/** A request that is answered by an error: its status, and a sentence that names the remedy. */
public final class HttpProblem extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;

    /**
     * Makes an error.
     *
     * @param status the HTTP status, 400 or more
     * @param message what is wrong, in words for the one who asked
     */
    public HttpProblem(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** A request that cannot be understood. */
    public static HttpProblem badRequest(String message) {
        return new HttpProblem(400, message);
    }

    /** Something that is not here. */
    public static HttpProblem notFound(String message) {
        return new HttpProblem(404, message);
    }

    int status() {
        return status;
    }

    Response response() {
        return Response.json(Map.of("error", String.valueOf(getMessage()))).status(status);
    }

    /** The same for a place that has these methods only (RFC 9110 section 15.5.6). */
    static Response methodNotAllowed(List<String> allowed) {
        String methods = String.join(", ", allowed);
        return new HttpProblem(405, "Only " + methods.replace(", ", " and ") + " here")
                .response()
                .header("Allow", methods);
    }
}
