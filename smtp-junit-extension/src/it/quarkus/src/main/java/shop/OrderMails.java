package shop;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.Mailer;
import io.quarkus.mailer.MailerName;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;

/** The application. */
@ApplicationScoped
public class OrderMails {

    private final Mailer mailer;
    private final Mailer alerts;

    OrderMails(Mailer mailer, @MailerName("alerts") Mailer alerts) {
        this.mailer = mailer;
        this.alerts = alerts;
    }

    public void confirm(String customer) {
        mailer.send(mail(customer, "Your order"));
    }

    public void confirmLater(String customer) {
        CompletableFuture.runAsync(() -> confirm(customer));
    }

    public void warn(String operator) {
        alerts.send(mail(operator, "Sold out"));
    }

    private static Mail mail(String to, String subject) {
        return Mail.withText(to, subject, "Thank you.").setFrom("shop@example.com");
    }
}
