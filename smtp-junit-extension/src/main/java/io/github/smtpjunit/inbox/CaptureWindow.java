package io.github.smtpjunit.inbox;

import java.util.function.Predicate;

/**
 * The mails that arrive from the beginning of a block on: those in the block, and those of senders that take longer,
 * until the next block begins.
 */
final class CaptureWindow implements Predicate<CapturedMail> {

    private final int from;
    private volatile int end = Integer.MAX_VALUE;

    CaptureWindow(int from) {
        this.from = from;
    }

    /** From now on, mails belong to another block. */
    void end(int arrival) {
        end = arrival;
    }

    @Override
    public boolean test(CapturedMail mail) {
        return mail.arrival() >= from && mail.arrival() < end;
    }
}
