package io.github.smtpjunit.mail;

import static java.util.Objects.requireNonNull;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A link as a mail program shows it.
 *
 * @param text the visible text. Without one, it is the alternative text of its pictures. For a link in plain text it is
 *     the target
 * @param target the address that it leads to, as written, without line ends and surrounding blanks
 */
public record Link(String text, String target) {

    private static final Pattern AUTHORITY =
            Pattern.compile("^(?:https?:)?//(?:[^/?#@]*@)?(\\[[^\\]]*]|[^/?#:]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern WITHOUT_SCHEME = Pattern.compile("(?i)^localhost(?::\\d|[/?#]|$)");

    /** The host of an address in the query of another, to which a tracker or a login goes on. */
    private static final Pattern EMBEDDED =
            Pattern.compile("[?&][^=&#]{1,100}=https?://(\\[[^\\]]{1,100}]|[^/?#:&]{1,300})", Pattern.CASE_INSENSITIVE);

    private static final Pattern LOCAL =
            Pattern.compile("((.*\\.)?localhost|.*\\.(local|localdomain|home\\.arpa)|0\\.0\\.0\\.0"
                    + "|(127|10)(\\.\\d+){3}|(192\\.168|169\\.254)(\\.\\d+){2}|172\\.(1[6-9]|2\\d|3[01])(\\.\\d+){2})\\.?"
                    + "|\\[(::1?|f[cd][0-9a-f]{2}:.*|fe80:.*)]");

    /**
     * Makes a link.
     *
     * @param text what can be seen of it
     * @param target where it leads
     */
    public Link {
        requireNonNull(text, "text");
        requireNonNull(target, "target");
    }

    /**
     * Makes a link that shows its own target.
     *
     * @param target where it leads
     * @return the link
     */
    public static Link to(String target) {
        return new Link(target, target);
    }

    /**
     * Returns the host of a web address.
     *
     * @return in lower case, without user and port; empty if the target is no web address
     */
    public Optional<String> host() {
        Matcher matcher = AUTHORITY.matcher(target.strip());
        return matcher.find() ? Optional.of(matcher.group(1).toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    /**
     * Tells whether the link leads to the reader's own machine (RFC 6761 section 6.3) or into a private network (RFC
     * 1918, RFC 4193, RFC 6762, RFC 8375), by itself or by an address in its query.
     *
     * @return false if the target is no web address
     */
    public boolean isLocal() {
        return host().filter(Link::isLocal).isPresent()
                || WITHOUT_SCHEME.matcher(target).find()
                || EMBEDDED.matcher(decoded(target)).results().anyMatch(inner -> isLocal(inner.group(1)));
    }

    private static boolean isLocal(String host) {
        return LOCAL.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    /**
     * Returns the value of a query parameter.
     *
     * @param name its name
     * @return the first value of that name, percent-decoded; empty if there is no such parameter
     */
    public Optional<String> parameter(String name) {
        requireNonNull(name, "name");
        int query = target.indexOf('?');
        return query < 0
                ? Optional.empty()
                : Arrays.stream(target.substring(query + 1).split("#", 2)[0].split("&"))
                        .map(pair -> pair.split("=", 2))
                        .filter(pair -> decoded(pair[0]).equals(name))
                        .map(pair -> pair.length == 2 ? decoded(pair[1]) : "")
                        .findFirst();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // not percent-encoded
        }
    }

    /** Returns both on one line. */
    @Override
    public String toString() {
        return "\"" + text + "\" -> " + target;
    }
}
