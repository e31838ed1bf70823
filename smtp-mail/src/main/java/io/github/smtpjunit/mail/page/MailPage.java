package io.github.smtpjunit.mail.page;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.mail.lint.LintReport;
import io.github.smtpjunit.mail.page.view.ShownMail;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.server.SessionRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * One HTML page with all that is known of a mail: the HTML as a reader sees it, the text, attachments, recipients, lint
 * findings, the session and its dialogue, header fields, parts and the source.
 *
 * <pre>{@code
 * MailPage.of(mail).envelope(envelope).session(session).lint(MailLint.check(mail, LintProfile.BULK)).writeTo(file);
 * }</pre>
 *
 * <p>The page is one file in UTF-8, which a browser opens from a disk or a server. It takes the mail for hostile: its
 * HTML is in a frame without scripts, its links cannot be followed, remote images are boxes of their size. Nothing is
 * fetched, neither to write the page nor to show it. A page is bounded, and says what it leaves out. What is not given,
 * the page calls unknown.
 *
 * <p>Immutable and thread-safe: each method returns another page. The same mail gives the same page, octet for octet.
 */
public final class MailPage {

    private final ShownMail shown;

    private MailPage(ShownMail shown) {
        this.shown = shown;
    }

    /**
     * Makes the page of a mail of which only the octets are known.
     *
     * @param mail the mail, however broken
     * @return its page
     */
    public static MailPage of(ParsedMail mail) {
        return new MailPage(ShownMail.of(requireNonNull(mail, "mail")));
    }

    /**
     * Adds the envelope, and with it the blind recipients.
     *
     * @param envelope the envelope in which the mail was sent
     * @return another page
     */
    public MailPage envelope(Envelope envelope) {
        return new MailPage(shown.withEnvelope(requireNonNull(envelope, "envelope")));
    }

    /**
     * Adds the time of arrival.
     *
     * @param time when the mail was received
     * @return another page
     */
    public MailPage receivedAt(Instant time) {
        return new MailPage(shown.withReceivedAt(requireNonNull(time, "time")));
    }

    /**
     * Adds the session: its facts, and its dialogue as it is when the page is written.
     *
     * @param session the session in which the mail was sent
     * @return another page
     */
    public MailPage session(SessionRecord session) {
        return new MailPage(shown.withSession(requireNonNull(session, "session")));
    }

    /**
     * Adds lint findings.
     *
     * @param report what was found in this mail
     * @return another page
     */
    public MailPage lint(LintReport report) {
        return new MailPage(shown.withLint(requireNonNull(report, "report")));
    }

    /**
     * Returns the page.
     *
     * @return an HTML document
     */
    public String render() {
        return new String(shown.page(), StandardCharsets.UTF_8);
    }

    /**
     * Writes the page into a file, which it replaces.
     *
     * @param file the file; its directory exists
     * @throws IOException if the file cannot be written
     */
    public void writeTo(Path file) throws IOException {
        Files.write(requireNonNull(file, "file"), shown.page());
    }

    ShownMail shown() {
        return shown;
    }

    /**
     * Returns the HTML body alone, made harmless, for a small picture of the mail in a list. Its own
     * Content-Security-Policy allows no script and no request. Show it in a frame like this one:
     * {@code <iframe sandbox srcdoc="...">}.
     *
     * @return an HTML document, not yet escaped for the attribute; empty if the mail has no HTML
     */
    public Optional<String> htmlBody() {
        return shown.htmlBody();
    }
}
