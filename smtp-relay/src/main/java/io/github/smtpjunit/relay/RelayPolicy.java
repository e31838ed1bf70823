package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.client.DomainNames;
import io.github.smtpjunit.relay.client.RoutedAddress;
import io.github.smtpjunit.smtp.AddressPattern;
import io.github.smtpjunit.smtp.EnhancedStatusCode;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Mailbox;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.AddressRange;
import io.github.smtpjunit.smtp.server.SessionInfo;
import io.github.smtpjunit.smtp.server.SmtpPolicy;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the relay closed. Clients of trusted networks and clients that have authenticated may send anywhere, other
 * clients only to the relay domains.
 *
 * @param trusted networks whose clients may send anywhere; may be empty
 * @param relayDomains domains to which everyone may send
 * @param denied recipients that are refused for every sender
 * @param allowed if it is not empty, all other recipients are refused for every sender; as soon as there are
 *     {@code denied} or {@code allowed} ones, so are those whose local-part is an address again
 * @param keepsRefused whether recipients that are not allowed are accepted all the same, from those who may send to
 *     them, since their mail is {@linkplain #isKept kept} and not relayed; one that is denied is refused
 */
record RelayPolicy(
        List<AddressRange> trusted,
        List<DomainPattern> relayDomains,
        List<AddressPattern> denied,
        List<AddressPattern> allowed,
        boolean keepsRefused)
        implements SmtpPolicy {

    /** The networks of a relay that has no other setting. */
    static final List<AddressRange> LOOPBACK = List.of(AddressRange.parse("127.0.0.0/8"), AddressRange.parse("::1"));

    /** Lets loopback clients send anywhere, and no other clients. */
    static final RelayPolicy DEFAULT = new RelayPolicy(LOOPBACK, List.of(), List.of(), List.of());

    /**
     * RFC 5321 section 4.5.1 requires a postmaster that reads mail. Without a smart host, the name means no mailbox.
     */
    private static final Reply NO_POSTMASTER = Reply.of(
            550, new EnhancedStatusCode(5, 1, 3), "This relay has no mailboxes: write to postmaster at a domain");

    /** A policy of a relay that keeps nothing of what it refuses. */
    RelayPolicy(
            List<AddressRange> trusted,
            List<DomainPattern> relayDomains,
            List<AddressPattern> denied,
            List<AddressPattern> allowed) {
        this(trusted, relayDomains, denied, allowed, false);
    }

    RelayPolicy {
        trusted = List.copyOf(trusted);
        relayDomains = List.copyOf(relayDomains);
        denied = List.copyOf(denied);
        allowed = List.copyOf(allowed);
    }

    @Override
    public Optional<Reply> recipient(
            SessionInfo session, Envelope envelope, ForwardPath to, EsmtpParameters parameters) {
        Mailbox mailbox = to.mailbox();
        if (isDenied(mailbox) || (isNotAllowed(mailbox) && !isKept(mailbox))) {
            return Optional.of(Replies.REFUSED_BY_POLICY);
        }
        return maySendAnywhere(session) || isForRelayDomain(mailbox)
                ? Optional.empty()
                : Optional.of(Replies.RELAY_DENIED);
    }

    private boolean isDenied(Mailbox mailbox) {
        return denied.stream().anyMatch(pattern -> pattern.matches(mailbox));
    }

    private boolean isNotAllowed(Mailbox mailbox) {
        boolean isListed = !denied.isEmpty() || !allowed.isEmpty();
        return (isListed && RoutedAddress.is(mailbox))
                || (!allowed.isEmpty() && allowed.stream().noneMatch(pattern -> pattern.matches(mailbox)));
    }

    /** Returns whether the mail to an accepted recipient is kept and not relayed. */
    boolean isKept(Mailbox mailbox) {
        return keepsRefused && isNotAllowed(mailbox);
    }

    /** The same for a relay that has no host for mail to {@code <postmaster>} without a domain. */
    SmtpPolicy withoutPostmaster() {
        return new SmtpPolicy() {
            @Override
            public Optional<Reply> recipient(
                    SessionInfo session, Envelope envelope, ForwardPath to, EsmtpParameters parameters) {
                Optional<Reply> refusal = RelayPolicy.this.recipient(session, envelope, to, parameters);
                return refusal.isEmpty() && to.mailbox().domain().isEmpty() && !isKept(to.mailbox())
                        ? Optional.of(NO_POSTMASTER)
                        : refusal;
            }
        };
    }

    private boolean maySendAnywhere(SessionInfo session) {
        return session.authentication().isPresent()
                || trusted.stream()
                        .anyMatch(
                                range -> range.contains(session.remoteAddress().getAddress()));
    }

    private boolean isForRelayDomain(Mailbox mailbox) {
        String domain = DomainNames.canonical(mailbox.domain());
        return relayDomains.stream().anyMatch(pattern -> pattern.matches(domain)) && !RoutedAddress.is(mailbox);
    }
}
