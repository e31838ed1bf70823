package io.github.smtpjunit.smtp.server;

import java.util.concurrent.atomic.AtomicLong;

/** The order in which things happen in all sessions of this JVM, also while a clock stands still. */
final class EventOrder {

    private static final AtomicLong LAST = new AtomicLong();

    private EventOrder() {}

    static long next() {
        return LAST.incrementAndGet();
    }
}
