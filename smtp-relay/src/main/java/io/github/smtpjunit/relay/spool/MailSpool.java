package io.github.smtpjunit.relay.spool;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.Envelope;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a relay keeps the mails that it has accepted and not finished yet.
 *
 * <p>A mail comes in by a {@link Draft} and is in the spool from {@link Draft#commit()} on, whole or not at all. A
 * relay that works on it holds a {@link Claim}: a lease with a fencing token, so that a spool can be shared by several
 * nodes. A claim whose lease has run out can be taken by another, and each further use of the old one ends in a
 * {@link StaleClaimException}.
 *
 * <p>Thread-safe.
 */
public interface MailSpool extends AutoCloseable {

    /**
     * Begins to store a mail.
     *
     * @param envelope the envelope
     * @param acceptedAt when the mail came in
     * @return what takes the content
     * @throws SpoolFullException if there is no room for another mail
     * @throws IOException if it cannot be stored
     */
    Draft draft(Envelope envelope, Instant acceptedAt) throws IOException;

    /**
     * Claims mails that are due, those first that have been due for longest.
     *
     * @param now the present: a mail is due once its {@link QueuedMail#nextAttempt()} is not after it
     * @param lease how long the mails belong to the caller
     * @param limit how many to take at most
     * @return the claims; a mail that is on hold or claimed is left out
     * @throws IOException if the spool cannot be read
     */
    default List<Claim> claim(Instant now, Duration lease, int limit) throws IOException {
        return claim(now, lease, limit, mail -> Optional.empty());
    }

    /**
     * Claims mails that are due, those first that have been due for longest, and passes over those that have to wait
     * for something else. A mail that was passed over is not looked at again until {@link #resume} ends the wait, or
     * the mail is changed.
     *
     * @param now the present: a mail is due once its {@link QueuedMail#nextAttempt()} is not after it
     * @param lease how long the mails belong to the caller
     * @param limit how many to claim at most
     * @param obstacle names what a mail has to wait for, empty if it can be claimed; called under a lock, it must
     *     return soon and not use the spool
     * @return the claims; a mail that is on hold or claimed is left out
     * @throws IOException if the spool cannot be read
     */
    List<Claim> claim(Instant now, Duration lease, int limit, Function<QueuedMail, Optional<String>> obstacle)
            throws IOException;

    /**
     * Ends the wait of mails that {@link #claim(Instant, Duration, int, Function) claim} has passed over, those first
     * that have been due for longest.
     *
     * @param obstacle what they have waited for
     * @param limit how many mails may be looked at again, at most
     * @return how many there were, 0 if no mail waits for it
     */
    int resume(String obstacle, int limit);

    /**
     * Gives a claim back as if it had never been: no attempt was made. The mail is due as before, and may be passed
     * over for an obstacle.
     *
     * @param claim the claim; nothing happens if it is stale
     */
    void undo(Claim claim);

    /**
     * Returns when {@link #claim} will have a mail to claim. Mails that it has passed over do not count.
     *
     * @return the earliest time at which a mail is due or a lease ends; empty if there is neither
     */
    Optional<Instant> nextDue();

    /**
     * Bounds the future, for when a clock that was ahead has been corrected: no mail has come in after the present, and
     * no mail waits for longer than the longest wait. Nothing is recorded, since the next start does the same.
     *
     * @param now the present
     * @param longestWait the longest wait between two attempts
     */
    void boundWaits(Instant now, Duration longestWait);

    /**
     * Opens the content of a claimed mail.
     *
     * @param claim the claim
     * @return its exact octets, to be closed by the caller; each call opens them anew
     * @throws IOException if they cannot be read
     */
    InputStream content(Claim claim) throws IOException;

    /**
     * Makes a claim last longer.
     *
     * @param claim the claim
     * @param now the present
     * @param lease how long the mail belongs to the caller from now on
     * @throws IOException if that cannot be recorded
     */
    void renew(Claim claim, Instant now, Duration lease) throws IOException;

    /**
     * Records how far the work on a claimed mail has come; durable on return. The claim goes on.
     *
     * @param claim the claim
     * @param state the mail as it is now
     * @throws IOException if that cannot be recorded
     */
    void record(Claim claim, QueuedMail state) throws IOException;

    /**
     * Records how far the work on a claimed mail has come, and ends the claim; durable on return.
     *
     * @param claim the claim
     * @param state the mail as it is now, {@link QueuedMail#nextAttempt()} included
     * @throws IOException if that cannot be recorded; the claim ends all the same
     */
    void defer(Claim claim, QueuedMail state) throws IOException;

    /**
     * Removes a claimed mail: nothing is left to do for it. If the machine fails soon after, the mail may be back.
     *
     * @param claim the claim
     * @throws IOException if it cannot be removed
     */
    void done(Claim claim) throws IOException;

    /**
     * Lists the mails.
     *
     * @return all of them, in the order in which they came in
     */
    List<QueuedMail> list();

    /**
     * Counts the mails.
     *
     * @return how many there are
     */
    default int size() {
        return list().size();
    }

    /**
     * Opens the content of any mail, to look at it.
     *
     * @param id the mail
     * @return its exact octets, to be closed by the caller; empty if there is no such mail
     * @throws IOException if they cannot be read
     */
    Optional<InputStream> content(String id) throws IOException;

    /**
     * Puts a mail on hold, or takes it off. While it is on hold it is due at no time; an attempt that is running goes
     * on.
     *
     * @param id the mail
     * @param hold whether it is to be on hold
     * @return false if there is no such mail
     * @throws IOException if that cannot be recorded
     */
    boolean hold(String id, boolean hold) throws IOException;

    /**
     * Records that the sender of a mail has got a report on the delay. The mail needs no claim, since it is on hold.
     *
     * @param id the mail
     * @return false if there is no such mail
     * @throws IOException if that cannot be recorded
     */
    boolean delayReported(String id) throws IOException;

    /**
     * Makes a mail due at once. A host that rests since it could not be reached is tried too.
     *
     * @param id the mail
     * @param now the present
     * @return false if there is no such mail
     * @throws IOException if that cannot be recorded
     */
    boolean flush(String id, Instant now) throws IOException;

    /**
     * Gives a mail up: it is due at once, also if it was on hold, and then its sender gets a report in place of an
     * attempt.
     *
     * @param id the mail
     * @param now the present
     * @return false if there is no such mail
     * @throws IOException if that cannot be recorded
     */
    boolean giveUp(String id, Instant now) throws IOException;

    /**
     * Removes a mail, without a report to anyone. An attempt that is running goes on, and its outcome is forgotten.
     *
     * @param id the mail
     * @return false if there is no such mail
     * @throws IOException if it cannot be removed
     */
    boolean delete(String id) throws IOException;

    /**
     * Sets a listener that is called whenever {@link #claim} may have more mails than {@link #nextDue()} has promised:
     * after a commit, a flush, a release.
     *
     * @param listener called on the thread that made the change, and must return soon; there is one listener at most
     */
    void onWork(Runnable listener);

    /**
     * Sets a listener that is called before each {@link #flush}: the relay then ends the rests of hosts that could not
     * be reached.
     *
     * @param listener called on the thread that flushes; it must return soon. There is one listener at most
     */
    void onFlush(Runnable listener);

    /**
     * Begins to do what operators ask for from other processes by {@link SpoolControl}, until the spool is closed. Does
     * nothing by default, for a spool that other processes cannot reach. A second call replaces the first.
     *
     * @param clock gives the present
     * @param listener is notified of what was done
     */
    default void serveOperators(Clock clock, SpoolListener listener) {
        requireNonNull(clock, "clock");
        requireNonNull(listener, "listener");
    }

    /** Ends the work. Mails stay, as far as the spool is one that keeps them. */
    @Override
    void close() throws IOException;

    /** A mail on its way into the spool. Not thread-safe. */
    interface Draft extends Closeable {

        /**
         * Returns the mail's future name.
         *
         * @return letters and digits, unique in this spool
         */
        String id();

        /**
         * Returns what takes the content.
         *
         * @return the stream; it needs no closing
         */
        OutputStream content();

        /**
         * Puts the mail into the spool. It is due at once; what the spool promises to keep is safe on return.
         *
         * @return the mail
         * @throws SpoolFullException if there is no room for it
         * @throws IOException if it cannot be stored; nothing of it is left then
         */
        QueuedMail commit() throws IOException;

        /**
         * Puts the mail into the spool to wait until a time (RFC 4865).
         *
         * @param due when it is due
         * @return the mail
         * @throws SpoolFullException if there is no room for it
         * @throws IOException if it cannot be stored; nothing of it is left then
         */
        QueuedMail commit(Instant due) throws IOException;

        /** Throws the draft away, unless it was committed. */
        @Override
        void close();
    }

    /**
     * The right to work on a mail for a while.
     *
     * @param mail the mail as it was when it was claimed
     * @param token a number that grows with each claim of this mail: a fence against its former holders
     */
    record Claim(QueuedMail mail, long token) {

        /**
         * Makes a claim.
         *
         * @param mail the mail
         * @param token the claim's own number
         */
        public Claim {
            requireNonNull(mail, "mail");
        }
    }
}
