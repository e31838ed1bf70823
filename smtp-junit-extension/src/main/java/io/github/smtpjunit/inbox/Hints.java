package io.github.smtpjunit.inbox;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.FailedAttempt;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.TlsMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What to change when an assertion fails for a common reason: sentences that end the message. */
final class Hints {

    private static final String TRUST =
            "the client does not trust the certificate: let it trust inbox.certificates(), or send by inbox.session().";
    private static final String SPEAK_TLS =
            "the client does not speak TLS: this port starts with TLS, so set SSL, not STARTTLS and not clear text.";
    private static final String AUTH_OVER_TLS =
            "AUTH is offered within TLS only: let the client use TLS, or let the server allow AUTH without it.";

    private static final Map<Reply, String> BY_REPLY = Map.of(
            Replies.NOT_TLS, "the client speaks TLS: set STARTTLS, not SSL.",
            Replies.ENCRYPTION_REQUIRED, AUTH_OVER_TLS,
            Replies.LINE_BARE_NEWLINE, "lines end in LF: the client must end each with CR LF.",
            Replies.LINE_NOT_UTF8, "a line is in another charset, such as Latin-1: the client must send UTF-8.",
            Replies.LINE_HAS_CONTROLS, "a line has control characters, such as NUL: the client must encode them.");

    private Hints() {}

    /** About the clients of an inbox, one sentence each. */
    static List<String> aboutClients(Inbox inbox) {
        return inbox.failedAttempts().stream()
                .flatMap(attempt -> of(attempt, inbox).stream())
                .distinct()
                .toList();
    }

    private static Optional<String> of(FailedAttempt attempt, Inbox inbox) {
        if (attempt.phase() == Phase.TLS_HANDSHAKE) {
            return ofHandshake(attempt.reason(), inbox.server().tlsMode());
        }
        Optional<Reply> reply = attempt.reply();
        boolean sawNoAuth = reply.equals(Optional.of(Replies.AUTH_FIRST))
                && attempt.session().tls().isEmpty()
                && inbox.server().tlsMode() != TlsMode.NONE;
        return sawNoAuth ? Optional.of(AUTH_OVER_TLS) : reply.map(BY_REPLY::get);
    }

    /** By the alert of the client, or by what came in place of a hello; each TLS library has words of its own. */
    private static Optional<String> ofHandshake(String reason, TlsMode mode) {
        if (reason.contains("certificate") || reason.contains("unknown_ca")) {
            return Optional.of(TRUST);
        }
        boolean noHello = reason.contains("Unsupported or unrecognized SSL message")
                || (mode == TlsMode.IMPLICIT && reason.contains("terminated the handshake"));
        return noHello ? Optional.of(SPEAK_TLS) : Optional.empty();
    }

    /** That an inbox holds what earlier tests have sent; empty if it does not. */
    static String aboutEarlierTests(Inbox inbox) {
        int earlier = inbox.earlierMails();
        return earlier == 0
                ? ""
                : "\nHint: " + (earlier == 1 ? "1 of them" : earlier + " of them")
                        + " had arrived before this test began: call inbox.clear() in a @BeforeEach method.";
    }

    /** That a mail to several recipients is one mail, if somebody seems to count recipients. */
    static String aboutCount(List<CapturedMail> mails, int count) {
        int recipients =
                mails.stream().mapToInt(mail -> mail.envelope().to().size()).sum();
        return mails.size() < count && recipients == count
                ? "\nHint: a mail to several recipients is one mail, and these have " + count
                        + " recipients in all. Use hasEnvelopeRecipients(..) on the mail, or eachRecipientGotExactly(1)."
                : "";
    }

    /** That an address is looked for in the header, but is in the envelope only. */
    static String aboutBlindRecipient(CapturedMail mail, String address) {
        return AbstractMailAssert.contains(mail.blindRecipients(), address)
                ? "\nHint: it is among the envelope's recipients, and no field names it: use hasBlindRecipients(..)."
                : "";
    }

    /** That a blind recipient has no header field. */
    static String aboutBccField(CapturedMail mail, String field) {
        return field.equalsIgnoreCase("Bcc") && !mail.blindRecipients().isEmpty()
                ? "\nHint: a sender keeps the Bcc field to itself. " + String.join(", ", mail.blindRecipients())
                        + (mail.blindRecipients().size() == 1 ? " is" : " are")
                        + " among the envelope's recipients, and no field names them: use hasBlindRecipients(..)."
                : "";
    }

    /** That something is in the mail, but encoded in its source. */
    static String aboutEncoding(CapturedMail mail, String part) {
        return Stream.of(
                        Map.entry("hasSubjectContaining", mail.subject()),
                        Map.entry("hasTextContaining", mail.text()),
                        Map.entry("hasHtmlContaining", mail.html()))
                .filter(place ->
                        place.getValue().filter(text -> text.contains(part)).isPresent())
                .findFirst()
                .map(place -> "\nHint: the mail has it, but encoded in its source: use " + place.getKey() + "(..).")
                .orElse("");
    }
}
