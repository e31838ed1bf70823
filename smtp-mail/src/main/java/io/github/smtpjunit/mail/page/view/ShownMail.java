package io.github.smtpjunit.mail.page.view;

import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.Utf8ByteOutput;
import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.mail.lint.LintReport;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.server.SessionRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a mail, and so can be shown.
 *
 * @param mail the mail
 * @param envelope its envelope, if known
 * @param receivedAt when it was received, if known
 * @param session the session in which it was sent, if known
 * @param lint what is wrong with it, if somebody has looked
 */
public record ShownMail(
        ParsedMail mail,
        Optional<Envelope> envelope,
        Optional<Instant> receivedAt,
        Optional<SessionRecord> session,
        Optional<LintReport> lint) {

    /**
     * A mail of which only the octets are known.
     *
     * @param mail the mail
     * @return what is known
     */
    public static ShownMail of(ParsedMail mail) {
        return new ShownMail(mail, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * The same with its envelope.
     *
     * @param known the envelope
     * @return what is known
     */
    public ShownMail withEnvelope(Envelope known) {
        return new ShownMail(mail, Optional.of(known), receivedAt, session, lint);
    }

    /**
     * The same with the time of its arrival.
     *
     * @param known the time
     * @return what is known
     */
    public ShownMail withReceivedAt(Instant known) {
        return new ShownMail(mail, envelope, Optional.of(known), session, lint);
    }

    /**
     * The same with its session.
     *
     * @param known the session
     * @return what is known
     */
    public ShownMail withSession(SessionRecord known) {
        return new ShownMail(mail, envelope, receivedAt, Optional.of(known), lint);
    }

    /**
     * The same with its findings.
     *
     * @param known the findings
     * @return what is known
     */
    public ShownMail withLint(LintReport known) {
        return new ShownMail(mail, envelope, receivedAt, session, Optional.of(known));
    }

    /**
     * Shows it.
     *
     * @return the page in UTF-8
     */
    public byte[] page() {
        return page(SafeHtml.of(mail), List.of());
    }

    /** The same for HTML that has been made harmless before, with the way back to what the page is part of. */
    @SuppressWarnings("NullAway") // a template needs no interceptor, and says so by no annotation
    byte[] page(Optional<SafeHtml> safe, List<BackLink> back) {
        Utf8ByteOutput page = new Utf8ByteOutput();
        JtepageGenerated.render(new OwaspHtmlTemplateOutput(page), null, PageView.of(this, safe), back);
        return page.toByteArray();
    }

    /**
     * Makes the HTML body harmless.
     *
     * @return a document for a frame; empty if the mail has no HTML
     */
    public Optional<String> htmlBody() {
        return SafeHtml.of(mail).map(SafeHtml::document);
    }
}
