package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.spool.MailSpool;
import io.github.smtpjunit.relay.spool.MailSpool.Draft;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.relay.spool.SpoolFullException;
import io.github.smtpjunit.smtp.EnhancedStatusCode;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Mailbox;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ReversePath;
import io.github.smtpjunit.smtp.server.MailHandler;
import io.github.smtpjunit.smtp.server.ReceivedMail;
import io.github.smtpjunit.smtp.server.SessionInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Accepts mails: puts the trace field in front, counts the hops so far, and answers 250 once the mail is safe in the
 * spool.
 */
final class MailIntake implements MailHandler {

    private static final Duration QUIET = Duration.ofMinutes(5);

    private final String hostname;
    private final MailSpool spool;
    private final Clock clock;
    private final RelayListener listener;
    private final Predicate<Mailbox> isKept;
    private final RefusedMails refused;
    private final AtomicReference<@Nullable Instant> lastWithoutRoom = new AtomicReference<>();
    private final AtomicReference<@Nullable Instant> lastNotStored = new AtomicReference<>();
    private volatile @Nullable IllegalStateException end;

    MailIntake(String hostname, MailSpool spool, Clock clock, RelayListener listener) {
        this(hostname, spool, clock, listener, mailbox -> false, (envelope, relayed, session, at, content) -> {
            throw new IllegalStateException("This relay keeps no mails");
        });
    }

    /**
     * Makes an intake that keeps a part of the mails.
     *
     * @param isKept whether mail to a recipient is kept, and not relayed
     * @param refused keeps it
     */
    MailIntake(
            String hostname,
            MailSpool spool,
            Clock clock,
            RelayListener listener,
            Predicate<Mailbox> isKept,
            RefusedMails refused) {
        this.isKept = isKept;
        this.refused = refused;
        this.hostname = hostname;
        this.spool = spool;
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * Takes no further mail.
     *
     * @param reason why; its message names the remedy
     */
    void close(IllegalStateException reason) {
        if (end == null) {
            end = reason;
        }
    }

    @Override
    public Reply handle(ReceivedMail mail) throws IOException {
        if (end != null) {
            return Replies.LOCAL_ERROR;
        }
        Optional<Reply> strange = refusalOfStrangePaths(mail.envelope());
        if (strange.isPresent()) {
            return strange.get();
        }
        HopCount content = new HopCount(mail.content());
        try {
            return Reply.of(250, new EnhancedStatusCode(2, 0, 0), stored(mail, content));
        } catch (SpoolFullException e) {
            tellOnce(lastWithoutRoom, e.getMessage() + "; mails are refused by 452 until there is room");
            return Replies.INSUFFICIENT_STORAGE;
        } catch (LoopException e) {
            return HopCount.LOOP;
        } catch (IOException e) {
            if (content.isBroken()) {
                throw e; // it is the client's
            }
            tellOnce(lastNotStored, "Mails cannot be stored, and are refused by 451 until they can: " + e);
            return Replies.LOCAL_ERROR;
        }
    }

    /**
     * Refuses what only a lenient server accepts: no next hop has to take it, and the spool could not be read again.
     */
    private static Optional<Reply> refusalOfStrangePaths(Envelope envelope) {
        try {
            ReversePath.parse(envelope.reversePath().toString());
        } catch (IllegalArgumentException e) {
            return Optional.of(Replies.badAddress(553, true, String.valueOf(e.getMessage())));
        }
        return envelope.recipients().stream()
                .flatMap(recipient -> recipient.path().mailbox().leniencies().stream())
                .findFirst()
                .map(leniency -> Replies.badAddress(553, false, leniency.meaning()));
    }

    /** An operator is notified once, and not of each mail; and again when there was no refusal for a while. */
    private void tellOnce(AtomicReference<@Nullable Instant> last, String message) {
        Instant now = clock.instant();
        Instant before = last.getAndSet(now);
        if (before == null || now.isAfter(before.plus(QUIET))) {
            ListenerCalls.tell(listener, who -> who.problem("", message, null));
        }
    }

    /** Stores a mail, and returns the reply to its client. */
    private String stored(ReceivedMail mail, HopCount content) throws IOException {
        Envelope envelope = mail.envelope();
        List<Envelope.Recipient> relayed = envelope.recipients().stream()
                .filter(recipient -> !isKept.test(recipient.path().mailbox()))
                .toList();
        if (relayed.size() == envelope.recipients().size()) {
            return "Queued as " + take(envelope, mail.session(), content).id();
        }
        KeptPart kept = new KeptPart(mail, relayed);
        if (relayed.isEmpty()) {
            return "Kept as " + kept.keep(content);
        }
        Envelope part = new Envelope(envelope.reversePath(), envelope.parameters(), relayed);
        return "Queued as " + take(part, mail.session(), content, kept).id() + ", kept as " + kept.id();
    }

    /**
     * The half of a mail that is not relayed: it is kept while the other half is written, and taken back if that fails.
     */
    private final class KeptPart implements Way {

        private final ReceivedMail mail;
        private final List<String> relayed;
        private RefusedMails.@Nullable Kept kept;

        KeptPart(ReceivedMail mail, List<Envelope.Recipient> relayed) {
            this.mail = mail;
            this.relayed = relayed.stream()
                    .map(recipient -> recipient.path().address())
                    .toList();
        }

        String keep(InputStream content) throws IOException {
            kept = refused.keep(mail.envelope(), relayed, mail.session(), mail.receivedAt(), content);
            return kept.id();
        }

        String id() {
            return kept == null ? "" : kept.id();
        }

        @Override
        public void send(InputStream content, OutputStream target) throws IOException {
            keep(new CopiedStream(content, target));
        }

        @Override
        public void takeBack() {
            if (kept != null) {
                kept.takeBack();
            }
        }
    }

    /** How the content gets into the spool. */
    private interface Way {

        /** Nothing else happens on it. */
        Way PLAIN = InputStream::transferTo;

        void send(InputStream content, OutputStream target) throws IOException;

        /** The mail does not get into the spool. */
        default void takeBack() {}
    }

    QueuedMail take(ReceivedMail mail) throws IOException {
        return take(mail.envelope(), mail.session(), new HopCount(mail.content()));
    }

    QueuedMail take(Envelope envelope, InputStream content) throws IOException {
        return take(envelope, null, new HopCount(content));
    }

    private QueuedMail take(Envelope envelope, @Nullable SessionInfo session, HopCount content) throws IOException {
        return take(envelope, session, content, Way.PLAIN);
    }

    private QueuedMail take(Envelope envelope, @Nullable SessionInfo session, HopCount content, Way way)
            throws IOException {
        requireOpen(null);
        refusalOfStrangePaths(envelope).ifPresent(reply -> {
            throw new IllegalArgumentException("The relay cannot send this on: " + reply);
        });
        try {
            return store(envelope, session, content, way);
        } catch (IOException e) {
            requireOpen(e); // the spool was closed meanwhile
            throw e;
        }
    }

    /** Each call has an exception of its own. */
    private void requireOpen(@Nullable Throwable met) {
        IllegalStateException reason = end;
        if (reason != null) {
            IllegalStateException mine = new IllegalStateException(reason.getMessage(), reason.getCause());
            if (met != null) {
                mine.addSuppressed(met);
            }
            throw mine;
        }
    }

    private QueuedMail store(Envelope envelope, @Nullable SessionInfo session, HopCount content, Way way)
            throws IOException {
        Instant now = clock.instant();
        QueuedMail mail = null;
        try (Draft draft = spool.draft(envelope, now)) {
            OutputStream target = draft.content();
            target.write(
                    session == null
                            ? TraceField.octets(hostname, draft.id(), now)
                            : TraceField.octets(session, envelope, hostname, draft.id(), now));
            way.send(content, target);
            if (content.isLoop()) {
                throw new LoopException();
            }
            mail = draft.commit();
        } catch (IOException | RuntimeException e) {
            if (mail == null) {
                way.takeBack();
                throw e;
            }
            // It is in the queue, also if something failed afterwards
            String id = mail.id();
            ListenerCalls.tell(listener, who -> who.problem(id, "The draft of mail " + id + " cannot be closed", e));
        }
        QueuedMail accepted = mail;
        ListenerCalls.tell(listener, who -> who.accepted(accepted, session));
        return accepted;
    }

    /** The mail has come by more relays than any way is long. */
    private static final class LoopException extends IOException {

        private static final long serialVersionUID = 1L;

        LoopException() {
            super("The mail has passed too many relays: it loops (RFC 5321 section 6.3)");
        }
    }
}
