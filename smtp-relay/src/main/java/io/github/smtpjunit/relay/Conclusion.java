package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.Delivery.Outcome;
import io.github.smtpjunit.relay.DeliveryReport.Action;
import io.github.smtpjunit.relay.MailAttempt.Job;
import io.github.smtpjunit.relay.MailSpool.Draft;
import io.github.smtpjunit.relay.RecipientState.Status;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * What becomes of a mail after an attempt: done, another attempt, or a report to its sender. A mail leaves the spool only after the
 * reports that it owes are in there.
 */
final class Conclusion {

    private static final System.Logger LOGGER = System.getLogger("io.github.smtpjunit.relay");

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
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Mail " + attempt.mail().id() + " could be delivered twice after a crash", e);
        }
    }

    /** All jobs of a mail have ended. */
    void draw(MailAttempt attempt) throws IOException {
        QueuedMail mail = expired(attempt.state());
        try {
            mail = report(attempt, mail);
        } catch (IOException e) {
            LOGGER.log(Level.ERROR, "No room for a report on mail " + mail.id() + ", so it stays in the queue", e);
            mail = withoutNewFailures(attempt, mail);
        }
        if (mail.pending().isEmpty()) {
            QueuedMail finished = mail;
            spool.done(attempt.claim());
            hear(listener -> listener.finished(finished));
        } else {
            spool.defer(attempt.claim(), mail.withNextAttempt(nextAttempt(mail)));
        }
    }

    /** Gives up the recipients that have waited for too long. */
    private QueuedMail expired(QueuedMail mail) {
        if (now().isBefore(mail.acceptedAt().plus(config.expireAfter()))) {
            return mail;
        }
        List<RecipientState> states = new ArrayList<>(mail.recipients());
        for (int place : mail.pending()) {
            RecipientState last = states.get(place);
            RecipientState givenUp = new RecipientState(Status.FAILED, last.reply(), last.host());
            states.set(place, givenUp);
            tell(mail, place, Outcome.FAILED, givenUp);
        }
        return mail.withRecipients(states);
    }

    /** Spools the reports that this attempt is reason for; the mail as it is with them. */
    private QueuedMail report(MailAttempt attempt, QueuedMail mail) throws IOException {
        report(attempt, mail, Action.FAILED, news(attempt, mail, Status.FAILED));
        report(attempt, mail, Action.RELAYED, attempt.relayedToSilence());
        boolean late = !now().isBefore(mail.acceptedAt().plus(config.delayWarningAfter()));
        if (mail.pending().isEmpty() || mail.delayReported() || !late) {
            return mail;
        }
        report(attempt, mail, Action.DELAYED, mail.pending());
        return mail.withDelayReported();
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
            hear(listener -> listener.reported(mail, spooled));
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
        List<RecipientState> states = new ArrayList<>(mail.recipients());
        for (int place : news(attempt, mail, Status.FAILED)) {
            RecipientState failed = states.get(place);
            states.set(place, new RecipientState(Status.PENDING, failed.reply(), failed.host()));
        }
        return mail.withRecipients(states);
    }

    /** The schedule's next step, up to a tenth earlier, lest all the mails of an outage come back at once. */
    private Instant nextAttempt(QueuedMail mail) {
        Duration delay = config.retrySchedule().delay(mail.attempts());
        long jitter = ThreadLocalRandom.current().nextLong(delay.toMillis() / 10 + 1);
        Instant next = now().plus(delay).minusMillis(jitter);
        Instant expiry = mail.acceptedAt().plus(config.expireAfter());
        return next.isAfter(expiry) ? expiry : next;
    }

    private Instant now() {
        return config.clock().instant();
    }

    private void hear(Consumer<RelayListener> news) {
        try {
            news.accept(config.listener());
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "A listener failed", e);
        }
    }
}
