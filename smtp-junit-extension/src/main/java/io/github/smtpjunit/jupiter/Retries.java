package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.Attempt;
import io.github.smtpjunit.smtp.server.SessionInfo;
import io.github.smtpjunit.smtp.server.SessionRecord.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a client did after it was told to try again later, or cut off by a fault rule. */
final class Retries {

    /**
     * One mail transaction, whether it came to a good end or not.
     *
     * @param from when it was first heard of
     * @param to when it was last heard of
     * @param sender its reverse-path, empty if it did not get as far
     * @param deferral the temporary refusal or the break, empty if there was none
     */
    private record Try(Instant from, Instant to, Optional<String> sender, Optional<Attempt> deferral) {

        Try and(Try more) {
            return new Try(
                    from,
                    more.to,
                    sender.or(more::sender),
                    deferral.or(more::deferral)); // of one transaction, in order
        }

        boolean mayBeOf(Try other) {
            return sender.isEmpty() || other.sender.isEmpty() || sender.equals(other.sender);
        }
    }

    /**
     * A temporary refusal, and how long the client waited.
     *
     * @param refused the refusal
     * @param pause the time until the next try, empty if there is none yet
     */
    record Retry(Attempt refused, Optional<Duration> pause) {

        boolean isAfter(Duration time) {
            return pause.filter(waited -> waited.compareTo(time) >= 0).isPresent();
        }

        /** Returns the refusal and the pause on one line. */
        @Override
        public String toString() {
            return pause.map(time -> "tried again after " + FailureReport.text(time))
                            .orElse("not tried again")
                    + ": " + refused;
        }
    }

    private Retries() {}

    /** One for each temporary refusal, in order of time. */
    static List<Retry> of(Inbox inbox) {
        List<Try> tries = tries(inbox);
        List<Retry> retries = new ArrayList<>();
        for (int i = 0; i < tries.size(); i++) {
            Try one = tries.get(i);
            Optional<Duration> pause = tries.subList(i + 1, tries.size()).stream()
                    .filter(one::mayBeOf)
                    .findFirst()
                    .map(next -> Duration.between(one.to(), next.from()));
            one.deferral().ifPresent(refused -> retries.add(new Retry(refused, pause)));
        }
        return retries;
    }

    static boolean allTriedAgain(List<Retry> retries) {
        return !retries.isEmpty()
                && retries.stream().allMatch(retry -> retry.pause().isPresent());
    }

    private static List<Try> tries(Inbox inbox) {
        Set<Long> brokenOff = inbox.sessions().stream()
                .filter(session -> session.ending().equals(Optional.of(Ending.FAULT)))
                .map(session -> session.info().id())
                .collect(Collectors.toSet());
        Map<List<Long>, Try> byTransaction = new LinkedHashMap<>();
        for (Attempt attempt : inbox.attempts()) {
            Optional<Attempt> deferral = Optional.of(attempt)
                    .filter(failed -> failed.reply()
                            .map(Reply::isTransientFailure)
                            .orElse(brokenOff.contains(failed.session().id())));
            byTransaction.merge(
                    key(attempt.session()),
                    new Try(attempt.at(), attempt.at(), attempt.envelope().map(Envelope::from), deferral),
                    Try::and);
        }
        for (CapturedMail mail : inbox.mails()) {
            byTransaction.merge(
                    key(mail.session()),
                    new Try(
                            mail.receivedAt(),
                            mail.receivedAt(),
                            Optional.of(mail.envelope().from()),
                            Optional.empty()),
                    Try::and);
        }
        return byTransaction.values().stream()
                .sorted(Comparator.comparing(Try::from))
                .toList();
    }

    private static List<Long> key(SessionInfo session) {
        return List.of(session.id(), (long) session.transactionNumber());
    }
}
