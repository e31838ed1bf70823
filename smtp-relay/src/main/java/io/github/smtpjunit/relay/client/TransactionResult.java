package io.github.smtpjunit.relay.client;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What became of a mail transaction.
 *
 * @param replies the result of each recipient, in order: 2yz delivered, 4yz deferred, 5yz failed
 * @param undecided the places of the recipients about which the peer had said nothing when the transaction was lost,
 *     before the end of the content was sent: no host can have accepted the mail for them, and another one may be tried
 *     at once
 * @param ofContent the places of the recipients whose result is about what is in the mail, and not about them
 */
public record TransactionResult(List<RemoteReply> replies, Set<Integer> undecided, Set<Integer> ofContent) {

    public TransactionResult {
        replies = List.copyOf(replies);
        undecided = Set.copyOf(undecided);
        ofContent = Set.copyOf(ofContent);
    }

    /** What the peer said good-bye by, in place of a reply (RFC 5321 section 3.8). */
    public Optional<RemoteReply> farewell() {
        return replies.stream().filter(RemoteReply::isFarewell).findFirst();
    }

    public boolean nextHostMayBeTried() {
        return !undecided.isEmpty();
    }
}
