package io.github.smtpjunit.jupiter;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a DKIM-Signature field says, whether or not it is true.
 *
 * @param tags its tags and values, white space removed (RFC 6376 section 3.5)
 */
record DkimSignature(Map<String, String> tags) {

    private static final List<String> REQUIRED = List.of("v", "a", "b", "bh", "d", "h", "s");

    private static final Set<String> REGISTRIES = Set.of(
            "ac", "co", "com", "edu", "gob", "gouv", "gov", "go", "ltd", "me", "mil", "ne", "net", "nom", "or", "org",
            "plc");

    /** All signatures of a mail, from the top. */
    static List<DkimSignature> of(CapturedMail mail) {
        return mail.rawHeaders("DKIM-Signature").stream().map(DkimSignature::of).toList();
    }

    static DkimSignature of(String value) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String tag : value.split(";", -1)) {
            int equals = tag.indexOf('=');
            if (equals > 0) {
                tags.put(
                        tag.substring(0, equals).strip(),
                        tag.substring(equals + 1).replaceAll("\\s", ""));
            }
        }
        return new DkimSignature(tags);
    }

    private String tag(String name) {
        return tags.getOrDefault(name, "");
    }

    /** The domain that vouches for the mail, in lower case. */
    String domain() {
        return Addresses.lower(tag("d"));
    }

    String selector() {
        return tag("s");
    }

    String algorithm() {
        return tag("a").toLowerCase(Locale.ROOT);
    }

    /** Where the key is published: {@code selector._domainkey.domain}. */
    String keyName() {
        return Addresses.lower(selector()) + "._domainkey." + domain();
    }

    List<String> missing() {
        return REQUIRED.stream().filter(tag -> tag(tag).isEmpty()).toList();
    }

    boolean isComplete() {
        return missing().isEmpty();
    }

    /** The names of the fields that it covers. */
    List<String> fields() {
        return Arrays.stream(tag("h").split(":", -1))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    boolean covers(String field) {
        return fields().stream().anyMatch(field::equalsIgnoreCase);
    }

    boolean isAligned(String fromDomain) {
        return aligned(domain(), fromDomain);
    }

    /** Relaxed alignment (RFC 7489 section 3.1.1): both belong to one organizational domain. */
    static boolean aligned(String one, String other) {
        return !one.isEmpty() && organizational(one).equals(organizational(other));
    }

    /**
     * The last two labels, or three where the second to last is one under which countries register names, such as {@code co.uk}. The
     * list of public suffixes would tell it better, but it changes from week to week, and is fetched.
     */
    private static String organizational(String domain) {
        String[] labels = domain.split("\\.", -1);
        int count = labels.length;
        boolean registry = count > 2 && labels[count - 1].length() == 2 && REGISTRIES.contains(labels[count - 2]);
        return String.join(".", Arrays.asList(labels).subList(Math.max(0, count - (registry ? 3 : 2)), count));
    }

    /** Returns domain, selector and algorithm. */
    @Override
    public String toString() {
        return "d=" + domain() + " s=" + selector() + " a=" + algorithm();
    }
}
