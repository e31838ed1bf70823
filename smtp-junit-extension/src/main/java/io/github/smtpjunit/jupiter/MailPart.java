package io.github.smtpjunit.jupiter;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A MIME part and the parts in it.
 *
 * @param type the media type in lower case, without parameters
 * @param charset its charset in lower case; us-ascii where there is none (RFC 2045 section 5.2)
 * @param flowed whether its text flows (RFC 3676)
 * @param encoding its transfer encoding in lower case; 7bit where there is none (RFC 2045 section 6.1)
 * @param children the parts of a multipart, in their order
 */
record MailPart(String type, String charset, boolean flowed, String encoding, List<MailPart> children) {

    private static final Pattern TOKEN = Pattern.compile("[(),]|[^(),\\s]+");

    /** This part and all within it, in their order. */
    Stream<MailPart> all() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(MailPart::all));
    }

    boolean isText() {
        return type.startsWith("text/");
    }

    private String subtype() {
        return type.substring(type.indexOf('/') + 1);
    }

    /** The subtypes as a line: {@code mixed(alternative(plain,html),pdf)}. */
    String tree() {
        return children.isEmpty()
                ? subtype()
                : subtype() + children.stream().map(MailPart::tree).collect(Collectors.joining(",", "(", ")"));
    }

    /** The same with whole types. */
    String fullTree() {
        return children.isEmpty()
                ? type
                : type + children.stream().map(MailPart::fullTree).collect(Collectors.joining(",", "(", ")"));
    }

    /** Tells whether a line describes the parts; it may use types or subtypes. */
    boolean matches(String pattern) {
        List<String> wanted = tokens(pattern.toLowerCase(Locale.ROOT));
        List<String> full = tokens(fullTree());
        if (wanted.size() != full.size()) {
            return false;
        }
        for (int i = 0; i < full.size(); i++) {
            String token = full.get(i);
            if (!wanted.get(i).equals(token) && !wanted.get(i).equals(token.substring(token.indexOf('/') + 1))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> tokens(String tree) {
        return TOKEN.matcher(tree).results().map(MatchResult::group).toList();
    }
}
