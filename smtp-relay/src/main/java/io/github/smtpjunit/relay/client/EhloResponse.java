package io.github.smtpjunit.relay.client;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a peer offers (RFC 5321 section 4.1.1.1). */
final class EhloResponse {

    /** That of a peer that knows no more than HELO. */
    static final EhloResponse NOTHING = new EhloResponse(Map.of());

    private final Map<String, String> offers;

    private EhloResponse(Map<String, String> offers) {
        this.offers = offers;
    }

    /** Understands the lines of the reply to EHLO, of which the first one greets. */
    static EhloResponse parse(List<String> lines) {
        Map<String, String> offers = new HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String trimmed = line.strip();
            int end = 0;
            while (end < trimmed.length() && trimmed.charAt(end) != ' ' && trimmed.charAt(end) != '=') {
                end++; // AUTH=LOGIN is an old way to write AUTH LOGIN, often beside it
            }
            String parameters = trimmed.substring(Math.min(end + 1, trimmed.length()));
            offers.merge(trimmed.substring(0, end).toUpperCase(Locale.ROOT), parameters, (a, b) -> a + " " + b);
        }
        return new EhloResponse(Map.copyOf(offers));
    }

    boolean offers(String keyword) {
        return offers.containsKey(keyword);
    }

    /** The largest mail that the peer takes (RFC 1870 section 4). */
    long maxSize() {
        long limit = number(offers.getOrDefault("SIZE", ""));
        return limit == 0 ? Long.MAX_VALUE : limit;
    }

    /** The mechanisms of AUTH, in upper case (RFC 4954 section 3). */
    Set<String> mechanisms() {
        return Set.copyOf(
                List.of(offers.getOrDefault("AUTH", "").toUpperCase(Locale.ROOT).split("[ =]+", -1)));
    }

    /** How many recipients a mail may have (RFC 9422 section 4.2). */
    int maxRecipients() {
        return limit("RCPTMAX");
    }

    /** How many mails a session may have (RFC 9422 section 4.1). */
    int maxMails() {
        return limit("MAILMAX");
    }

    private int limit(String name) {
        for (String word : offers.getOrDefault("LIMITS", "").split(" +", -1)) {
            if (word.regionMatches(true, 0, name + "=", 0, name.length() + 1)) {
                long value = number(word.substring(name.length() + 1));
                return value == 0 ? Integer.MAX_VALUE : (int) Math.min(value, Integer.MAX_VALUE);
            }
        }
        return Integer.MAX_VALUE;
    }

    /** What a parameter says; 0 if it is not a number, or one beyond all mails. */
    private static long number(String digits) {
        return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : 0;
    }
}
