package example;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

// region application
class OrderMails {

    private final JavaMailSender sender;

    OrderMails(JavaMailSender sender) {
        this.sender = sender;
    }

    void confirm(String customer) {
        SimpleMailMessage mail = new SimpleMailMessage();
        mail.setFrom("shop@example.com");
        mail.setTo(customer);
        mail.setSubject("Your order");
        mail.setText("Thank you.");
        sender.send(mail);
    }

    @Async
    public void confirmLater(String customer) {
        confirm(customer);
    }
}
// endregion

/** The application that the tests of the guide start. */
@SpringBootApplication
@EnableAsync
@Import(OrderMails.class)
class OrderApplication {}
