package io.github.smtpjunit.relay.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is where: a handler for each method and path. A part of a path in braces stands for any one part. */
public final class Routes {

    /** Answers requests. */
    public interface Handler {
        /**
         * Answers a request.
         *
         * @throws HttpProblem if the answer is an error
         */
        Response answer(Request request) throws IOException;
    }

    /** Who may ask. */
    enum Audience {
        /** Also a monitor that has a name of its own for this machine: there are numbers only. */
        MONITORS,
        /** Those who know this machine by a name of its own. */
        USERS
    }

    /** A place. */
    record Route(String method, List<String> path, Audience audience, Handler handler) {

        @Nullable
        Map<String, String> parts(List<String> asked) {
            if (asked.size() != path.size()) {
                return null;
            }
            Map<String, String> parts = new LinkedHashMap<>();
            for (int i = 0; i < asked.size(); i++) {
                String name = path.get(i);
                if (name.startsWith("{") && !asked.get(i).isEmpty()) {
                    parts.put(name.substring(1, name.length() - 1), asked.get(i));
                } else if (!name.equals(asked.get(i))) {
                    return null;
                }
            }
            return parts;
        }
    }

    private final List<Route> routes = new ArrayList<>();

    /** Adds a place. One that is added earlier wins. */
    public Routes add(String method, String path, Handler handler) {
        routes.add(new Route(method, split(path), Audience.USERS, handler));
        return this;
    }

    /** Adds a place with numbers only, which monitors may read by any name. */
    public Routes addForMonitors(String path, Handler handler) {
        routes.add(new Route("GET", split(path), Audience.MONITORS, handler));
        return this;
    }

    private static List<String> split(String path) {
        return List.of(path.split("/", -1));
    }

    /** Returns all places, each as its method and path, in order. */
    public List<String> places() {
        return routes.stream()
                .map(route -> route.method() + " " + String.join("/", route.path()))
                .toList();
    }

    /** Answers a request, after the access is checked. */
    Response answer(Request request, Access access) throws IOException {
        List<String> path = split(request.path());
        List<String> methods = new ArrayList<>();
        for (Route route : routes) {
            Map<String, String> parts = route.parts(path);
            if (parts == null) {
                continue;
            }
            if (route.audience() == Audience.USERS) {
                access.check(request);
            }
            if (route.method().equals(request.method())) {
                request.setPathParts(parts);
                return route.handler().answer(request);
            }
            methods.add(route.method());
        }
        access.check(request);
        if (!methods.isEmpty()) {
            return HttpProblem.methodNotAllowed(methods.stream().distinct().toList());
        }
        throw HttpProblem.notFound("Not found");
    }
}
