package io.github.smtpjunit.smtp;

import java.util.List;

/**
 * What a client said about a mail beside its content: the reverse-path, the recipients, and the ESMTP parameters of each (RFC
 * 5321 section 2.3.1). The header of the mail may tell another story.
 *
 * @param reversePath the sender
 * @param parameters the parameters of the MAIL command
 * @param recipients the accepted recipients, in the order of their RCPT commands
 */
public record Envelope(ReversePath reversePath, EsmtpParameters parameters, List<Recipient> recipients) {

    /** Copies the list of recipients. */
    public Envelope {
        recipients = List.copyOf(recipients);
    }

    /**
     * Makes an envelope without parameters.
     *
     * @param from the sender's address without angle brackets, {@code ""} for the null reverse-path
     * @param to the recipients' addresses without angle brackets
     * @return the envelope
     * @throws IllegalArgumentException if an address breaks the grammar
     */
    public static Envelope of(String from, String... to) {
        return new Envelope(
                ReversePath.parse("<" + from + ">"),
                EsmtpParameters.NONE,
                List.of(to).stream()
                        .map(address -> new Recipient(ForwardPath.parse("<" + address + ">"), EsmtpParameters.NONE))
                        .toList());
    }

    /**
     * Returns the sender's address.
     *
     * @return the address without angle brackets, {@code ""} for the null reverse-path
     */
    public String from() {
        return reversePath.address();
    }

    /**
     * Returns the recipients' addresses.
     *
     * @return the addresses without angle brackets, in the order of their RCPT commands
     */
    public List<String> to() {
        return recipients.stream().map(recipient -> recipient.path().address()).toList();
    }

    /**
     * One recipient.
     *
     * @param path the recipient's address
     * @param parameters the parameters of the RCPT command
     */
    public record Recipient(ForwardPath path, EsmtpParameters parameters) {}
}
