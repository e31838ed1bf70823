package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.DeliveryReport.Action;
import io.github.smtpjunit.relay.MailAttempt.Job;
import io.github.smtpjunit.relay.MailAttempt.JobResult;
import io.github.smtpjunit.relay.MailAttempt.RecipientResult;
import io.github.smtpjunit.relay.client.DomainNames;
import io.github.smtpjunit.relay.client.RemoteReply;
import io.github.smtpjunit.relay.spool.MailSpool;
import io.github.smtpjunit.relay.spool.MailSpool.Draft;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.relay.spool.RecipientState;
import io.github.smtpjunit.relay.spool.RecipientState.Status;
import io.github.smtpjunit.relay.spool.StaleClaimException;
import io.github.smtpjunit.smtp.Mailbox;
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
 * What becomes of a mail after an attempt: done, another attempt, or a report to its sender. A mail leaves the spool
 * only after the reports that it owes are in there.
 */
final class Conclusion {

    private static final int MAX_HELD = 1_000;
    private static final Pattern LACK_OF_UTF8 = Pattern.compile("^\\d{3} 5\\.6\\.7 ");
    private static final Pattern LACK_OF_TLS = Pattern.compile("^\\d{3} [45]\\.7\\.(?:4|5|30) ");

    private static final RemoteReply GIVEN_UP =
            RemoteReply.of(554, "5.0.0", "An operator of the relay has given the mail up before it was tried");

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

    /** A job has ended: what is decided by it becomes known. The rest does when all jobs of the mail have ended. */
    void tell(Job job, JobResult result) {
        for (int i = 0; i < job.places().size(); i++) {
            RecipientResult recipient = result.recipients().get(i);
            if (recipient.state().status() != Status.PENDING) {
                tell(job.mail(), job.places().get(i), recipient.state(), recipient.tls());
            }
        }
    }

    private void tell(QueuedMail mail, int place, RecipientState state, String tls) {
        Delivery delivery = new Delivery(mail, place, state, tls, now());
        deliveries.add(delivery);
        notify(listener -> listener.attempted(mail, delivery));
    }

    /**
     * Keeps what some jobs of a mail have delivered while others still run, so that it is not done again after a crash.
     * A failure is not kept before its report is.
     */
    void checkpoint(MailAttempt attempt) {
        try {
            spool.record(attempt.claim(), withoutNewFailures(attempt, attempt.state()));
        } catch (StaleClaimException e) {
            // It was deleted meanwhile
        } catch (Throwable e) { // the other jobs of the session go on
            String id = attempt.mail().id();
            problem(id, "Mail " + id + " could be delivered twice after a crash", e);
        }
    }

    /** All jobs of a mail have ended. */
    void settle(MailAttempt attempt) throws IOException {
        if (attempt.isUntouched()) {
            spool.undo(attempt.claim());
            return;
        }
        QueuedMail ended = withoutThoseGivenUp(attempt, attempt.state());
        QueuedMail mail = report(attempt, ended);
        if (mail.pending().isEmpty()) {
            spool.done(attempt.claim());
            notify(listener -> listener.finished(mail));
        } else {
            QueuedMail deferred = mail.withNextAttempt(attempt.isOnlyUntried(mail) ? now() : nextAttempt(mail));
            ended.pending().stream()
                    .filter(place -> !attempt.isUntried(place))
                    .forEach(place -> tell(deferred, place, ended.recipients().get(place), ""));
            spool.defer(attempt.claim(), deferred);
        }
    }

    /** Reports the delay of a mail that is on hold for long, once, as of any other mail that waits. */
    void reportDelayOfHeld(QueuedMail mail) {
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
                notify(listener -> listener.reported(mail, spooled, word(Action.DELAYED)));
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

    /**
     * Gives up the recipients that have waited for too long, wait in vain, or for whom an operator does not want to
     * wait.
     */
    private QueuedMail withoutThoseGivenUp(MailAttempt attempt, QueuedMail mail) throws StaleClaimException {
        List<Integer> places = mail.pending();
        boolean isExpired = !now().isBefore(mail.acceptedAt().plus(config.expireAfter()));
        if (!isExpired && !mail.givenUp()) {
            places = inVain(attempt, mail);
        } else if (!places.isEmpty() && !mail.givenUp()) {
            notify(listener -> listener.expired(mail));
        }
        List<RecipientState> states = new ArrayList<>(mail.recipients());
        for (int place : places) {
            RecipientState last = states.get(place);
            String reply = last.reply().isEmpty() && mail.givenUp() ? GIVEN_UP.toString() : last.reply();
            RecipientState givenUp = new RecipientState(Status.FAILED, reply, last.host());
            states.set(place, givenUp);
            tell(mail, place, givenUp, "");
        }
        return mail.withRecipients(states);
    }

    /**
     * A report that must not leave TLS need not wait until the way back has some: it can go redacted (RFC 8689 section
     * 5).
     */
    private List<Integer> inVain(MailAttempt attempt, QueuedMail mail) throws StaleClaimException {
        List<Integer> places = mail.pending().stream()
                .filter(place -> isForLackOfTls(mail, place))
                .toList();
        if (places.isEmpty() || !mail.envelope().reversePath().isNull()) {
            return List.of();
        }
        try (InputStream content = spool.content(attempt.claim())) {
            return ReducedReport.read(content).isPresent() ? places : List.of();
        } catch (StaleClaimException e) {
            throw e;
        } catch (IOException e) {
            return List.of(); // as long as it waits, it can be read later
        }
    }

    private static boolean isForLackOfTls(QueuedMail mail, int place) {
        return mail.envelope().requiresTls()
                && LACK_OF_TLS.matcher(mail.recipients().get(place).reply()).find();
    }

    /**
     * Spools the reports that this attempt gives reason for, and returns the mail as it is after them. Each fails by
     * itself. A failure that cannot be reported does not count yet: the recipient is tried again. For other reports
     * there is no second try.
     */
    private QueuedMail report(MailAttempt attempt, QueuedMail ended) throws StaleClaimException {
        QueuedMail mail = ended;
        List<Integer> failed = news(attempt, mail, Status.FAILED);
        if (!failed.isEmpty() && mail.envelope().reversePath().isNull()) {
            mail = giveUp(attempt, mail, failed);
        } else if (!isReported(attempt, mail, Action.FAILED, failed)) {
            mail = withoutNewFailures(attempt, mail);
        }
        isReported(attempt, mail, Action.RELAYED, attempt.relayedWithoutDsn());
        boolean late = !now().isBefore(mail.acceptedAt().plus(config.delayWarningAfter()));
        return late && !mail.delayReported() && isReported(attempt, mail, Action.DELAYED, mail.pending())
                ? mail.withDelayReported()
                : mail;
    }

    /**
     * A mail with the null reverse-path has no sender to report to (RFC 5321 section 6.1). But a report of this relay
     * that is refused for what it quotes is sent again with less of it. When nothing is left to omit, it is kept for an
     * operator.
     */
    private QueuedMail giveUp(MailAttempt attempt, QueuedMail mail, List<Integer> places) throws StaleClaimException {
        List<Integer> unfit = places.stream()
                .filter(place -> attempt.isOfContent(place) || isForLackOfTls(mail, place))
                .toList();
        if (unfit.isEmpty()) {
            return lost(mail, places);
        }
        try (InputStream content = spool.content(attempt.claim())) {
            ReducedReport report = ReducedReport.read(content).orElse(null);
            return report == null ? lost(mail, places) : reduced(mail, unfit, report);
        } catch (StaleClaimException e) {
            throw e;
        } catch (IOException e) {
            problem(mail.id(), "The report " + mail.id() + " cannot be made smaller for now", e);
            return withPending(mail, unfit); // to be tried again, rather than lost
        }
    }

    private QueuedMail lost(QueuedMail mail, List<Integer> places) {
        for (int place : places) {
            String reply = mail.recipients().get(place).reply();
            notify(listener -> listener.problem(
                    mail.id(), "Mail " + mail.id() + " has no sender who could get a report on: " + reply, null));
        }
        return mail;
    }

    private QueuedMail reduced(QueuedMail mail, List<Integer> places, ReducedReport report) throws IOException {
        List<Mailbox> recipients = new ArrayList<>();
        for (int place : places) {
            Mailbox recipient = mail.envelope().recipients().get(place).path().mailbox();
            Optional<Mailbox> ascii = DomainNames.ascii(recipient);
            String reply = mail.recipients().get(place).reply();
            if (ascii.isEmpty() && LACK_OF_UTF8.matcher(reply).find()) { // RFC 6531 section 3.2: it has no other form
                return held(
                        mail,
                        places,
                        "its recipient's address is not in ASCII, and the next hop accepts no other address");
            }
            recipients.add(ascii.orElse(recipient));
        }
        boolean isRedacted = places.stream().allMatch(place -> isForLackOfTls(mail, place));
        if (!report.isReducible()) {
            String reply = mail.recipients().get(places.get(0)).reply();
            return held(mail, places, "it quotes nothing of the mail, and is still refused: " + reply);
        }
        QueuedMail spooled = spool(report.next(mail.envelope(), recipients, isRedacted));
        notify(listener -> listener.reported(mail, spooled, word(Action.FAILED)));
        return mail;
    }

    /** Reports that no host takes must not fill the queue. */
    private boolean hasRoomForHeld() {
        return spool.list().stream().filter(QueuedMail::held).limit(MAX_HELD).count() < MAX_HELD;
    }

    private QueuedMail held(QueuedMail mail, List<Integer> places, String why) {
        if (!hasRoomForHeld()) {
            return lost(mail, places);
        }
        String message = "The report " + mail.id() + " is put on hold: " + why
                + "; release it when that has changed, or delete it";
        notify(listener -> listener.problem(mail.id(), message, null));
        return withPending(mail, places).withHeld(true);
    }

    /** Reports, and returns whether that has worked. */
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
            notify(listener -> listener.reported(mail, spooled, word(action)));
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
     * The schedule's next step, up to a tenth earlier, so that the mails of an outage do not come back all at once; but
     * not while the hosts that this attempt could not reach still rest.
     */
    private Instant nextAttempt(QueuedMail mail) {
        Duration delay = config.retrySchedule().delay(mail.attempts());
        long most = Math.min(delay.toMillis() / 10, delay.minus(config.rest()).toMillis());
        long jitter = ThreadLocalRandom.current().nextLong(most + 1);
        Instant next = now().plus(delay).minusMillis(jitter);
        Instant expiry = mail.acceptedAt().plus(config.expireAfter());
        // After the expiry there is one more attempt only if the report found no room, and not at once
        return next.isAfter(expiry) && expiry.isAfter(now()) ? expiry : next;
    }

    private Instant now() {
        return config.clock().instant();
    }

    /** Notifies the listener of something that an operator should look at. */
    void problem(String mailId, String message, Throwable cause) {
        notify(listener -> listener.problem(mailId, message, cause));
    }

    private void notify(Consumer<RelayListener> event) {
        ListenerCalls.tell(config.listener(), event);
    }
}
