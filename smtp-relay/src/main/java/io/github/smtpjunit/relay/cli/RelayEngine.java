package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.Delivery;
import io.github.smtpjunit.relay.RefusedMails;
import io.github.smtpjunit.relay.RelayListener;
import io.github.smtpjunit.relay.SmtpRelay;
import io.github.smtpjunit.relay.SmtpRelayBuilder;
import io.github.smtpjunit.relay.client.HostPort;
import io.github.smtpjunit.relay.spool.FileSpool;
import io.github.smtpjunit.relay.spool.MailSpool;
import io.github.smtpjunit.relay.spool.MemorySpool;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.relay.spool.SpoolControl;
import io.github.smtpjunit.smtp.server.AddressRange;
import io.github.smtpjunit.smtp.server.SessionInfo;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The relay as the options want it, with a log line and a count for all that it does. */
final class RelayEngine implements AutoCloseable, RelayListener {

    private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(10);

    private final Consumer<Throwable> whenFailed;
    private final EventLog log;
    private final Metrics metrics;
    private final Clock clock;
    private final LongAdder delivered;
    private final LongAdder deferred;
    private final LongAdder bounced;
    private final LongAdder reports;
    private final Metrics.Histogram latency;
    private final Optional<Path> directory;
    private final SmtpRelay relay;
    private final List<QueuedMail> found;
    private final List<String> warnings;

    RelayEngine(
            ServeOptions options,
            String hostname,
            Consumer<SmtpServerBuilder> server,
            @Nullable RefusedMails refused,
            Metrics metrics,
            EventLog log,
            Clock clock,
            Consumer<Throwable> whenFailed) {
        this.whenFailed = whenFailed;
        this.log = log;
        this.metrics = metrics;
        this.clock = clock;
        this.delivered =
                metrics.counter("recipients_delivered_total", "Recipients for whom the next hop accepted a mail");
        this.deferred = metrics.counter("recipients_deferred_total", "Attempts that will be repeated");
        this.bounced = metrics.counter("recipients_bounced_total", "Recipients that were given up");
        this.reports = metrics.counter("reports_total", "Reports to senders (RFC 3464)");
        this.latency = metrics.histogram(
                "delivery_latency_seconds",
                "From the acceptance of a mail to its delivery",
                Duration.ofMillis(10),
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofMinutes(1),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                Duration.ofDays(1));
        this.directory = options.spoolDirectory();
        this.warnings = options.warnings();
        MailSpool spool = openSpool(options.spoolOptions());
        this.found = spool.list();
        try {
            this.relay = builder(options, hostname, server, refused, spool)
                    .listener(this)
                    .start();
        } catch (RuntimeException | Error e) {
            close(spool);
            throw e;
        }
        metrics.gauge("queue_mails", "Mails in the queue", spool::size);
        metrics.gauge("queue_held_mails", "Mails on hold in the queue", () -> held(spool.list()));
        metrics.gauge("queue_oldest_age_seconds", "Age of the oldest mail in the queue", this::oldestAge);
    }

    private MailSpool openSpool(FileSpool.Options limits) {
        if (directory.isEmpty()) {
            return new MemorySpool(limits.maxMails(), limits.maxMemory());
        }
        try {
            return FileSpool.open(directory.get(), limits, this);
        } catch (IOException e) {
            throw FailedException.of("Cannot use the spool " + directory.get(), e);
        }
    }

    private static void close(MailSpool spool) {
        try {
            spool.close();
        } catch (IOException e) {
            // it was not used
        }
    }

    private static SmtpRelayBuilder builder(
            ServeOptions options,
            String hostname,
            Consumer<SmtpServerBuilder> server,
            @Nullable RefusedMails refused,
            MailSpool spool) {
        SmtpRelayBuilder builder = SmtpRelay.builder()
                .hostname(hostname)
                .server(server)
                .spool(spool)
                .retrySchedule(options.retrySchedule())
                .expireAfter(options.expire())
                .concurrency(options.concurrency())
                .maxSessions(options.maxSessions())
                .shutdownGrace(SHUTDOWN_GRACE)
                .allowFrom(options.allowFrom().toArray(AddressRange[]::new))
                .relayDomains(options.relayDomains().toArray(String[]::new));
        options.delayWarning().ifPresent(builder::delayWarningAfter);
        builder.allowRecipients(options.allowedRecipients().toArray(String[]::new))
                .denyRecipients(options.deniedRecipients().toArray(String[]::new));
        if (refused != null) {
            builder.keepRefused(refused);
        }
        options.routes().forEach(builder::route);
        options.smartHost().ifPresent(builder::smartHost);
        return builder.mxLookup(
                options.dns().stream().map(RelayEngine::nameServer).toArray(InetSocketAddress[]::new));
    }

    private static InetSocketAddress nameServer(HostPort place) {
        InetSocketAddress address = new InetSocketAddress(place.host(), place.port());
        if (address.isUnresolved()) {
            throw new FailedException("Cannot ask the name server " + place + ": the host name has no address", null);
        }
        return address;
    }

    /** Says that it works, and what was in the queue when it began to. */
    void logStart() {
        String spool = directory.map(Path::toString).orElse("memory");
        log.event("started", "spool", spool, "mails", found.size(), "held", held(found));
        warnings.forEach(log::warning);
    }

    private static long held(List<QueuedMail> mails) {
        return mails.stream().filter(QueuedMail::held).count();
    }

    SmtpServer server() {
        return relay.server();
    }

    /** Returns what keeps it from working, if anything does. */
    Optional<String> problem() {
        return relay.problem().or(() -> relay.spool() instanceof FileSpool spool ? spool.obstacle() : Optional.empty());
    }

    private double oldestAge() {
        Instant now = clock.instant();
        return relay.queue().stream()
                .map(QueuedMail::acceptedAt)
                .min(Instant::compareTo)
                .map(oldest ->
                        Math.max(0, Duration.between(oldest, now).toMillis() / 1000.0)) // a clock may be put right
                .orElse(0.0);
    }

    @Override
    public void accepted(QueuedMail mail, @Nullable SessionInfo session) {
        metrics.accepted(mail.size());
        List<Object> pairs = new ArrayList<>(List.of("id", mail.id()));
        if (session != null) {
            pairs.addAll(List.of("session", session.id(), "remote", HostPort.of(session.remoteAddress())));
            session.authentication().ifPresent(who -> pairs.addAll(List.of("user", who.user())));
        }
        pairs.addAll(List.of("from", mail.envelope().from()));
        pairs.addAll(List.of("to", String.join(",", mail.envelope().to())));
        pairs.addAll(List.of("size", mail.size()));
        log.event("accepted", pairs.toArray());
    }

    @Override
    public void attempted(QueuedMail mail, Delivery delivery) {
        Duration delay = Duration.between(mail.acceptedAt(), delivery.at());
        List<Object> more = switch (delivery.outcome()) {
            case DELIVERED -> {
                delivered.increment();
                latency.record(delay);
                yield List.of(
                        "delay",
                        delay.toMillis() / 1000.0 + "s",
                        "tls",
                        delivery.tls().isEmpty() ? "none" : delivery.tls());
            }
            case DEFERRED -> {
                deferred.increment();
                yield List.of("next", mail.nextAttempt().truncatedTo(ChronoUnit.SECONDS));
            }
            case FAILED -> {
                bounced.increment();
                yield List.of();
            }
        };
        List<Object> pairs = new ArrayList<>(List.of(
                "id",
                mail.id(),
                "to",
                delivery.recipient(),
                "attempt",
                delivery.attempt(),
                "host",
                delivery.host(),
                "reply",
                delivery.reply()));
        pairs.addAll(more);
        log.event(delivery.outcome().name().toLowerCase(Locale.ROOT), pairs.toArray());
    }

    @Override
    public void expired(QueuedMail mail) {
        log.event(
                "expired",
                "id",
                mail.id(),
                "attempts",
                mail.attempts(),
                "age",
                Duration.between(mail.acceptedAt(), clock.instant()).toSeconds() + "s");
    }

    @Override
    public void reported(QueuedMail mail, QueuedMail report, String action) {
        reports.increment();
        log.event(
                "reported",
                "id",
                mail.id(),
                "report",
                report.id(),
                "action",
                action,
                "to",
                String.join(",", report.envelope().to()));
    }

    @Override
    public void finished(QueuedMail mail) {
        log.event("finished", "id", mail.id());
    }

    @Override
    public void changed(QueuedMail mail, SpoolControl.Action action) {
        String event = switch (action) {
            case HOLD -> "held";
            case RELEASE -> "released";
            case FLUSH -> "flushed";
            case BOUNCE -> "given-up";
            case DELETE -> "deleted";
        };
        log.event(event, "id", mail.id());
    }

    @Override
    public void resting(String host, Duration rest, String reason) {
        log.event("resting", "host", host, "for", rest.toSeconds() + "s", "reason", reason);
    }

    @Override
    public void failed(Throwable cause) {
        log.event("failed", "cause", LogLines.trace(cause));
        whenFailed.accept(cause);
    }

    @Override
    public void problem(String mailId, String message, @Nullable Throwable cause) {
        List<Object> pairs = new ArrayList<>();
        if (!mailId.isEmpty()) {
            pairs.addAll(List.of("id", mailId));
        }
        pairs.addAll(List.of("message", message));
        if (cause != null) {
            pairs.addAll(List.of("cause", cause instanceof IOException ? cause.toString() : LogLines.trace(cause)));
        }
        log.event("warning", pairs.toArray());
    }

    @Override
    public void close() {
        relay.close();
    }
}
