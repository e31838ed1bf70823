package shop;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.event.TransactionalEventListener;

@Service
public class OrderMails {

    private final JavaMailSender sender;
    private final Queue<Order> reminders = new ConcurrentLinkedQueue<>();

    public OrderMails(JavaMailSender sender) {
        this.sender = sender;
    }

    public void confirm(Order order) {
        send(order, "Your order: ");
    }

    @Async
    public void confirmLater(Order order) {
        confirm(order);
    }

    @Async
    @TransactionalEventListener
    public void placed(Order order) {
        confirm(order);
    }

    public void remind(Order order) {
        reminders.add(order);
    }

    @Scheduled(fixedDelay = 50)
    public void sendReminders() {
        for (Order order = reminders.poll(); order != null; order = reminders.poll()) {
            send(order, "Still interested? ");
        }
    }

    private void send(Order order, String subject) {
        SimpleMailMessage mail = new SimpleMailMessage();
        mail.setFrom("shop@example.com");
        mail.setTo(order.address());
        mail.setSubject(subject + order.goods());
        mail.setText("Thank you.");
        sender.send(mail);
    }
}
