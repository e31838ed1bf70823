package io.github.smtpjunit.mail.page.view;

import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.mail.lint.LintReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that the page shows, section by section.
 *
 * @param summary what one wants to know first
 * @param sections the sections that there are, in their order
 */
record PageView(
        SummaryView summary,
        List<Section> sections,
        Optional<HtmlView> html,
        TextView text,
        Optional<InviteView> invite,
        AttachmentsView attachments,
        Optional<EnvelopeView> envelope,
        Optional<LintView> lint,
        Optional<SessionView> session,
        Optional<DialogueView> dialogue,
        HeaderView header,
        PartsView parts,
        Cut<String> source,
        int size) {

    private static final int MAX_SOURCE = 200_000;

    /**
     * An entry of the table of contents.
     *
     * @param id the section's anchor
     * @param title its name
     * @param note a number, or a word; may be empty
     */
    record Section(String id, String title, String note) {
        String href() {
            return "#" + id;
        }
    }

    static PageView of(ShownMail shown, Optional<SafeHtml> safeHtml) {
        ParsedMail mail = shown.mail();
        HeaderView header = HeaderView.of(mail);
        PartsView parts = PartsView.of(mail);
        AttachmentsView attachments = AttachmentsView.of(mail);
        Optional<HtmlView> html = safeHtml.map(safe -> HtmlView.of(mail, safe));
        TextView text = TextView.of(mail);
        Optional<InviteView> invite = InviteView.of(mail);
        Optional<EnvelopeView> envelope = shown.envelope().map(known -> EnvelopeView.of(mail, known));
        Optional<LintView> lint = shown.lint().map(report -> LintView.of(report, header, parts));
        Optional<DialogueView> dialogue = shown.session().map(session -> DialogueView.of(session));
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("html", "HTML", html.isPresent() ? "" : "none"));
        sections.add(new Section("text", "Text", mail.text().isPresent() ? "" : "none"));
        invite.ifPresent(card -> sections.add(new Section("invite", "Calendar invite", "")));
        sections.add(new Section("attachments", "Attachments", Words.number(attachments.count())));
        sections.add(new Section(
                "envelope",
                "Envelope and blind recipients",
                envelope.map(known -> Words.number(known.blindCount()) + " blind")
                        .orElse("unknown")));
        sections.add(new Section(
                "lint", "Lint findings", shown.lint().map(PageView::count).orElse("not checked")));
        sections.add(new Section("session", "Session", dialogue.isPresent() ? "" : "unknown"));
        sections.add(new Section(
                "dialogue",
                "Dialogue",
                dialogue.map(known -> Words.count(known.steps().size(), "step")).orElse("unknown")));
        sections.add(new Section("header", "Header fields", Words.number(header.count())));
        sections.add(new Section("parts", "Parts", Words.number(parts.count())));
        sections.add(new Section("source", "Source", Words.size(mail.source().size())));
        return new PageView(
                SummaryView.of(shown),
                List.copyOf(sections),
                html,
                text,
                invite,
                attachments,
                envelope,
                lint,
                shown.session().map(session -> SessionView.of(session, shown.envelope())),
                dialogue,
                header,
                parts,
                Cut.text(mail.source().text(), MAX_SOURCE),
                mail.source().size());
    }

    /** The findings by severity, to be broken only between these. */
    private static String count(LintReport report) {
        return report.findings().isEmpty()
                ? "none"
                : report.count().replace(' ', '\u00a0').replace(",\u00a0", ", ");
    }

    String title() {
        return summary.subject().isEmpty() ? "(no subject)" : Cut.line(summary.subject(), 200);
    }
}
