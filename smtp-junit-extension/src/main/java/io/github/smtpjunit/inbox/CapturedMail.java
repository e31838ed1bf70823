package io.github.smtpjunit.inbox;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.Arrival;
import io.github.smtpjunit.mail.Attachment;
import io.github.smtpjunit.mail.HtmlBody;
import io.github.smtpjunit.mail.Link;
import io.github.smtpjunit.mail.MailAddress;
import io.github.smtpjunit.mail.MailPart;
import io.github.smtpjunit.mail.MailSource;
import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.mail.library.OptionalLibrary;
import io.github.smtpjunit.mail.lint.LintProfile;
import io.github.smtpjunit.mail.lint.LintReport;
import io.github.smtpjunit.mail.lint.MailLint;
import io.github.smtpjunit.mail.page.MailPage;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.server.ReceivedMail;
import io.github.smtpjunit.smtp.server.SessionInfo;
import io.github.smtpjunit.smtp.server.SessionRecord;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A mail as it arrived: its envelope, its exact octets, and what they mean when they are read as a MIME message. These
 * are three different things, each kept by itself.
 *
 * <p>{@code assertThat(mail)} of AssertJ gives {@link MailAssert}. The octets are parsed once, when something is asked
 * of their meaning first; a mail that cannot be parsed still has its envelope and octets, and {@link #problems()} says
 * what is broken. Thread-safe.
 */
public final class CapturedMail implements AssertProvider<MailAssert> {

    private final int number;
    private final int arrival;
    private final ReceivedMail received;
    private final SessionRecord session;
    private final Inbox inbox;
    private volatile @Nullable ParsedMail parsed;
    private volatile boolean lookedAt;

    /**
     * Makes a mail.
     *
     * @param number its place in the list of mails
     * @param arrival its place among all mails of the inbox, those before {@link Inbox#clear()} too
     */
    CapturedMail(int number, int arrival, ReceivedMail received, SessionRecord session, Inbox inbox) {
        this.number = number;
        this.arrival = arrival;
        this.received = received;
        this.session = session;
        this.inbox = inbox;
    }

    /**
     * Returns what the octets mean. They are read once, on first use.
     *
     * @return the same object each time
     */
    public ParsedMail parsed() {
        ParsedMail result = parsed;
        if (result == null) {
            synchronized (this) {
                result = parsed;
                if (result == null) {
                    result = ParsedMail.parse(raw());
                    parsed = result;
                }
            }
        }
        return result;
    }

    int arrival() {
        return arrival;
    }

    /** Where the mail arrived. */
    Inbox inbox() {
        return inbox;
    }

    /** An assertion was made on this mail. */
    void lookedAt() {
        lookedAt = true;
    }

    boolean wasLookedAt() {
        return lookedAt;
    }

    // The envelope and the session

    /**
     * Returns the number of the mail: its place in {@link Inbox#mails()}, by which messages name it.
     *
     * @return 0 for the first mail of the inbox, also for the first one after {@link Inbox#clear()} or
     *     {@link Inbox#drain()}, and one more for each further one
     */
    public int number() {
        return number;
    }

    /**
     * Returns the envelope: sender, recipients and their parameters as the client named them to the server.
     *
     * @return the envelope, which the header may contradict
     */
    public Envelope envelope() {
        return received.envelope();
    }

    /**
     * Returns the recipients of the envelope that no header field names: the blind carbon copies.
     *
     * @return addresses without angle brackets, in the order of the envelope
     */
    public List<String> blindRecipients() {
        return parsed().blindRecipients(envelope());
    }

    /**
     * Returns the facts of the session in which the mail came: the client's name, TLS, authentication.
     *
     * @return the facts as they were then
     */
    public SessionInfo session() {
        return received.session();
    }

    /**
     * Returns the record of the session in which the mail came, with its dialogue.
     *
     * @return the record, which grows while the session lasts
     */
    public SessionRecord sessionRecord() {
        return session;
    }

    /**
     * Returns when the mail arrived.
     *
     * @return the time by the server's clock
     */
    public Instant receivedAt() {
        return received.receivedAt();
    }

    /**
     * Makes an HTML page with all that is known of the mail: how it looks, its recipients, its session and dialogue,
     * and what the lint finds by {@link LintProfile#TRANSACTIONAL}.
     *
     * @return the page, which is not written yet
     */
    public MailPage page() {
        return MailPage.of(parsed())
                .envelope(envelope())
                .receivedAt(receivedAt())
                .session(session)
                .lint(lint(LintProfile.TRANSACTIONAL));
    }

    /**
     * Checks the mail by the rules of {@link MailLint}.
     *
     * @param profile what to measure it by
     * @return the findings
     */
    public LintReport lint(LintProfile profile) {
        requireNonNull(profile, "profile");
        Arrival arrival = new Arrival(envelope(), receivedAt(), session().tls().isPresent());
        return MailLint.check(parsed(), arrival, profile);
    }

    // The octets

    /**
     * Returns the exact octets of the content, dots un-stuffed, the CR LF before the final dot included.
     *
     * @return a fresh array
     */
    public byte[] raw() {
        try {
            return received.content().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("The content is in memory", e);
        }
    }

    /**
     * Returns the octets as text: in UTF-8 if they are that, else in Latin-1.
     *
     * @return the source of the mail
     */
    public String rawText() {
        return MailSource.of(raw()).text();
    }

    /**
     * Returns where a CR or LF stands alone in the content (RFC 5321 section 2.3.8). The server keeps them as they
     * came; another server may take one for the end of a line, or refuse the mail.
     *
     * @return the offsets in {@link #raw()}, ascending; empty for a mail whose lines all end in CR LF
     */
    public List<Integer> bareNewlines() {
        return MailSource.of(raw()).bareNewlines();
    }

    // What the octets mean

    /**
     * Returns the subject, decoded (RFC 2047) and unfolded.
     *
     * @return empty if there is no Subject field
     */
    public Optional<String> subject() {
        return header("Subject");
    }

    /**
     * Returns the first header field of a name, decoded where RFC 2047 section 5 allows it, and unfolded.
     *
     * @param name the name, case-insensitive
     * @return empty if there is no such field
     */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /**
     * Returns all header fields of a name, decoded where RFC 2047 section 5 allows it, and unfolded.
     *
     * @param name the name, case-insensitive
     * @return the values, in the order of the header
     * @throws IllegalArgumentException if no field can have that name
     */
    public List<String> headers(String name) {
        Given.headerName("name", name);
        return parsed().headers(name);
    }

    /**
     * Returns the values of all header fields of a name as they were sent: encoded, and folded with CR LF.
     *
     * @param name the name, case-insensitive
     * @return the values, in the order of the header
     * @throws IllegalArgumentException if no field can have that name
     */
    public List<String> rawHeaders(String name) {
        Given.headerName("name", name);
        return parsed().rawHeaders(name);
    }

    /** The names of all header fields in their order, repetitions included. */
    List<String> headerNames() {
        return parsed().headerNames();
    }

    /**
     * Returns when the mail was written, by its Date field.
     *
     * @return empty if there is no such field, or it cannot be read
     */
    public Optional<Instant> date() {
        return parsed().date();
    }

    /**
     * Returns the authors that the From field names.
     *
     * @return the addresses; empty if absent, or none that can be read
     */
    public List<MailAddress> from() {
        return addresses("From");
    }

    /**
     * Returns the recipients that the To field names.
     *
     * @return the addresses; empty if absent, or none that can be read
     */
    public List<MailAddress> to() {
        return addresses("To");
    }

    /**
     * Returns the recipients that the Cc field names.
     *
     * @return the addresses; empty if absent, or none that can be read
     */
    public List<MailAddress> cc() {
        return addresses("Cc");
    }

    /**
     * Returns the addresses that the Reply-To field names.
     *
     * @return the addresses; empty if absent, or none that can be read
     */
    public List<MailAddress> replyTo() {
        return addresses("Reply-To");
    }

    List<MailAddress> addresses(String field) {
        return parsed().addresses(field);
    }

    /**
     * Returns the text body: the {@code text/plain} parts that are no attachments, decoded by transfer encoding and
     * charset. Several parts are joined by a line break, and so are the lines of flowed text (RFC 3676).
     *
     * @return the text with its line ends as they are; empty if there is no such part
     */
    public Optional<String> text() {
        return parsed().text();
    }

    /**
     * Returns the HTML body: the {@code text/html} parts that are no attachments, decoded by transfer encoding and
     * charset.
     *
     * @return the HTML source; empty if there is no such part
     */
    public Optional<String> html() {
        return parsed().html();
    }

    /**
     * Returns the links: the targets of the anchors and areas of the HTML body, and the web addresses in texts that
     * have no HTML beside them.
     *
     * @return the targets as they stand there, without line ends and the blanks around them, in order, repetitions
     *     included
     */
    public List<String> links() {
        return anchors().stream().map(Link::target).toList();
    }

    /**
     * Returns the attachments: the parts that are neither a body nor an inline resource.
     *
     * @return the attachments in the order of the mail
     */
    public List<Attachment> attachments() {
        return parsed().attachments();
    }

    /**
     * Returns the inline resources: the parts that the HTML refers to by {@code cid:} (RFC 2392), and pictures, sounds
     * and films that are marked inline.
     *
     * @return the parts in the order of the mail
     */
    public List<Attachment> inlineParts() {
        return parsed().inlineParts();
    }

    /** The links with what can be seen of them. */
    List<Link> anchors() {
        return parsed().links();
    }

    /** The HTML body as a mail program shows it. */
    Optional<HtmlBody> htmlBody() {
        return parsed().htmlBody();
    }

    /** What the pictures of the HTML are loaded from. */
    List<String> images() {
        return htmlBody().map(HtmlBody::images).orElse(List.of());
    }

    /** The Content-IDs that the HTML refers to. */
    List<String> shownContentIds() {
        return htmlBody().map(HtmlBody::contentIds).orElse(List.of());
    }

    /** All parts as a tree. */
    MailPart root() {
        return parsed().root();
    }

    /**
     * Returns the mail as a jakarta.mail message, for whatever is not offered here.
     *
     * @return a message of its own, parsed anew: changing it does not change this mail
     */
    @SuppressWarnings("exports") // the mail API is optional, so it is not passed on
    public MimeMessage mime() {
        return OptionalLibrary.JAKARTA_MAIL
                .use("mime()", () -> MimeMessages.of(raw()))
                .message();
    }

    /**
     * Returns what could not be understood when the mail was parsed.
     *
     * @return one sentence each; empty for a sound mail
     */
    public List<String> problems() {
        return parsed().problems();
    }

    /**
     * Returns the assertions on this mail; {@code assertThat(mail)} of AssertJ calls this.
     *
     * @return the assertions
     */
    @Override
    public MailAssert assertThat() {
        return new MailAssert(this);
    }

    /** Returns what the mail is, on one line. */
    @Override
    public String toString() {
        return MailTable.line(this);
    }
}
