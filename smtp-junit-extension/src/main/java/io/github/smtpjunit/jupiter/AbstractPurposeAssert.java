package io.github.smtpjunit.jupiter;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Assertions on what the header says of the purpose of a mail: its identity, what it answers, how urgent it is, and whether a machine
 * sent it.
 *
 * @param <S> the type of the assertion object
 */
public abstract class AbstractPurposeAssert<S extends AbstractPurposeAssert<S>> extends AbstractHeaderAssert<S> {

    private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>@\\s]+@[^<>@\\s]+>");
    private static final Pattern IN_BRACKETS = Pattern.compile("<([^<>]*)>");
    private static final String NORMAL = "3";

    AbstractPurposeAssert(CapturedMail actual, Class<?> selfType, boolean standalone) {
        super(actual, selfType, standalone);
    }

    // Identity

    /**
     * Asserts that the mail has one Message-ID, of the form {@code <left@right>} (RFC 5322 section 3.6.4).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasMessageId();
     * // fails
     * assertThat(mailWithoutMessageId).hasMessageId();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasMessageId() {
        List<String> found = actual.headers("Message-ID");
        return require(
                found.size() == 1 && MESSAGE_ID.matcher(found.get(0)).matches(),
                () -> "Expecting one Message-ID of the form <left@right>, but found:\n" + Texts.items(found));
    }

    /**
     * Asserts the Message-ID.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasMessageId("<order-4711@example.com>");
     * // fails
     * assertThat(mail).hasMessageId("<order-1@example.com>");
     * }</pre>
     *
     * @param id the identifier in its angle brackets
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasMessageId(String id) {
        requireNonNull(id, "id");
        return requireEqual("Message-ID", id, actual.header("Message-ID"));
    }

    /**
     * Asserts that the Date field tells a time, give or take a little. It knows no fractions of a second.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasDateCloseTo(Instant.now(), Duration.ofMinutes(1));
     * // fails
     * assertThat(mail).hasDateCloseTo(Instant.EPOCH, Duration.ofMinutes(1));
     * }</pre>
     *
     * @param time the time
     * @param tolerance how far away the date may be, before or after
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     * @throws IllegalArgumentException if the time is negative
     */
    public S hasDateCloseTo(Instant time, Duration tolerance) {
        requireNonNull(time, "time");
        Given.notNegative("tolerance", tolerance);
        Optional<Instant> date = actual.date();
        return require(
                date.map(found -> Duration.between(time, found).abs())
                        .filter(distance -> distance.compareTo(tolerance) <= 0)
                        .isPresent(),
                () -> "Expecting Date field within " + FailureReport.text(tolerance) + " of:\n  " + time
                        + "\nbut was:\n  "
                        + date.map(Instant::toString)
                                .orElse(actual.header("Date")
                                        .map(text -> "\"" + text + "\"")
                                        .orElse("(none)")));
    }

    /**
     * Asserts that the mail answers another one, so that mail programs show them in one thread: both In-Reply-To and References name the
     * Message-ID of the other (RFC 5322 section 3.6.4).
     *
     * <pre>{@code
     * // passes
     * assertThat(answer).isReplyTo(question);
     * // fails
     * assertThat(question).isReplyTo(answer);
     * }</pre>
     *
     * @param other the mail that is answered, which must have a Message-ID
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S isReplyTo(CapturedMail other) {
        requireNonNull(other, "other");
        String id = other.header("Message-ID").orElse("(the other mail has no Message-ID)");
        for (String field : List.of("In-Reply-To", "References")) {
            List<String> named = actual.headers(field).stream()
                    .flatMap(value -> Arrays.stream(value.split("\\s+")))
                    .toList();
            require(
                    named.contains(id),
                    () -> Texts.expectingOneOf("identifiers in the " + field + " field", id, named));
        }
        return myself;
    }

    // What kind of mail

    /**
     * Asserts how urgent the mail is, as X-Priority, or else Importance or Priority, tells it.
     *
     * <pre>{@code
     * // passes
     * assertThat(alarm).hasPriority(1);
     * // fails
     * assertThat(newsletter).hasPriority(1);
     * }</pre>
     *
     * @param priority 1 for the highest to 5 for the lowest; 3 is normal, as is a mail that tells nothing
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public S hasPriority(int priority) {
        Given.number("priority", priority, 1, 5);
        return requireEqual("priority", Integer.toString(priority), Optional.of(priority()));
    }

    private String priority() {
        return actual.header("X-Priority")
                .or(() -> actual.header("Importance"))
                .or(() -> actual.header("Priority"))
                .map(value -> switch (value.toLowerCase(Locale.ROOT)) {
                    case "high", "urgent" -> "1";
                    case "normal" -> NORMAL;
                    case "low", "non-urgent" -> "5";
                    default -> value.split("\\D", 2)[0]; // "1 (Highest)"
                })
                .orElse(NORMAL);
    }

    /**
     * Asserts that the mail says that no human sent it, so that no vacation notice answers it (RFC 3834 section 5).
     *
     * <pre>{@code
     * // passes
     * assertThat(report).isAutoSubmitted();
     * // fails
     * assertThat(letter).isAutoSubmitted();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S isAutoSubmitted() {
        List<String> found = actual.headers("Auto-Submitted");
        return require(
                found.stream().anyMatch(value -> !value.toLowerCase(Locale.ROOT).startsWith("no")),
                () -> "Expecting an Auto-Submitted field other than \"no\", but found:\n" + Texts.items(found));
    }

    /**
     * Asserts that the mail says that it goes to many: by a Precedence of bulk, list or junk, or by a List-Id (RFC 2919).
     *
     * <pre>{@code
     * // passes
     * assertThat(newsletter).isBulk();
     * // fails
     * assertThat(letter).isBulk();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S isBulk() {
        Optional<String> precedence = actual.header("Precedence");
        return require(
                actual.header("List-Id").isPresent()
                        || precedence
                                .filter(value ->
                                        List.of("bulk", "list", "junk").contains(value.toLowerCase(Locale.ROOT)))
                                .isPresent(),
                () -> "Expecting a List-Id field, or a Precedence of bulk, list or junk, but found "
                        + precedence
                                .map(value -> "Precedence \"" + value + "\".")
                                .orElse("neither."));
    }

    // Subscriptions

    private List<String> unsubscribeLinks() {
        return actual.headers("List-Unsubscribe").stream()
                .flatMap(value -> IN_BRACKETS.matcher(value).results())
                .map(link -> link.group(1).strip())
                .toList();
    }

    /**
     * Asserts that the mail tells mail programs how to unsubscribe (RFC 2369 section 3.2).
     *
     * <pre>{@code
     * // passes
     * assertThat(newsletter).hasListUnsubscribe();
     * // fails
     * assertThat(invoice).hasListUnsubscribe();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasListUnsubscribe() {
        return require(
                !unsubscribeLinks().isEmpty(),
                () -> "Expecting a List-Unsubscribe field with an address in angle brackets, but found:\n"
                        + Texts.items(actual.headers("List-Unsubscribe")));
    }

    /**
     * Asserts that the mail tells mail programs of a way to unsubscribe; there may be others (RFC 2369 section 3.2).
     *
     * <pre>{@code
     * // passes
     * assertThat(newsletter).hasListUnsubscribe("https://shop.example.com/unsubscribe?id=7");
     * // fails
     * assertThat(newsletter).hasListUnsubscribe("https://shop.example.com/");
     * }</pre>
     *
     * @param url the address without angle brackets
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasListUnsubscribe(String url) {
        requireNonNull(url, "url");
        List<String> found = unsubscribeLinks();
        return require(
                found.contains(url), () -> Texts.expectingOneOf("addresses in the List-Unsubscribe field", url, found));
    }

    /**
     * Asserts that mail programs can unsubscribe by one click: List-Unsubscribe names an HTTPS address, and List-Unsubscribe-Post is
     * {@code List-Unsubscribe=One-Click}, each field once (RFC 8058 section 3.1). Whether a DKIM signature covers both is not looked at.
     *
     * <pre>{@code
     * // passes
     * assertThat(newsletter).isOneClickUnsubscribable();
     * // fails
     * assertThat(mailWithAMailtoOnly).isOneClickUnsubscribable();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S isOneClickUnsubscribable() {
        hasSingleHeader("List-Unsubscribe").hasSingleHeader("List-Unsubscribe-Post");
        require(
                unsubscribeLinks().stream().anyMatch(url -> url.regionMatches(true, 0, "https://", 0, 8)),
                () -> "Expecting an HTTPS address in the List-Unsubscribe field, but found:\n"
                        + Texts.items(unsubscribeLinks()));
        return requireEqual(
                "List-Unsubscribe-Post field",
                "List-Unsubscribe=One-Click",
                actual.header("List-Unsubscribe-Post").map(value -> value.replaceAll("\\s", "")));
    }

    // What frameworks add

    /**
     * Asserts that the mail has a tag, as mail services and frameworks set it: in an X-Tag field, or among those of X-Tags.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasTag("welcome");
     * // fails
     * assertThat(mail).hasTag("invoice");
     * }</pre>
     *
     * @param tag the tag
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasTag(String tag) {
        requireNonNull(tag, "tag");
        List<String> found = Stream.concat(
                        actual.headers("X-Tag").stream(),
                        actual.headers("X-Tags").stream().flatMap(tags -> Arrays.stream(tags.split(","))))
                .map(String::strip)
                .toList();
        return require(found.contains(tag), () -> Texts.expectingOneOf("tags", tag, found));
    }

    /**
     * Asserts a value that a framework sent with the mail, in a field X-Metadata-key.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasMetadata("order", "4711");
     * // fails
     * assertThat(mail).hasMetadata("order", "1");
     * }</pre>
     *
     * @param key the rest of the name of the field, case-insensitive
     * @param value all of it
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     * @throws IllegalArgumentException if no field can have that name
     */
    public S hasMetadata(String key, String value) {
        Given.headerName("key", key);
        requireNonNull(value, "value");
        return requireEqual("metadata " + key, value, actual.header("X-Metadata-" + key));
    }
}
