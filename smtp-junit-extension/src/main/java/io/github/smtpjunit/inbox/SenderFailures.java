package io.github.smtpjunit.inbox;

import io.github.smtpjunit.smtp.Replies;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What common failures of a sender mean at an inbox, and what to change, by the words of the sender's libraries. */
final class SenderFailures {

    private static final int MAX_CAUSES = 50;

    private static final Map<String, String> REMEDIES = Map.of(
            "PKIX path building failed",
            "The sender does not trust the certificate of the inbox. Let it trust inbox.certificates(), or send by inbox.session().",
            "Unsupported or unrecognized SSL message",
            "The sender speaks TLS to a port that starts in clear text: set STARTTLS, not SSL (mail.smtp.starttls.enable, not"
                    + " mail.smtp.ssl.enable).",
            "No authentication mechanisms supported by both server and client",
            "The server offers no mechanism of AUTH that the sender knows: see mail.smtp.auth.mechanisms of the sender, and"
                    + " SmtpServerBuilder.mechanisms(..).",
            Replies.AUTH_FIRST.toString(),
            "The sender has not authenticated. With tls the server offers AUTH within TLS only: let the sender use TLS, or leave tls"
                    + " out of @WithSmtpServer.",
            "Can't verify identity of server: 127.0.0.1",
            "Angus Mail before 2.0.3 looks for the host among the names in the certificate only: update it, or set mail.smtp.host to"
                    + " localhost.");

    private SenderFailures() {}

    static List<String> remedies(Throwable failure) {
        List<Throwable> causes = causes(failure);
        return Stream.concat(
                        ClosedPorts.remedy(causes).stream(),
                        REMEDIES.keySet().stream()
                                .filter(words -> causes.stream()
                                        .anyMatch(each -> String.valueOf(each.getMessage())
                                                .contains(words)))
                                .map(REMEDIES::get))
                .toList();
    }

    /** A failure, its causes, and what was suppressed. */
    private static List<Throwable> causes(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> causes = new ArrayList<>();
        Deque<Throwable> left = new ArrayDeque<>(List.of(failure));
        while (!left.isEmpty() && causes.size() < MAX_CAUSES) {
            Throwable next = left.removeFirst();
            if (seen.add(next)) {
                causes.add(next);
                left.addAll(List.of(next.getSuppressed()));
                Optional.ofNullable(next.getCause()).ifPresent(left::addFirst);
            }
        }
        return causes;
    }
}
