package io.github.smtpjunit.relay;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last deliveries, oldest first. Thread-safe. */
final class DeliveryLog {

    private static final int CAPACITY = 10_000;

    private final Deque<Delivery> deliveries = new ArrayDeque<>();

    synchronized void add(Delivery delivery) {
        if (deliveries.size() == CAPACITY) {
            deliveries.removeFirst();
        }
        deliveries.addLast(delivery);
    }

    synchronized List<Delivery> list() {
        return List.copyOf(deliveries);
    }
}
