package io.github.smtpjunit.mail;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a DKIM-Signature field says, whether or not it is true.
 *
 * @param tags its tags and values, without white space (RFC 6376 section 3.5)
 */
public record DkimSignature(Map<String, String> tags) {

    private static final List<String> REQUIRED = List.of("v", "a", "b", "bh", "d", "h", "s");

    private static final Set<String> REGISTRIES = Set.of(
            "ac", "co", "com", "edu", "gob", "gouv", "gov", "go", "ltd", "me", "mil", "ne", "net", "nom", "or", "org",
            "plc");

    /**
     * Makes a signature.
     *
     * @param tags its tags and values
     */
    public DkimSignature {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(requireNonNull(tags, "tags")));
    }

    /**
     * Reads the signatures of a mail.
     *
     * @param mail the mail
     * @return all of them, from the top
     */
    public static List<DkimSignature> of(ParsedMail mail) {
        return requireNonNull(mail, "mail").rawHeaders("DKIM-Signature").stream()
                .map(DkimSignature::of)
                .toList();
    }

    /**
     * Reads a signature.
     *
     * @param value the value of a DKIM-Signature field, as it was sent
     * @return what can be read of it
     */
    public static DkimSignature of(String value) {
        requireNonNull(value, "value");
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

    /** A tag's value; empty if absent. */
    String tag(String name) {
        return tags.getOrDefault(name, "");
    }

    /**
     * Returns the domain that vouches for the mail.
     *
     * @return in lower case; empty if the signature names no domain
     */
    public String domain() {
        return lower(tag("d"));
    }

    /**
     * Returns the selector of the key.
     *
     * @return empty if the signature names no selector
     */
    public String selector() {
        return tag("s");
    }

    /**
     * Returns the algorithm.
     *
     * @return in lower case, for example {@code rsa-sha256}; empty if the signature names no algorithm
     */
    public String algorithm() {
        return lower(tag("a"));
    }

    /**
     * Returns the name at which the key is published in DNS.
     *
     * @return {@code selector._domainkey.domain}, in lower case
     */
    public String keyName() {
        return lower(selector()) + "._domainkey." + domain();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /**
     * Tells whether the signature is made with SHA-1, which counts as no signature (RFC 8301 section 3.1).
     *
     * @return true for {@code rsa-sha1}
     */
    public boolean isSha1() {
        return algorithm().endsWith("-sha1");
    }

    /**
     * Returns how many octets of the body the signature covers (RFC 6376 section 3.5).
     *
     * @return empty if it covers the whole body, or says no number
     */
    public OptionalLong bodyLength() {
        return number("l");
    }

    /**
     * Tells whether the signature has expired (RFC 6376 section 3.5).
     *
     * @param now the time to compare with
     * @return true if it expired before that time, or before it was made
     */
    public boolean isExpired(Instant now) {
        requireNonNull(now, "now");
        OptionalLong end = number("x");
        return end.isPresent()
                && (end.getAsLong() < now.getEpochSecond()
                        || end.getAsLong() <= number("t").orElse(Long.MIN_VALUE));
    }

    private OptionalLong number(String tag) {
        return tag(tag).matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(tag(tag))) : OptionalLong.empty();
    }

    /**
     * Returns the tags that a signature must have (RFC 6376 section 3.5), and this one has not.
     *
     * @return their names; empty for a complete signature
     */
    public List<String> missing() {
        return REQUIRED.stream().filter(tag -> tag(tag).isEmpty()).toList();
    }

    /**
     * Tells whether the signature has all tags that it must have.
     *
     * @return true if nothing is {@link #missing()}
     */
    public boolean isComplete() {
        return missing().isEmpty();
    }

    /**
     * Returns the names of the fields that the signature covers.
     *
     * @return as they are written
     */
    public List<String> fields() {
        return Arrays.stream(tag("h").split(":", -1))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /**
     * Tells whether the signature covers a field.
     *
     * @param field the field's name, case-insensitively
     * @return true if it does
     */
    public boolean covers(String field) {
        requireNonNull(field, "field");
        return fields().stream().anyMatch(field::equalsIgnoreCase);
    }

    /**
     * Tells whether the signature counts for DMARC with relaxed alignment.
     *
     * @param fromDomain the domain of the From address, in lower case
     * @return true if it does
     */
    public boolean isAligned(String fromDomain) {
        requireNonNull(fromDomain, "fromDomain");
        return aligned(domain(), fromDomain);
    }

    /**
     * Tells whether two domains belong to one organization (relaxed alignment, RFC 7489 section 3.1.1).
     *
     * @param one a domain in lower case
     * @param other another one
     * @return true if they do
     */
    public static boolean aligned(String one, String other) {
        requireNonNull(one, "one");
        requireNonNull(other, "other");
        return !one.isEmpty() && organization(one).equals(organization(other));
    }

    /**
     * Returns the organization's part of a domain: the last two labels, or three where the second to last is one under
     * which countries register names, such as {@code co.uk}. The list of public suffixes is more exact, but it changes
     * from week to week, and is fetched.
     *
     * @param domain a domain in lower case
     * @return the domain that somebody registered
     */
    public static String organization(String domain) {
        requireNonNull(domain, "domain");
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
