package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.DeliveryReport.Action;
import io.github.smtpjunit.relay.client.HostPort;
import io.github.smtpjunit.relay.client.RemoteReply;
import io.github.smtpjunit.relay.spool.RecipientState;
import io.github.smtpjunit.smtp.EnhancedStatusCode;
import io.github.smtpjunit.smtp.Envelope.Recipient;
import java.net.Inet6Address;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a report says about one recipient. All text of a client or a peer is cleaned here first.
 *
 * @param action what has happened
 * @param recipient the recipient in the envelope
 * @param state the last reply
 * @param utf8 whether UTF-8 may stand in the report (RFC 6533)
 */
record RecipientReport(Action action, Recipient recipient, RecipientState state, boolean utf8) {

    private static final Pattern REPLY = Pattern.compile("([2-5]\\d\\d) (.*)");
    private static final Pattern ORIGINAL = Pattern.compile("([A-Za-z0-9-]+);(.+)", Pattern.DOTALL);
    private static final int MAX_REPLY = 700; // a line has at most 998 octets (RFC 5322 section 2.1.1)
    private static final int MAX_ADDRESS = 600;
    private static final int MAX_HOST = 255;

    String address() {
        return HeaderText.clean(recipient.path().address(), MAX_ADDRESS, utf8);
    }

    /** RFC 3464 section 2.3.2, RFC 6533 section 3. */
    String finalRecipient() {
        return (recipient.path().mailbox().isInternationalized() ? "utf-8; " : "rfc822; ") + address();
    }

    /** RFC 3464 section 2.3.1: as the sender gave it. */
    Optional<String> originalRecipient() {
        return recipient
                .originalRecipient()
                .map(ORIGINAL::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1) + "; " + HeaderText.clean(match.group(2), MAX_ADDRESS, utf8));
    }

    /** RFC 3464 section 2.3.4: of the class that belongs to the action. */
    EnhancedStatusCode status() {
        int statusClass = switch (action) {
            case FAILED -> 5;
            case DELAYED -> 4;
            case RELAYED, DELIVERED -> 2;
        };
        Optional<RemoteReply> reply = remoteReply();
        if (action == Action.FAILED
                && (reply().isEmpty() || reply.filter(RemoteReply::isTransient).isPresent())) {
            return new EnhancedStatusCode(4, 4, 7); // RFC 3463 section 3.5: its time was over before anybody took it
        }
        return reply.flatMap(RemoteReply::enhancedStatusCode)
                .filter(status -> status.statusClass() == statusClass)
                .orElse(new EnhancedStatusCode(statusClass, 0, 0));
    }

    private Optional<RemoteReply> remoteReply() {
        Matcher match = REPLY.matcher(reply());
        return match.matches()
                ? Optional.of(new RemoteReply(Integer.parseInt(match.group(1)), match.group(2)))
                : Optional.empty();
    }

    /** Returns the reply, empty if absent. */
    String reply() {
        return HeaderText.clean(state.reply(), MAX_REPLY, false).strip();
    }

    /**
     * Returns the host that replied: its name without address and port, or its address as a literal (RFC 5321 section
     * 4.1.3); empty if no host did.
     */
    String host() {
        String host = HeaderText.clean(state.host(), MAX_HOST, false).strip();
        int bracket = host.indexOf('[');
        String name = bracket > 0 ? host.substring(0, bracket) : host;
        return HostPort.address(name)
                .map(address -> address instanceof Inet6Address ? "[IPv6:" + name + "]" : "[" + name + "]")
                .orElse(name);
    }

    String actionWord() {
        return action.name().toLowerCase(Locale.ROOT);
    }
}
