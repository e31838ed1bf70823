package io.github.smtpjunit.jupiter;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.HtmlBody;
import io.github.smtpjunit.mail.Link;
import io.github.smtpjunit.mail.lint.LintFinding;
import io.github.smtpjunit.mail.lint.LintProfile;
import io.github.smtpjunit.mail.lint.Placeholders;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.StringAssert;

/**
 * Assertions on where a mail leads to, and on what a reader would copy from it. Links are the anchors of the HTML body, or for a mail
 * without one, the web addresses in its text.
 *
 * @param <S> the type of the assertion object
 */
public abstract class AbstractLinkAssert<S extends AbstractLinkAssert<S>> extends AbstractBodyAssert<S> {

    /** Bounded, so that a long line of braces is searched in no time. What begins an encoded octet ends no name: {@code %C3%BCber%20}. */
    AbstractLinkAssert(CapturedMail actual, Class<?> selfType, boolean standalone) {
        super(actual, selfType, standalone);
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
        requireNonNull(url, "url");
        List<String> links = actual.links();
        return require(links.contains(url), () -> Texts.expectingOneOf("links", url, links));
    }

    /**
     * Asserts that the mail has a link in which a pattern finds something.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasLinkMatching(Pattern.compile("/confirm\\?token="));
     * // fails
     * assertThat(mail).hasLinkMatching(Pattern.compile("/reset"));
     * }</pre>
     *
     * @param pattern looked for anywhere in the target as it stands there
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    public S hasLinkMatching(Pattern pattern) {
        Given.pattern(pattern);
        List<String> links = actual.links();
        return require(links.stream().anyMatch(pattern.asPredicate()), () -> expectingLink(pattern, links));
    }

    private static String expectingLink(Pattern pattern, List<String> links) {
        return "Expecting a link matching:\n  /" + pattern + "/\nbut found:\n" + Texts.items(links);
    }

    /**
     * Goes on to the target of a link.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).linkWithText("Confirm").startsWith("https://shop.example.com/");
     * // fails
     * assertThat(mail).linkWithText("Cancel");
     * }</pre>
     *
     * @param text all that can be seen of the link; for an image, its alternative text
     * @return AssertJ's assertions on the target of the first such link, as it stands there
     * @throws AssertionError if there is no such link; the message lists the texts of those that are there
     */
    public final StringAssert linkWithText(String text) {
        requireNonNull(text, "text");
        List<Link> anchors = actual.anchors();
        Optional<Link> found =
                anchors.stream().filter(anchor -> anchor.text().equals(text)).findFirst();
        requireToGoOn(
                found.isPresent(),
                () -> Texts.expectingOneOf(
                        "texts of links",
                        text,
                        anchors,
                        anchors.stream().map(Link::text).toList()));
        return Failing.goOn(info, new StringAssert(found.orElseThrow().target()), "link \"" + text + "\"");
    }

    // What a reader would click or copy

    /**
     * Gives a link to go on with, as a reader would who clicks it.
     *
     * <pre>{@code
     * // passes
     * URI link = assertThat(mail).extractLink(Pattern.compile("/confirm"));
     * // fails
     * assertThat(mail).extractLink(Pattern.compile("/reset"));
     * }</pre>
     *
     * @param pattern looked for anywhere in the target as it stands there
     * @return the first link in which it finds something
     * @throws AssertionError if there is no such link, or it is no URI; the message lists the links
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    public final URI extractLink(Pattern pattern) {
        Given.pattern(pattern);
        hasLinkMatching(pattern);
        String link = actual.links().stream()
                .filter(pattern.asPredicate())
                .findFirst()
                .orElseThrow();
        Optional<URI> uri = uri(link);
        requireToGoOn(uri.isPresent(), () -> "Expecting a URI, but was:\n  \"" + link + "\"");
        return uri.orElseThrow();
    }

    /**
     * Gives a code that stands in the text body or, if it is not there, in what can be seen of the HTML.
     *
     * <pre>{@code
     * // passes
     * String code = assertThat(mail).extractCode("\\b\\d{6}\\b");
     * // fails
     * assertThat(mail).extractCode("\\b\\d{9}\\b");
     * }</pre>
     *
     * @param regex the code, or something around a group that is the code
     * @return what the first group of the regular expression finds, or without groups, all that it finds
     * @throws AssertionError if it finds nothing; the message shows the text
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    public final String extractCode(String regex) {
        Given.part("regex", regex);
        Pattern pattern = Pattern.compile(regex);
        Optional<String> visible = actual.htmlBody().map(HtmlBody::visibleText);
        Optional<String> code = Stream.concat(text().stream(), visible.stream())
                .flatMap(body -> pattern.matcher(body).results())
                .map(found -> found.groupCount() > 0 ? found.group(1) : found.group())
                .findFirst();
        requireToGoOn(code.isPresent(), () -> Texts.expectingMatching("a body", pattern, text().or(() -> visible)));
        return code.orElseThrow();
    }

    /**
     * Gives the value of a query parameter of a link, such as the token of a confirmation.
     *
     * <pre>{@code
     * // passes
     * String token = assertThat(mail).extractToken("token");
     * // fails
     * assertThat(mail).extractToken("session");
     * }</pre>
     *
     * @param parameter its name
     * @return the value in the first link that has it, percent-decoded
     * @throws AssertionError if no link has it; the message lists the links
     */
    public final String extractToken(String parameter) {
        requireNonNull(parameter, "parameter");
        List<String> links = actual.links();
        Optional<String> token = links.stream()
                .flatMap(link -> Link.to(link).parameter(parameter).stream())
                .findFirst();
        requireToGoOn(
                token.isPresent(),
                () -> "Expecting a link with the parameter \"" + parameter + "\", but found:\n" + Texts.items(links));
        return token.orElseThrow();
    }

    private static Optional<URI> uri(String link) {
        try {
            return Optional.of(new URI(link));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    // All links

    private S requireNoLink(String what, List<String> others) {
        return require(others.isEmpty(), () -> "Expecting " + what + ", but found:\n" + Texts.items(others));
    }

    /** What is said of all links says nothing of a mail without any. */
    private List<String> requireLinks(String what, Predicate<String> counts) {
        List<String> links = actual.links().stream().filter(counts).toList();
        require(
                !links.isEmpty(),
                () -> "Expecting " + what + ", but the mail has none that counts:\n" + Texts.items(actual.links()));
        return links;
    }

    /**
     * Asserts that there is a link, and that every one is a whole HTTPS address. Addresses of mail and telephone, and places in the
     * mail itself, do not count.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).allLinksUseHttps();
     * // fails
     * assertThat(mailWithAnHttpLink).allLinksUseHttps();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if one is not, or if no link counts; the message lists those
     */
    public S allLinksUseHttps() {
        return requireNoLink(
                "all links to use HTTPS",
                requireLinks("all links to use HTTPS", link -> !startsWithOneOf(link, "mailto:", "tel:", "sms:", "#"))
                        .stream()
                        .filter(link -> !startsWithOneOf(link, "https://"))
                        .toList());
    }

    private static boolean startsWithOneOf(String link, String... beginnings) {
        return Stream.of(beginnings)
                .anyMatch(beginning -> link.regionMatches(true, 0, beginning, 0, beginning.length()));
    }

    /**
     * Asserts that there is a web link, and that every one leads to certain hosts.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).linksHaveHost("shop.example.com", "cdn.example.com");
     * // fails
     * assertThat(mail).linksHaveHost("staging.example.com");
     * }</pre>
     *
     * @param hosts all that are fine, case-insensitive, without port
     * @return this assertion object
     * @throws AssertionError if one leads elsewhere, or if there is nothing to check; the message lists those
     * @throws IllegalArgumentException if no host is given
     */
    public S linksHaveHost(String... hosts) {
        Given.some("hosts", hosts);
        List<String> fine = Stream.of(hosts).map(Addresses::lower).toList();
        String what = "all links to have the host " + String.join(" or ", hosts);
        List<String> others = requireLinks(what, link -> Link.to(link).host().isPresent()).stream()
                .filter(link -> !fine.contains(Link.to(link).host().orElseThrow()))
                .toList();
        return require(
                others.isEmpty(),
                () -> "Expecting " + what + ", but found:\n" + Texts.items(others)
                        + Texts.lookAlike(
                                fine,
                                others.stream()
                                        .flatMap(link -> Link.to(link).host().stream())
                                        .toList()));
    }

    /**
     * Asserts that no link or image leads to the reader's own machine or into a private network: in the text, in the HTML, in its style
     * sheets. A developer's configuration leaves these behind. A mail without links has none of these.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasNoLocalhostLinks();
     * // fails
     * assertThat(mailFromADevelopersMachine).hasNoLocalhostLinks();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if one does; the message lists those
     */
    public S hasNoLocalhostLinks() {
        return requireNoLink(
                "no links to localhost",
                actual.lint(LintProfile.TRANSACTIONAL).only("link.localhost").findings().stream()
                        .map(LintFinding::message)
                        .distinct()
                        .toList());
    }

    /**
     * Asserts that the template engine has left nothing behind in subject, addresses, text, HTML with its attributes, links and names of
     * attachments: no {@code {{name}}}, {@code ${name}}, {@code #{name}}, {@code <%= name %>}, {@code {% if name %}}, {@code [[name]]},
     * {@code *|NAME|*}, {@code %NAME%} or {@code {0}}, and no {@code {name}} or {@code $name}.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasNoUnresolvedPlaceholders();
     * // fails
     * assertThat(mailOfABrokenTemplate).hasNoUnresolvedPlaceholders();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if there are some; the message lists them
     */
    public S hasNoUnresolvedPlaceholders() {
        List<String> found = Placeholders.in(actual.parsed());
        return require(found.isEmpty(), () -> Texts.expectingNone("unresolved placeholders", found));
    }

    /**
     * Asserts that the HTML body shows images.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasImages("cid:logo", "https://shop.example.com/tea.png");
     * // fails
     * assertThat(mail).hasImages("cid:logo");
     * }</pre>
     *
     * @param sources exactly these, by {@code <img src>} or {@code background}, in any order; one that is shown twice counts once
     * @return this assertion object
     * @throws AssertionError if it shows others, or not all of these; the message lists both
     */
    public S hasImages(String... sources) {
        Given.exactly("sources", sources);
        List<String> wanted = Arrays.stream(sources).distinct().sorted().toList();
        List<String> found = actual.images().stream().sorted().toList();
        return require(found.equals(wanted), () -> Texts.expectingExactly("images of the HTML body", wanted, found));
    }

    /**
     * Asserts that the HTML body shows an image by {@code cid:}, and that each of these is in the mail (RFC 2392).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).inlineImagesResolve();
     * // fails
     * assertThat(mailWithoutItsLogo).inlineImagesResolve();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if one is not, or if there is nothing to check; the message lists those, and what is there
     */
    public S inlineImagesResolve() {
        List<String> there = Stream.concat(actual.inlineParts().stream(), actual.attachments().stream())
                .flatMap(part -> part.contentId().stream())
                .toList();
        List<String> wanted = actual.shownContentIds();
        require(
                !wanted.isEmpty(),
                () -> "Expecting a part for each image, but the HTML body shows no image by cid:, only:\n"
                        + Texts.items(actual.images()));
        List<String> missing = wanted.stream().filter(id -> !there.contains(id)).toList();
        return require(
                missing.isEmpty(),
                () -> "Expecting a part for each image, but no part is there for:\n" + Texts.items(missing)
                        + "\namong:\n" + Texts.items(there) + Texts.lookAlike(missing, there));
    }
}
