package io.github.smtpjunit.mail.page.view;

import io.github.smtpjunit.mail.MailPart;
import io.github.smtpjunit.mail.ParsedMail;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The pictures that the mail itself contains, as data URLs, as long as there is room for them. */
final class Pictures {

    static final int MAX_PICTURE = 1_000_000;
    static final int MAX_TOTAL = 3_000_000;
    static final long MAX_PIXELS = 25_000_000;

    private final Map<String, MailPart> parts = new HashMap<>(); // by Content-ID
    private int room = MAX_TOTAL;
    private int leftOut;

    Pictures(ParsedMail mail) {
        mail.root().all().forEach(part -> part.contentId().ifPresent(id -> parts.putIfAbsent(id, part)));
    }

    /**
     * Finds a picture.
     *
     * @param address the address in the HTML, {@code cid:} or {@code data:}
     * @return a data URL; empty if it is not in the mail, or not to be shown
     */
    Optional<String> find(String address) {
        if (has(address, "cid:")) {
            return Optional.ofNullable(parts.get(decoded(address.substring(4)))).flatMap(part -> url(part.bytes()));
        }
        return has(address, "data:") ? octets(address).flatMap(this::url) : Optional.empty();
    }

    static boolean isInMail(String address) {
        return has(address, "cid:") || has(address, "data:");
    }

    private static boolean has(String address, String scheme) {
        return address.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    private Optional<String> url(byte[] octets) {
        Optional<Picture> picture = Picture.of(octets);
        boolean fits = octets.length <= Math.min(room, MAX_PICTURE)
                && picture.map(Picture::pixels).orElse(0L) <= MAX_PIXELS;
        if (picture.isEmpty() || !fits) {
            leftOut++;
            return Optional.empty();
        }
        room -= octets.length;
        return picture.map(known -> known.url(octets));
    }

    /** A plus sign stands for itself in a cid URL (RFC 2392). */
    private static String decoded(String contentId) {
        try {
            return URLDecoder.decode(contentId.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return contentId; // not percent-encoded
        }
    }

    /** The content of a data URL in Base64 (RFC 2397). Its type does not matter: see {@link Picture}. */
    private static Optional<byte[]> octets(String url) {
        int comma = url.indexOf(',');
        if (comma < 0 || !url.substring(0, comma).toLowerCase(Locale.ROOT).endsWith(";base64")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getMimeDecoder()
                    .decode(URLDecoder.decode(url.substring(comma + 1).replace("+", "%2B"), StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** How often a picture in the mail was not shown. */
    int leftOut() {
        return leftOut;
    }
}
