package io.github.smtpjunit.jupiter;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Assertions on the bodies of a mail, its links and its attachments. Bodies are decoded by their transfer encoding and charset, and
 * found however deep they are nested; for comparisons, line ends are LF and those at the end do not count.
 *
 * @param <S> the type of the assertion object
 */
public abstract class AbstractBodyAssert<S extends AbstractBodyAssert<S>> extends AbstractPurposeAssert<S> {

    AbstractBodyAssert(CapturedMail actual, Class<?> selfType, boolean standalone) {
        super(actual, selfType, standalone);
    }

    private Optional<String> text() {
        return actual.text().map(Texts::lines);
    }

    private List<Attachment> named(String name) {
        return actual.attachments().stream()
                .filter(file -> file.name().filter(name::equals).isPresent())
                .toList();
    }

    private Optional<String> html() {
        return actual.html().map(Texts::lines);
    }

    private S requireContaining(String what, Optional<String> found, String... parts) {
        for (String part : parts) {
            String wanted = Texts.lines(part);
            require(
                    found.filter(body -> body.contains(wanted)).isPresent(),
                    () -> Texts.expectingContaining(what, wanted, found));
        }
        return myself;
    }

    private S requireNotContaining(String what, Optional<String> found, String part) {
        String body = found.orElse("");
        return require(found.isEmpty() || !body.contains(part), () -> Texts.expectingNotContaining(what, part, body));
    }

    private S requireMatching(String what, Optional<String> found, Pattern pattern) {
        return require(
                found.filter(pattern.asPredicate()).isPresent(), () -> Texts.expectingMatching(what, pattern, found));
    }

    // Text

    /**
     * Asserts the whole text body.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasText("Hello, Ada");
     * // fails
     * assertThat(mail).hasText("Hello");
     * }</pre>
     *
     * @param text all of it
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasText(String text) {
        return requireEqual("text body", Texts.lines(text), text());
    }

    /**
     * Asserts parts of the text body.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasTextContaining("confirm your address");
     * // fails
     * assertThat(mail).hasTextContaining("good bye");
     * }</pre>
     *
     * @param parts what it contains, in any order
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasTextContaining(String... parts) {
        return requireContaining("text body", text(), parts);
    }

    /**
     * Asserts that the text body does not contain something; a mail without one does not either.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).doesNotHaveTextContaining("null");
     * // fails
     * assertThat(mail).doesNotHaveTextContaining("confirm your address");
     * }</pre>
     *
     * @param part what it must not contain
     * @return this assertion object
     * @throws AssertionError if it does; the message shows where
     */
    public S doesNotHaveTextContaining(String part) {
        return requireNotContaining("text body", text(), part);
    }

    /**
     * Asserts that a pattern finds something in the text body.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasTextMatching(Pattern.compile("code \\d{6}"));
     * // fails
     * assertThat(mail).hasTextMatching(Pattern.compile("code \\d{9}"));
     * }</pre>
     *
     * @param pattern looked for anywhere in it
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasTextMatching(Pattern pattern) {
        return requireMatching("text body", text(), pattern);
    }

    /**
     * Asserts that the mail has no text body.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasNoText();
     * // fails
     * assertThat(mailWithBoth).hasNoText();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it has one; the message shows it
     */
    public S hasNoText() {
        return require(text().isEmpty(), () -> Texts.expectingNone("text body", text().orElse("")));
    }

    // HTML

    /**
     * Asserts the whole HTML body.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasHtml("Hello, Ada");
     * // fails
     * assertThat(mail).hasHtml("Hello");
     * }</pre>
     *
     * @param html all of it
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasHtml(String html) {
        return requireEqual("HTML body", Texts.lines(html), html());
    }

    /**
     * Asserts parts of the HTML body.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasHtmlContaining("<b>confirm</b>");
     * // fails
     * assertThat(mail).hasHtmlContaining("good bye");
     * }</pre>
     *
     * @param parts what it contains, in any order
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasHtmlContaining(String... parts) {
        return requireContaining("HTML body", html(), parts);
    }

    /**
     * Asserts that the HTML body does not contain something; a mail without one does not either.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).doesNotHaveHtmlContaining("null");
     * // fails
     * assertThat(mail).doesNotHaveHtmlContaining("<b>confirm</b>");
     * }</pre>
     *
     * @param part what it must not contain
     * @return this assertion object
     * @throws AssertionError if it does; the message shows where
     */
    public S doesNotHaveHtmlContaining(String part) {
        return requireNotContaining("HTML body", html(), part);
    }

    /**
     * Asserts that a pattern finds something in the HTML body.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasHtmlMatching(Pattern.compile("code \\d{6}"));
     * // fails
     * assertThat(mail).hasHtmlMatching(Pattern.compile("code \\d{9}"));
     * }</pre>
     *
     * @param pattern looked for anywhere in it
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasHtmlMatching(Pattern pattern) {
        return requireMatching("HTML body", html(), pattern);
    }

    /**
     * Asserts that the mail has no HTML body.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasNoHtml();
     * // fails
     * assertThat(mailWithBoth).hasNoHtml();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it has one; the message shows it
     */
    public S hasNoHtml() {
        return require(html().isEmpty(), () -> Texts.expectingNone("HTML body", html().orElse("")));
    }

    // Links

    /**
     * Asserts that the mail links to a place: by an anchor of its HTML body, or if it has none, by an address in its text.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasLink("https://shop.example.com/confirm");
     * // fails
     * assertThat(mail).hasLink("https://mallory.example.com/");
     * }</pre>
     *
     * @param url the whole target as it stands there
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasLink(String url) {
        List<String> links = actual.links();
        return require(links.contains(url), () -> Texts.expectingOneOf("links", url, links));
    }

    // Attachments

    private String expectingAttachment(String what, String expected) {
        return Texts.expectingOneOf(what, expected, actual.attachments()) + inlineParts();
    }

    /** What people may have taken for attachments. */
    private String inlineParts() {
        List<Attachment> inline = actual.inlineParts();
        return inline.isEmpty() ? "" : "\nInline parts do not count:\n" + Texts.items(inline);
    }

    /**
     * Asserts that a file is attached; there may be others.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasAttachment("invoice.pdf");
     * // fails
     * assertThat(mail).hasAttachment("virus.exe");
     * }</pre>
     *
     * @param name the file name, decoded
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasAttachment(String name) {
        return require(!named(name).isEmpty(), () -> expectingAttachment("attachments", name));
    }

    /**
     * Asserts that a file with a content is attached; there may be others.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasAttachment("invoice.pdf", Files.readAllBytes(invoice));
     * // fails
     * assertThat(mail).hasAttachment("invoice.pdf", new byte[0]);
     * }</pre>
     *
     * @param name the file name, decoded
     * @param content all octets, after decoding
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasAttachment(String name, byte[] content) {
        hasAttachment(name);
        return require(
                named(name).stream().anyMatch(file -> Arrays.equals(file.bytes(), content)),
                () -> Texts.expectingOctets(
                        "content of attachment \"" + name + "\"",
                        content,
                        named(name).get(0).bytes()));
    }

    /**
     * Asserts that a file of a media type is attached; there may be others.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasAttachment("invoice.pdf", "application/pdf");
     * // fails
     * assertThat(mail).hasAttachment("invoice.pdf", "text/plain");
     * }</pre>
     *
     * @param name the file name, decoded
     * @param contentType the type without parameters, in any case
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasAttachment(String name, String contentType) {
        hasAttachment(name);
        return require(
                named(name).stream().anyMatch(file -> file.contentType().equalsIgnoreCase(contentType)),
                () -> Texts.expecting(
                        "type of attachment \"" + name + "\"",
                        contentType,
                        Optional.of(named(name).get(0).contentType())));
    }

    /**
     * Asserts that something of a media type is attached; there may be others.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasAttachmentOfType("application/pdf");
     * // fails
     * assertThat(mail).hasAttachmentOfType("application/zip");
     * }</pre>
     *
     * @param contentType the type without parameters, in any case
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasAttachmentOfType(String contentType) {
        List<Attachment> found = actual.attachments();
        return require(
                found.stream().anyMatch(file -> file.contentType().equalsIgnoreCase(contentType)),
                () -> expectingAttachment("types of attachments", contentType));
    }

    /**
     * Asserts how many files are attached; inline parts do not count.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasAttachmentCount(1);
     * // fails
     * assertThat(mail).hasAttachmentCount(0);
     * }</pre>
     *
     * @param count how many, 0 or more
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasAttachmentCount(int count) {
        List<Attachment> found = actual.attachments();
        return require(
                found.size() == count,
                () -> "Expecting " + (count == 0 ? "no" : count) + (count == 1 ? " attachment" : " attachments")
                        + ", but found " + found.size() + (found.isEmpty() ? "." : ":\n" + Texts.items(found))
                        + inlineParts());
    }

    /**
     * Asserts that nothing is attached; inline parts do not count.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasNoAttachments();
     * // fails
     * assertThat(invoice).hasNoAttachments();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if there are some; the message lists them
     */
    public S hasNoAttachments() {
        return hasAttachmentCount(0);
    }

    /**
     * Asserts that the mail carries a resource which its HTML can show by {@code cid:} (RFC 2392).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasInlinePart("logo");
     * // fails
     * assertThat(mail).hasInlinePart("banner");
     * }</pre>
     *
     * @param contentId the Content-ID without angle brackets
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasInlinePart(String contentId) {
        List<Attachment> found = actual.inlineParts();
        return require(
                found.stream()
                        .anyMatch(part ->
                                part.contentId().filter(contentId::equals).isPresent()),
                () -> Texts.expectingOneOf("inline parts", contentId, found));
    }

    // Octets

    /**
     * Asserts the exact octets of the mail, header and body.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasRawContent("Subject: Hi\r\n\r\nHello\r\n".getBytes(US_ASCII));
     * // fails
     * assertThat(mail).hasRawContent("Subject: Hi\n\nHello\n".getBytes(US_ASCII));
     * }</pre>
     *
     * @param content all octets, dots un-stuffed, with the CR LF before the final dot
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasRawContent(byte[] content) {
        byte[] raw = actual.raw();
        return require(Arrays.equals(raw, content), () -> Texts.expectingOctets("octets", content, raw));
    }

    /**
     * Asserts a part of the source of the mail, as it was sent: encoded, folded, with CR LF.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasRawContaining("Content-Transfer-Encoding: quoted-printable\r\n");
     * // fails
     * assertThat(mail).hasRawContaining("Content-Transfer-Encoding: 8bit\r\n");
     * }</pre>
     *
     * @param part what it contains
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasRawContaining(String part) {
        String source = actual.rawText();
        return require(source.contains(part), () -> Texts.expectingContaining("source", part, Optional.of(source)));
    }

    /**
     * Asserts that all lines of the mail end in CR LF, as RFC 5321 section 2.3.8 demands: no CR or LF stands alone.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).usesCrlfOnly();
     * // fails
     * assertThat(mailWithUnixLineEnds).usesCrlfOnly();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if one does; the message tells where
     */
    public S usesCrlfOnly() {
        List<Integer> bare = actual.bareNewlines();
        return require(bare.isEmpty(), () -> Texts.expectingCrlf(actual.raw(), bare));
    }
}
