package io.github.smtpjunit.relay.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Who may read and who may change. A request must name this machine as one of its {@linkplain OwnNames own names} do,
 * so that no web page reads what is here by a name that it lets point to this machine. What a browser sends and changes
 * something must come from a page of ours, with the token that only our pages can read. A tool sends no Origin, so it
 * needs none.
 */
public final class Access {

    /** The header field with the token. */
    public static final String TOKEN_FIELD = "X-Smtp-Relay-Token";

    private static final String BASIC = "Basic ";

    private static final String NOT_OUR_NAME =
            "Mails are shown only to requests for an IP address, such as 127.0.0.1, for localhost, or for the name of"
                    + " --http or --hostname";

    private final Map<String, String> users;
    private final OwnNames names;
    private final String token = HexFormat.of().formatHex(random());

    /**
     * Makes the rules for a machine of these names.
     *
     * @param users passwords by name; if the map is empty, no one has to log in
     * @param names the names
     */
    public Access(Map<String, String> users, String... names) {
        this.users = Map.copyOf(users);
        this.names = new OwnNames(names);
    }

    private static byte[] random() {
        byte[] octets = new byte[16];
        new SecureRandom().nextBytes(octets);
        return octets;
    }

    /** Returns the token that a page of ours sends with what changes something. */
    public String token() {
        return token;
    }

    /**
     * Lets a request pass.
     *
     * @throws HttpProblem if it may not
     */
    void check(Request request) {
        if (!names.areMeantBy(request.headers().get("Host")) || !names.areMeantBy(request.authority())) {
            throw new HttpProblem(421, NOT_OUR_NAME); // RFC 9110 section 15.5.20
        }
        if (!users.isEmpty() && !isOfUser(request)) {
            throw HttpProblem.logIn();
        }
        if (isOfAnotherPage(request)) {
            throw new HttpProblem(403, "A page of another origin may neither read nor change anything here");
        }
        if (!request.method().equals("GET") && isOfBrowser(request) && !hasToken(request)) {
            throw new HttpProblem(403, "A page must send the token of /api/token in " + TOKEN_FIELD);
        }
    }

    /** Whether a user has logged in (RFC 7617). */
    private boolean isOfUser(Request request) {
        String field = request.header("Authorization").orElse("");
        if (!field.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return false;
        }
        String pair;
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(field.substring(BASIC.length()).strip());
            pair = new String(decoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return false;
        }
        boolean isKnown = false;
        for (Map.Entry<String, String> user : users.entrySet()) { // each one, so that the time tells nothing
            isKnown |= areEqual(user.getKey() + ":" + user.getValue(), pair);
        }
        return isKnown;
    }

    private static boolean areEqual(String secret, String sent) {
        return MessageDigest.isEqual(secret.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isOfBrowser(Request request) {
        return request.headers().containsKey("Origin") || request.headers().containsKey("Sec-Fetch-Site");
    }

    /** Whether a page asks that is not ours. A browser that follows a link, or a typed address, sends no Origin. */
    private static boolean isOfAnotherPage(Request request) {
        List<String> origins = request.headers().getOrDefault("Origin", List.of());
        if (!origins.isEmpty()) {
            String host = request.header("Host").orElse("").toLowerCase(Locale.ROOT);
            String origin = origins.get(0).toLowerCase(Locale.ROOT);
            return origins.size() > 1 || !(origin.equals("http://" + host) || origin.equals("https://" + host));
        }
        if (!request.method().equals("GET") && isOfAnotherReferer(request)) {
            return true; // an old browser says no more than that
        }
        Optional<String> site = request.header("Sec-Fetch-Site");
        boolean isNavigation =
                request.header("Sec-Fetch-Mode").filter("navigate"::equals).isPresent();
        return site.isPresent()
                && !List.of("same-origin", "none").contains(site.get())
                && !(isNavigation && request.method().equals("GET"));
    }

    private static boolean isOfAnotherReferer(Request request) {
        String host = request.header("Host").orElse("").toLowerCase(Locale.ROOT);
        return request.header("Referer")
                .map(page -> page.toLowerCase(Locale.ROOT))
                .filter(page -> !page.startsWith("http://" + host + "/") && !page.startsWith("https://" + host + "/"))
                .isPresent();
    }

    private boolean hasToken(Request request) {
        return areEqual(token, request.header(TOKEN_FIELD).orElse(""));
    }
}
