package io.github.smtpjunit.relay.catcher;

import io.github.smtpjunit.relay.web.Request;
import io.github.smtpjunit.relay.web.Response;
import io.github.smtpjunit.relay.web.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** The page of a catcher: static files, which ask the API for all that they show. */
public final class CatcherSite {

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** The files, each of which has a place of its name. */
    private static final List<String> FILES = List.of(
            "catcher.css",
            "catcher.js",
            "api.js",
            "dom.js",
            "explain.js",
            "list.js",
            "mail.js",
            "release.js",
            "rules.js",
            "sessions.js",
            "icon.svg",
            "openapi.json");

    private static final Map<String, String> TYPES = Map.of(
            "html",
            "text/html",
            "css",
            "text/css",
            "js",
            "text/javascript",
            "svg",
            "image/svg+xml",
            "json",
            "application/json");

    private CatcherSite() {}

    /** Puts its places among others. */
    public static void addTo(Routes routes) {
        routes.add("GET", "/", request -> isBrowser(request) ? file("catcher.html") : places(routes));
        FILES.forEach(file -> routes.add("GET", "/" + file, request -> file(file)));
    }

    private static boolean isBrowser(Request request) {
        return request.header("Accept").orElse("").contains("text/html");
    }

    /** For who asks by hand. */
    private static Response places(Routes routes) {
        return Response.of(
                "text/plain",
                routes.places().stream()
                        .filter(place -> place.startsWith("GET /") && !place.contains("{"))
                        .map(place -> place.substring("GET ".length()) + "\n")
                        .distinct()
                        .reduce("", String::concat));
    }

    private static Response file(String name) throws IOException {
        try (InputStream file = CatcherSite.class.getResourceAsStream("site/" + name)) {
            if (file == null) {
                throw new IllegalStateException("The file " + name + " is not in the jar");
            }
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain");
            return Response.of(type + "; charset=utf-8", file.readAllBytes()).header("Content-Security-Policy", POLICY);
        }
    }
}
