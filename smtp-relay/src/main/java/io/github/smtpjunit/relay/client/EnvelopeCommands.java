package io.github.smtpjunit.relay.client;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Envelope.Body;
import io.github.smtpjunit.smtp.EsmtpParameters.Parameter;
import io.github.smtpjunit.smtp.Mailbox;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What MAIL and RCPT say to a peer for an envelope; or why the mail cannot go there, since the peer lacks what it
 * needs. Parameters are passed on as they came, if the peer offers their extension, and never invented.
 */
final class EnvelopeCommands {

    /** Parameters that pass unchanged, each with the extension that it belongs to. */
    private static final Map<String, String> MAIL_PARAMETERS = Map.of(
            "RET", "DSN", // RFC 3461 section 4.3
            "ENVID", "DSN", // RFC 3461 section 4.4
            "BY", "DELIVERBY", // RFC 2852 section 4
            "MT-PRIORITY", "MT-PRIORITY", // RFC 6710 section 4.2
            "REQUIRETLS", "REQUIRETLS"); // RFC 8689 section 4.2.1

    private static final Map<String, String> RCPT_PARAMETERS = Map.of("NOTIFY", "DSN", "ORCPT", "DSN");

    private final Envelope envelope;
    private final MailContent content;
    private final EhloResponse peer;

    EnvelopeCommands(Envelope envelope, MailContent content, EhloResponse peer) {
        this.envelope = envelope;
        this.content = content;
        this.peer = peer;
    }

    boolean isBinary() {
        return envelope.body() == Body.BINARY_MIME;
    }

    /** Why this mail cannot be sent in this session to any recipient; empty if it can be sent. */
    Optional<RemoteReply> refusal(boolean verifiedTls) {
        if (envelope.requiresTls() && !(verifiedTls && peer.offers("REQUIRETLS"))) {
            return refuse(
                    550,
                    "5.7.30",
                    "The mail must not leave verified TLS, and the next hop does not support REQUIRETLS");
        }
        if (content.size() > peer.maxSize()) {
            String sizes = content.size() + " octets, the next hop accepts " + peer.maxSize();
            return refuse(552, "5.3.4", "The mail is too big: " + sizes); // RFC 1870 section 6.2
        }
        if (isBinary() && !(peer.offers("BINARYMIME") && peer.offers("CHUNKING"))) {
            return refuse(554, "5.6.3", "The next hop does not accept binary content"); // RFC 3030 section 3
        }
        if (content.eightBit() && !isBinary() && !peer.offers("8BITMIME")) {
            return refuse(554, "5.6.3", "The next hop does not accept octets above 127"); // RFC 6152 section 3
        }
        boolean isUnreadable = envelope.reversePath()
                .mailbox()
                .filter(sender -> readable(sender).isEmpty())
                .isPresent();
        if (isUnreadable || (!peer.offers("SMTPUTF8") && envelope.isSmtpUtf8() && content.eightBit())) {
            return noUtf8(); // RFC 6531 section 3.2; the octets above 127 may be those of a header field
        }
        return Optional.empty();
    }

    /** Why a recipient cannot get what the others can. */
    Optional<RemoteReply> refusal(Envelope.Recipient recipient) {
        return readable(recipient.path().mailbox()).isPresent() ? Optional.empty() : noUtf8();
    }

    /** The form of an address that the peer can read; empty if there is no such form. */
    private Optional<Mailbox> readable(Mailbox mailbox) {
        return peer.offers("SMTPUTF8") ? Optional.of(mailbox) : DomainNames.ascii(mailbox);
    }

    private String path(Mailbox mailbox) {
        return readable(mailbox).orElse(mailbox).address();
    }

    private static Optional<RemoteReply> noUtf8() {
        return refuse(553, "5.6.7", "The next hop does not support internationalized mail");
    }

    private static Optional<RemoteReply> refuse(int code, String enhanced, String text) {
        return Optional.of(RemoteReply.of(code, enhanced, text));
    }

    /** The MAIL command, for a mail that is not refused, to recipients that are not either. */
    String mail(List<Envelope.Recipient> recipients) {
        StringBuilder line = new StringBuilder("MAIL FROM:<")
                .append(envelope.reversePath().mailbox().map(this::path).orElse(""))
                .append('>');
        if (peer.offers("SIZE")) {
            line.append(" SIZE=").append(content.size());
        }
        if (isBinary()) {
            line.append(" BODY=BINARYMIME");
        } else if (peer.offers("8BITMIME") && (content.eightBit() || envelope.body() == Body.EIGHT_BIT_MIME)) {
            line.append(" BODY=8BITMIME");
        }
        boolean isInternational = envelope.isSmtpUtf8()
                || envelope.reversePath()
                        .mailbox()
                        .filter(Mailbox::isInternationalized)
                        .isPresent()
                || recipients.stream().anyMatch(r -> r.path().mailbox().isInternationalized());
        if (isInternational && peer.offers("SMTPUTF8")) {
            line.append(" SMTPUTF8");
        }
        pass(envelope.parameters().list(), MAIL_PARAMETERS, line);
        return checked(line);
    }

    /** The RCPT command of a recipient that is not refused. */
    String rcpt(Envelope.Recipient recipient) {
        StringBuilder line = new StringBuilder("RCPT TO:<")
                .append(path(recipient.path().mailbox()))
                .append('>');
        pass(recipient.parameters().list(), RCPT_PARAMETERS, line);
        return checked(line);
    }

    private void pass(List<Parameter> parameters, Map<String, String> known, StringBuilder line) {
        for (Parameter parameter : parameters) {
            String extension = known.get(parameter.keyword());
            if (extension != null && peer.offers(extension)) {
                line.append(' ').append(peer.offers("SMTPUTF8") ? parameter.toString() : ascii(parameter.toString()));
            }
        }
    }

    /** An ORCPT in UTF-8 has another form for peers without SMTPUTF8 (RFC 6533 section 3). */
    private static String ascii(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c < 0x80) {
                ascii.append((char) c);
            } else {
                ascii.append("\\x{%X}".formatted(c));
            }
        });
        return ascii.toString();
    }

    /** No address and no parameter may bring a command of its own along. */
    private static String checked(StringBuilder line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) < ' ' || line.charAt(i) == 0x7F) {
                throw new IllegalArgumentException(
                        "A control character within a command: " + RemoteReply.printable(line.toString()));
            }
        }
        return line.append("\r\n").toString();
    }
}
