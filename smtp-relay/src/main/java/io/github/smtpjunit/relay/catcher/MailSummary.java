package io.github.smtpjunit.relay.catcher;

import io.github.smtpjunit.mail.MailAddress;
import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.smtp.usercode.UserCode;

/**
 * What a list shows of the content of a mail.
 *
 * @param subject decoded, {@code ""} if the mail has none
 * @param sender the people of From as a mail program shows them, {@code ""} if the field is missing
 * @param preview how the text begins, on one line
 * @param attachmentCount how many files the mail has; of a mail above {@link #MAX_READ}, how many begin before that
 */
record MailSummary(String subject, String sender, String preview, int attachmentCount) {

    /** So much of a mail is read for the list, in octets: a mail may be larger than the memory. */
    static final int MAX_READ = 2 * 1024 * 1024;

    private static final int MAX_LINE = 500;
    private static final int MAX_PREVIEW = 160;

    /** What a list shows of a mail that cannot be read. */
    static final MailSummary NOTHING = new MailSummary("", "", "", 0);

    /** Reads the start of a mail. A mail that cannot be read has an empty summary, since it has come all the same. */
    static MailSummary of(byte[] start) {
        return UserCode.call(() -> read(start), failure -> NOTHING);
    }

    private static MailSummary read(byte[] start) {
        ParsedMail mail = ParsedMail.parse(start);
        String sender = mail.addresses("From").stream()
                .limit(10)
                .map(MailAddress::toString)
                .reduce((all, next) -> all + ", " + next)
                .orElse("");
        return new MailSummary(
                cut(mail.subject().orElse(""), MAX_LINE),
                cut(sender, MAX_LINE),
                cut(
                        mail.text()
                                .or(() -> mail.htmlBody().map(html -> html.visibleText()))
                                .orElse(""),
                        MAX_PREVIEW),
                mail.attachments().size());
    }

    private static String cut(String text, int most) {
        String line = text.substring(0, Math.min(text.length(), 4 * most))
                .replaceAll("\\s+", " ")
                .strip();
        return line.length() <= most ? line : line.substring(0, most) + "…";
    }
}
