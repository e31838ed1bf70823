package io.github.smtpjunit.jupiter;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What web addresses consist of. */
final class Links {

    private static final Pattern AUTHORITY =
            Pattern.compile("^(?:https?:)?//(?:[^/?#@]*@)?(\\[[^\\]]*]|[^/?#:]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern LOCAL = Pattern.compile("(.*\\.)?localhost|.*\\.local|\\[::1]|0\\.0\\.0\\.0"
            + "|(127|10)(\\.\\d+){3}|192\\.168(\\.\\d+){2}|172\\.(1[6-9]|2\\d|3[01])(\\.\\d+){2}");

    private Links() {}

    /** The host of a web address, in lower case. */
    static Optional<String> host(String link) {
        Matcher matcher = AUTHORITY.matcher(link);
        return matcher.find() ? Optional.of(Addresses.lower(matcher.group(1))) : Optional.empty();
    }

    static boolean isLocal(String host) {
        return LOCAL.matcher(host).matches();
    }

    /** The value of a query parameter, decoded. */
    static Optional<String> parameter(String link, String name) {
        int query = link.indexOf('?');
        return query < 0
                ? Optional.empty()
                : Arrays.stream(link.substring(query + 1).split("#", 2)[0].split("&"))
                        .map(pair -> pair.split("=", 2))
                        .filter(pair -> decoded(pair[0]).equals(name))
                        .map(pair -> pair.length == 2 ? decoded(pair[1]) : "")
                        .findFirst();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // no percent-encoding after all
        }
    }
}
