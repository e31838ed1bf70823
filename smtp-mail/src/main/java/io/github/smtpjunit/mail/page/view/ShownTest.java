package io.github.smtpjunit.mail.page.view;

import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.Utf8ByteOutput;
import io.github.smtpjunit.smtp.server.SessionRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a test.
 *
 * @param testClass the name of its class
 * @param name its name
 * @param failure what reports show of its failure; empty if it has passed
 * @param mails its mails
 * @param sessions its sessions
 */
public record ShownTest(
        String testClass, String name, String failure, List<ShownMail> mails, List<SessionRecord> sessions) {

    private static final String PAGE = "index.html";
    private static final int MAX_MAILS = 50;
    private static final int MAX_OCTETS = 10_000_000;
    private static final int MAX_SESSIONS = 50;

    /**
     * The same as failed.
     *
     * @param text what reports show
     * @return what is known
     */
    public ShownTest withFailure(String text) {
        return new ShownTest(testClass, name, text, mails, sessions);
    }

    /**
     * The same with its mails.
     *
     * @param known the mails
     * @return what is known
     */
    public ShownTest withMails(List<ShownMail> known) {
        return new ShownTest(testClass, name, failure, known, sessions);
    }

    /**
     * The same with its sessions.
     *
     * @param known the sessions
     * @return what is known
     */
    public ShownTest withSessions(List<SessionRecord> known) {
        return new ShownTest(testClass, name, failure, mails, known);
    }

    /**
     * Names the page to start with: of a test that has passed with one mail, that of the mail, which has all that there
     * is to see.
     *
     * @return the name of a file
     */
    public String start() {
        return failure.isEmpty() && mails.size() == 1 && !shownMails().isEmpty() ? MailCard.page(0) : PAGE;
    }

    /** The mails that there is room for. */
    List<ShownMail> shownMails() {
        long octets = 0;
        int count = 0;
        while (count < mails.size() && count < MAX_MAILS) {
            octets += mails.get(count).mail().source().size();
            if (octets > MAX_OCTETS) {
                break;
            }
            count++;
        }
        return mails.subList(0, count);
    }

    /** The sessions that there is room for. */
    List<SessionRecord> shownSessions() {
        return sessions.subList(0, Math.min(MAX_SESSIONS, sessions.size()));
    }

    /**
     * Writes the pages, the mails and the dialogues.
     *
     * @param directory where to
     * @param album the index of the album that has the test, as a path from there; empty without an album
     * @return the page to start with
     * @throws IOException if a file cannot be written
     */
    public Path writeTo(Path directory, String album) throws IOException {
        List<BackLink> toTest = new ArrayList<>();
        if (!album.isEmpty()) {
            toTest.add(new BackLink("All tests of the run", album));
        }
        List<BackLink> toMail = new ArrayList<>(toTest);
        toMail.add(new BackLink(TestView.title(this), start().equals(PAGE) ? PAGE : ""));
        List<ShownMail> shown = shownMails();
        for (int i = 0; i < shown.size(); i++) {
            ShownMail mail = shown.get(i);
            Optional<SafeHtml> html = SafeHtml.of(mail.mail());
            Files.write(directory.resolve(MailCard.page(i)), mail.page(html, toMail));
            Files.write(
                    directory.resolve("mail-" + i + ".eml"),
                    mail.mail().source().bytes());
            if (html.isPresent()) {
                Files.writeString(
                        directory.resolve(MailCard.body(i)), html.get().document());
            }
        }
        for (SessionRecord session : shownSessions()) {
            Files.writeString(directory.resolve("session-" + session.info().id() + ".txt"), session + "\n");
        }
        if (start().equals(PAGE)) {
            Files.write(directory.resolve(PAGE), page(toTest));
        }
        return directory.resolve(start());
    }

    @SuppressWarnings("NullAway") // a template needs no interceptor, and says so by no annotation
    private byte[] page(List<BackLink> back) {
        Utf8ByteOutput page = new Utf8ByteOutput();
        JtetestGenerated.render(new OwaspHtmlTemplateOutput(page), null, TestView.of(this, ""), back);
        return page.toByteArray();
    }

    /**
     * Shows the test in the index of an album.
     *
     * @param place its directory, as a path from the index, with a slash at its end
     * @return an element of the index, in UTF-8
     */
    @SuppressWarnings("NullAway") // as above
    public byte[] entry(String place) {
        Utf8ByteOutput entry = new Utf8ByteOutput();
        JteentryGenerated.render(new OwaspHtmlTemplateOutput(entry), null, TestView.of(this, place));
        return entry.toByteArray();
    }
}
