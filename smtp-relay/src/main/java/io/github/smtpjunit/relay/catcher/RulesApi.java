package io.github.smtpjunit.relay.catcher;

import static io.github.smtpjunit.relay.catcher.MailJson.ordered;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.smtpjunit.relay.web.HttpProblem;
import io.github.smtpjunit.relay.web.Request;
import io.github.smtpjunit.relay.web.Response;
import io.github.smtpjunit.relay.web.Routes;
import io.github.smtpjunit.smtp.server.FaultRule;
import io.github.smtpjunit.smtp.server.Faults;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rules by which the server fails, while it runs: shows them with their hits, adds and removes them. Those of the
 * command line come first. Thread-safe.
 */
public final class RulesApi {

    private final Faults faults;
    private final TreeMap<Integer, FaultRule> numbered = new TreeMap<>(); // guarded by this, as what follows
    private int last;

    /** Makes the API of some rules. */
    public RulesApi(Faults faults) {
        this.faults = faults;
    }

    /** Puts its places among others. */
    public void addTo(Routes routes) {
        routes.add("GET", "/api/rules", request -> list())
                .add("POST", "/api/rules", this::add)
                .add("DELETE", "/api/rules", request -> removeAll())
                .add("DELETE", "/api/rules/{id}", this::remove);
    }

    private synchronized Response list() {
        return Response.json(ordered(
                "rules",
                rules().entrySet().stream()
                        .map(entry -> json(entry.getKey(), entry.getValue()))
                        .toList()));
    }

    /** The rules in the order in which they are asked, each by the number that it keeps. */
    private synchronized Map<Integer, FaultRule> rules() {
        List<FaultRule> inForce = faults.rules();
        numbered.values().removeIf(rule -> !inForce.contains(rule));
        for (FaultRule rule : inForce) {
            if (!numbered.containsValue(rule)) {
                numbered.put(++last, rule);
            }
        }
        return numbered;
    }

    private static Map<String, Object> json(int id, FaultRule rule) {
        return ordered("id", id, "rule", rule.toString(), "hits", rule.hits());
    }

    private synchronized Response add(Request request) throws IOException {
        JsonObject body = request.json();
        JsonElement text = body.get("rule");
        if (body.size() != 1 || text == null || !text.isJsonPrimitive()) {
            throw HttpProblem.badRequest(
                    "Send one rule: {\"rule\": \"rcpt:ada@example.org 2 times=451 4.7.1 Try later\"}");
        }
        try {
            FaultRule rule = FaultRule.parse(text.getAsString());
            faults.add(rule);
            rules();
            return Response.json(json(last, rule)).status(201);
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private synchronized Response removeAll() {
        int count = faults.rules().size();
        faults.clear();
        return Response.json(ordered("deleted", count));
    }

    private synchronized Response remove(Request request) {
        String id = request.pathPart("id");
        FaultRule rule = id.matches("\\d{1,9}") ? rules().get(Integer.valueOf(id)) : null;
        if (rule == null) {
            throw HttpProblem.notFound("There is no rule " + id);
        }
        faults.remove(rule);
        return Response.nothing();
    }
}
