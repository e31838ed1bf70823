package io.github.smtpjunit.mail.page;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.page.view.ShownTest;
import io.github.smtpjunit.smtp.given.Given;
import io.github.smtpjunit.smtp.server.SessionRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The pages of one test: each of its mails, and one that leads to them and shows how the test ended and what clients
 * and server said.
 *
 * <pre>{@code
 * Path page = TestPages.of("shop.OrderMailTests", "confirms(Inbox)").mails(pages).sessions(sessions).writeTo(directory);
 * }</pre>
 *
 * <p>The number of mails, of octets and of sessions is bounded, and the page says what it leaves out. No file is named
 * by what a mail says. Immutable and thread-safe: each method returns other pages.
 */
public final class TestPages {

    private final ShownTest shown;

    private TestPages(ShownTest shown) {
        this.shown = shown;
    }

    /**
     * Makes the pages of a test that has passed, and in which no mail came.
     *
     * @param testClass the name of its class
     * @param test its name, as reports show it
     * @return the pages
     */
    public static TestPages of(String testClass, String test) {
        return new TestPages(new ShownTest(
                requireNonNull(testClass, "testClass"), requireNonNull(test, "test"), "", List.of(), List.of()));
    }

    /**
     * Says that the test has failed.
     *
     * @param failure what reports show of the failure; bounded on the page
     * @return other pages
     */
    public TestPages failed(String failure) {
        String text = requireNonNull(failure, "failure");
        return new TestPages(shown.withFailure(text.isBlank() ? "The test has failed." : text));
    }

    /**
     * Adds the mails of the test. The mail at index 0 is in the files {@code mail-0.html} and {@code mail-0.eml}.
     *
     * @param mails their pages, in the order of their arrival
     * @return other pages
     */
    public TestPages mails(List<MailPage> mails) {
        return new TestPages(shown.withMails(
                Given.each("mails", mails).stream().map(MailPage::shown).toList()));
    }

    /**
     * Adds the sessions of the test, those without a mail too. The dialogue of the session with the number 1 is in the
     * file {@code session-1.txt}.
     *
     * @param sessions the sessions, as they are when the pages are written
     * @return other pages
     */
    public TestPages sessions(List<SessionRecord> sessions) {
        return new TestPages(shown.withSessions(Given.each("sessions", sessions)));
    }

    /**
     * Writes the pages, each mail's octets, and the dialogues as text.
     *
     * @param directory where to; it exists. Files of the same names are replaced
     * @return the page to start with: that of the test, or of its mail if it has passed with one
     * @throws IOException if a file cannot be written
     */
    public Path writeTo(Path directory) throws IOException {
        return shown.writeTo(requireNonNull(directory, "directory"), "");
    }

    ShownTest shown() {
        return shown;
    }
}
