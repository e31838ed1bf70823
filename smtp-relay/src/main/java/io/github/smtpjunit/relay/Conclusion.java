package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.Delivery.Outcome;
import io.github.smtpjunit.relay.DeliveryReport.Action;
import io.github.smtpjunit.relay.MailAttempt.Job;
import io.github.smtpjunit.relay.MailSpool.Draft;
import io.github.smtpjunit.relay.RecipientState.Status;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What becomes of a mail after an attempt: done, another attempt, or a report to its sender. A mail leaves the spool only after the
 * reports that it owes are in there.
 */
final class Conclusion {

    private static final int MAX_HELD = 1_000;
    private static final Pattern UNFIT = Pattern.compile(" 5\\.6\\.[37] "); // for want of 8BITMIME, of SMTPUTF8

    private final RelayConfig config;
    private final MailSpool spool;
    private final DeliveryLog deliveries;
    private final DeliveryReporter reporter;

    Conclusion(RelayConfig config, DeliveryLog deliveries) {
        this.config = config;
        this.spool = config.spool();
        this.deliveries = deliveries;
        this.reporter = new DeliveryReporter(config.hostname(), config.clock(), new SecureRandom());
    }

    /** A job has ended: its recipients' results become known. */
    void tell(Job job, List<RecipientState> results) {
        for (int i = 0; i < results.size(); i++) {
            Outcome outcome = switch (results.get(i).status()) {
                case DELIVERED -> Outcome.DELIVERED;
                case FAILED -> Outcome.FAILED;
                case PENDING -> Outcome.DEFERRED;
            };
            tell(job.mail(), job.places().get(i), outcome, results.get(i));
        }
    }

    private void tell(QueuedMail mail, int place, Outcome outcome, RecipientState state) {
        String recipient = mail.envelope().recipients().get(place).path().address();
        Delivery delivery =
                new Delivery(mail.id(), recipient, outcome, state.reply(), state.host(), mail.attempts(), now());
        deliveries.add(delivery);
        hear(listener -> listener.attempted(mail, delivery));
    }

    /** Keeps what some jobs of a mail have brought while others still run, lest it be done again after a crash. */
    void checkpoint(MailAttempt attempt) {
        try {
            spool.record(attempt.claim(), attempt.state());
        } catch (StaleClaimException e) {
            // It was deleted meanwhile
        } catch (Throwable e) { // the other jobs of the session go on
            String id = attempt.mail().id();
            problem(id, "Mail " + id + " could be delivered twice after a crash", e);
        }
    }

    /** All jobs of a mail have ended. */
    void draw(MailAttempt attempt) throws IOException {
        if (attempt.isUntouched()) {
            spool.undo(attempt.claim());
            return;
        }
        QueuedMail mail = report(attempt, expired(attempt.state()));
        if (mail.pending().isEmpty()) {
            QueuedMail finished = mail;
            spool.done(attempt.claim());
            hear(listener -> listener.finished(finished));
        } else {
            spool.defer(attempt.claim(), mail.withNextAttempt(attempt.isOnlyUntried(mail) ? now() : nextAttempt(mail)));
        }
    }

    /** A mail that is on hold for long: its sender is told once that it waits, as of any other that does. */
    void tellOfHeld(QueuedMail mail) {
        Duration patience = config.delayWarningAfter().compareTo(config.expireAfter()) < 0
                ? config.delayWarningAfter()
                : config.expireAfter();
        if (!mail.held()
                || mail.delayReported()
                || mail.pending().isEmpty()
                || now().isBefore(mail.acceptedAt().plus(patience))) {
            return;
        }
        try {
            Optional<DeliveryReport> report = reporter.report(
                    Action.DELAYED,
                    mail,
                    mail.pending(),
                    null,
                    () -> spool.content(mail.id()).orElseThrow(() -> new IOException("It is gone")));
            if (report.isPresent()) {
                QueuedMail spooled = spool(report.get());
                hear(listener -> listener.reported(mail, spooled, word(Action.DELAYED)));
            }
            spool.delayReported(mail.id());
        } catch (Throwable e) {
            problem(mail.id(), "No report (delayed) can be made on mail " + mail.id() + ", which is on hold", e);
        }
    }

    /** The last resort where an attempt could not be concluded: the mail stays as it is, and is tried again. */
    void postpone(MailSpool.Claim claim, QueuedMail mail) {
        try {
            spool.defer(claim, mail.withNextAttempt(nextAttempt(mail)));
        } catch (StaleClaimException e) {
            // The claim has ended already
        } catch (Throwable e) {
            problem(mail.id(), "That mail " + mail.id() + " is deferred cannot be recorded", e);
        }
    }

    /** Gives up the recipients that have waited for too long. */
    private QueuedMail expired(QueuedMail mail) {
        if (now().isBefore(mail.acceptedAt().plus(config.expireAfter()))) {
            return mail;
        }
        if (mail.pending().isEmpty()) {
            return mail;
        }
        hear(listener -> listener.expired(mail));
        List<RecipientState> states = new ArrayList<>(mail.recipients());
        for (int place : mail.pending()) {
            RecipientState last = states.get(place);
            RecipientState givenUp = new RecipientState(Status.FAILED, last.reply(), last.host());
            states.set(place, givenUp);
            tell(mail, place, Outcome.FAILED, givenUp);
        }
        return mail.withRecipients(states);
    }

    /**
     * Spools the reports that this attempt is reason for; the mail as it is with them. Each fails for itself: a failure that cannot be
     * reported is none yet, and will be tried again; no other report is worth that.
     */
    private QueuedMail report(MailAttempt attempt, QueuedMail ended) throws StaleClaimException {
        QueuedMail mail = ended;
        List<Integer> failed = news(attempt, mail, Status.FAILED);
        if (!failed.isEmpty() && mail.envelope().reversePath().isNull()) {
            mail = giveUp(attempt, mail, failed);
        } else if (!isReported(attempt, mail, Action.FAILED, failed)) {
            mail = withoutNewFailures(attempt, mail);
        }
        isReported(attempt, mail, Action.RELAYED, attempt.relayedToSilence());
        boolean late = !now().isBefore(mail.acceptedAt().plus(config.delayWarningAfter()));
        return late && !mail.delayReported() && isReported(attempt, mail, Action.DELAYED, mail.pending())
                ? mail.withDelayReported()
                : mail;
    }

    /**
     * Nobody can be told of a mail without a sender (RFC 5321 section 6.1). But what is in a report of ours may pass as ASCII; and where it
     * is the sender's address that cannot (RFC 6531 section 3.2 knows no other form of a local-part), it is kept for an operator.
     */
    private QueuedMail giveUp(MailAttempt attempt, QueuedMail mail, List<Integer> places) throws StaleClaimException {
        for (int place : places) {
            String reply = mail.recipients().get(place).reply();
            hear(listener ->
                    listener.problem(mail.id(), "Mail " + mail.id() + " has no sender to be told that " + reply, null));
        }
        List<Integer> unfit = places.stream()
                .filter(place ->
                        UNFIT.matcher(mail.recipients().get(place).reply()).find())
                .toList();
        if (unfit.isEmpty()) {
            return mail;
        }
        try (InputStream content = spool.content(attempt.claim())) {
            PlainReport plain = PlainReport.of(mail, unfit, content);
            if (plain.report().isPresent()) {
                QueuedMail spooled = spool(plain.report().get());
                hear(listener -> listener.reported(mail, spooled, word(Action.FAILED)));
            }
            return plain.isForAnOperator() && hasRoomForHeld() ? held(mail, unfit) : mail;
        } catch (StaleClaimException e) {
            throw e;
        } catch (IOException e) {
            problem(mail.id(), "The report " + mail.id() + " cannot be made plain", e);
            return withPending(mail, unfit); // to be tried again, rather than lost
        }
    }

    /** Reports that nobody takes must not be what the queue is full of. */
    private boolean hasRoomForHeld() {
        return spool.list().stream().filter(QueuedMail::held).limit(MAX_HELD).count() < MAX_HELD;
    }

    private QueuedMail held(QueuedMail mail, List<Integer> places) {
        String message = "The report " + mail.id() + " is put on hold: its recipient's address is not in ASCII, and the"
                + " next hop takes no other; release it when that has changed, or delete it";
        hear(listener -> listener.problem(mail.id(), message, null));
        return withPending(mail, places).withHeld(true);
    }

    /** Reports, and tells whether that has worked. */
    private boolean isReported(MailAttempt attempt, QueuedMail mail, Action action, List<Integer> places)
            throws StaleClaimException {
        try {
            report(attempt, mail, action, places);
            return true;
        } catch (StaleClaimException e) {
            throw e; // it was deleted meanwhile, without a report
        } catch (IOException e) {
            problem(mail.id(), "No report (" + word(action) + ") can be made on mail " + mail.id(), e);
            return false;
        }
    }

    private void report(MailAttempt attempt, QueuedMail mail, Action action, List<Integer> places) throws IOException {
        if (places.isEmpty()) {
            return;
        }
        Instant retryUntil = action == Action.DELAYED ? mail.acceptedAt().plus(config.expireAfter()) : null;
        Optional<DeliveryReport> report =
                reporter.report(action, mail, places, retryUntil, () -> spool.content(attempt.claim()));
        if (report.isPresent()) {
            QueuedMail spooled = spool(report.get());
            hear(listener -> listener.reported(mail, spooled, word(action)));
        }
    }

    private QueuedMail spool(DeliveryReport report) throws IOException {
        try (Draft draft = spool.draft(report.envelope(), now())) {
            draft.content().write(report.octets());
            return draft.commit();
        }
    }

    /** The places of the recipients whose end this attempt was. */
    private static List<Integer> news(MailAttempt attempt, QueuedMail mail, Status status) {
        return attempt.mail().pending().stream()
                .filter(place -> mail.recipients().get(place).status() == status)
                .toList();
    }

    private static QueuedMail withoutNewFailures(MailAttempt attempt, QueuedMail mail) {
        return withPending(mail, news(attempt, mail, Status.FAILED));
    }

    /** The mail with some failures taken back. */
    private static QueuedMail withPending(QueuedMail mail, List<Integer> places) {
        List<RecipientState> states = new ArrayList<>(mail.recipients());
        for (int place : places) {
            RecipientState failed = states.get(place);
            states.set(place, new RecipientState(Status.PENDING, failed.reply(), failed.host()));
        }
        return mail.withRecipients(states);
    }

    private static String word(Action action) {
        return action.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The schedule's next step, up to a tenth earlier, lest all the mails of an outage come back at once; but not while the hosts that
     * this attempt has found dead still rest.
     */
    private Instant nextAttempt(QueuedMail mail) {
        Duration delay = config.retrySchedule().delay(mail.attempts());
        long most = Math.min(delay.toMillis() / 10, delay.minus(config.rest()).toMillis());
        long jitter = ThreadLocalRandom.current().nextLong(most + 1);
        Instant next = now().plus(delay).minusMillis(jitter);
        Instant expiry = mail.acceptedAt().plus(config.expireAfter());
        // Beyond the expiry there is one more only if the report found no room, and none at once
        return next.isAfter(expiry) && expiry.isAfter(now()) ? expiry : next;
    }

    private Instant now() {
        return config.clock().instant();
    }

    /** Tells of something that an operator should look at. */
    void problem(String mailId, String message, Throwable cause) {
        hear(listener -> listener.problem(mailId, message, cause));
    }

    private void hear(Consumer<RelayListener> news) {
        Hearing.tell(config.listener(), news);
    }
}
