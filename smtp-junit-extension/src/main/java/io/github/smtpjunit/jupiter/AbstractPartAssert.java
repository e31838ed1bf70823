package io.github.smtpjunit.jupiter;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.Attachment;
import io.github.smtpjunit.mail.CalendarInvite;
import io.github.smtpjunit.mail.MailPart;
import io.github.smtpjunit.mail.library.OptionalLibrary;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Assertions on the parts of a mail, and on its attachments among them.
 *
 * @param <S> the type of the assertion object
 */
public abstract class AbstractPartAssert<S extends AbstractPartAssert<S>> extends AbstractLinkAssert<S> {

    AbstractPartAssert(CapturedMail actual, Class<?> selfType, boolean standalone) {
        super(actual, selfType, standalone);
    }

    // Parts

    /**
     * Asserts that the mail as a whole is a multipart of some kind (RFC 2046 section 5.1).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).isMultipart("alternative");
     * // fails
     * assertThat(mail).isMultipart("signed");
     * }</pre>
     *
     * @param subtype {@code mixed}, {@code alternative}, {@code related} and so on, case-insensitive
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S isMultipart(String subtype) {
        requireNonNull(subtype, "subtype");
        return requireEqual(
                "type of the mail",
                "multipart/" + subtype.toLowerCase(Locale.ROOT),
                Optional.of(actual.root().type()));
    }

    /**
     * Asserts that there is a part of a media type, however deep it is nested.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasPart("text/html");
     * // fails
     * assertThat(mail).hasPart("text/calendar");
     * }</pre>
     *
     * @param contentType the type without parameters, case-insensitive
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     * @throws IllegalArgumentException if the type is no media type
     */
    public S hasPart(String contentType) {
        Given.mediaType(contentType);
        return require(isPart(contentType), () -> Texts.expectingPart("parts to contain", contentType, actual.root()));
    }

    /**
     * Asserts that there is no part of a media type, however deep it is nested.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasNoPart("text/calendar");
     * // fails
     * assertThat(mail).hasNoPart("text/html");
     * }</pre>
     *
     * @param contentType the type without parameters, case-insensitive
     * @return this assertion object
     * @throws AssertionError if there is one; the message shows the tree of parts
     * @throws IllegalArgumentException if the type is no media type
     */
    public S hasNoPart(String contentType) {
        Given.mediaType(contentType);
        return require(
                !isPart(contentType), () -> Texts.expectingPart("parts not to contain", contentType, actual.root()));
    }

    private boolean isPart(String contentType) {
        return actual.root().all().anyMatch(part -> part.type().equalsIgnoreCase(contentType));
    }

    /**
     * Asserts all parts and how they are nested.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasPartTree("mixed(alternative(plain,html),pdf)");
     * // fails
     * assertThat(mail).hasPartTree("alternative(plain,html)");
     * }</pre>
     *
     * @param tree a multipart is its subtype and its parts in parentheses, another part its subtype; whole types, such as {@code
     *     application/pdf}, do as well, and white space does not count
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasPartTree(String tree) {
        requireNonNull(tree, "tree");
        return require(actual.root().matches(tree), () -> Texts.expectingPart("parts", tree, actual.root()));
    }

    /**
     * Asserts the charset that every text part declares, attached ones included; {@code us-ascii} where it declares none.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasCharset("utf-8");
     * // fails
     * assertThat(mail).hasCharset("iso-8859-1");
     * }</pre>
     *
     * @param charset its name, case-insensitive
     * @return this assertion object
     * @throws AssertionError if one declares another, or there is no text part; the message lists them
     */
    public S hasCharset(String charset) {
        requireNonNull(charset, "charset");
        return requireOfTexts("charset", charset, MailPart::charset);
    }

    /**
     * Asserts the transfer encoding of every text part, attached ones included; {@code 7bit} where it names none.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasTransferEncoding("quoted-printable");
     * // fails
     * assertThat(mail).hasTransferEncoding("8bit");
     * }</pre>
     *
     * @param encoding its name, case-insensitive
     * @return this assertion object
     * @throws AssertionError if one has another, or there is no text part; the message lists them
     */
    public S hasTransferEncoding(String encoding) {
        requireNonNull(encoding, "encoding");
        return requireOfTexts("transfer encoding", encoding, MailPart::encoding);
    }

    /**
     * Asserts that every plain text part flows: mail programs may wrap its lines anew (RFC 3676).
     *
     * <pre>{@code
     * // passes
     * assertThat(mailWithFormatFlowed).isFlowed();
     * // fails
     * assertThat(mail).isFlowed();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if one does not, or if there is nothing to check
     */
    public S isFlowed() {
        List<MailPart> texts = actual.root()
                .all()
                .filter(part -> part.type().equals("text/plain"))
                .toList();
        return require(
                !texts.isEmpty() && texts.stream().allMatch(MailPart::isFlowed),
                () -> "Expecting text of format=flowed, but found "
                        + (texts.isEmpty() ? "no text." : "text with fixed lines."));
    }

    private S requireOfTexts(String what, String expected, Function<MailPart, String> fact) {
        List<MailPart> texts = actual.root().all().filter(MailPart::isText).toList();
        return require(
                !texts.isEmpty()
                        && texts.stream().allMatch(part -> fact.apply(part).equalsIgnoreCase(expected)),
                () -> "Expecting " + what + " of all texts:\n  \"" + expected + "\"\nbut found:\n"
                        + Texts.items(texts.stream()
                                .map(part -> part.type() + ": " + fact.apply(part))
                                .toList()));
    }

    private List<Attachment> named(String name) {
        return actual.attachments().stream()
                .filter(file -> file.name().filter(name::equals).isPresent())
                .toList();
    }

    // Attachments

    private String expectingAttachment(String what, String expected, Function<Attachment, String> compared) {
        List<Attachment> found = actual.attachments();
        return Texts.expectingOneOf(
                        what, expected, found, found.stream().map(compared).toList())
                + inlineParts();
    }

    private static String name(Attachment file) {
        return file.name().orElse("");
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
        requireNonNull(name, "name");
        return require(
                !named(name).isEmpty(),
                () -> expectingAttachment("names of attachments", name, AbstractPartAssert::name));
    }

    /**
     * Asserts that a file with a content is attached; there may be others.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasAttachment("invoice.pdf", Files.readAllBytes(invoicePdf));
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
        requireNonNull(name, "name");
        requireNonNull(content, "content");
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
     * @param contentType the type without parameters, case-insensitive
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     * @throws IllegalArgumentException if the type is no media type
     */
    public S hasAttachment(String name, String contentType) {
        requireNonNull(name, "name");
        Given.mediaType(contentType);
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
     * @param contentType the type without parameters, case-insensitive
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     * @throws IllegalArgumentException if the type is no media type
     */
    public S hasAttachmentOfType(String contentType) {
        Given.mediaType(contentType);
        List<Attachment> found = actual.attachments();
        return require(
                found.stream().anyMatch(file -> file.contentType().equalsIgnoreCase(contentType)),
                () -> expectingAttachment("types of attachments", contentType, Attachment::contentType));
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
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public S hasAttachmentCount(int count) {
        Given.atLeast("count", count, 0);
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
        requireNonNull(contentId, "contentId");
        List<Attachment> found = actual.inlineParts();
        return require(
                found.stream()
                        .anyMatch(part ->
                                part.contentId().filter(contentId::equals).isPresent()),
                () -> Texts.expectingOneOf(
                        "Content-IDs of inline parts",
                        contentId,
                        found,
                        found.stream()
                                .flatMap(part -> part.contentId().stream())
                                .toList()));
    }

    /**
     * Goes on to an attachment.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).attachment("invoice.pdf").hasType("application/pdf").hasSize(1_024);
     * // fails
     * assertThat(mail).attachment("virus.exe");
     * }</pre>
     *
     * @param name the file name, decoded
     * @return assertions on the first file of that name
     * @throws AssertionError if it is missing; the message lists those that are there
     */
    public final AttachmentAssert attachment(String name) {
        requireNonNull(name, "name");
        requireToGoOn(
                !named(name).isEmpty(),
                () -> expectingAttachment("names of attachments", name, AbstractPartAssert::name));
        return new AttachmentAssert(named(name).get(0), this);
    }

    /**
     * Asserts that the mail has a calendar part with an event, and goes on to it. Needs biweekly ({@code net.sf.biweekly:biweekly})
     * among the dependencies of your tests.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasCalendarInvite().hasMethod("REQUEST").startsAt(teaTime).hasAttendees("ada@example.org");
     * // fails
     * assertThat(mailOfTextOnly).hasCalendarInvite();
     * }</pre>
     *
     * @return assertions on the event
     * @throws AssertionError if there is no such part, or no part that can be read; the message shows the tree of parts
     * @throws IllegalStateException if biweekly is missing
     */
    public final InviteAssert hasCalendarInvite() {
        Optional<CalendarInvite> invite =
                OptionalLibrary.BIWEEKLY.use("hasCalendarInvite()", () -> CalendarInvite.of(actual.parsed()));
        requireToGoOn(
                invite.isPresent(),
                () -> Texts.expectingPart("parts to contain an event", "text/calendar", actual.root()));
        return new InviteAssert(invite.orElseThrow(), actual, this);
    }
}
