package io.github.smtpjunit.relay.catcher;

import static io.github.smtpjunit.relay.catcher.MailJson.ordered;

import io.github.smtpjunit.relay.Delivery;
import io.github.smtpjunit.relay.NextHop;
import io.github.smtpjunit.relay.RelayListener;
import io.github.smtpjunit.relay.SmtpRelay;
import io.github.smtpjunit.relay.client.RoutedAddress;
import io.github.smtpjunit.relay.spool.MailSpool;
import io.github.smtpjunit.relay.spool.MemorySpool;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.smtp.AddressPattern;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.EsmtpParameters.Parameter;
import io.github.smtpjunit.smtp.ForwardPath;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends caught mails to a real server, as they came, to recipients that are allowed. A relay with a spool in memory
 * does it: what the server defers is tried again for an hour. The sender gets no report of it; the answer here says
 * what became of each recipient. Thread-safe.
 */
public final class Release implements RelayListener, CaughtMails.Listener, AutoCloseable {

    private static final Duration TRIED_FOR = Duration.ofHours(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final int MAX_MAILS = 1_000;

    /**
     * What a real server should get of the envelope: what it needs to read the content, and nothing that asks for
     * reports.
     */
    private static final List<String> KEPT_PARAMETERS = List.of("BODY", "SMTPUTF8", "REQUIRETLS");

    private static final EsmtpParameters NO_REPORT = new EsmtpParameters(List.of(new Parameter("NOTIFY", "NEVER")));

    /** What becomes of a recipient. */
    enum Status {
        SENDING,
        DELIVERED,
        DEFERRED,
        FAILED
    }

    /**
     * What has become of a recipient so far.
     *
     * @param reply the host's words, or what failed; empty before the first attempt
     */
    record Result(String address, Status status, String reply, String host, int attempts, Instant at) {

        Map<String, Object> json() {
            return ordered(
                    "address",
                    address,
                    "status",
                    status.name().toLowerCase(Locale.ROOT),
                    "reply",
                    reply,
                    "host",
                    host,
                    "attempts",
                    attempts,
                    "at",
                    at.toString());
        }
    }

    private final NextHop host;
    private final List<AddressPattern> allowed;
    private final CaughtMails mails;
    private final SmtpRelay relay;

    /** By the id of a caught mail and the canonical address; guarded by this, as what follows. */
    private final Map<String, Map<String, Result>> results = new LinkedHashMap<>();

    /** The caught mail of each one in the queue. */
    private final Map<String, String> sent = new LinkedHashMap<>();

    /**
     * Gets ready to release mails.
     *
     * @param host where they go
     * @param allowed patterns of recipients; no other recipient gets a mail
     * @param hostname how we call ourselves
     */
    public Release(NextHop host, List<AddressPattern> allowed, String hostname, CaughtMails mails) {
        this.host = host;
        this.allowed = List.copyOf(allowed);
        this.mails = mails;
        this.relay = SmtpRelay.builder()
                .withoutServer()
                .hostname(hostname)
                .smartHost(host)
                .spool(new MemorySpool(MAX_MAILS))
                .expireAfter(TRIED_FOR)
                .shutdownGrace(LAST_WORDS)
                .listener(this)
                .start();
        mails.addListener(this);
    }

    /** Returns the host that the mails go to, as {@code HOST:PORT}. */
    String host() {
        return host.toString();
    }

    /** Returns the patterns of the recipients that may get a mail. */
    List<String> allowed() {
        return allowed.stream().map(AddressPattern::toString).toList();
    }

    /** Tells whether a host has to take the sender of a mail; only a lenient server takes another. */
    static boolean hasPlainSender(CaughtMail mail) {
        return mail.envelope().reversePath().mailbox().stream()
                .allMatch(mailbox -> mailbox.leniencies().isEmpty());
    }

    /** Tells whether a recipient may get a mail. */
    boolean isAllowed(ForwardPath recipient) {
        return recipient.mailbox().leniencies().isEmpty()
                && !RoutedAddress.is(recipient.mailbox())
                && allowed.stream().anyMatch(pattern -> pattern.matches(recipient.mailbox()));
    }

    /**
     * Sends a mail to those recipients that did not get it yet, and to whom it is not on its way.
     *
     * @param again whether those get it too that got it before
     * @throws IOException if the mail is gone, or the queue is full; then no recipient gets it
     */
    void send(CaughtMail mail, List<ForwardPath> recipients, boolean again) throws IOException {
        List<ForwardPath> fresh = begin(mail, recipients, again);
        if (fresh.isEmpty()) {
            return;
        }
        boolean isQueued = false;
        try (InputStream content = mails.open(mail);
                MailSpool.Draft draft = relay.spool().draft(envelope(mail, fresh), Instant.now())) {
            synchronized (this) {
                sent.put(draft.id(), mail.id()); // before the first attempt
            }
            content.transferTo(draft.content()); // no trace field: its octets are what one wants to see
            draft.commit();
            isQueued = true;
        } finally {
            if (!isQueued) {
                fresh.forEach(recipient -> put(mail.id(), result(recipient, Status.FAILED, "It could not be queued")));
            }
        }
    }

    /** Marks the recipients as on their way; two requests at once send one mail. */
    private synchronized List<ForwardPath> begin(CaughtMail mail, List<ForwardPath> recipients, boolean again) {
        Map<String, Result> known = results.getOrDefault(mail.id(), Map.of());
        List<ForwardPath> fresh = new ArrayList<>();
        for (ForwardPath recipient : recipients) {
            Result before = known.get(key(recipient.address()));
            boolean isWanted = before == null
                    || before.status() == Status.FAILED
                    || (again && before.status() == Status.DELIVERED);
            if (isWanted
                    && fresh.stream().noneMatch(other -> key(other.address()).equals(key(recipient.address())))) {
                fresh.add(recipient);
            }
        }
        fresh.forEach(recipient -> put(mail.id(), result(recipient, Status.SENDING, "")));
        return fresh;
    }

    private static Result result(ForwardPath recipient, Status status, String reply) {
        return new Result(recipient.address(), status, reply, "", 0, Instant.now());
    }

    private static String key(String address) {
        return AddressPattern.canonical(address);
    }

    private static Envelope envelope(CaughtMail mail, List<ForwardPath> recipients) {
        Envelope caught = mail.envelope();
        return new Envelope(
                caught.reversePath(),
                new EsmtpParameters(caught.parameters().list().stream()
                        .filter(parameter -> KEPT_PARAMETERS.contains(parameter.keyword()))
                        .toList()),
                recipients.stream()
                        .map(recipient -> new Envelope.Recipient(recipient, NO_REPORT))
                        .toList());
    }

    private synchronized void put(String mailId, Result result) {
        results.computeIfAbsent(mailId, id -> new LinkedHashMap<>()).put(key(result.address()), result);
        notifyAll();
    }

    /**
     * Waits until each recipient of a mail has a result.
     *
     * @return what is known when the time is up
     */
    synchronized List<Result> await(CaughtMail mail, Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            List<Result> known = results(mail);
            long left = end - System.nanoTime();
            if (left <= 0 || known.stream().noneMatch(result -> result.status() == Status.SENDING)) {
                return known;
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
        }
    }

    /** Returns what has become of the recipients of a mail. */
    synchronized List<Result> results(CaughtMail mail) {
        return List.copyOf(results.getOrDefault(mail.id(), Map.of()).values());
    }

    @Override
    public void attempted(QueuedMail mail, Delivery delivery) {
        String id = caught(mail);
        if (id != null) {
            Status status = Status.valueOf(delivery.outcome().name());
            put(
                    id,
                    new Result(
                            delivery.recipient(),
                            status,
                            delivery.reply(),
                            delivery.host(),
                            delivery.attempt(),
                            delivery.at()));
        }
    }

    @Override
    public synchronized void expired(QueuedMail mail) {
        String id = caught(mail);
        if (id != null) {
            results.getOrDefault(id, Map.of()).values().stream()
                    .filter(result -> result.status() == Status.DEFERRED)
                    .toList()
                    .forEach(result -> put(
                            id,
                            new Result(
                                    result.address(),
                                    Status.FAILED,
                                    "Given up after " + TRIED_FOR.toMinutes() + " min: " + result.reply(),
                                    result.host(),
                                    result.attempts(),
                                    Instant.now())));
        }
    }

    @Override
    public synchronized void finished(QueuedMail mail) {
        sent.remove(mail.id());
    }

    private synchronized @Nullable String caught(QueuedMail mail) {
        return sent.get(mail.id());
    }

    @Override
    public void changed() {
        // only what is removed counts
    }

    @Override
    public synchronized void removed(CaughtMail mail, CaughtMails.Removal why) {
        results.remove(mail.id());
    }

    /** Stops: what is on its way ends within a bound, what was deferred is dropped. */
    @Override
    public void close() {
        mails.removeListener(this);
        relay.close();
    }
}
