package io.github.smtpjunit.relay.spool;

import io.github.smtpjunit.relay.spool.RecipientState.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands in the state file of a mail: what has changed since it came in.
 *
 * @param mail the mail as it is now
 * @param recoveries how often in a row an attempt was begun after a restart and had no outcome
 */
record MailState(QueuedMail mail, int recoveries) {

    private static final String FIRST_LINE = "smtp-relay-state 1";
    private static final String NO_HOST = "-";

    byte[] write() {
        SpoolLines.Writer lines = new SpoolLines.Writer(FIRST_LINE)
                .put("id", mail.id())
                .put("attempts", Integer.toString(mail.attempts()))
                .put("next", mail.nextAttempt().toString())
                .put("held", mail.held())
                .put("delay-reported", mail.delayReported())
                .put("recoveries", Integer.toString(recoveries));
        if (mail.givenUp()) {
            lines.put("given-up", true);
        }
        for (RecipientState recipient : mail.recipients()) {
            lines.put(
                    "recipient",
                    recipient.status() + " " + host(recipient.host()) + " " + SpoolText.rest(recipient.reply()));
        }
        return lines.seal();
    }

    private static String host(String host) {
        if (host.isEmpty()) {
            return NO_HOST;
        }
        return host.equals(NO_HOST) ? "\\u002d" : SpoolText.word(host);
    }

    /**
     * Reads a state.
     *
     * @param accepted the mail as it came in
     * @throws SpoolFormatException if it is not a state, or that of another mail
     */
    static MailState read(QueuedMail accepted, byte[] octets) throws SpoolFormatException {
        SpoolLines lines = new SpoolLines(octets, octets.length, FIRST_LINE);
        if (!lines.take("id").equals(accepted.id())) {
            throw new SpoolFormatException("it is the state of another mail");
        }
        int attempts = (int) lines.takeNumber("attempts");
        Instant next = lines.takeTime("next");
        boolean held = lines.takeBoolean("held");
        boolean delayReported = lines.takeBoolean("delay-reported");
        int recoveries = (int) lines.takeNumber("recoveries");
        boolean givenUp = lines.isNext("given-up") && lines.takeBoolean("given-up");
        List<RecipientState> recipients = new ArrayList<>();
        while (lines.isNext("recipient")) {
            recipients.add(recipient(lines.take("recipient")));
        }
        lines.end();
        if (recipients.size() != accepted.recipients().size()) {
            throw new SpoolFormatException("it has another number of recipients than the mail");
        }
        QueuedMail mail = accepted.withAttempts(attempts).withNextAttempt(next).withRecipients(recipients);
        mail = delayReported ? mail.withDelayReported() : mail;
        mail = givenUp ? mail.withGivenUp(next) : mail;
        return new MailState(mail.withHeld(held), recoveries);
    }

    private static RecipientState recipient(String line) throws SpoolFormatException {
        int first = line.indexOf(' ');
        int second = line.indexOf(' ', first + 1);
        if (first < 0 || second < 0) {
            throw new SpoolFormatException("a recipient has no state");
        }
        String host = line.substring(first + 1, second);
        try {
            return new RecipientState(
                    Status.valueOf(line.substring(0, first)),
                    SpoolText.read(line.substring(second + 1)),
                    host.equals(NO_HOST) ? "" : SpoolText.read(host));
        } catch (IllegalArgumentException e) {
            throw new SpoolFormatException("a recipient has no known state", e);
        }
    }
}
