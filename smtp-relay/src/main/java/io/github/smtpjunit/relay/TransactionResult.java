package io.github.smtpjunit.relay;

import java.util.List;

/**
 * What became of a mail transaction.
 *
 * @param replies the final result of each recipient, in order: 2yz delivered, 4yz deferred, 5yz failed
 * @param nextHostMayBeTried whether the transaction was lost before the end of the content was sent, so that no host can have taken
 *     the mail; what is deferred may go to another host at once
 */
record TransactionResult(List<RemoteReply> replies, boolean nextHostMayBeTried) {

    TransactionResult {
        replies = List.copyOf(replies);
    }
}
