package io.github.smtpjunit.jupiter;

import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.autoconfigure.mail.MailSenderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;

/** An application as Spring Boot configures it, for samples that are run by the kit. */
abstract class SpringTestCase {

    /** Counts the contexts of samples. */
    static final AtomicInteger STARTED = new AtomicInteger();

    /** Spring Boot's mail sender. */
    @Configuration(proxyBeanMethods = false)
    @Import({SslAutoConfiguration.class, MailSenderAutoConfiguration.class})
    static class Application {
        Application() {
            STARTED.incrementAndGet();
        }
    }

    static void send(JavaMailSender sender, String subject) {
        SimpleMailMessage mail = new SimpleMailMessage();
        mail.setFrom("shop@example.com");
        mail.setTo("ada@example.org");
        mail.setSubject(subject);
        mail.setText("Hello Ada");
        sender.send(mail);
    }
}
