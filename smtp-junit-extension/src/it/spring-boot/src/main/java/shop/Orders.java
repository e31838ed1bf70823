package shop;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class Orders {

    private final ApplicationEventPublisher events;

    public Orders(ApplicationEventPublisher events) {
        this.events = events;
    }

    /** Stores an order; its confirmation is sent when that is sure. */
    @Transactional
    public void place(Order order) {
        events.publishEvent(order);
    }
}
