package io.github.smtpjunit.inbox;

import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.FailedAttempt;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.SessionInfo;
import io.github.smtpjunit.smtp.server.SessionRecord.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a client did after a reply that asked it to try again later, or cut off by a fault rule. */
final class Retries {

    /**
     * One mail transaction, whether it came to a good end or not.
     *
     * @param begun its place among all events
     * @param from when it began
     * @param to when it last appeared
     * @param sender its reverse-path, empty if it did not get as far
     * @param deferral the temporary refusal or the break, empty if absent
     */
    private record Try(
            long begun, Instant from, Instant to, Optional<String> sender, Optional<FailedAttempt> deferral) {

        Try and(Try more) {
            return new Try(
                    Math.min(begun, more.begun),
                    from.isBefore(more.from) ? from : more.from,
                    to.isAfter(more.to) ? to : more.to,
                    sender.or(more::sender),
                    deferral.or(more::deferral)); // the first one
        }

        boolean mayBeOf(Try other) {
            return sender.isEmpty() || other.sender.isEmpty() || sender.equals(other.sender);
        }
    }

    /**
     * A temporary refusal, and how long the client waited.
     *
     * @param refused the refusal
     * @param pause the time until the next try, empty if absent yet
     */
    record Retry(FailedAttempt refused, Optional<Duration> pause) {

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

    /** One for each temporary refusal, in the order in which the tries began. */
    static List<Retry> of(Inbox inbox) {
        List<Try> tries = tries(inbox);
        List<Retry> retries = new ArrayList<>();
        for (Try one : tries) {
            one.deferral().ifPresent(refused -> retries.add(new Retry(refused, pause(one, refused, tries))));
        }
        return retries;
    }

    private static Optional<Duration> pause(Try one, FailedAttempt refused, List<Try> tries) {
        return tries.stream()
                .filter(other -> other.begun() > refused.order() && one.mayBeOf(other))
                .findFirst()
                .map(next -> Duration.between(one.to(), next.from()));
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
        Map<List<Long>, Try> byTransaction = new HashMap<>();
        for (FailedAttempt attempt : inbox.failedAttempts()) {
            Optional<FailedAttempt> deferral = Optional.of(attempt)
                    .filter(failed -> failed.reply()
                            .map(Reply::isTransientFailure)
                            .orElse(brokenOff.contains(failed.session().id())));
            byTransaction.merge(
                    key(attempt),
                    new Try(begun(attempt), from(attempt), attempt.at(), sender(attempt), deferral),
                    Try::and);
        }
        for (CapturedMail mail : inbox.arrived()) {
            byTransaction.merge(
                    key(mail.session()),
                    new Try(
                            mail.session().transactionOrder(),
                            mail.session().transactionBegan().orElseThrow(),
                            mail.receivedAt(),
                            Optional.of(Addresses.normalized(mail.envelope().from())),
                            Optional.empty()),
                    Try::and);
        }
        return byTransaction.values().stream()
                .sorted(Comparator.comparing(Try::begun))
                .toList();
    }

    private static long begun(FailedAttempt attempt) {
        return attempt.envelope().isPresent() ? attempt.session().transactionOrder() : attempt.order();
    }

    private static Instant from(FailedAttempt attempt) {
        return attempt.envelope()
                .flatMap(unused -> attempt.session().transactionBegan())
                .orElse(attempt.at());
    }

    private static Optional<String> sender(FailedAttempt attempt) {
        return attempt.sender().map(Addresses::normalized);
    }

    private static List<Long> key(SessionInfo session) {
        return List.of(session.transactionOrder());
    }

    /** A refused MAIL is a try of its own; what fails outside of a transaction belongs together until the next one. */
    private static List<Long> key(FailedAttempt attempt) {
        if (attempt.envelope().isPresent()) {
            return key(attempt.session());
        }
        return attempt.phase() == Phase.MAIL
                ? List.of(attempt.order())
                : List.of(attempt.session().id(), attempt.session().transactionOrder());
    }
}
