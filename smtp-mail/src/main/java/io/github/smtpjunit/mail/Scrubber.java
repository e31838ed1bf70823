package io.github.smtpjunit.mail;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.given.Given;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Replaces text that differs from one mail to the next, such as a token, with a name in braces, so that two {@linkplain
 * SnapshotText snapshots} can be compared.
 *
 * <pre>{@code
 * assertThat(mail).matchesSnapshot("welcome", Scrubber.uuids(), Scrubber.regex("order", "Order (\\d+)"));
 * }</pre>
 *
 * <p>It sees all of a snapshot's text: header, bodies, names of attachments. Immutable.
 */
public final class Scrubber {

    private static final String MONTHS = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
    private static final String DATES = String.join(
            "|",
            "\\b\\d{4}-\\d{2}-\\d{2}(?:[T ]\\d{2}:\\d{2}(?::\\d{2}(?:[.,]\\d+)?)?(?:Z|[+-]\\d{2}:?\\d{2})?)?",
            "\\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\\d{1,2} " + MONTHS
                    + " \\d{4}(?: \\d{2}:\\d{2}(?::\\d{2})?(?: (?:[+-]\\d{4}|[A-Z]{3,4}))?)?",
            "\\b\\d{8}T\\d{6}Z?\\b");

    /** A field name (RFC 5322 section 2.2): printable ASCII without colon and space. */
    private static final Pattern HEADER_NAME = Pattern.compile("[!-9;-~]+");

    private final UnaryOperator<String> scrubbing;

    private Scrubber(UnaryOperator<String> scrubbing) {
        this.scrubbing = scrubbing;
    }

    /**
     * Scrubs a text.
     *
     * @param text any text, for example of {@link SnapshotText}
     * @return the text with names in braces
     */
    public String scrub(String text) {
        return scrubbing.apply(requireNonNull(text, "text"));
    }

    /** A scrubber of all that a pattern finds, or of its first group. */
    private static Scrubber of(String name, Pattern pattern) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("A scrubber needs a name, which stands in place of what it scrubs");
        }
        return new Scrubber(text -> replaced(text, pattern.matcher(text), "{" + name + "}"));
    }

    private static String replaced(String text, Matcher matcher, String replacement) {
        int group = Math.min(1, matcher.groupCount());
        StringBuilder scrubbed = new StringBuilder();
        int end = 0;
        while (matcher.find()) {
            if (matcher.start(group) >= 0) { // the group may have no part in it
                scrubbed.append(text, end, matcher.start(group)).append(replacement);
                end = matcher.end(group);
            }
        }
        return scrubbed.append(text, end, text.length()).toString();
    }

    /**
     * Scrubs what a regular expression finds.
     *
     * <pre>{@code Scrubber.regex("token", "confirm/(\\w+)") // https://shop.example.com/confirm/{token} }</pre>
     *
     * @param name what stands in its place, in braces
     * @param regex looked for everywhere; if it has a group, only the first one is scrubbed
     * @return the scrubber
     * @throws IllegalArgumentException if the name is blank, or the expression cannot be read
     */
    public static Scrubber regex(String name, String regex) {
        requireNonNull(name, "name");
        if (requireNonNull(regex, "regex").isEmpty()) {
            throw new IllegalArgumentException(
                    "Give characters to look for as regex: every text contains an empty one");
        }
        return of(name, Pattern.compile(regex));
    }

    /**
     * Scrubs UUIDs, in hexadecimal with hyphens.
     *
     * <pre>{@code Scrubber.uuids() // Ticket {uuid} }</pre>
     *
     * @return the scrubber
     */
    public static Scrubber uuids() {
        return regex("uuid", "\\b\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}\\b");
    }

    /**
     * Scrubs dates with or without a time, of ISO 8601 ({@code 2026-03-01}, {@code 20260301T120000Z}) and of mail
     * ({@code Sun, 1 Mar 2026 12:00:00 +0100}). For others take {@link #regex}.
     *
     * <pre>{@code Scrubber.dates() // Pay until {date} }</pre>
     *
     * @return the scrubber
     */
    public static Scrubber dates() {
        return regex("date", DATES);
    }

    /**
     * Scrubs numbers that are long enough to be no amounts. Digits within a word do not count.
     *
     * <pre>{@code Scrubber.numbers(6) // Your code is {number}, for 2 teas }</pre>
     *
     * @param digits the fewest digits, 1 or more
     * @return the scrubber
     * @throws IllegalArgumentException if the number is not positive
     */
    public static Scrubber numbers(int digits) {
        if (digits < 1) {
            throw new IllegalArgumentException("A number has one digit or more, not " + digits);
        }
        return regex("number", "(?<![\\p{L}\\p{N}])\\d{" + digits + ",}(?![\\p{L}\\p{N}])");
    }

    /**
     * Scrubs the values of query parameters in web addresses. The name of the parameter stands in their place.
     *
     * <pre>{@code Scrubber.queryParameters("token") // https://shop.example.com/confirm?token={token} }</pre>
     *
     * @param names the names of the parameters
     * @return the scrubber
     * @throws IllegalArgumentException if the list is empty
     */
    public static Scrubber queryParameters(String... names) {
        some(names);
        return all(names, name -> of(name, Pattern.compile("[?&;]" + Pattern.quote(name) + "=([^&\\s\"'<>#]+)")));
    }

    /**
     * Scrubs Content-IDs, and where HTML shows them by {@code cid:} (RFC 2392), for senders that make up new ones each
     * time.
     *
     * <pre>{@code Scrubber.contentIds() // <img src="cid:{content-id}"> }</pre>
     *
     * @return the scrubber
     */
    public static Scrubber contentIds() {
        return regex("content-id", "\\bcid:([^\\s\"'<>),]+)");
    }

    /**
     * Scrubs the values of header fields.
     *
     * <pre>{@code Scrubber.headers("X-Mailer") // X-Mailer: {X-Mailer} }</pre>
     *
     * @param names the names of the fields, case-insensitive
     * @return the scrubber
     * @throws IllegalArgumentException if the list is empty, or no field can have that name
     */
    public static Scrubber headers(String... names) {
        some(names).forEach(Scrubber::requireHeaderName);
        return all(
                names,
                name -> of(
                        name,
                        Pattern.compile(
                                "^" + Pattern.quote(name) + ": (.*)$", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE)));
    }

    /**
     * Scrubs size and hash of attachments that are no text, such as a PDF that holds the time when it was made.
     *
     * <pre>{@code Scrubber.attachments("invoice.pdf") }</pre>
     *
     * @param names their file names
     * @return the scrubber
     * @throws IllegalArgumentException if the list is empty
     */
    public static Scrubber attachments(String... names) {
        some(names);
        return all(
                names,
                name -> of(
                        "content",
                        Pattern.compile(
                                "^--- .*\"" + Pattern.quote(name) + "\".* ---\n\\((\\d+ octets, .*)\\)$",
                                Pattern.MULTILINE)));
    }

    private static List<String> some(String... names) {
        List<String> list = Given.each("names", names);
        if (list.isEmpty()) {
            throw new IllegalArgumentException("Give at least one of the names: without any, this would scrub nothing");
        }
        return list;
    }

    private static void requireHeaderName(String name) {
        if (!HEADER_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("No header field can be named \"" + VisibleText.onOneLine(name)
                    + "\": give the name alone, of printable ASCII, without colon and spaces");
        }
    }

    private static Scrubber all(String[] names, Function<String, Scrubber> each) {
        return Arrays.stream(names)
                .map(each)
                .collect(Collectors.reducing(
                        new Scrubber(text -> text),
                        (first, second) -> new Scrubber(text -> second.scrub(first.scrub(text)))));
    }
}
