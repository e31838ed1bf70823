package shop;

import io.micronaut.email.Email;
import io.micronaut.email.EmailSender;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;

/** The application. */
@Singleton
public class OrderMails {

    private final EmailSender<?, ?> sender;

    OrderMails(EmailSender<?, ?> sender) {
        this.sender = sender;
    }

    public void confirm(String customer) {
        sender.send(Email.builder()
                .from("shop@example.com")
                .to(customer)
                .subject("Your order")
                .body("Thank you."));
    }

    public void confirmLater(String customer) {
        CompletableFuture.runAsync(() -> confirm(customer));
    }
}
